//! The diagnosis: all that an examination found, redacted. Text, JSON and the page render it.

mod conclusion;
mod machine;
mod site;

pub use conclusion::Conclusion;
pub use machine::{ADDED, FACTS, Fact, machine, node};
pub use site::{Judgement, Link, SiteDiagnosis, SourceTrust, View};

use serde_json::Value;

use super::{Examination, Finding, Options, Status, Subject};

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
    pub fn new(subject: &Subject, options: &Options, examination: Examination) -> Self {
        let Examination {
            findings,
            views,
            redaction,
        } = examination;
        let sites = views.sites.iter();
        let sites = sites.map(|site| SiteDiagnosis::new(subject, site, &views, &redaction));
        Self {
            conclusion: Conclusion::new(subject, options, &findings),
            machine: machine(subject, &views, &redaction),
            sites: sites.collect(),
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
