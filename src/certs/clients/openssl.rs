//! Checks of OpenSSL's certificate parser (`d2i_X509`), of any version from 3.0 to 4.0.

use super::{algorithms, values};
use crate::certs::Refusal;
use crate::certs::der::{Element, Tag};
use crate::certs::name::Attribute;
use crate::certs::oid;
use crate::certs::x509::{Algorithm, X509};

/// The longest name that OpenSSL decodes (`X509_NAME_MAX` in its `x_name.c`).
const LONGEST_NAME: usize = 1024 * 1024;

/// Returns why OpenSSL cannot read a certificate.
pub fn refusal(certificate: &X509) -> Option<Refusal> {
    let is_too_long = |name: &[u8]| name.len() > LONGEST_NAME;
    if !values::is_integer(certificate.serial) {
        Some(Refusal::SerialNumber)
    } else if !algorithms(certificate).iter().all(is_algorithm) {
        Some(Refusal::Algorithm)
    } else if !certificate
        .extensions()
        .all(|extension| oid::is_valid(extension.oid))
    {
        Some(Refusal::ObjectIdentifier)
    } else {
        let is_long = is_too_long(certificate.issuer) || is_too_long(certificate.subject);
        is_long.then_some(Refusal::LongName)
    }
}

fn is_algorithm(algorithm: &Algorithm) -> bool {
    let is_right = |value| values::is_any(value) && !is_short_time(value);
    oid::is_valid(algorithm.oid) && algorithm.parameters.is_none_or(is_right)
}

/// OpenSSL 4 decodes times of any type only if they have seconds and a time zone.
fn is_short_time(value: Element) -> bool {
    match value.tag {
        Tag::UTC_TIME => value.value.len() < 13,
        Tag::GENERALIZED_TIME => value.value.len() < 15,
        _ => false,
    }
}

/// Follows `B_ASN1_PRINTABLE` in asn1.h for the types, and `asn1_string_canon`, by which OpenSSL
/// compares names, for the text.
pub fn attribute_refusal(attribute: &Attribute) -> Option<Refusal> {
    let Element {
        tag, value: text, ..
    } = attribute.value;
    let is_right = match tag {
        _ if !oid::is_valid(attribute.oid) => return Some(Refusal::ObjectIdentifier),
        Tag::BMP_STRING if has_surrogate(text) => return Some(Refusal::Surrogate),
        Tag::UTF8_STRING | Tag::BMP_STRING | Tag::UNIVERSAL_STRING => {
            values::is_text(attribute.value, |_| true)
        }
        Tag::BIT_STRING => values::is_any(attribute.value),
        Tag::NUMERIC_STRING
        | Tag::PRINTABLE_STRING
        | Tag::TELETEX_STRING
        | Tag::IA5_STRING
        | Tag::SEQUENCE
        // Types that OpenSSL does not know (`B_ASN1_UNKNOWN`).
        | Tag(7 | 8 | 9 | 11 | 13 | 14 | 15 | 29) => true,
        _ => false,
    };
    (!is_right).then_some(Refusal::Text)
}

/// Returns whether text in UTF-16 has a surrogate (RFC 2781, 2.1), which a BMPString must not have.
pub(super) fn has_surrogate(text: &[u8]) -> bool {
    let mut units = text.as_chunks::<2>().0.iter();
    units.any(|unit| (0xd8..0xe0).contains(&unit[0]))
}
