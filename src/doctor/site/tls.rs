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

/// The ciphers up to TLS 1.2, the better ones first, with OpenSSL's names.
pub const CIPHERS: &[(u16, &str)] = &[
    (0xc02c, "ECDHE-ECDSA-AES256-GCM-SHA384"),
    (0xc030, "ECDHE-RSA-AES256-GCM-SHA384"),
    (0xcca9, "ECDHE-ECDSA-CHACHA20-POLY1305"),
    (0xcca8, "ECDHE-RSA-CHACHA20-POLY1305"),
    (0xc02b, "ECDHE-ECDSA-AES128-GCM-SHA256"),
    (0xc02f, "ECDHE-RSA-AES128-GCM-SHA256"),
    (0xc024, "ECDHE-ECDSA-AES256-SHA384"),
    (0xc028, "ECDHE-RSA-AES256-SHA384"),
    (0xc023, "ECDHE-ECDSA-AES128-SHA256"),
    (0xc027, "ECDHE-RSA-AES128-SHA256"),
    (0xc00a, "ECDHE-ECDSA-AES256-SHA"),
    (0xc014, "ECDHE-RSA-AES256-SHA"),
    (0xc009, "ECDHE-ECDSA-AES128-SHA"),
    (0xc013, "ECDHE-RSA-AES128-SHA"),
    (0x009f, "DHE-RSA-AES256-GCM-SHA384"),
    (0xccaa, "DHE-RSA-CHACHA20-POLY1305"),
    (0x009e, "DHE-RSA-AES128-GCM-SHA256"),
    (0x006b, "DHE-RSA-AES256-SHA256"),
    (0x0067, "DHE-RSA-AES128-SHA256"),
    (0x0039, "DHE-RSA-AES256-SHA"),
    (0x0033, "DHE-RSA-AES128-SHA"),
    (0x0088, "DHE-RSA-CAMELLIA256-SHA"),
    (0x0045, "DHE-RSA-CAMELLIA128-SHA"),
    (0x00a3, "DHE-DSS-AES256-GCM-SHA384"),
    (0x00a2, "DHE-DSS-AES128-GCM-SHA256"),
    (0x0038, "DHE-DSS-AES256-SHA"),
    (0x0032, "DHE-DSS-AES128-SHA"),
    (0x009d, "AES256-GCM-SHA384"),
    (0x009c, "AES128-GCM-SHA256"),
    (0x003d, "AES256-SHA256"),
    (0x003c, "AES128-SHA256"),
    (0x0035, "AES256-SHA"),
    (0x002f, "AES128-SHA"),
    (0x0084, "CAMELLIA256-SHA"),
    (0x0041, "CAMELLIA128-SHA"),
    (0xc012, "ECDHE-RSA-DES-CBC3-SHA"),
    (0x0016, "DHE-RSA-DES-CBC3-SHA"),
    (0x000a, "DES-CBC3-SHA"),
    (0xc007, "ECDHE-ECDSA-RC4-SHA"),
    (0xc011, "ECDHE-RSA-RC4-SHA"),
    (0x0005, "RC4-SHA"),
    (0x0004, "RC4-MD5"),
    (0x0015, "DHE-RSA-DES-CBC-SHA"),
    (0x0009, "DES-CBC-SHA"),
    (0x0014, "EXP-DHE-RSA-DES-CBC-SHA"),
    (0x0008, "EXP-DES-CBC-SHA"),
    (0x0003, "EXP-RC4-MD5"),
    (0xc006, "ECDHE-ECDSA-NULL-SHA"),
    (0xc010, "ECDHE-RSA-NULL-SHA"),
    (0x003b, "NULL-SHA256"),
    (0x0002, "NULL-SHA"),
    (0x0001, "NULL-MD5"),
];

/// The ciphers of TLS 1.3.
const CIPHERS_OF_TLS13: [(u16, &str); 3] = [
    (0x1301, "TLS_AES_128_GCM_SHA256"),
    (0x1302, "TLS_AES_256_GCM_SHA384"),
    (0x1303, "TLS_CHACHA20_POLY1305_SHA256"),
];

const ALERTS: [(u8, &str); 27] = [
    (0, "close notify"),
    (10, "unexpected message"),
    (20, "bad record MAC"),
    (21, "decryption failed"),
    (22, "record overflow"),
    (30, "decompression failure"),
    (40, "handshake failure"),
    (41, "no certificate"),
    (42, "bad certificate"),
    (43, "unsupported certificate"),
    (44, "certificate revoked"),
    (45, "certificate expired"),
    (46, "certificate unknown"),
    (47, "illegal parameter"),
    (48, "unknown CA"),
    (49, "access denied"),
    (50, "decode error"),
    (51, "decrypt error"),
    (70, "protocol version"),
    (71, "insufficient security"),
    (80, "internal error"),
    (86, "inappropriate fallback"),
    (90, "user canceled"),
    (109, "missing extension"),
    (112, "unrecognized name"),
    (116, "certificate required"),
    (120, "no application protocol"),
];

impl Version {
    pub const SSL3: Self = Self(0x0300);
    pub const TLS10: Self = Self(0x0301);
    pub const TLS11: Self = Self(0x0302);
    pub const TLS12: Self = Self(0x0303);
    pub const TLS13: Self = Self(0x0304);
}

impl Alert {
    pub const HANDSHAKE_FAILURE: Self = Self(40);
    pub const PROTOCOL_VERSION: Self = Self(70);
    pub const INSUFFICIENT_SECURITY: Self = Self(71);
    pub const INAPPROPRIATE_FALLBACK: Self = Self(86);
    pub const UNRECOGNIZED_NAME: Self = Self(112);
}

impl Cipher {
    /// Returns OpenSSL's name.
    pub fn name(self) -> Option<&'static str> {
        let mut all = CIPHERS.iter().chain(&CIPHERS_OF_TLS13);
        all.find(|(number, _)| *number == self.0)
            .map(|(_, name)| *name)
    }

    /// Returns whether the server sends a Diffie-Hellman prime.
    pub fn has_dh(self) -> bool {
        self.name()
            .is_some_and(|name| name.contains("DHE-") && !name.starts_with("ECDHE-"))
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::SSL3 => f.write_str("SSL 3.0"),
            Self::TLS10 => f.write_str("TLS 1.0"),
            Self::TLS11 => f.write_str("TLS 1.1"),
            Self::TLS12 => f.write_str("TLS 1.2"),
            Self::TLS13 => f.write_str("TLS 1.3"),
            Self(other) => write!(f, "TLS version 0x{other:04x}"),
        }
    }
}

impl fmt::Display for Cipher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "0x{:04x}", self.0),
        }
    }
}

impl fmt::Display for Alert {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match ALERTS.iter().find(|(number, _)| *number == self.0) {
            Some((_, name)) => write!(f, "{name} ({})", self.0),
            None => write!(f, "{}", self.0),
        }
    }
}
