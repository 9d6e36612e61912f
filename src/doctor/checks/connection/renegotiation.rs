//! `site-renegotiation`.

use super::{by_fault, pythons_view};
use crate::doctor::python::Python;
use crate::doctor::site::Observed;
use crate::doctor::{Finding, Id, Status, Subject};

/// `site-renegotiation`.
pub fn check(_: &Subject, observed: &Observed, python: Option<&Python>) -> Vec<Finding> {
    let handshake = observed.outcome.as_ref().ok();
    let support = handshake.and_then(|handshake| handshake.has_secure_renegotiation);
    if support == Some(false) {
        return vec![legacy(observed, python)];
    }
    by_fault(Id::SiteRenegotiation, observed, python, |_| {
        Finding::skipped(Id::SiteRenegotiation, "not tested")
    })
}

fn legacy(observed: &Observed, python: Option<&Python>) -> Finding {
    let attempt = python.and_then(|python| python.attempt_of(&observed.site));
    let failure = attempt.and_then(|attempt| attempt.failure.as_ref());
    let is_tolerated = match (attempt, failure) {
        (Some(_), None) => true,
        (_, Some(failure)) => !pythons_view::is_legacy_renegotiation(failure),
        (None, _) => false,
    };
    let host = &observed.site.host;
    let (status, message) = if is_tolerated {
        let effect = "clients with OpenSSL 3 refuse it, and the program's Python does not yet";
        (
            Status::Warning,
            format!("`{host}` supports only legacy renegotiation: {effect}"),
        )
    } else {
        let effect = "clients with OpenSSL 3 refuse it";
        (
            Status::Failed,
            format!("`{host}` supports only legacy renegotiation: {effect}"),
        )
    };
    Finding::new(Id::SiteRenegotiation, status, message)
        .detail("the server's answer lacks the extension of RFC 5746 (renegotiation_info)")
        .detail("OpenSSL 3 and Python report UNSAFE_LEGACY_RENEGOTIATION_DISABLED")
        .remedy(
            "ask the server's administrator, or IT if a proxy inspects TLS, to update that server: \
             every version since 2010 supports secure renegotiation",
        )
}
