//! Checks of BoringSSL's certificate parser (`X509_parse_from_buffer` in its `x_x509.cc`).

use super::{LAST_VERSION, algorithms, openssl, sets, values};
use crate::certs::Refusal;
use crate::certs::der::{Element, Tag};
use crate::certs::name::Attribute;
use crate::certs::x509::{Algorithm, X509};

/// Returns why BoringSSL cannot read a certificate, besides what OpenSSL cannot read.
pub fn refusal(certificate: &X509) -> Option<Refusal> {
    if certificate.version > LAST_VERSION {
        Some(Refusal::UnknownVersion)
    } else if has_empty_set(certificate.issuer) || has_empty_set(certificate.subject) {
        Some(Refusal::EmptyRdn)
    } else if has_padding(certificate) {
        Some(Refusal::PaddingBits)
    } else {
        let are_right = algorithms(certificate).iter().all(has_parameters);
        (!are_right).then_some(Refusal::Algorithm)
    }
}

fn has_empty_set(name: &[u8]) -> bool {
    sets(name).any(|set| set.value.is_empty())
}

fn has_padding(certificate: &X509) -> bool {
    let ids = [certificate.issuer_unique_id, certificate.subject_unique_id];
    let bits = [certificate.signature, certificate.public_key.key];
    let mut all = bits.into_iter().chain(ids.into_iter().flatten());
    all.any(|bits| !values::has_zero_padding(bits))
}

/// BoringSSL decodes parameters of any type, each by its own rules. These are the types that
/// algorithms have.
fn has_parameters(algorithm: &Algorithm) -> bool {
    let types = [Tag::NULL, Tag::OID, Tag::SEQUENCE];
    algorithm
        .parameters
        .is_none_or(|parameters| types.contains(&parameters.tag))
}

/// Follows `asn1_parse_any_as_string` and `asn1_marshal_string_canon`.
pub fn attribute_refusal(attribute: &Attribute) -> Option<Refusal> {
    let Element { tag, value, .. } = attribute.value;
    let is_right = match tag {
        Tag::UTF8_STRING | Tag::BMP_STRING | Tag::UNIVERSAL_STRING => {
            values::is_text(attribute.value, |character| !is_noncharacter(character))
        }
        Tag::BIT_STRING => match value {
            [unused @ 0..=7, .., last] => last & ((1 << unused) - 1) == 0,
            [0] => true,
            _ => false,
        },
        Tag::NUMERIC_STRING
        | Tag::PRINTABLE_STRING
        | Tag::TELETEX_STRING
        | Tag::IA5_STRING
        | Tag::SEQUENCE => true,
        _ => false,
    };
    openssl::attribute_refusal(attribute).or_else(|| (!is_right).then_some(Refusal::Text))
}

/// Code points that are in Unicode, but not for text (`is_valid_code_point` in its `unicode.cc`).
fn is_noncharacter(character: u32) -> bool {
    character & 0xfffe == 0xfffe || (0xfdd0..=0xfdef).contains(&character)
}
