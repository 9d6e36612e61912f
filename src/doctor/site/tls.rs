//! Versions, ciphers and alerts of TLS, by their numbers.

use std::fmt;

/// The version of a connection, as in a `ServerHello`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(pub u16);

/// A cipher suite, by its number at IANA.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cipher(pub u16);

/// The description of an alert.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Alert(pub u8);

impl Version {
    pub const SSL3: Self = Self(0x0300);
    pub const TLS10: Self = Self(0x0301);
    pub const TLS11: Self = Self(0x0302);
    pub const TLS12: Self = Self(0x0303);
    pub const TLS13: Self = Self(0x0304);
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::SSL3 => f.write_str("SSL 3.0"),
            Self::TLS10 => f.write_str("TLS 1.0"),
            Self::TLS11 => f.write_str("TLS 1.1"),
            Self::TLS12 => f.write_str("TLS 1.2"),
            Self::TLS13 => f.write_str("TLS 1.3"),
            Self(other) => write!(f, "version 0x{other:04x}"),
        }
    }
}

impl fmt::Display for Cipher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cipher 0x{:04x}", self.0)
    }
}

impl fmt::Display for Alert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "alert {}", self.0)
    }
}
