//! The way through an HTTP proxy: `CONNECT`, over TLS if the proxy's URL begins with `https://`.

use std::io::{self, ErrorKind, Read, Write};
use std::time::Instant;

use rustls::{ClientConnection, StreamOwned};

use super::Site;
use super::connect::connect;
use super::fault::{Fault, ProxyFault, Speech};
use super::handshake;
use super::resolve::{NoAddress, addresses};
use super::route::Proxy;
use super::web_page::is_web_page;
use super::wire::{Recorded, Wire};
use crate::env::Env;

/// A connection to a server, directly or through a proxy.
#[derive(Debug)]
pub enum Stream {
    Plain(Wire),
    /// Within the TLS connection to a proxy.
    Tls(Box<StreamOwned<ClientConnection, Recorded<Wire>>>),
}

/// Most bytes of the proxy's answer.
const MAX_ANSWER: usize = 16 * 1024;

/// Most characters of the proxy's own words that are kept.
const MAX_REASON: usize = 80;

/// Opens a connection to `site` through `proxy`.
pub fn open(proxy: &Proxy, site: &Site, env: &Env, deadline: Instant) -> Result<Stream, Fault> {
    let wire = reach(proxy, env, deadline)?;
    let mut stream = if proxy.is_tls {
        secured(proxy, wire, env, deadline)?
    } else {
        Stream::Plain(wire)
    };
    let request = request(proxy, site);
    let sent = stream
        .write_all(request.as_bytes())
        .and_then(|()| stream.flush());
    sent.map_err(|error| Fault::Proxy(interrupted(&error)))?;
    let answer = Answer::read(&mut stream).map_err(Fault::Proxy)?;
    answer.accepted().map_err(Fault::Proxy)?;
    Ok(stream)
}

/// Connects to the proxy.
fn reach(proxy: &Proxy, env: &Env, deadline: Instant) -> Result<Wire, Fault> {
    let found = addresses(&proxy.at, env, deadline).map_err(|error| {
        Fault::Proxy(ProxyFault::Name(match error {
            NoAddress::Unknown(reason) => reason,
            NoAddress::TimedOut => "no answer within the time limit".to_owned(),
        }))
    })?;
    let connected = connect(&found, proxy.at.port, deadline);
    let connected = connected.map_err(|tried| Fault::Proxy(ProxyFault::Connect(tried)))?;
    Ok(Wire::new(connected.tcp, deadline))
}

/// Performs the handshake with the proxy itself.
fn secured(proxy: &Proxy, wire: Wire, env: &Env, deadline: Instant) -> Result<Stream, Fault> {
    match handshake::perform(&proxy.at.host, wire) {
        Ok(secured) => {
            let stream = StreamOwned::new(secured.connection, secured.stream);
            Ok(Stream::Tls(Box::new(stream)))
        }
        Err(failed) => Err(Fault::Proxy(match failed.fault {
            Fault::NotTls(Speech::Http) => ProxyFault::PlainHttp,
            Fault::Timeout(_) => ProxyFault::TimedOut,
            _ if answers_plainly(proxy, env, deadline) => ProxyFault::PlainHttp,
            fault => ProxyFault::Tls(Box::new(fault)),
        })),
    }
}

/// Returns whether the proxy answers a request without TLS. The login is not sent.
fn answers_plainly(proxy: &Proxy, env: &Env, deadline: Instant) -> bool {
    let Ok(mut wire) = reach(proxy, env, deadline) else {
        return false;
    };
    let anonymous = Proxy {
        login: None,
        ..proxy.clone()
    };
    let sent = wire.write_all(request(&anonymous, &proxy.at).as_bytes());
    sent.is_ok() && Answer::read(&mut wire).is_ok()
}

fn request(proxy: &Proxy, site: &Site) -> String {
    let place = site.with_port();
    let login = proxy.login.as_ref();
    let login = login.map(|login| format!("Proxy-Authorization: {}\r\n", login.basic()));
    format!(
        "CONNECT {place} HTTP/1.1\r\nHost: {place}\r\nUser-Agent: sglaunch/{}\r\n{}\r\n",
        env!("CARGO_PKG_VERSION"),
        login.unwrap_or_default(),
    )
}

fn interrupted(error: &io::Error) -> ProxyFault {
    match error.kind() {
        ErrorKind::TimedOut => ProxyFault::TimedOut,
        _ => ProxyFault::Closed,
    }
}

/// The head of the proxy's answer.
#[derive(Debug, PartialEq, Eq)]
struct Answer {
    status: u16,
    /// The rest of the first line.
    reason: String,
    /// The schemes of `Proxy-Authenticate`.
    schemes: Vec<String>,
    /// The body is HTML, and no header is one that proxies add.
    is_web_page: bool,
}

impl Answer {
    /// Reads up to the empty line, and not a byte of the tunnel behind it. Interim answers (1xx)
    /// are skipped.
    fn read(stream: &mut impl Read) -> Result<Self, ProxyFault> {
        let mut received = Vec::new();
        let mut begin = 0;
        let mut byte = [0];
        while received.len() < MAX_ANSWER {
            match stream.read(&mut byte) {
                Ok(0) => return Err(unfinished(&received, ProxyFault::Closed)),
                Ok(_) => received.extend(byte),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(unfinished(&received, interrupted(&error))),
            }
            let head = received.get(begin..).unwrap_or_default();
            if head.ends_with(b"\r\n\r\n") || head.ends_with(b"\n\n") {
                let answer = Self::parse(head)?;
                if answer.status >= 200 {
                    return Ok(answer);
                }
                begin = received.len();
            }
        }
        Err(unfinished(&received, ProxyFault::TooLong))
    }

    fn parse(head: &[u8]) -> Result<Self, ProxyFault> {
        let text = String::from_utf8_lossy(head);
        let mut lines = text.lines();
        let first = lines.next().unwrap_or_default();
        let status = first
            .strip_prefix("HTTP/")
            .and_then(|rest| rest.split_once(' '));
        let (status, reason) = status
            .map(|(_, rest)| rest.split_once(' ').unwrap_or((rest, "")))
            .and_then(|(status, reason)| Some((status.trim().parse().ok()?, reason)))
            .ok_or_else(|| ProxyFault::NotHttp(Speech::of(head)))?;
        let scheme = |line: &str| {
            let (name, value) = line.split_once(':')?;
            let is_scheme = name.eq_ignore_ascii_case("proxy-authenticate");
            let scheme = value.split_whitespace().next().filter(|_| is_scheme)?;
            Some(scheme.chars().take(MAX_REASON).collect())
        };
        Ok(Self {
            status,
            reason: reason.trim().chars().take(MAX_REASON).collect(),
            schemes: lines.clone().filter_map(scheme).collect(),
            is_web_page: is_web_page(lines),
        })
    }

    /// Returns an error unless the proxy has opened the tunnel.
    fn accepted(self) -> Result<(), ProxyFault> {
        match self.status {
            200..300 => Ok(()),
            407 => Err(ProxyFault::Login(self.schemes)),
            // Squid's error pages are HTML too, but its headers show that it is a proxy.
            400 | 404 | 405 | 501 if self.is_web_page => {
                Err(ProxyFault::WebServer(self.status, self.reason))
            }
            status => Err(ProxyFault::Refused(status, self.reason)),
        }
    }
}

/// Returns what is wrong with an answer that has no end.
fn unfinished(received: &[u8], otherwise: ProxyFault) -> ProxyFault {
    match Speech::of(received) {
        _ if received.is_empty() => otherwise,
        Speech::Http => otherwise,
        speech => ProxyFault::NotHttp(speech),
    }
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(wire) => wire.read(buffer),
            Self::Tls(stream) => stream.read(buffer),
        }
    }
}

impl Write for Stream {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(wire) => wire.write(buffer),
            Self::Tls(stream) => stream.write(buffer),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(wire) => wire.flush(),
            Self::Tls(stream) => stream.flush(),
        }
    }
}

impl Stream {
    /// Brings the deadline forward.
    pub fn end_by(&mut self, deadline: Instant) {
        match self {
            Self::Plain(wire) => wire.end_by(deadline),
            Self::Tls(stream) => stream.sock.stream().end_by(deadline),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(text: &[u8]) -> Result<(), ProxyFault> {
        Answer::read(&mut &*text).and_then(Answer::accepted)
    }

    #[test]
    fn the_status_of_the_answer_decides() {
        assert_eq!(
            answered(b"HTTP/1.0 200 Connection established\r\n\r\n"),
            Ok(())
        );
        assert_eq!(
            answered(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200\r\nA: b\r\n\r\n"),
            Ok(())
        );
        let refused = ProxyFault::Refused(403, "Forbidden by policy".to_owned());
        assert_eq!(
            answered(b"HTTP/1.1 403 Forbidden by policy\r\n\r\n"),
            Err(refused)
        );
        let login = ProxyFault::Login(vec!["Basic".to_owned(), "NTLM".to_owned()]);
        let asks = b"HTTP/1.1 407 X\r\nProxy-Authenticate: Basic realm=\"a\"\r\n\
            proxy-authenticate: NTLM\r\n\r\n";
        assert_eq!(answered(asks), Err(login));
    }

    #[test]
    fn an_answer_that_is_not_http_or_has_no_end_is_one_fault() {
        assert_eq!(answered(b""), Err(ProxyFault::Closed));
        assert_eq!(answered(b"HTTP/1.1 200 OK\r\nA: "), Err(ProxyFault::Closed));
        let endless = [&b"HTTP/1.1 200 OK\r\n"[..], &vec![b'a'; 20_000]].concat();
        assert_eq!(answered(&endless), Err(ProxyFault::TooLong));
        let interim = b"HTTP/1.1 100 Continue\r\n\r\n".repeat(1000);
        assert_eq!(answered(&interim), Err(ProxyFault::TooLong));
        let ssh = ProxyFault::NotHttp(Speech::Ssh);
        assert_eq!(answered(b"SSH-2.0-x\r\n"), Err(ssh));
        let tls = ProxyFault::NotHttp(Speech::Tls);
        assert_eq!(answered(&[21, 3, 1, 0, 2, 2, 40]), Err(tls));
    }

    /// What follows the answer belongs to the server behind the proxy.
    #[test]
    fn not_a_byte_behind_the_answer_is_read() {
        let mut stream = &b"HTTP/1.1 200 OK\r\n\r\nSSH-2.0"[..];
        Answer::read(&mut stream).expect("an answer");
        assert_eq!(stream, b"SSH-2.0");
    }

    /// Mutations of an answer, and random bytes, never panic.
    #[test]
    fn any_bytes_can_be_read() {
        let whole = b"HTTP/1.1 407 X\r\nProxy-Authenticate: Basic realm=\"a\"\r\n\r\n";
        let mut random = fastrand::Rng::with_seed(1);
        for _ in 0..20_000 {
            let mut bytes = whole.to_vec();
            for _ in 0..random.usize(1..6) {
                let at = random.usize(..bytes.len());
                bytes[at] = random.u8(..);
            }
            bytes.truncate(random.usize(..=bytes.len()));
            // The result depends on the bytes; an end without the empty line is none.
            let _ = answered(&bytes);
            let _ = Answer::parse(&bytes);
        }
    }
}
