//! OpenSSL's strict checks, which Python 3.13 and later enable.

use x509_cert::certificate::Version;
use x509_cert::ext::pkix::{BasicConstraints, KeyUsage, SubjectKeyIdentifier};

use super::TbsCertificate;

/// Returns why `VERIFY_X509_STRICT` rejects a CA in a bundle (`check_extensions` in OpenSSL's
/// `x509_vfy.c`).
///
/// A server's own certificate in a bundle must meet nothing that its CA's need not meet.
pub fn refusals(content: &TbsCertificate, is_ca: bool) -> Vec<&'static str> {
    if !is_ca {
        return Vec::new();
    }
    if content.version() == Version::V1 {
        return vec!["X.509 version 1, without basicConstraints"];
    }
    let mut reasons = Vec::new();
    match content.get_extension::<BasicConstraints>() {
        Ok(Some((true, _))) | Err(_) => {}
        Ok(Some((false, _))) => reasons.push("basicConstraints not critical"),
        Ok(None) => reasons.push("no basicConstraints"),
    }
    if matches!(content.get_extension::<KeyUsage>(), Ok(None)) {
        reasons.push("no key usage");
    }
    if matches!(content.get_extension::<SubjectKeyIdentifier>(), Ok(None)) {
        reasons.push("no subject key identifier");
    }
    if content.subject().is_empty() {
        reasons.push("empty subject");
    }
    reasons
}
