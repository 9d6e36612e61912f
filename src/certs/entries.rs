//! Certificates of a bundle, included or not.

use std::collections::BTreeSet;

use super::policy::Reason;
use super::{Facts, Problem, Source};

/// A certificate and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its bytes.
    pub der: Box<[u8]>,
    /// What was found in them.
    pub facts: Facts,
    /// What brought it, sorted.
    pub sources: Vec<Source>,
    /// Why it is left out; `None` if it counts.
    pub reason: Option<Reason>,
}

/// All certificates of a bundle, sorted by their bytes, those left out among them.
#[derive(Debug, Default)]
pub struct Merged {
    /// Each certificate once.
    pub entries: Vec<Entry>,
    /// What the sources and the rules have to say.
    pub problems: Vec<Problem>,
}

impl Entry {
    /// What brought it, as it is shown: two files of a name in two folders `ca.d` are one name.
    pub fn shown_sources(&self) -> Vec<String> {
        let mut seen = BTreeSet::new();
        let shown = self.sources.iter().map(ToString::to_string);
        shown.filter(|source| seen.insert(source.clone())).collect()
    }
}

impl Merged {
    /// The certificates that count.
    pub fn included(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.reason.is_none())
    }
}
