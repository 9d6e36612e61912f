//! `site-closed`.

use super::{by_fault, pythons_view, show_handshake};
use crate::doctor::python::Python;
use crate::doctor::site::{Alert, Fault, Observed, Step};
use crate::doctor::{Finding, Id, Subject};
use crate::error::shown_reason;

/// `site-closed`.
pub fn check(_: &Subject, observed: &Observed, python: Option<&Python>) -> Vec<Finding> {
    if let Some(failure) = pythons_view::closed(observed, python) {
        return vec![closed_for_python(observed, &failure.text)];
    }
    by_fault(Id::SiteClosed, observed, python, |fault| {
        let host = &observed.site.host;
        let (message, step) = match fault {
            Fault::Closed { step, is_reset } => {
                let how = if *is_reset { "reset" } else { "closed" };
                (
                    format!("`{host}` {how} the connection during the TLS handshake"),
                    Some(*step),
                )
            }
            Fault::Timeout(step) => {
                let what = "accepts the connection, but does not finish the TLS handshake in time";
                (format!("`{host}` {what}"), Some(*step))
            }
            Fault::Alert { alert, .. } if *alert == Alert::UNRECOGNIZED_NAME => {
                return unknown_name(observed, *alert);
            }
            Fault::Alert { alert, .. } => (
                format!("`{host}` ended the TLS handshake with the alert {alert}"),
                None,
            ),
            Fault::Protocol(reason) => {
                let reason = shown_reason(reason);
                (
                    format!("the answer of `{host}` breaks the rules of TLS: {reason}"),
                    None,
                )
            }
            _ => (format!("`{host}` ended the TLS handshake"), None),
        };
        let finding = Finding::failed(Id::SiteClosed, message);
        let finding = step
            .and_then(when)
            .into_iter()
            .fold(finding, Finding::detail);
        finding
            .detail(
                "a firewall or a proxy that blocks the name of the site does this, and a server \
                 that is overloaded or misconfigured",
            )
            .remedy(
                "ask IT whether a firewall or a TLS-inspecting proxy blocks the site, else the \
                 server's administrator what its log says",
            )
            .command(show_handshake(&observed.site))
    })
}

fn when(step: Step) -> Option<&'static str> {
    match step {
        Step::Hello => Some("before any answer to the first message (ClientHello)"),
        Step::Handshake => Some("after the server's first message (ServerHello)"),
        Step::Name => None,
    }
}

fn unknown_name(observed: &Observed, alert: Alert) -> Finding {
    let host = &observed.site.host;
    let message = format!("the server rejects the name `{host}`: alert {alert}");
    Finding::failed(Id::SiteClosed, message).remedy(
        "check the spelling of the host, and that its name leads to the right server; else ask the \
         server's administrator",
    )
}

fn closed_for_python(observed: &Observed, text: &str) -> Finding {
    let message = format!(
        "the connection of the program's Python to `{}` is closed during the TLS handshake, while \
         that of sglaunch is not",
        observed.site.host
    );
    Finding::failed(Id::SiteClosed, message)
        .detail(shown_reason(text))
        .remedy(
            "ask IT whether a firewall or a TLS-inspecting proxy refuses this program or its \
             version of OpenSSL",
        )
        .command(show_handshake(&observed.site))
}
