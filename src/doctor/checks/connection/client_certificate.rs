//! `site-client-certificate`.

use super::{by_fault, pythons_view};
use crate::doctor::python::Python;
use crate::doctor::site::{Alert, Fault, Handshake, Observed};
use crate::doctor::{Finding, Id, Subject};

/// `site-client-certificate`.
pub fn check(_: &Subject, observed: &Observed, python: Option<&Python>) -> Vec<Finding> {
    match &observed.outcome {
        Ok(handshake) if handshake.wants_client_certificate => {
            vec![requested(observed, handshake, python)]
        }
        _ => by_fault(Id::SiteClientCertificate, observed, python, |fault| {
            let alert = match fault {
                Fault::ClientCertificate(alert) => *alert,
                _ => None,
            };
            required(observed, alert)
        }),
    }
}

/// Returns the finding of a server that requested a certificate and finished the handshake. With
/// TLS 1.3 it refuses only after that, and web servers may answer with a status.
fn requested(observed: &Observed, handshake: &Handshake, python: Option<&Python>) -> Finding {
    let answer = &handshake.answer;
    let python_failed = pythons_view::failure(&observed.site, python)
        .is_some_and(|(_, failure)| pythons_view::is_for_client_certificate(failure));
    let host = &observed.site.host;
    match answer.status {
        _ if answer.alert.is_some() || answer.is_closed || python_failed => {
            required(observed, answer.alert)
        }
        // nginx's `No required SSL certificate was sent`.
        Some(400) => required(observed, None).detail("the answer to `HEAD /` is 400"),
        Some(status @ (401 | 403)) => {
            let message =
                format!("`{host}` requests a client certificate, and answers {status} without one");
            with_remedy(Finding::warning(Id::SiteClientCertificate, message))
        }
        _ => {
            let message = format!("`{host}` requests a client certificate, and works without one");
            Finding::passed(Id::SiteClientCertificate, message)
        }
    }
}

fn required(observed: &Observed, alert: Option<Alert>) -> Finding {
    let host = &observed.site.host;
    let message = format!("`{host}` requires a client certificate, and the client has sent none");
    let ended = match alert {
        Some(alert) => format!("the server's alert: {alert}"),
        None => "the server ends the connection without an alert".to_owned(),
    };
    with_remedy(Finding::failed(Id::SiteClientCertificate, message).detail(ended))
}

fn with_remedy(finding: Finding) -> Finding {
    finding
        .detail(
            "a bundle of CAs does not help: the server verifies the client, by a certificate and \
             its private key",
        )
        .remedy(
            "ask the server's administrator for a client certificate and how the program is told \
             of it (AYON: AYON_CERT_FILE; Python: `cert=` of requests or `load_cert_chain`)",
        )
}
