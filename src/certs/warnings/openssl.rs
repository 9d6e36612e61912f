//! Extensions because of which OpenSSL rejects a certificate.

use crate::certs::extensions::{
    ANY_USE, BASIC_CONSTRAINTS, EXTENDED_KEY_USAGE, KEY_USAGE, NAME_CONSTRAINTS, Oid, SERVER_AUTH,
    SERVER_GATED_CRYPTO, SUBJECT_ALT_NAME, extended_key_usage,
};
use crate::certs::oid::known_name;
use crate::certs::x509::X509;

/// The extensions that OpenSSL supports, and that may therefore be critical
/// (`X509_supported_extension` in its `v3_purp.c`).
const SUPPORTED: [Oid; 14] = [
    KEY_USAGE,
    SUBJECT_ALT_NAME,
    BASIC_CONSTRAINTS,
    EXTENDED_KEY_USAGE,
    NAME_CONSTRAINTS,
    // CRL distribution points, and the extensions of policies: list, mappings, constraints, and
    // inhibit any (RFC 5280, 4.2.1).
    b"\x55\x1d\x1f",
    b"\x55\x1d\x20",
    b"\x55\x1d\x21",
    b"\x55\x1d\x24",
    b"\x55\x1d\x36",
    // Netscape's certificate type, addresses and autonomous systems (RFC 3779), proxies (RFC 3820).
    b"\x60\x86\x48\x01\x86\xf8\x42\x01\x01",
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
