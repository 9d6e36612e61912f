//! Handshakes of the program's Python that end otherwise than doctor's own.

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

/// OpenSSL's reasons if the server misses a client's certificate. With TLS 1.2 some servers send
/// the alert of a failed handshake instead.
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

/// Returns the handshake if it failed for want of a version or cipher, doctor's own did not, and
/// neither openssl.cnf nor an old OpenSSL explains it: those have checks of their own.
pub fn incompatible<'a>(
    observed: &Observed,
    python: Option<&'a Python>,
) -> Option<(&'a Report, &'a Failure)> {
    let (report, failure) = failure(&observed.site, python)?;
    let handshake = observed.outcome.as_ref().ok()?;
    // The same alert is sent if a client's certificate is missing.
    let is_for_want = is_incompatible(failure) && !handshake.wants_client_certificate;
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

/// Returns the handshake if the other side closed it, and did not close doctor's own.
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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::doctor::python::Interpreter;
    use crate::doctor::site::{Answer, Cipher, Fault, Handshake, Route, Step, Version};
    use crate::doctor::{Finding, Id, Status};

    fn report(openssl: &Value, kind: &str, reason: &str) -> Report {
        let failure = json!({"kind": kind, "reason": reason, "text": "the text"});
        let report = json!({
            "version": [3, 6, 8],
            "executable": "/usr/bin/python3",
            "ssl": {"openssl": "OpenSSL", "openssl_version": openssl},
            "certifi": [],
            "packages": [],
            "attempts": [{"site": "studio", "failure": failure}],
        });
        serde_json::from_value(report).expect("a report")
    }

    fn python(report: Report) -> Python {
        Python {
            interpreter: Interpreter {
                path: "/usr/bin/python3".into(),
                args: Vec::new(),
                takes_licence: false,
                configuration: None,
            },
            outcome: Ok(report),
        }
    }

    fn observed(wants_client_certificate: bool) -> Observed {
        let site = Site::parse("studio").expect("a site");
        let handshake = Handshake {
            chain: Vec::new(),
            version: Version::TLS13,
            cipher: Cipher(0x1301),
            date: None,
            wants_client_certificate,
            answer: Answer::default(),
            has_secure_renegotiation: None,
        };
        Observed {
            route: Route::Direct,
            remarks: Vec::new(),
            silent: Vec::new(),
            outcome: Ok(handshake),
            chain_before_fault: Vec::new(),
            site,
        }
    }

    /// OpenSSL 1.1.0 lacks TLS 1.3, and 1.0.2 has a check of its own.
    #[test]
    fn a_python_without_a_common_version_is_found() {
        let is_found = |openssl: Value, reason: &str, wants| {
            let python = python(report(&openssl, "SSLError", reason));
            incompatible(&observed(wants), Some(&python)).is_some()
        };
        let alert = "TLSV1_ALERT_PROTOCOL_VERSION";
        assert!(is_found(json!([1, 1, 0, 8, 15]), alert, false));
        assert!(!is_found(json!([1, 0, 2, 11, 15]), alert, false));
        assert!(!is_found(
            json!([1, 1, 0, 8, 15]),
            "CERTIFICATE_VERIFY_FAILED",
            false
        ));
        let failure = "SSLV3_ALERT_HANDSHAKE_FAILURE";
        assert!(is_found(json!([3, 0, 0, 8, 0]), failure, false));
        assert!(!is_found(json!([3, 0, 0, 8, 0]), failure, true));
    }

    /// Python has received the certificates, so no firewall blocks the site.
    #[test]
    fn a_handshake_that_fails_for_doctor_alone_is_not_blocked() {
        let python = python(report(
            &json!([3, 0, 0, 8, 0]),
            "SSLCertVerificationError",
            "CERTIFICATE_VERIFY_FAILED",
        ));
        for (chain, status) in [
            (Vec::new(), Status::Failed),
            (vec![vec![0]], Status::Warning),
        ] {
            let observed = Observed {
                outcome: Err(Fault::Timeout(Step::Handshake)),
                chain_before_fault: chain,
                ..observed(false)
            };
            let finding = Finding::failed(Id::SiteClosed, "not in time").remedy("ask IT");
            let finding = super::super::softened(finding, &observed, Some(&python));
            assert_eq!(finding.status, status);
            assert!(finding.details[0].ends_with(": the text"), "{finding:?}");
            let remedy = finding.remedy.expect("a remedy").text;
            assert!(remedy.starts_with("nothing blocks the site"), "{remedy}");
        }
    }

    #[test]
    fn a_connection_that_is_closed_for_python_alone_is_found() {
        let is_found = |kind: &str, wants| {
            let python = python(report(&json!([3, 0, 0, 8, 0]), kind, "EOF"));
            closed(&observed(wants), Some(&python)).is_some()
        };
        assert!(is_found("SSLEOFError", false) && is_found("ConnectionResetError", false));
        assert!(!is_found("SSLEOFError", true) && !is_found("SSLError", false));
    }
}
