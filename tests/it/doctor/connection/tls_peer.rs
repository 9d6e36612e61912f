//! Servers that speak TLS, and something else than a web server in it.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use crate::tls_server::{Identity, RawServer};

type Secured = StreamOwned<ServerConnection, TcpStream>;

/// Starts a proxy that speaks TLS itself, and connects each client to the port that it names, on
/// loopback.
pub fn proxy(identity: &Identity) -> RawServer {
    start(identity, |stream| {
        let request = read_head(stream)?;
        let target = request
            .split(' ')
            .nth(1)
            .and_then(|place| place.rsplit_once(':'));
        let port = target.and_then(|(_, port)| port.parse().ok());
        let port: u16 = port.ok_or(io::ErrorKind::InvalidData)?;
        let mut server = TcpStream::connect(("127.0.0.1", port))?;
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n")?;
        copy(stream, &mut server)
    })
}

/// Starts a server that answers a request with these bytes, again and again unless there are none,
/// and never ends the answer.
pub fn answering(identity: &Identity, bytes: &'static [u8]) -> RawServer {
    start(identity, move |stream| {
        read_head(stream)?;
        while !bytes.is_empty() {
            stream.write_all(bytes)?;
            thread::sleep(Duration::from_millis(20));
        }
        io::copy(stream, &mut io::sink()).map(drop)
    })
}

fn start(
    identity: &Identity,
    answer: impl Fn(&mut Secured) -> io::Result<()> + Send + Sync + 'static,
) -> RawServer {
    let config = config(identity);
    RawServer::start(move |stream| {
        let session = ServerConnection::new(Arc::clone(&config)).map_err(io::Error::other)?;
        answer(&mut StreamOwned::new(session, stream.try_clone()?))
    })
}

fn config(identity: &Identity) -> Arc<ServerConfig> {
    let chain = CertificateDer::pem_slice_iter(identity.pem().as_bytes())
        .collect::<Result<Vec<_>, _>>()
        .expect("certificates");
    let key = PrivateKeyDer::from_pem_slice(identity.key_pem().as_bytes()).expect("a key");
    let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("ring speaks TLS 1.2 and 1.3");
    let config = builder.with_no_client_auth().with_single_cert(chain, key);
    Arc::new(config.expect("the key belongs to the certificate"))
}

fn read_head(stream: &mut Secured) -> io::Result<String> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte)?;
        head.extend(byte);
    }
    Ok(String::from_utf8_lossy(&head).into_owned())
}

/// Copies in both directions until one side closes.
fn copy(client: &mut Secured, server: &mut TcpStream) -> io::Result<()> {
    client.sock.set_nonblocking(true)?;
    server.set_nonblocking(true)?;
    loop {
        let up = copy_some(client, server)?;
        let down = copy_some(server, client)?;
        match (up, down) {
            (Some(0), _) | (_, Some(0)) => return Ok(()),
            (None, None) => thread::sleep(Duration::from_millis(1)),
            _ => {}
        }
    }
}

fn copy_some(from: &mut impl Read, to: &mut impl Write) -> io::Result<Option<usize>> {
    let mut buffer = [0; 4096];
    let length = match from.read(&mut buffer) {
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(None),
        length => length?,
    };
    to.write_all(&buffer[..length])?;
    to.flush()?;
    Ok(Some(length))
}
