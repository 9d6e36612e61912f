//! Extensions because of which OpenSSL rejects a certificate.

use crate::certs::der::{self, Error, Tag};
use crate::certs::extensions::{
    ANY_USE, AUTHORITY_KEY_ID, BASIC_CONSTRAINTS, CRL_DISTRIBUTION_POINTS, EXTENDED_KEY_USAGE,
    KEY_USAGE, NAME_CONSTRAINTS, NETSCAPE_TYPE, Oid, SERVER_AUTH, SERVER_GATED_CRYPTO,
    SUBJECT_ALT_NAME, SUBJECT_KEY_ID, extended_key_usage,
};
use crate::certs::oid::known_name;
use crate::certs::x509::{BitString, Extension, X509};

/// The extensions that OpenSSL supports, and that may therefore be critical
/// (`X509_supported_extension` in its `v3_purp.c`).
const SUPPORTED: [Oid; 14] = [
    KEY_USAGE,
    SUBJECT_ALT_NAME,
    BASIC_CONSTRAINTS,
    EXTENDED_KEY_USAGE,
    NAME_CONSTRAINTS,
    CRL_DISTRIBUTION_POINTS,
    NETSCAPE_TYPE,
    // Extensions of policies: list, mappings, constraints, and inhibit any (RFC 5280, 4.2.1).
    b"\x55\x1d\x20",
    b"\x55\x1d\x21",
    b"\x55\x1d\x24",
    b"\x55\x1d\x36",
    // Addresses and autonomous systems (RFC 3779), proxies (RFC 3820).
    b"\x2b\x06\x01\x05\x05\x07\x01\x07",
    b"\x2b\x06\x01\x05\x05\x07\x01\x08",
    b"\x2b\x06\x01\x05\x05\x07\x01\x0e",
];

/// Returns whether the extended key usage allows any use, but does not name servers.
pub fn is_for_any_use(certificate: &X509) -> bool {
    let Ok(Some(uses)) = extended_key_usage(certificate) else {
        return false;
    };
    let is_server = |oid: &&[u8]| *oid == SERVER_AUTH || SERVER_GATED_CRYPTO.contains(oid);
    uses.contains(&ANY_USE) && !uses.iter().any(is_server)
}

/// Returns the name of a critical extension that OpenSSL does not support.
pub fn unsupported_extension(certificate: &X509) -> Option<String> {
    let mut extensions = certificate.extensions();
    let unsupported = extensions
        .find(|extension| extension.is_critical() && !SUPPORTED.contains(&extension.oid))?;
    Some(known_name(unsupported.oid))
}

/// The extensions that OpenSSL decodes when it verifies a chain, and the type of each
/// (`ossl_x509v3_cache_extensions` in its `v3_purp.c`).
const DECODED: [(Oid, Tag); 8] = [
    (SUBJECT_KEY_ID, Tag::OCTET_STRING),
    (KEY_USAGE, Tag::BIT_STRING),
    (SUBJECT_ALT_NAME, Tag::SEQUENCE),
    (BASIC_CONSTRAINTS, Tag::SEQUENCE),
    (NAME_CONSTRAINTS, Tag::SEQUENCE),
    (CRL_DISTRIBUTION_POINTS, Tag::SEQUENCE),
    (AUTHORITY_KEY_ID, Tag::SEQUENCE),
    (NETSCAPE_TYPE, Tag::BIT_STRING),
];

/// Returns the name of an extension because of which OpenSSL rejects all chains with the
/// certificate: it is there twice, or cannot be decoded.
pub fn undecodable_extension(certificate: &X509) -> Option<String> {
    let is_wrong = |oid: Oid, tag| {
        let mut extensions = certificate.extensions();
        let mut found = extensions.by_ref().filter(|extension| extension.oid == oid);
        let Some(Extension { value, .. }) = found.next() else {
            return false;
        };
        found.next().is_some() || !is_readable(oid, tag, value)
    };
    let wrong = DECODED.iter().find(|(oid, tag)| is_wrong(oid, *tag))?;
    Some(known_name(wrong.0))
}

fn is_readable(oid: Oid, tag: Tag, value: &[u8]) -> bool {
    let content = match der::first(value, tag) {
        Ok(content) => content,
        // OpenSSL also decodes BER.
        Err(why) => return why == Error::Ber,
    };
    match BitString::new(content) {
        _ if tag != Tag::BIT_STRING => true,
        // A key usage without any use is an error (RFC 5280, 4.2.1.3).
        Ok(bits) => oid != KEY_USAGE || (0..bits.bytes.len() * 8).any(|bit| bits.bit(bit)),
        Err(_) => false,
    }
}
