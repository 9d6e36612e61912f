//! Values of a p11-kit file's fields.

use std::slice::Iter;

use crate::certs::der::{self, Error, Tag};

pub fn invalid(name: &str, error: Error) -> String {
    format!("invalid `{name}`: {error}")
}

/// Returns the content of an INTEGER without leading zeros.
pub fn number(der: &[u8]) -> Option<Box<[u8]>> {
    let integer = der::only(der, Tag::INTEGER).ok()?;
    let digits = integer.iter().skip_while(|byte| **byte == 0);
    Some(digits.copied().collect())
}

/// Returns the bytes between quotes. `%2a` is one byte; a quote inside is a byte like any other.
pub fn unquoted(value: &[u8]) -> Option<Vec<u8>> {
    let [b'"', inner @ .., b'"'] = value else {
        return None;
    };
    let mut rest = inner.iter();
    let mut bytes = Vec::with_capacity(inner.len());
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => escaped(&mut rest)?,
            byte => *byte,
        });
    }
    Some(bytes)
}

fn escaped(rest: &mut Iter<u8>) -> Option<u8> {
    let mut digit = || char::from(*rest.next()?).to_digit(16);
    u8::try_from(digit()? * 16 + digit()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_values_are_bytes() {
        for (value, bytes) in [
            (&b"\"\""[..], Some(&b""[..])),
            (b"\"a b\"", Some(b"a b")),
            (b"\"%2a%2A%00\"", Some(b"**\0")),
            (b"\"a\"b\"", Some(b"a\"b")),
            (b"\"\"\"", Some(b"\"")),
            (b"\"\xff\"", Some(b"\xff")),
            (b"\"+\"", Some(b"+")),
            (b"\"%\"", None),
            (b"\"%2\"", None),
            (b"\"%2g\"", None),
            (b"\"%+2\"", None),
            (b"\"", None),
            (b"", None),
            (b"a", None),
            (b"\"a", None),
            (b"a\"", None),
            (b"'a'", None),
        ] {
            assert_eq!(
                unquoted(value).as_deref(),
                bytes,
                "{}",
                value.escape_ascii()
            );
        }
    }

    #[test]
    fn serial_numbers_lose_leading_zeros() {
        for (der, digits) in [
            (&b"\x02\x01\x05"[..], Some(&b"\x05"[..])),
            (b"\x02\x02\x00\xff", Some(b"\xff")),
            (b"\x02\x03\x00\x00\x05", Some(b"\x05")),
            (b"\x02\x02\x01\x00", Some(b"\x01\x00")),
            (b"\x02\x01\x00", Some(b"")),
            (b"\x02\x01\xff", Some(b"\xff")),
            (b"\x02\x02\x05", None),
            (b"\x02\x01\x05\x05", None),
            (b"\x04\x01\x05", None),
            (b"\x05", None),
            (b"", None),
        ] {
            assert_eq!(number(der).as_deref(), digits, "{der:?}");
        }
    }
}
