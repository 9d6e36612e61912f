//! `python-strict`.

use super::verdict::{Verifier, sentence};
use super::{finding, report};
use crate::doctor::python::{Python, Report};
use crate::doctor::site::Observed;
use crate::doctor::trust::{Chain, Kind, Verdict};
use crate::doctor::{Finding, Id, Status, Subject};

/// `python-strict`: compares the handshake with a second one without `VERIFY_X509_STRICT`.
pub fn check(subject: &Subject, python: &Python, sites: &[Observed]) -> Vec<Finding> {
    let report = match report(Id::PythonStrict, python) {
        Ok(report) => report,
        Err(skipped) => return skipped,
    };
    let is_strict = report.context().is_some_and(|context| context.is_strict);
    if is_strict && sites.is_empty() {
        return vec![Finding::skipped(Id::PythonStrict, "no site was given")];
    }
    let refused = sites.iter().filter(|site| {
        let attempt = python.attempt_of(&site.site);
        attempt.is_some_and(|attempt| attempt.passes_without_strict == Some(true))
    });
    refused
        .map(|site| of_site(subject, python, report, site))
        .collect()
}

fn of_site(subject: &Subject, python: &Python, report: &Report, site: &Observed) -> Finding {
    let message = "the program's Python refuses the chain only because it is strict, as Python is \
                   since 3.13";
    let found = finding(Id::PythonStrict, Status::Failed, message, python, report);
    let found = found.of_site(&site.site);
    let chain = Chain::decode(site.chain());
    let mut lines = Vec::new();
    if let (Some(chain), Some(verifier)) = (&chain, Verifier::new(subject, report)) {
        lines = faults(&verifier.verdict(chain, &site.site.host));
    }
    if lines.is_empty() {
        let attempt = python.attempt_of(&site.site);
        let failure = attempt.and_then(|attempt| attempt.failure.as_ref());
        lines.extend(failure.map(sentence));
    }
    let found = lines.into_iter().fold(found, Finding::detail);
    found.remedy(
        "ask the administrator of this CA to issue the certificate again with what it lacks, under the same \
         key; until then a program with Python 3.12 or older connects",
    )
}

/// Returns which certificate lacks what.
fn faults(verdict: &Verdict) -> Vec<String> {
    let faults = verdict.objections.iter().filter_map(|objection| {
        let Kind::Strict(fault) = objection.kind else {
            return None;
        };
        let member = verdict.path.get(objection.depth)?;
        Some(format!("{}: {}", member.name(), fault.text()))
    });
    faults.collect()
}
