//! The verdict that the program's Python should reach, by its settings and the bundle.

use crate::doctor::Subject;
use crate::doctor::python::{Context, Failure, Report};
use crate::doctor::trust::{Anchors, Chain, Rules, Verdict, verify};

/// The bundle, and the settings of Python's default context.
pub struct Verifier<'a> {
    anchors: Anchors<'a>,
    context: Option<&'a Context>,
    now: i64,
}

impl<'a> Verifier<'a> {
    /// Returns nothing if there is no bundle.
    pub fn new(subject: &'a Subject, report: &'a Report) -> Option<Self> {
        let certificates = subject.certificates.as_ref()?;
        Some(Self {
            anchors: Anchors::of_bundle(&certificates.gathered.merged),
            context: report.context(),
            now: subject.now,
        })
    }

    /// Returns the verdict of OpenSSL with these settings.
    pub fn verdict<'c>(&self, chain: &'c Chain, host: &str) -> Verdict<'c>
    where
        'a: 'c,
    {
        let mut rules = Rules::new(self.now, host);
        if let Some(context) = self.context {
            rules.strict = context.is_strict;
            rules.partial_chain = context.accepts_partial_chain;
            rules.level = context.security_level.unwrap_or_default();
        }
        verify(chain, &self.anchors, &rules)
    }
}

/// Returns OpenSSL's message about a certificate, else the text of the exception.
pub fn sentence(failure: &Failure) -> String {
    let message = failure.verify_message.as_ref();
    message.unwrap_or(&failure.text).clone()
}
