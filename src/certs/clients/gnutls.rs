//! Checks of GnuTLS's certificate parser (`gnutls_x509_crt_import` in its `x509.c`), version 3.7.

use super::algorithms;
use super::general_names::Names;
use crate::certs::Refusal;
use crate::certs::extensions::{ISSUER_ALT_NAME, SUBJECT_ALT_NAME};
use crate::certs::name::Attribute;
use crate::certs::oid;
use crate::certs::x509::X509;

/// The longest text of an extension's identifier (`MAX_OID_SIZE`, without the terminating null).
const LONGEST_OID: usize = 127;

/// Returns why GnuTLS cannot read a certificate, besides its version and contradictions.
pub fn refusal(certificate: &X509) -> Option<Refusal> {
    let is_unreadable = |oid: &[u8], value: &[u8]| {
        [SUBJECT_ALT_NAME, ISSUER_ALT_NAME].contains(&oid)
            && Names::decode(value) != Names::Readable
    };
    let mut extensions = certificate.extensions();
    if extensions.any(|extension| is_unreadable(extension.oid, extension.value)) {
        Some(Refusal::AlternativeName)
    } else {
        (!has_readable_oids(certificate)).then_some(Refusal::ObjectIdentifier)
    }
}

pub fn attribute_refusal(attribute: &Attribute) -> Option<Refusal> {
    (!is_oid(attribute.oid)).then_some(Refusal::ObjectIdentifier)
}

fn has_readable_oids(certificate: &X509) -> bool {
    let mut extensions = certificate.extensions();
    algorithms(certificate)
        .iter()
        .all(|algorithm| is_oid(algorithm.oid))
        && extensions
            .all(|extension| is_oid(extension.oid) && !oid::is_longer(extension.oid, LONGEST_OID))
}

/// Returns whether libtasn1 decodes an identifier. It has 64 bits for a number
/// (`asn1_get_object_id_der`), which are nine octets.
pub fn is_oid(content: &[u8]) -> bool {
    let mut numbers = content.split_inclusive(|octet| *octet < 0x80);
    oid::is_valid(content) && numbers.all(|number| number.len() <= 9)
}
