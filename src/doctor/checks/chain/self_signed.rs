//! `site-self-signed`.

use super::anchor::Missing;
use super::case::{Case, examine, identity, with_details};
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
    let [sha256, _] = own.fingerprints();
    let finding = case.objection(
        Id::SiteSelfSigned,
        "the server's certificate is self-signed: no CA has signed it, and the bundle does not contain it",
    );
    let finding = with_details(finding, identity(own));
    finding
        .remedy(
            "install a certificate of the studio's CA on the server; until then, trust this one \
             certificate, once the server's administrator has confirmed its fingerprint over \
             another way",
        )
        .command(case.save_command())
        .command(format!(
            "sglaunch trust add chain.pem --fingerprint {sha256}"
        ))
}
