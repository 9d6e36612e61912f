//! The messages that a server sends in the clear: all up to its `ServerHelloDone` for TLS 1.2 and
//! older, the `ServerHello` alone for TLS 1.3.

use super::super::fault::Choice;
use super::super::tls::{Alert, Cipher, Version};

/// The content of the server's first bytes. Bytes that are missing or wrong end the reading; the
/// content before them is kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flight {
    /// The bytes begin with a record of TLS.
    pub is_tls: bool,
    pub hello: Option<Hello>,
    /// The certificates, in DER.
    pub chain: Vec<Vec<u8>>,
    /// Bits of the Diffie-Hellman prime.
    pub dh_bits: Option<u32>,
    pub wants_client_certificate: bool,
    pub alert: Option<Alert>,
    is_done: bool,
}

/// A `ServerHello`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hello {
    pub version: Version,
    pub cipher: Cipher,
    /// The server supports RFC 5746.
    pub has_renegotiation_info: bool,
}

/// Types of records and of messages.
const ALERT: u8 = 21;
const HANDSHAKE: u8 = 22;
const SERVER_HELLO: u8 = 2;
const CERTIFICATE: u8 = 11;
const SERVER_KEY_EXCHANGE: u8 = 12;
const CERTIFICATE_REQUEST: u8 = 13;
const SERVER_HELLO_DONE: u8 = 14;

/// Types of extensions.
const SUPPORTED_VERSIONS: u16 = 43;
const RENEGOTIATION_INFO: u16 = 0xff01;

impl Flight {
    pub fn parse(received: &[u8]) -> Self {
        let mut flight = Self {
            is_tls: matches!(received, [20..=23, 3, ..]),
            ..Self::default()
        };
        let mut messages = Vec::new();
        let mut input = Input(received);
        while let Some((kind, content)) = input.record() {
            match kind {
                HANDSHAKE => messages.extend_from_slice(content),
                ALERT => {
                    let description = content.get(1).copied();
                    flight.alert = flight.alert.or(description.map(Alert));
                }
                // What follows is encrypted.
                _ => break,
            }
        }
        let mut input = Input(&messages);
        while let Some((kind, body)) = input.message() {
            flight.add(kind, body);
        }
        flight
    }

    /// Returns whether nothing more is to be expected.
    pub fn is_over(&self) -> bool {
        self.is_done || self.alert.is_some()
    }

    pub fn choice(&self) -> Option<Choice> {
        let hello = self.hello?;
        Some(Choice {
            version: hello.version,
            cipher: hello.cipher,
            dh_bits: self.dh_bits,
        })
    }

    fn add(&mut self, kind: u8, body: &[u8]) {
        match kind {
            SERVER_HELLO => self.hello = Input(body).hello(),
            CERTIFICATE => self.chain = Input(body).certificates(),
            SERVER_KEY_EXCHANGE if self.hello.is_some_and(|hello| hello.cipher.has_dh()) => {
                self.dh_bits = Input(body).prime_bits();
            }
            CERTIFICATE_REQUEST => self.wants_client_certificate = true,
            SERVER_HELLO_DONE => self.is_done = true,
            _ => {}
        }
    }
}

/// Bytes that are read from the front.
struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    /// Reads a number of `width` bytes.
    fn number(&mut self, width: usize) -> Option<usize> {
        let bytes = self.take(width)?;
        Some((bytes.iter()).fold(0, |number, byte| number << 8 | usize::from(*byte)))
    }

    /// Reads a field behind its length.
    fn field(&mut self, width: usize) -> Option<&'a [u8]> {
        let length = self.number(width)?;
        self.take(length)
    }

    fn record(&mut self) -> Option<(u8, &'a [u8])> {
        let [kind, 3, _] = *self.take(3)? else {
            return None;
        };
        Some((kind, self.field(2)?))
    }

    fn message(&mut self) -> Option<(u8, &'a [u8])> {
        let kind = *self.take(1)?.first()?;
        Some((kind, self.field(3)?))
    }

    fn hello(&mut self) -> Option<Hello> {
        let mut hello = Hello {
            version: Version(self.short()?),
            cipher: Cipher(0),
            has_renegotiation_info: false,
        };
        self.take(32)?;
        self.field(1)?;
        hello.cipher = Cipher(self.short()?);
        self.take(1)?;
        let mut extensions = Input(self.field(2).unwrap_or_default());
        while let Some(kind) = extensions.short()
            && let Some(content) = extensions.field(2)
        {
            match (kind, content) {
                (SUPPORTED_VERSIONS, [high, low]) => {
                    hello.version = Version(u16::from_be_bytes([*high, *low]));
                }
                (RENEGOTIATION_INFO, _) => hello.has_renegotiation_info = true,
                _ => {}
            }
        }
        Some(hello)
    }

    fn certificates(&mut self) -> Vec<Vec<u8>> {
        let mut list = Input(self.field(3).unwrap_or_default());
        std::iter::from_fn(|| list.field(3).map(<[u8]>::to_vec)).collect()
    }

    /// Returns the size of the prime, which comes first in the parameters.
    fn prime_bits(&mut self) -> Option<u32> {
        let prime = self.field(2)?;
        let leading = prime.iter().position(|byte| *byte != 0)?;
        let bytes = u32::try_from(prime.len() - leading).ok()?;
        Some(bytes * 8 - prime.get(leading)?.leading_zeros())
    }

    fn short(&mut self) -> Option<u16> {
        self.number(2).and_then(|number| u16::try_from(number).ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(kind: u8, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len()).expect("short").to_be_bytes();
        [&[kind, 3, 3], &length[..], content].concat()
    }

    fn message(kind: u8, body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(body.len()).expect("short").to_be_bytes();
        [&[kind], &length[1..], body].concat()
    }

    /// A server with TLS 1.0, DHE-RSA-AES128-SHA and a prime of 1023 bits.
    fn old_server() -> Vec<u8> {
        let hello = [&[3, 1], &[7; 32][..], &[0, 0x00, 0x33, 0]].concat();
        let certificates = [0, 0, 5, 0, 0, 2, 0x30, 0];
        let mut prime = vec![0x7f];
        prime.resize(128, 0xff);
        let key = [&[0, 128], &prime[..], &[0, 1, 2]].concat();
        [
            message(SERVER_HELLO, &hello),
            message(CERTIFICATE, &certificates),
            message(SERVER_KEY_EXCHANGE, &key),
            message(CERTIFICATE_REQUEST, &[]),
            message(SERVER_HELLO_DONE, &[]),
        ]
        .concat()
    }

    #[test]
    fn the_messages_are_read_across_records() {
        let messages = old_server();
        let (first, second) = messages.split_at(50);
        let received = [record(HANDSHAKE, first), record(HANDSHAKE, second)].concat();
        let flight = Flight::parse(&received);
        let choice = flight.choice().expect("a choice");
        assert_eq!(choice.version, Version::TLS10);
        assert_eq!(choice.cipher, Cipher(0x33));
        assert_eq!(choice.dh_bits, Some(1023));
        assert_eq!(flight.chain, [[0x30, 0]]);
        assert!(flight.wants_client_certificate && flight.is_over() && flight.is_tls);
        assert!(!flight.hello.expect("a hello").has_renegotiation_info);
    }

    #[test]
    fn extensions_tell_the_version_and_renegotiation() {
        let extensions = [0xff, 1, 0, 1, 0, 0, 43, 0, 2, 3, 4];
        let hello = [&[3, 3], &[7; 32][..], &[0, 0x13, 1, 0, 0, 11], &extensions].concat();
        let flight = Flight::parse(&record(HANDSHAKE, &message(SERVER_HELLO, &hello)));
        let hello = flight.hello.expect("a hello");
        assert_eq!(hello.version, Version::TLS13);
        assert!(hello.has_renegotiation_info && !flight.is_over());
    }

    #[test]
    fn an_alert_ends_the_answer() {
        let flight = Flight::parse(&record(ALERT, &[2, 40]));
        assert_eq!(flight.alert, Some(Alert(40)));
        assert!(flight.is_over() && flight.is_tls);
    }

    #[test]
    fn no_begin_of_an_answer_is_a_problem() {
        let whole = record(HANDSHAKE, &old_server());
        for length in 0..whole.len() {
            assert!(!Flight::parse(&whole[..length]).is_over(), "{length}");
        }
        for garbage in [
            &b"SSH-2.0-OpenSSH"[..],
            b"\x16\x03",
            &[0xff; 4000],
            &[22; 4000],
        ] {
            let flight = Flight::parse(garbage);
            assert!(flight.hello.is_none() && flight.chain.is_empty());
        }
    }

    /// Mutations of an answer, and random bytes, never panic; a record counts when it is whole.
    #[test]
    fn any_bytes_can_be_read() {
        let whole = record(HANDSHAKE, &old_server());
        let mut random = fastrand::Rng::with_seed(1);
        for _ in 0..20_000 {
            let mut bytes = whole.clone();
            for _ in 0..random.usize(1..6) {
                let at = random.usize(..bytes.len());
                bytes[at] = *random.choice(&[0, 1, 0x7f, 0xff]).expect("four");
            }
            bytes.truncate(random.usize(..=bytes.len()));
            Flight::parse(&bytes);
            let noise: Vec<u8> = std::iter::repeat_with(|| random.u8(..)).take(64).collect();
            Flight::parse(&noise);
            Flight::parse(&record(HANDSHAKE, &noise));
        }
        for end in 0..whole.len() {
            assert!(Flight::parse(&whole[..end]).hello.is_none());
        }
        assert!(Flight::parse(&whole).hello.is_some());
    }
}
