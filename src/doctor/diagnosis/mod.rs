//! The diagnosis: all that an examination found, redacted. Text, JSON and the page render it.

mod conclusion;
mod machine;
mod site;

pub use conclusion::Conclusion;
pub use machine::{ADDED, FACTS, Fact, machine, node};
pub use site::{
    Judgement, JudgementKind, Link, SiteDiagnosis, SourceCertificate, SourceTrust, View,
};

use std::sync::Arc;

use serde_json::Value;

use super::run::{CHECK_LIMIT, Views};
use super::{Examination, Finding, Options, Redaction, Status, Subject};
use crate::os::threads;

/// The diagnosis of one machine.
#[derive(Debug)]
pub struct Diagnosis {
    pub conclusion: Conclusion,
    /// The machine as in JSON: what differs between the nodes of a farm. [`FACTS`] has its labels.
    pub machine: Value,
    pub findings: Vec<Finding>,
    pub sites: Vec<SiteDiagnosis>,
}

impl Diagnosis {
    /// Returns the diagnosis of an examination.
    pub fn new(subject: &Arc<Subject>, options: &Options, examination: Examination) -> Self {
        let Examination {
            findings,
            views,
            redaction,
        } = examination;
        let sites = sites(subject, &views, &findings, &redaction);
        Self {
            conclusion: Conclusion::new(subject, options, (&findings, &sites), &redaction),
            machine: machine(subject, &views, &redaction),
            sites,
            findings,
        }
    }

    /// Returns whether no check has failed.
    pub fn is_ok(&self) -> bool {
        self.with_status(Status::Failed).next().is_none()
    }

    /// Returns the findings with a status, in the order of the checks.
    pub fn with_status(&self, status: Status) -> impl Iterator<Item = &Finding> {
        let findings = self.findings.iter();
        findings.filter(move |finding| finding.status == status)
    }
}

/// The problem if the diagnoses of the sites do not end in time.
const UNREAD: &str = "the files of the environment could not be read in time";

/// Returns the diagnoses of the sites. Reading the files of the environment may hang: after the
/// limit, only what was observed is known.
fn sites(
    subject: &Arc<Subject>,
    views: &Arc<Views>,
    findings: &[Finding],
    redaction: &Redaction,
) -> Vec<SiteDiagnosis> {
    let (of_subject, of_views) = (Arc::clone(subject), Arc::clone(views));
    let (of_findings, of_redaction) = (findings.to_vec(), redaction.clone());
    let pending = threads::start(move || {
        site::diagnoses(&of_subject, &of_views, &of_findings, &of_redaction)
    });
    let sites = pending.wait(CHECK_LIMIT).ok().and_then(Result::ok);
    sites.unwrap_or_else(|| {
        let sites = views.sites.iter();
        sites
            .map(|site| SiteDiagnosis {
                problem: Some(UNREAD),
                ..SiteDiagnosis::observed(site, redaction)
            })
            .collect()
    })
}
