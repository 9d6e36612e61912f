//! Digests of certificates and files.

use std::fmt;

use sha1::Sha1;
use sha2::{Digest, Sha256};

use crate::error::cut;

/// The SHA-256 or SHA-1 of a certificate's DER.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fingerprint {
    Sha1([u8; 20]),
    Sha256([u8; 32]),
}

impl Fingerprint {
    /// Parses hexadecimal digits in upper or lower case, with or without separators, and with or
    /// without the name that the openssl command prints (`sha256 Fingerprint=…`).
    pub fn parse(text: &str) -> Result<Self, String> {
        let (name, digits) = text.rsplit_once('=').unwrap_or(("", text));
        let is_name = ["", "sha1 fingerprint", "sha256 fingerprint"]
            .contains(&name.to_ascii_lowercase().as_str());
        // Windows' certificate dialog copies an invisible mark in front of the digits.
        let is_between = |c: &char| matches!(c, ':' | ' ' | '-' | '\u{200e}');
        let digits: Vec<u32> = (digits.chars().filter(|c| is_name && !is_between(c)))
            .map(|c| c.to_digit(16))
            .collect::<Option<_>>()
            .unwrap_or_default();
        #[expect(
            clippy::cast_possible_truncation,
            reason = "two hexadecimal digits are a byte"
        )]
        let bytes: Vec<u8> = digits
            .chunks(2)
            .map(|pair| pair.iter().fold(0, |byte, digit| byte * 16 + digit) as u8)
            .collect();
        match (
            digits.len(),
            <[u8; 20]>::try_from(bytes.as_slice()),
            <[u8; 32]>::try_from(bytes.as_slice()),
        ) {
            (40, Ok(sha1), _) => Ok(Self::Sha1(sha1)),
            (64, _, Ok(sha256)) => Ok(Self::Sha256(sha256)),
            _ => Err(format!(
                "`{}` is not a fingerprint: a SHA-256 has 64 hexadecimal digits, a SHA-1 has 40",
                cut(text)
            )),
        }
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&match self {
            Self::Sha1(bytes) => hex(bytes),
            Self::Sha256(bytes) => hex(bytes),
        })
    }
}

pub fn sha1(bytes: &[u8]) -> [u8; 20] {
    Sha1::digest(bytes).into()
}

pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// Returns bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    use fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fingerprints_are_read_in_every_usual_spelling() {
        let plain = "925a8f8d2c6d04e0665f596aff22d863e8256f3f";
        let read = Fingerprint::parse(plain).unwrap();
        let colons = "92:5A:8F:8D:2C:6D:04:E0:66:5F:59:6A:FF:22:D8:63:E8:25:6F:3F";
        assert_eq!(Fingerprint::parse(colons).unwrap(), read);
        for before in ["sha1 Fingerprint=", "SHA1 Fingerprint=", "\u{200e}"] {
            let text = format!("{before}{colons}");
            assert_eq!(Fingerprint::parse(&text).unwrap(), read);
        }
        assert_eq!(read.to_string(), plain);
        for wrong in [
            "",
            "92",
            "925a8f8d2c6d04e0665f596aff22d863e8256f3",
            &"g".repeat(40),
            &"0".repeat(63),
            &format!("md5 Fingerprint={colons}"),
        ] {
            assert!(Fingerprint::parse(wrong).is_err(), "{wrong}");
        }
    }
}
