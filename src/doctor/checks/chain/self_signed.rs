//! `site-self-signed`.

use super::anchor::Missing;
use super::case::{Case, TRUST_SAVED, examine, identity, with_details};
use crate::certs::Certificate;
use crate::doctor::python::Python;
use crate::doctor::site::Observed;
use crate::doctor::{Finding, Id, Subject};

/// `site-self-signed`.
pub fn check(subject: &Subject, observed: &Observed, python: Option<&Python>) -> Vec<Finding> {
    examine(Id::SiteSelfSigned, subject, observed, python, |case| {
        let finding = match case.missing() {
            Some(Missing::SelfSigned(own)) => Some(finding(case, own.certificate)),
            _ => None,
        };
        finding.into_iter().collect()
    })
}

fn finding(case: &Case, own: &Certificate) -> Finding {
    let finding = case.objection(
        Id::SiteSelfSigned,
        "the server's certificate is self-signed: no CA has signed it, and the bundle does not contain it",
    );
    let finding = with_details(finding, identity(own));
    finding
        .remedy(
            "install a certificate of the studio's CA on the server; until then, trust this one \
             certificate: ask the server's administrator for its SHA-256 fingerprint through \
             another channel, and put it in place of HEX",
        )
        .command(case.save_command())
        .trust_command(TRUST_SAVED)
}
