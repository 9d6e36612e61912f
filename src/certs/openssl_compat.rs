//! Checks that OpenSSL's parser makes and `x509-cert` does not.
//!
//! OpenSSL loses a whole file to one certificate that it cannot decode, so a bundle must not
//! contain one.

use x509_cert::der::asn1::{Any, ObjectIdentifier};
use x509_cert::der::{Tag, Tagged as _};
use x509_cert::name::Name;
use x509_cert::spki::AlgorithmIdentifier;

use super::x509::X509;

/// Returns why OpenSSL cannot decode a certificate that `x509-cert` has decoded.
pub(super) fn check(certificate: &X509) -> Result<(), &'static str> {
    let content = certificate.tbs_certificate();
    let key = &content.subject_public_key_info().algorithm;
    let algorithms = [content.signature(), certificate.signature_algorithm(), key];
    let mut extensions = content.extensions().into_iter().flatten();
    if !(is_name(content.subject()) && is_name(content.issuer())) {
        Err("invalid name")
    } else if !algorithms.into_iter().all(is_algorithm) {
        Err("invalid algorithm")
    } else if !extensions.all(|extension| is_oid(&extension.extn_id)) {
        Err("invalid identifier of an extension")
    } else {
        Ok(())
    }
}

fn is_name(name: &Name) -> bool {
    name.iter()
        .all(|attribute| is_oid(&attribute.oid) && is_name_value(&attribute.value))
}

/// Follows `B_ASN1_PRINTABLE` in OpenSSL's asn1.h. OpenSSL's comparison of names also decodes the
/// text (`asn1_string_canon`).
fn is_name_value(value: &Any) -> bool {
    let text = value.value();
    match value.tag() {
        Tag::Utf8String => std::str::from_utf8(text).is_ok(),
        Tag::BmpString => text.len().is_multiple_of(2),
        Tag::NumericString | Tag::PrintableString | Tag::TeletexString | Tag::Ia5String => true,
        _ => false,
    }
}

fn is_algorithm(algorithm: &AlgorithmIdentifier<Any>) -> bool {
    is_oid(&algorithm.oid) && algorithm.parameters.as_ref().is_none_or(is_parameter)
}

/// Parameters may have any type, but must be encoded as that type.
fn is_parameter(value: &Any) -> bool {
    let bytes = value.value();
    match value.tag() {
        Tag::Null => bytes.is_empty(),
        Tag::ObjectIdentifier => is_oid_value(bytes),
        Tag::Sequence => true,
        _ => false,
    }
}

fn is_oid(oid: &ObjectIdentifier) -> bool {
    is_oid_value(oid.as_bytes())
}

/// Checks base 128: most significant digit first, the last byte of each number without the high
/// bit, and no number padded (X.690, 8.19).
fn is_oid_value(bytes: &[u8]) -> bool {
    let befores = std::iter::once(&0).chain(bytes);
    let is_padded = befores
        .zip(bytes)
        .any(|(before, byte)| *before < 0x80 && *byte == 0x80);
    bytes.last().is_some_and(|last| *last < 0x80) && !is_padded
}

#[cfg(test)]
mod tests {
    use crate::certs::Certificate;
    use crate::certs::tests::authority;

    /// Returns why a certificate with other bytes in all places of `from` cannot be read.
    fn problem(from: &[u8], to: &[u8]) -> Option<String> {
        let mut der = authority("A");
        let starts = 0..=der.len() - from.len();
        let found: Vec<usize> = starts.filter(|at| der[*at..].starts_with(from)).collect();
        assert!(!found.is_empty());
        for at in found {
            der[at..at + to.len()].copy_from_slice(to);
        }
        Certificate::new(&der).err()
    }

    #[test]
    fn an_identifier_or_a_parameter_that_openssl_cannot_decode_is_invalid() {
        // ecdsa-with-SHA256 without parameters, and the curve prime256v1 as a parameter.
        let algorithm = b"\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02";
        let curve = b"\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07";
        for right in [algorithm, curve] {
            assert_eq!(problem(right, right), None);
            let padded = [&right[..3], b"\x80", &right[4..]].concat();
            let why = problem(right, &padded).expect("the number is padded");
            assert!(why.ends_with("invalid algorithm"), "{why}");
        }
    }
}
