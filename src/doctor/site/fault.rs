//! Faults that prevent a handshake.

use std::net::SocketAddr;

use super::tls::{Alert, Cipher, Version};

/// The step in which a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// The lookup of a name.
    Name,
    /// After the `ClientHello`, before any answer.
    Hello,
    /// After the first bytes of the server.
    Handshake,
}

/// The fault that prevented a handshake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The name of the host cannot be resolved; the value is the resolver's reason.
    Name(String),
    /// No address accepts the connection.
    Connect(Vec<(SocketAddr, NotConnected)>),
    Proxy(ProxyFault),
    /// The server speaks another protocol.
    NotTls(Speech),
    /// There is no common version or cipher.
    Incompatible(Incompatible),
    /// The connection was closed.
    Closed {
        step: Step,
        is_reset: bool,
    },
    /// The server ended the handshake with an alert.
    Alert {
        step: Step,
        alert: Alert,
    },
    /// The server asked for a client's certificate, and ended the handshake without one: with an
    /// alert, or by closing the connection.
    ClientCertificate(Option<Alert>),
    /// The time limit was reached.
    Timeout(Step),
    /// The server violates the protocol; the value is rustls' reason.
    Protocol(String),
}

/// A reason why an address does not accept a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotConnected {
    Refused,
    TimedOut,
    /// The network or the host cannot be reached.
    Unreachable,
    Reset,
    Other(std::io::ErrorKind),
}

/// A reason why a proxy does not let the connection pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProxyFault {
    /// The value of the variable is not the URL of a proxy.
    Invalid,
    /// A SOCKS proxy, which is not followed.
    Socks,
    /// The name of the proxy cannot be resolved.
    Name(String),
    Connect(Vec<(SocketAddr, NotConnected)>),
    /// The proxy answers with this status, and the text beside it.
    Refused(u16, String),
    /// A web server answers `CONNECT` with this status, and the text beside it.
    WebServer(u16, String),
    /// The proxy requires a login (407), by one of these schemes.
    Login(Vec<String>),
    /// The URL says `https://`, but the proxy does not speak TLS.
    PlainHttp,
    /// The TLS handshake with a proxy of an `https://` URL failed.
    Tls(Box<Fault>),
    /// The answer is not HTTP.
    NotHttp(Speech),
    /// The proxy closed the connection without an answer.
    Closed,
    /// The answer to `CONNECT` has no end, or did not come within the time limit.
    TimedOut,
    TooLong,
}

/// The protocol of a server that does not speak TLS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Speech {
    Http,
    Ssh,
    /// FTP or SMTP, which begin alike.
    Mail,
    /// TLS, where another protocol was expected.
    Tls,
    /// Other bytes; the first of them.
    Other(Vec<u8>),
}

/// Number of bytes of an unknown protocol that are kept.
const MAX_SPEECH: usize = 24;

impl Speech {
    /// Recognises a protocol by its first bytes.
    pub fn of(received: &[u8]) -> Self {
        let begins = |with: &str| {
            let begin = received.get(..with.len()).unwrap_or_default();
            begin.eq_ignore_ascii_case(with.as_bytes())
        };
        match received {
            [21 | 22, 3, ..] => Self::Tls,
            _ if ["HTTP/", "<!DOCTYPE", "<html"].into_iter().any(begins) => Self::Http,
            _ if begins("SSH-") => Self::Ssh,
            _ if begins("220 ") || begins("220-") => Self::Mail,
            _ => Self::Other(received.get(..MAX_SPEECH).unwrap_or(received).to_vec()),
        }
    }
}

/// The versions and ciphers of a server that rustls does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incompatible {
    /// The alert that answered the modern `ClientHello`.
    pub alert: Option<Alert>,
    /// The choice after a `ClientHello` with all old versions and ciphers.
    pub choice: Option<Choice>,
}

/// The choice of a server in its `ServerHello`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    pub version: Version,
    pub cipher: Cipher,
    /// Bits of the Diffie-Hellman prime, if the cipher has one.
    pub dh_bits: Option<u32>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn protocols_are_recognised_by_their_first_bytes() {
        assert_eq!(Speech::of(b"HTTP/1.1 400 Bad Request"), Speech::Http);
        assert_eq!(Speech::of(b"<!doctype html>"), Speech::Http);
        assert_eq!(Speech::of(b"SSH-2.0-OpenSSH_9.2"), Speech::Ssh);
        assert_eq!(Speech::of(b"220 mail.example.com ESMTP"), Speech::Mail);
        assert_eq!(Speech::of(&[21, 3, 1, 0, 2]), Speech::Tls);
        assert_eq!(Speech::of(b"x"), Speech::Other(b"x".to_vec()));
        assert_eq!(Speech::of(&[7; 100]), Speech::Other(vec![7; MAX_SPEECH]));
    }
}
