//! The verdict that the program's Python should reach, by its settings and the bundle.

use crate::doctor::Subject;
use crate::doctor::python::{Failure, Report};
use crate::doctor::trust::{Anchors, Chain, Verdict, rules_of_python, verify};

/// The bundle, and the report of a Python with its settings.
pub struct Verifier<'a> {
    anchors: Anchors<'a>,
    report: &'a Report,
    now: i64,
}

impl<'a> Verifier<'a> {
    /// Returns nothing if there is no bundle.
    pub fn new(subject: &'a Subject, report: &'a Report) -> Option<Self> {
        let certificates = subject.certificates.as_ref()?;
        Some(Self {
            anchors: Anchors::of_bundle(&certificates.gathered.merged),
            report,
            now: subject.now,
        })
    }

    /// Returns the verdict of OpenSSL with these settings.
    pub fn verdict<'c>(&self, chain: &'c Chain, host: &str) -> Verdict<'c>
    where
        'a: 'c,
    {
        let rules = rules_of_python(self.now, host, self.report);
        verify(chain, &self.anchors, &rules)
    }
}

/// Returns OpenSSL's message about a certificate, else the text of the exception.
pub fn sentence(failure: &Failure) -> String {
    let message = failure.verify_message.as_ref();
    message.unwrap_or(&failure.text).clone()
}
