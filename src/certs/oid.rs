//! Object identifiers by the content of their DER, of any length.

use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::der::oid::db::DB;

/// Returns the shortest name of an attribute type, such as `cn`.
pub fn short_name(content: &[u8]) -> Option<&'static str> {
    let oid = ObjectIdentifier::from_bytes(content).ok()?;
    // Of several shortest, the first.
    DB.find_names_for_oid(oid).min_by_key(|name| name.len())
}

/// Returns the name of an algorithm or an extension, without the `id-` and `id-ce-` of the
/// standards.
pub fn known_name(content: &[u8]) -> String {
    let oid = ObjectIdentifier::from_bytes(content).ok();
    match oid.and_then(|oid| DB.by_oid(&oid)) {
        Some(name) => name
            .trim_start_matches("id-")
            .trim_start_matches("ce-")
            .to_owned(),
        None => dotted(content),
    }
}

/// Returns the numbers of an identifier with dots between them. A number of more than 128 bits, or
/// one that is cut off, ends them as `…`.
pub fn dotted(content: &[u8]) -> String {
    let mut numbers = Vec::new();
    let mut rest = content;
    while !rest.is_empty() {
        let Some((number, after)) = number(rest) else {
            numbers.push("…".to_owned());
            break;
        };
        if numbers.is_empty() {
            // The first two numbers are encoded as one (X.690, 8.19.4).
            let first = (number / 40).min(2);
            numbers.extend([first.to_string(), (number - first * 40).to_string()]);
        } else {
            numbers.push(number.to_string());
        }
        rest = after;
    }
    numbers.join(".")
}

/// Returns whether [`dotted`] has more than `length` characters.
pub fn is_longer(content: &[u8], length: usize) -> bool {
    // An octet stands for at most a dot and three digits, and so do the first two numbers.
    content.len() * 4 > length && dotted(content).len() > length
}

/// Splits a number in base 128 off.
fn number(bytes: &[u8]) -> Option<(u128, &[u8])> {
    let last = bytes.iter().position(|byte| *byte < 0x80)?;
    let (digits, rest) = bytes.split_at(last + 1);
    let number = digits.iter().try_fold(0_u128, |number, digit| {
        let number = number.checked_mul(128)?;
        number.checked_add(u128::from(digit & 0x7f))
    });
    Some((number?, rest))
}

/// Checks base 128: most significant digit first, the last byte of each number without the high
/// bit, and no number padded (X.690, 8.19).
pub fn is_valid(content: &[u8]) -> bool {
    let befores = std::iter::once(&0).chain(content);
    let is_padded = befores
        .zip(content)
        .any(|(before, byte)| *before < 0x80 && *byte == 0x80);
    content.last().is_some_and(|last| *last < 0x80) && !is_padded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_have_dots() {
        let long = [&b"\x2a"[..], &[0x81; 19], b"\x01"].concat();
        for (content, text) in [
            (&b"\x55\x04\x03"[..], "2.5.4.3"),
            (b"\x2a\x86\x48\x86\xf7\x0d", "1.2.840.113549"),
            (b"\x88\x37\x03", "2.999.3"),
            (b"\x00", "0.0"),
            (b"\x2a\x81", "1.2.…"),
            (&long, "1.2.…"),
            (b"", ""),
        ] {
            assert_eq!(dotted(content), text);
        }
    }

    #[test]
    fn names_are_those_of_the_standards() {
        assert_eq!(short_name(b"\x55\x04\x03"), Some("cn"));
        assert_eq!(short_name(b"\x2a\x03\x04\x05\x06"), None);
        assert_eq!(known_name(b"\x55\x1d\x1e"), "nameConstraints");
        assert_eq!(known_name(b"\x2a\x03"), "1.2.3");
    }

    #[test]
    fn numbers_are_not_padded_and_not_cut_off() {
        for (content, valid) in [
            (&b"\x2a\x86\x48"[..], true),
            (b"\x2a\x81\x80\x01", true),
            (b"\x2a\x80\x01", false),
            (b"\x80\x01", false),
            (b"\x2a\x81", false),
            (b"", false),
        ] {
            assert_eq!(is_valid(content), valid, "{content:x?}");
        }
    }
}
