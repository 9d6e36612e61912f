//! The key store for Java: a PKCS#12 file (RFC 7292) with certificates and no password.
//!
//! Java 8 to 25 read it if `javax.net.ssl.trustStore` names it, whatever type and password the
//! program gives: nothing in it is encrypted or has a MAC. A JKS file would be refused if a program
//! gave another password than the one of its digest.

use super::der::Reader;
use super::extensions::ANY_USE;
use super::{hex, sha256};

const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const OCTET_STRING: u8 = 0x04;
const OBJECT_IDENTIFIER: u8 = 0x06;
const BMP_STRING: u8 = 0x1e;
/// Context-specific, constructed, number 0.
const EXPLICIT_0: u8 = 0xa0;

/// The PFX's version, 3.
const VERSION: &[u8] = &[0x02, 0x01, 0x03];
/// `data` (1.2.840.113549.1.7.1): content that is not encrypted.
const DATA: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01";
/// `certBag` (1.2.840.113549.1.12.10.1.3).
const CERT_BAG: &[u8] = b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x0a\x01\x03";
/// `x509Certificate` (1.2.840.113549.1.9.22.1).
const X509_CERTIFICATE: &[u8] = b"\x06\x0a\x2a\x86\x48\x86\xf7\x0d\x01\x09\x16\x01";
/// `friendlyName` (1.2.840.113549.1.9.20), the alias.
const FRIENDLY_NAME: &[u8] = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x14";
/// Java's attribute of trusted certificates (2.16.840.1.113894.746875.1.1), without which a
/// certificate is not an entry.
const TRUSTED_KEY_USAGE: &[u8] = b"\x06\x0c\x60\x86\x48\x01\x86\xf9\x66\xad\xca\x7b\x01\x01";

/// The fields around the list of certificates, from the inner to the outer one: the tag, and what
/// stands before the content.
const LAYERS: [(u8, &[u8]); 9] = [
    (SEQUENCE, b""),
    (OCTET_STRING, b""),
    (EXPLICIT_0, b""),
    (SEQUENCE, DATA),
    (SEQUENCE, b""),
    (OCTET_STRING, b""),
    (EXPLICIT_0, b""),
    (SEQUENCE, DATA),
    (SEQUENCE, VERSION),
];

/// The positions of the list of certificates, from the outer field to the inner one.
const PATH_TO_BAGS: [usize; 9] = [0, 1, 1, 0, 0, 0, 1, 0, 0];

/// The positions of a certificate in its bag.
const PATH_TO_CERTIFICATE: [usize; 4] = [1, 0, 1, 0];

/// Writes the key store of certificates in DER. The same certificates give the same bytes: the
/// alias of each is its SHA-256, and the format has no date.
pub fn encode<'a>(ders: impl IntoIterator<Item = &'a [u8]>) -> Vec<u8> {
    let bags: Vec<u8> = ders.into_iter().flat_map(bag).collect();
    let mut heads = Vec::new();
    let mut length = bags.len();
    for (tag, before) in LAYERS {
        let head = [&header(tag, length + before.len()), before].concat();
        length += head.len();
        heads.push(head);
    }
    let mut bytes = Vec::with_capacity(length);
    for head in heads.iter().rev() {
        bytes.extend_from_slice(head);
    }
    bytes.extend_from_slice(&bags);
    bytes
}

/// Returns the certificates of a key store, in DER. `None` if [`encode`] would not write it exactly
/// like this.
pub fn certificates(bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let mut bags = Reader::new(field_at(bytes, &PATH_TO_BAGS)?);
    let mut ders = Vec::new();
    while !bags.is_empty() {
        let bag = bags.read().ok()?;
        ders.push(field_at(bag.value, &PATH_TO_CERTIFICATE)?);
    }
    (encode(ders.iter().copied()) == bytes).then_some(ders)
}

/// Returns the entry of one certificate.
fn bag(der: &[u8]) -> Vec<u8> {
    let value = tlv(EXPLICIT_0, &[&tlv(OCTET_STRING, &[der])]);
    let certificate = tlv(SEQUENCE, &[X509_CERTIFICATE, &value]);
    let usage = tlv(OBJECT_IDENTIFIER, &[ANY_USE]);
    let alias = hex(&sha256(der));
    let alias: Vec<u8> = alias.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let alias = tlv(BMP_STRING, &[&alias]);
    // DER orders the members of a set by their bytes.
    let attributes = [
        attribute(TRUSTED_KEY_USAGE, &usage),
        attribute(FRIENDLY_NAME, &alias),
    ];
    let parts = [
        CERT_BAG,
        &tlv(EXPLICIT_0, &[&certificate]),
        &tlv(SET, &attributes.each_ref().map(Vec::as_slice)),
    ];
    tlv(SEQUENCE, &parts)
}

fn attribute(kind: &[u8], value: &[u8]) -> Vec<u8> {
    tlv(SEQUENCE, &[kind, &tlv(SET, &[value])])
}

/// Returns a field with a content of several parts.
fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let length = parts.iter().map(|part| part.len()).sum();
    let mut field = header(tag, length);
    field.extend(parts.iter().copied().flatten());
    field
}

/// Returns the tag and the length of a field.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a length has at most eight bytes"
)]
fn header(tag: u8, length: usize) -> Vec<u8> {
    let bytes = length.to_be_bytes();
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    let digits = &bytes[zeros..];
    match digits {
        [] => vec![tag, 0],
        [short @ ..=0x7f] => vec![tag, *short],
        _ => [&[tag, 0x80 | digits.len() as u8], digits].concat(),
    }
}

/// Returns the content of a field: of that at the first position, of that at the next position in
/// it, and so on.
fn field_at<'a>(bytes: &'a [u8], path: &[usize]) -> Option<&'a [u8]> {
    path.iter().try_fold(bytes, |bytes, position| {
        let mut fields = Reader::new(bytes);
        for _ in 0..*position {
            fields.read().ok()?;
        }
        fields.read().ok().map(|field| field.value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certs::tests::authority;

    #[test]
    fn a_key_store_is_read_as_it_was_written() {
        let ders: Vec<Vec<u8>> = ["A", "B", "C"].map(authority).into();
        for count in 0..=ders.len() {
            let ders: Vec<&[u8]> = ders[..count].iter().map(Vec::as_slice).collect();
            assert_eq!(certificates(&encode(ders.iter().copied())), Some(ders));
        }
        // A length of three bytes.
        let long = vec![0; 70_000];
        let written = encode([long.as_slice()]);
        assert_eq!(certificates(&written), Some(vec![long.as_slice()]));
    }

    #[test]
    fn a_key_store_with_another_byte_is_not_read() {
        let (first, second) = (authority("A"), authority("B"));
        let written = encode([first.as_slice(), &second]);
        for index in 0..written.len() {
            let mut changed = written.clone();
            changed[index] ^= 1;
            // A changed certificate does not match its alias.
            assert_eq!(certificates(&changed), None, "byte {index}");
        }
        for length in 0..written.len() {
            assert_eq!(certificates(&written[..length]), None);
        }
        assert_eq!(certificates(&[written.as_slice(), b"\n"].concat()), None);
    }
}
