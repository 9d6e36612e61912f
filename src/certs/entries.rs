//! The certificates of a bundle, and those that the policy excludes from it.

use std::collections::BTreeSet;

use super::policy::Reason;
use super::{Certificate, Problem, Source};

/// A certificate, and why it is excluded if it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub certificate: Certificate,
    /// Everything that supplied the certificate, sorted.
    pub sources: Vec<Source>,
    /// `None` if the certificate is included.
    pub reason: Option<Reason>,
}

/// Certificates sorted by their DER, and the problems of their sources.
#[derive(Debug, Default)]
pub struct Merged {
    pub entries: Vec<Entry>,
    pub problems: Vec<Problem>,
}

impl Entry {
    /// Returns the sources as text, each once: two `ca.d` directories may have files of the same
    /// name.
    pub fn shown_sources(&self) -> Vec<String> {
        let mut seen = BTreeSet::new();
        let shown = self.sources.iter().map(ToString::to_string);
        shown.filter(|source| seen.insert(source.clone())).collect()
    }
}

impl Merged {
    pub fn included(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.reason.is_none())
    }
}
