//! OpenSSL's strict checks, which Python 3.13 and later enable.

use crate::certs::extensions::{BASIC_CONSTRAINTS, KEY_USAGE, SUBJECT_KEY_ID};
use crate::certs::x509::X509;

/// Returns why `VERIFY_X509_STRICT` rejects a CA in a bundle (`check_extensions` in OpenSSL's
/// `x509_vfy.c`).
///
/// A server's self-signed certificate in a bundle need not pass these checks.
pub fn reasons(certificate: &X509, is_ca: bool) -> Vec<&'static str> {
    if !is_ca {
        return Vec::new();
    }
    if certificate.version == 0 {
        return vec!["X.509 version 1, without basicConstraints"];
    }
    let has = |oid| {
        certificate
            .extensions()
            .any(|extension| extension.oid == oid)
    };
    let mut reasons = Vec::new();
    match certificate.extension(BASIC_CONSTRAINTS) {
        Some(extension) if !extension.is_critical() => {
            reasons.push("basicConstraints not critical");
        }
        None if !has(BASIC_CONSTRAINTS) => reasons.push("no basicConstraints"),
        Some(_) | None => {}
    }
    if !has(KEY_USAGE) {
        reasons.push("no key usage");
    }
    if !has(SUBJECT_KEY_ID) {
        reasons.push("no subject key identifier");
    }
    // The DER of an empty name.
    if certificate.subject == b"\x30\x00" {
        reasons.push("empty subject");
    }
    reasons
}
