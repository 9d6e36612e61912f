//! The program's Python where its handshake ends otherwise than ours.

use crate::doctor::python::{Failure, Python, Report, Ssl};
use crate::doctor::site::{Observed, Site};

/// OpenSSL's reasons if there is no common version or cipher.
const NO_VERSION_OR_CIPHER: [&str; 17] = [
    "BAD_PROTOCOL_VERSION_NUMBER",
    "DH_KEY_TOO_SMALL",
    "NO_CIPHERS_AVAILABLE",
    "NO_CIPHER_MATCH",
    "NO_PROTOCOLS_AVAILABLE",
    "NO_SHARED_CIPHER",
    "SSLV3_ALERT_HANDSHAKE_FAILURE",
    "TLSV1_ALERT_INSUFFICIENT_SECURITY",
    "TLSV1_ALERT_PROTOCOL_VERSION",
    "UNKNOWN_CIPHER_RETURNED",
    "UNKNOWN_PROTOCOL",
    "UNSUPPORTED_PROTOCOL",
    "VERSION_TOO_LOW",
    "VERSION_TOO_HIGH",
    "WRONG_CIPHER_RETURNED",
    "WRONG_SSL_VERSION",
    "WRONG_SIGNATURE_TYPE",
];

/// OpenSSL's reasons if the server misses a client's certificate. With TLS 1.2 some servers send the
/// alert of a failed handshake instead.
const CLIENT_CERTIFICATE: [&str; 4] = [
    "SSLV3_ALERT_BAD_CERTIFICATE",
    "SSLV3_ALERT_HANDSHAKE_FAILURE",
    "TLSV13_ALERT_CERTIFICATE_REQUIRED",
    "TLSV1_ALERT_ACCESS_DENIED",
];

/// The exceptions if the other side closes the connection.
const CLOSED: [&str; 5] = [
    "BrokenPipeError",
    "ConnectionAbortedError",
    "ConnectionResetError",
    "SSLEOFError",
    "SSLZeroReturnError",
];

/// OpenSSL's reason if the server lacks RFC 5746.
const LEGACY_RENEGOTIATION: &str = "UNSAFE_LEGACY_RENEGOTIATION_DISABLED";

/// Returns the report and the failed handshake with a site.
pub fn failure<'a>(site: &Site, python: Option<&'a Python>) -> Option<(&'a Report, &'a Failure)> {
    let python = python?;
    let report = python.outcome.as_ref().ok()?;
    Some((report, python.attempt_of(site)?.failure.as_ref()?))
}

/// Returns the handshake if it failed for want of a version or cipher, ours did not, and neither
/// openssl.cnf nor an old OpenSSL explains it: those have checks of their own.
pub fn incompatible<'a>(
    observed: &Observed,
    python: Option<&'a Python>,
) -> Option<(&'a Report, &'a Failure)> {
    let (report, failure) = failure(&observed.site, python)?;
    let is_for_want = is_incompatible(failure) && observed.outcome.is_ok();
    let is_old = report.ssl.as_ref().is_some_and(Ssl::is_old);
    let without_conf = report.without_conf.as_ref();
    let is_explained = without_conf.is_some_and(|other| passes(other, &observed.site));
    (is_for_want && !is_old && !is_explained).then_some((report, failure))
}

/// Returns whether a handshake failed for want of a version or cipher.
pub fn is_incompatible(failure: &Failure) -> bool {
    has_reason(failure, &NO_VERSION_OR_CIPHER)
}

/// Returns whether a handshake failed because the server misses a client's certificate.
pub fn is_for_client_certificate(failure: &Failure) -> bool {
    has_reason(failure, &CLIENT_CERTIFICATE)
}

/// Returns the handshake if the other side closed it, and did not close ours.
pub fn closed<'a>(observed: &Observed, python: Option<&'a Python>) -> Option<&'a Failure> {
    let (_, failure) = failure(&observed.site, python)?;
    let is_closed = CLOSED.contains(&failure.kind.as_str());
    let wants = match &observed.outcome {
        Ok(handshake) => handshake.wants_client_certificate,
        Err(_) => return None,
    };
    (is_closed && !wants).then_some(failure)
}

/// Returns whether a handshake failed because the server lacks RFC 5746.
pub fn is_legacy_renegotiation(failure: &Failure) -> bool {
    has_reason(failure, &[LEGACY_RENEGOTIATION])
}

fn passes(report: &Report, site: &Site) -> bool {
    let name = site.authority();
    let mut attempts = report.attempts.iter();
    attempts.any(|attempt| attempt.site == name && attempt.failure.is_none())
}

fn has_reason(failure: &Failure, reasons: &[&str]) -> bool {
    failure
        .reason
        .as_deref()
        .is_some_and(|reason| reasons.contains(&reason))
}
