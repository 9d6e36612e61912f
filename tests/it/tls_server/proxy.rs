//! HTTP proxies for CONNECT (RFC 9110, section 9.3.6).

use std::collections::HashMap;
use std::io::{self, BufReader, Write as _};
use std::net::{Ipv4Addr, Shutdown, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use base64::Engine as _;
use rustls::ServerConfig;

use super::authority::Authority;
use super::http::{Request, Response};
use super::raw::{RawServer, wait_for_end};
use super::server::serve;
use super::settings::ServerSettings;

/// A proxy on loopback, until it is dropped.
pub struct Proxy {
    server: RawServer,
    log: Arc<Log>,
}

/// The hosts and ports that clients asked for.
#[derive(Default)]
struct Log(Mutex<Vec<String>>);

impl Log {
    fn add(&self, target: &str) {
        let mut targets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        targets.push(target.to_owned());
    }
}

impl Proxy {
    /// Connects each client to the host that it names.
    pub fn start() -> Self {
        Self::with(|stream, request| tunnel(stream, &request.path))
    }

    /// Connects each client to this port of loopback, whatever host it names.
    pub fn to_port(port: u16) -> Self {
        Self::with(move |stream, _| tunnel(stream, &format!("127.0.0.1:{port}")))
    }

    /// Answers each request with this status, for example `403 Forbidden`.
    pub fn refusing(status: &'static str) -> Self {
        Self::with(move |stream, _| refuse(stream, status, ""))
    }

    /// Connects clients that log in with this user and password, and answers 407 to others.
    pub fn with_login(user: &str, password: &str) -> Self {
        let login = base64::prelude::BASE64_STANDARD.encode(format!("{user}:{password}"));
        let login = format!("Basic {login}");
        Self::with(move |stream, request| {
            if request.header("proxy-authorization") == Some(&login) {
                return tunnel(stream, &request.path);
            }
            let header = "Proxy-Authenticate: Basic realm=\"studio\"\r\n";
            refuse(stream, "407 Proxy Authentication Required", header)
        })
    }

    /// Redirects each client to the proxy itself.
    pub fn redirecting() -> Self {
        Self::with(|stream, _| {
            let own = stream.local_addr()?;
            refuse(stream, "302 Found", &format!("Location: http://{own}/\r\n"))
        })
    }

    /// Passes each request on to the proxy itself, until it has so many connections that it no
    /// longer answers.
    pub fn looping() -> Self {
        let connections = AtomicUsize::new(0);
        Self::with(move |stream, request| {
            if connections.fetch_add(1, Ordering::SeqCst) > 32 {
                return wait_for_end(stream);
            }
            let mut itself = TcpStream::connect(stream.local_addr()?)?;
            write!(itself, "CONNECT {} HTTP/1.1\r\n\r\n", request.path)?;
            forward(stream, itself)
        })
    }

    /// Answers in place of each host, with a certificate for that host by its own CA.
    pub fn inspecting(authority: Authority) -> Self {
        let configs = Mutex::new(HashMap::<String, Arc<ServerConfig>>::new());
        Self::with(move |stream, request| {
            let host = request.path.rsplit_once(':').map_or("", |(host, _)| host);
            let host = host.trim_matches(['[', ']']).to_owned();
            let config = {
                let mut configs = configs.lock().unwrap_or_else(PoisonError::into_inner);
                let config = configs.entry(host).or_insert_with_key(|host| {
                    let identity = authority.server().names([host.as_str()]).issue();
                    ServerSettings::new(identity).into_config()
                });
                Arc::clone(config)
            };
            stream.write_all(ESTABLISHED)?;
            serve(stream.try_clone()?, config, &|_: &Request| {
                Response::text("hello\n")
            })
        })
    }

    fn with(
        connect: impl Fn(&mut TcpStream, &Request) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        let log = Arc::new(Log::default());
        let targets = Arc::clone(&log);
        let server = RawServer::start(move |stream| {
            let request = Request::read(&mut BufReader::new(&mut *stream));
            match request {
                Ok(request) if request.method == "CONNECT" => {
                    targets.add(&request.path);
                    connect(stream, &request)
                }
                // Plain HTTP, or TLS from a client that takes this for an HTTPS proxy.
                _ => refuse(stream, "400 Bad Request", ""),
            }
        });
        Self { server, log }
    }

    /// Returns the value for `HTTPS_PROXY`.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.server.port())
    }

    /// Returns the URL with `https`, which this proxy does not speak, or with a login: the text
    /// stands before the address.
    pub fn url_as(&self, start: &str) -> String {
        format!("{start}127.0.0.1:{}", self.server.port())
    }

    /// Returns the hosts and ports that clients asked for.
    pub fn targets(&self) -> Vec<String> {
        let targets = self.log.0.lock().unwrap_or_else(PoisonError::into_inner);
        targets.clone()
    }
}

const ESTABLISHED: &[u8] = b"HTTP/1.1 200 Connection established\r\n\r\n";

fn refuse(stream: &mut TcpStream, status: &str, headers: &str) -> io::Result<()> {
    write!(
        stream,
        "HTTP/1.1 {status}\r\n{headers}Content-Type: text/html\r\nContent-Length: 7\r\n\
         Connection: close\r\n\r\n<html>\n"
    )
}

/// Copies bytes in both directions until either side closes.
fn tunnel(stream: &mut TcpStream, target: &str) -> io::Result<()> {
    let target = target.replace("localhost:", &format!("{}:", Ipv4Addr::LOCALHOST));
    let Ok(server) = TcpStream::connect(&target) else {
        return refuse(stream, "502 Bad Gateway", "");
    };
    stream.write_all(ESTABLISHED)?;
    forward(stream, server)
}

fn forward(stream: &mut TcpStream, mut server: TcpStream) -> io::Result<()> {
    let (mut up_from, mut up_to) = (stream.try_clone()?, server.try_clone()?);
    let up = thread::spawn(move || {
        io::copy(&mut up_from, &mut up_to).ok();
        up_to.shutdown(Shutdown::Write).ok();
    });
    io::copy(&mut server, stream).ok();
    stream.shutdown(Shutdown::Both).ok();
    server.shutdown(Shutdown::Both).ok();
    up.join().map_err(|_| io::ErrorKind::Other.into())
}
