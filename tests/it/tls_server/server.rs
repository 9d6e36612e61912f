//! A TLS server on loopback that reads requests and calls a handler for the answers.

use std::io::{self, BufReader, Read as _, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::http::{Request, Response};
use super::identity::Identity;
use super::settings::ServerSettings;

/// An HTTPS server on its own port, with a thread for each connection.
pub struct Server {
    address: SocketAddr,
    stopping: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

/// Time limit for a silent client.
const PATIENCE: Duration = Duration::from_secs(10);

/// Bytes that are read of a request which is not answered.
const LONGEST_REQUEST: u64 = 1024 * 1024;

impl Server {
    pub fn start(
        identity: Identity,
        answer: impl Fn(&Request) -> Response + Send + Sync + 'static,
    ) -> Self {
        Self::start_with(ServerSettings::new(identity), answer)
    }

    pub fn start_with(
        settings: ServerSettings,
        answer: impl Fn(&Request) -> Response + Send + Sync + 'static,
    ) -> Self {
        let host = if settings.is_v6 {
            IpAddr::from(Ipv6Addr::LOCALHOST)
        } else {
            Ipv4Addr::LOCALHOST.into()
        };
        let listener = TcpListener::bind((host, 0)).expect("loopback has a free port");
        let address = listener
            .local_addr()
            .expect("a bound socket has an address");
        let tls = settings.into_config();
        let stopping = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stopping);
        let thread = thread::spawn(move || accept(&listener, &tls, &stopped, &answer));
        Self {
            address,
            stopping,
            thread: Some(thread),
        }
    }

    pub fn url(&self) -> String {
        match self.address {
            SocketAddr::V4(address) => format!("https://localhost:{}", address.port()),
            SocketAddr::V6(address) => format!("https://{address}"),
        }
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopping.store(true, Ordering::SeqCst);
        // The thread waits for a connection; this is the last one.
        drop(TcpStream::connect(self.address));
        let served = self.thread.take().map(JoinHandle::join);
        if !thread::panicking() {
            assert!(matches!(served, Some(Ok(()))), "the server panicked");
        }
    }
}

fn accept(
    listener: &TcpListener,
    tls: &Arc<ServerConfig>,
    stopping: &AtomicBool,
    answer: &(impl Fn(&Request) -> Response + Sync),
) {
    thread::scope(|connections| {
        for connection in listener.incoming().flatten() {
            if stopping.load(Ordering::SeqCst) {
                break;
            }
            // A client that does not trust the certificate closes the connection: many tests want
            // that.
            connections.spawn(|| serve(connection, Arc::clone(tls), answer).ok());
        }
    });
}

/// Serves one request. Connections are not kept alive, so that no thread waits for a client that is
/// done.
pub(super) fn serve(
    connection: TcpStream,
    tls: Arc<ServerConfig>,
    answer: &impl Fn(&Request) -> Response,
) -> io::Result<()> {
    connection.set_read_timeout(Some(PATIENCE))?;
    connection.set_write_timeout(Some(PATIENCE))?;
    let rest = connection.try_clone()?;
    let served = serve_request(connection, tls, answer);
    if served.is_err() {
        // In TLS 1.3, a client whose certificate is refused has sent its request already. Closing a
        // connection with bytes that are not read resets it, and the client may lose the alert.
        rest.shutdown(Shutdown::Write).ok();
        rest.set_read_timeout(Some(Duration::from_secs(2))).ok();
        io::copy(&mut rest.take(LONGEST_REQUEST), &mut io::sink()).ok();
    }
    served
}

fn serve_request(
    connection: TcpStream,
    tls: Arc<ServerConfig>,
    answer: &impl Fn(&Request) -> Response,
) -> io::Result<()> {
    let session = ServerConnection::new(tls).map_err(io::Error::other)?;
    let mut stream = BufReader::new(StreamOwned::new(session, connection));
    let request = Request::read(&mut stream)?;
    let stream = stream.get_mut();
    answer(&request).write(stream, request.method == "HEAD")?;
    stream.conn.send_close_notify();
    stream.flush()
}
