//! TCP servers that do not speak TLS, or only a part of it.

use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::hello;
use super::identity::Identity;

/// A server on loopback, until it is dropped, that runs a closure for each connection.
pub struct RawServer {
    address: SocketAddr,
    state: Arc<State>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct State {
    stopping: AtomicBool,
    /// The connections, which are shut down with the server.
    streams: Mutex<Vec<TcpStream>>,
}

impl RawServer {
    /// Runs the closure in a thread for each connection, and closes the connection after it.
    pub fn start(
        answer: impl Fn(&mut TcpStream) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        let listener =
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("loopback has a free port");
        let address = listener
            .local_addr()
            .expect("a bound socket has an address");
        let state = Arc::new(State::default());
        let shared = Arc::clone(&state);
        let thread = thread::spawn(move || accept(&listener, &shared, &answer));
        Self {
            address,
            state,
            thread: Some(thread),
        }
    }

    /// Accepts, and never answers.
    pub fn hanging() -> Self {
        Self::start(wait_for_end)
    }

    /// Closes each connection at once, after the `ClientHello` has come.
    pub fn closing() -> Self {
        Self::start(|stream| stream.read(&mut [0; 4096]).map(drop))
    }

    /// Resets each connection: the kernel does that if data is left unread.
    pub fn resetting() -> Self {
        Self::start(|stream| stream.peek(&mut [0]).map(drop))
    }

    /// Answers with these bytes as soon as the client has sent something, and waits for its end.
    pub fn answering(bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        Self::start(move |stream| {
            let _ = stream.read(&mut [0; 4096])?;
            stream.write_all(&bytes)?;
            wait_for_end(stream)
        })
    }

    /// Speaks HTTP without TLS.
    pub fn plain_http() -> Self {
        Self::answering(
            "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\
             Connection: close\r\n\r\nbad\n",
        )
    }

    /// Speaks first, as SSH does.
    pub fn ssh() -> Self {
        Self::start(|stream| {
            stream.write_all(b"SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n")?;
            wait_for_end(stream)
        })
    }

    /// Sends random bytes with this seed.
    pub fn garbage(seed: u64) -> Self {
        let mut random = fastrand::Rng::with_seed(seed);
        let bytes: Vec<u8> = std::iter::repeat_with(|| random.u8(..))
            .take(4096)
            .collect();
        Self::answering(bytes)
    }

    /// Sends a byte of these every 100 ms, and then nothing.
    pub fn trickling(bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        Self::start(move |stream| {
            stream.set_nodelay(true)?;
            for byte in &bytes {
                stream.write_all(&[*byte])?;
                thread::sleep(Duration::from_millis(100));
            }
            wait_for_end(stream)
        })
    }

    /// Sends these bytes again and again, until so many have been sent or the client has gone.
    pub fn flooding(bytes: impl Into<Vec<u8>>, total: usize) -> Self {
        let block = bytes.into().repeat(64);
        Self::start(move |stream| {
            for _ in 0..total.div_ceil(block.len()) {
                stream.write_all(&block)?;
            }
            wait_for_end(stream)
        })
    }

    /// Answers a `ClientHello` with a `ServerHello` of this version (0x0301 is TLS 1.0) that
    /// chooses this cipher, and waits; sends the alert `handshake_failure` if the client does not
    /// offer it.
    pub fn choosing(version: u16, cipher: u16) -> Self {
        Self::offering(cipher, hello::server_hello(version, cipher))
    }

    /// Chooses Diffie-Hellman with a prime of so many bits, which is a multiple of 8.
    pub fn small_dh(identity: &Identity, bits: usize) -> Self {
        let flight = hello::small_dh(&identity.ders(), bits);
        Self::offering(hello::DHE_RSA_AES128_GCM, flight)
    }

    /// Sends these records to clients that offer the cipher.
    fn offering(cipher: u16, flight: Vec<u8>) -> Self {
        Self::start(move |stream| {
            if hello::ciphers(stream)?.contains(&cipher) {
                stream.write_all(&flight)?;
                return wait_for_end(stream);
            }
            stream.write_all(&hello::alert(hello::HANDSHAKE_FAILURE))
        })
    }

    /// Answers a `ClientHello` with a fatal alert.
    pub fn alerting(description: u8) -> Self {
        Self::start(move |stream| {
            hello::ciphers(stream)?;
            stream.write_all(&hello::alert(description))
        })
    }

    pub fn url(&self) -> String {
        format!("https://localhost:{}", self.port())
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }
}

impl Drop for RawServer {
    fn drop(&mut self) {
        self.state.stopping.store(true, Ordering::SeqCst);
        // The thread waits for a connection; this is the last one.
        drop(TcpStream::connect(self.address));
        for stream in self.state.streams.lock().expect("no panic").drain(..) {
            stream.shutdown(Shutdown::Both).ok();
        }
        let served = self.thread.take().map(JoinHandle::join);
        if !thread::panicking() {
            assert!(matches!(served, Some(Ok(()))), "the server panicked");
        }
    }
}

fn accept(
    listener: &TcpListener,
    state: &State,
    answer: &(impl Fn(&mut TcpStream) -> io::Result<()> + Sync),
) {
    thread::scope(|connections| {
        for mut stream in listener.incoming().flatten() {
            // The lock keeps a connection from coming in after `drop` has closed the others.
            let mut streams = state.streams.lock().expect("no panic");
            if state.stopping.load(Ordering::SeqCst) {
                break;
            }
            streams.extend(stream.try_clone());
            connections.spawn(move || {
                // A client may leave at any time.
                answer(&mut stream).ok();
                close(&stream);
            });
        }
    });
}

/// Closes a connection of which `State` has a copy.
fn close(stream: &TcpStream) {
    stream.shutdown(Shutdown::Both).ok();
}

/// Reads until the client closes the connection.
pub fn wait_for_end(stream: &mut TcpStream) -> io::Result<()> {
    io::copy(stream, &mut io::sink()).map(drop)
}
