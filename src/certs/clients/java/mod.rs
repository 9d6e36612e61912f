//! Checks of Java's certificate factory (`X509CertImpl` in its `sun.security.x509`), version 17 and
//! later.

mod extensions;
mod keys;
mod names;

use super::{LAST_VERSION, openssl, sets};
use crate::certs::Refusal;
use crate::certs::der::{Element, Tag};
use crate::certs::extensions::SUBJECT_ALT_NAME;
use crate::certs::name::Attribute;
use crate::certs::oid;
use crate::certs::x509::X509;

/// The longest identifier (`MAXIMUM_OID_SIZE` in its `ObjectIdentifier.java`).
const LONGEST_OID: usize = 4096;

/// Returns why Java cannot read a certificate, besides its version and contradictions.
pub fn refusal(certificate: &X509) -> Option<Refusal> {
    let mut extensions = certificate.extensions();
    if certificate.version > LAST_VERSION {
        Some(Refusal::UnknownVersion)
    } else if certificate.serial.is_empty() {
        Some(Refusal::SerialNumber)
    } else if is_empty(certificate.issuer) {
        Some(Refusal::EmptyIssuer)
    } else if is_empty(certificate.subject) && !may_have_empty_subject(certificate) {
        Some(Refusal::EmptySubject)
    } else if !certificate
        .extensions()
        .all(|extension| is_oid(extension.oid))
    {
        Some(Refusal::ObjectIdentifier)
    } else if !keys::is_signature_algorithm(&certificate.inner_algorithm) {
        Some(Refusal::Algorithm)
    } else if !keys::is_public_key(&certificate.public_key) {
        Some(Refusal::PublicKey)
    } else {
        let is_unreadable = extensions.any(|extension| {
            extension.is_critical() && !extensions::is_readable(extension.oid, extension.value)
        });
        is_unreadable.then_some(Refusal::CriticalExtension)
    }
}

/// Returns whether a name has no attribute.
fn is_empty(name: &[u8]) -> bool {
    sets(name).all(|set| set.value.is_empty())
}

/// A subject may be empty if a critical alternative name replaces it (`verifyCert` in its
/// `X509CertInfo.java`).
fn may_have_empty_subject(certificate: &X509) -> bool {
    let name = certificate.extension(SUBJECT_ALT_NAME);
    certificate.version == 2 && name.is_some_and(|name| name.is_critical())
}

fn is_oid(content: &[u8]) -> bool {
    oid::is_valid(content) && content.len() <= LONGEST_OID
}

pub fn attribute_refusal(attribute: &Attribute) -> Option<Refusal> {
    let Element { tag, value, .. } = attribute.value;
    if !is_oid(attribute.oid) {
        Some(Refusal::ObjectIdentifier)
    } else if tag == Tag::BMP_STRING && openssl::has_surrogate(value) {
        Some(Refusal::Surrogate)
    } else {
        (!has_short_tag(tag)).then_some(Refusal::Text)
    }
}

/// Tags with a number above 30 are not supported.
fn has_short_tag(tag: Tag) -> bool {
    tag.0 <= 0xff
}
