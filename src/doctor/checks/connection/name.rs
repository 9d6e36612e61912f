//! `site-name`.

use super::{by_fault, with_remarks};
use crate::doctor::python::Python;
use crate::doctor::site::{Fault, Observed};
use crate::doctor::{Finding, Id, Subject};
use crate::error::shown_reason;

/// `site-name`.
pub fn check(_: &Subject, observed: &Observed, python: Option<&Python>) -> Vec<Finding> {
    by_fault(Id::SiteName, observed, python, |fault| {
        let host = &observed.site.host;
        let finding = if let Fault::Name(reason) = fault {
            let message = format!("no such host: this machine cannot look up `{host}`");
            Finding::failed(Id::SiteName, message).detail(shown_reason(reason))
        } else {
            let message = format!("the lookup of `{host}` has no answer within the time limit");
            Finding::failed(Id::SiteName, message)
        };
        let finding = finding.detail(
            "no proxy is set: behind one, names of the internet are often unknown, and HTTPS_PROXY \
             must name the proxy",
        );
        with_remarks(finding, observed)
            .remedy(
                "check the spelling, else ask IT which name server, VPN or proxy this machine needs",
            )
            .command(lookup(host))
    })
}

/// Returns the command that looks a name up as the system does.
fn lookup(host: &str) -> String {
    let tool = if cfg!(target_os = "linux") {
        "getent ahosts"
    } else {
        "nslookup"
    };
    format!("{tool} {host}")
}
