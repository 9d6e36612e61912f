//! The shape of DER and BER: the tags of the fields at its beginning.

use super::Foreign::{self, Pkcs12, PublicKey, Request, RevocationList};

/// Recognises DER or BER by the fields at its beginning.
pub fn format(bytes: &[u8]) -> Option<Foreign> {
    let fields = fields(bytes);
    let first = fields.first()?;
    let (outer, inner) = (tags(&fields), tags(&children(first.1)));
    match (&*outer, &*inner) {
        // A PFX begins with its version (RFC 7292, 4).
        ([0x02, 0x30, ..], _) if first.1 == [3] => Some(Pkcs12),
        ([0x30, ..], [0x02, 0x30, 0x30, 0xa0, ..]) => Some(Request),
        // The version may be missing. A date follows the issuer.
        ([0x30, ..], [0x02, 0x30, 0x30, 0x17 | 0x18, ..] | [0x30, 0x30, 0x17 | 0x18, ..]) => {
            Some(RevocationList)
        }
        ([0x30, 0x03], [0x06, ..]) => Some(PublicKey),
        _ => None,
    }
}

/// Returns whether DER is a private key: of PKCS#8, encrypted or not, of PKCS#1, or of SEC 1.
pub fn is_private_key(bytes: &[u8]) -> bool {
    let fields = fields(bytes);
    let Some((_, first)) = fields.first() else {
        return false;
    };
    match &*tags(&fields) {
        [0x02, 0x30, 0x04, ..] => matches!(first, [0 | 1]),
        [0x02, 0x02, 0x02, 0x02, ..] => *first == [0],
        [0x02, 0x04, ..] => *first == [1],
        [0x30, 0x04] => tags(&children(first)).first() == Some(&0x06),
        _ => false,
    }
}

/// Returns whether this is a PKCS#7, which begins with its type (RFC 5652, 3): `signedData` of
/// `1.2.840.113549.1.7`.
pub fn is_pkcs7(bytes: &[u8]) -> bool {
    let oid = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
    fields(bytes).first() == Some(&(0x06, oid.as_slice()))
}

/// A field of BER: its tag and its content.
type Field<'a> = (u8, &'a [u8]);

/// Returns the first fields of the SEQUENCE at the start of `bytes`.
fn fields(bytes: &[u8]) -> Vec<Field<'_>> {
    match field(bytes) {
        Some(((0x30, content), _)) => children(content),
        _ => Vec::new(),
    }
}

/// Returns the first fields in the content of another one.
fn children(content: &[u8]) -> Vec<Field<'_>> {
    let mut rest = content;
    let next = || {
        let (found, behind) = field(rest)?;
        rest = behind;
        Some(found)
    };
    std::iter::from_fn(next).take(5).collect()
}

fn tags(fields: &[Field]) -> Vec<u8> {
    fields.iter().map(|(tag, _)| *tag).collect()
}

/// Returns the first field, and the bytes behind it. One that ends behind the file, or has no
/// length (BER), has the rest of the file as its content.
fn field(bytes: &[u8]) -> Option<(Field<'_>, &[u8])> {
    let (tag, length, rest) = match bytes {
        [tag, length @ 0..=0x7f, rest @ ..] => (*tag, usize::from(*length), rest),
        [tag, 0x80, rest @ ..] => (*tag, rest.len(), rest),
        [tag, count @ 0x81..=0x84, rest @ ..] => {
            let (length, rest) = rest.split_at_checked(usize::from(count & 0x7f))?;
            let length = length
                .iter()
                .fold(0, |sum, byte| sum << 8 | usize::from(*byte));
            (*tag, length, rest)
        }
        _ => return None,
    };
    let (content, behind) = rest.split_at(length.min(rest.len()));
    Some(((tag, content), behind))
}
