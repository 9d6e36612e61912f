//! Checks that OpenSSL's parser makes and `x509-cert` does not.
//!
//! OpenSSL loses a whole file to one certificate that it cannot decode, so a bundle must not
//! contain one.

use super::der::{Element, Reader, Tag};
use super::name::{Attribute, walk};
use super::oid;
use super::x509::{Algorithm, X509};

/// Returns why OpenSSL cannot decode a certificate.
pub(super) fn check(certificate: &X509) -> Result<(), &'static str> {
    let algorithms = [
        certificate.inner_algorithm,
        certificate.outer_algorithm,
        certificate.public_key.algorithm,
    ];
    if !(is_name(certificate.subject) && is_name(certificate.issuer)) {
        Err("invalid name")
    } else if !algorithms.iter().all(is_algorithm) {
        Err("invalid algorithm")
    } else if !certificate
        .extensions()
        .all(|extension| oid::is_valid(extension.oid))
    {
        Err("invalid identifier of an extension")
    } else {
        Ok(())
    }
}

fn is_name(name: &[u8]) -> bool {
    let mut is_right = true;
    let mut see = |attribute: Attribute| {
        is_right &= oid::is_valid(attribute.oid) && is_name_value(attribute.value);
    };
    let walked = Reader::new(name)
        .read()
        .and_then(|name| walk(name, &mut see));
    walked.is_ok() && is_right
}

/// Follows `B_ASN1_PRINTABLE` in OpenSSL's asn1.h. OpenSSL's comparison of names also decodes the
/// text (`asn1_string_canon`).
fn is_name_value(value: Element) -> bool {
    let text = value.value;
    match value.tag {
        Tag::UTF8_STRING => std::str::from_utf8(text).is_ok(),
        Tag::BMP_STRING => is_ucs2(text),
        Tag::UNIVERSAL_STRING => text.len().is_multiple_of(4),
        Tag::NUMERIC_STRING
        | Tag::PRINTABLE_STRING
        | Tag::TELETEX_STRING
        | Tag::IA5_STRING
        | Tag::BIT_STRING => true,
        _ => false,
    }
}

/// Checks that text has no surrogates, which OpenSSL does not join to characters.
fn is_ucs2(text: &[u8]) -> bool {
    let (units, rest) = text.as_chunks::<2>();
    rest.is_empty() && !units.iter().any(|unit| (0xd8..=0xdf).contains(&unit[0]))
}

fn is_algorithm(algorithm: &Algorithm) -> bool {
    oid::is_valid(algorithm.oid) && algorithm.parameters.is_none_or(is_parameter)
}

/// Parameters may have any type, but must be encoded as that type.
fn is_parameter(value: Element) -> bool {
    match value.tag {
        Tag::NULL => value.value.is_empty(),
        Tag::OID => oid::is_valid(value.value),
        Tag::SEQUENCE => true,
        _ => false,
    }
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
