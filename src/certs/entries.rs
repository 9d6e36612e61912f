//! The certificates of a bundle, and those that the policy excludes from it.

use std::collections::BTreeSet;

use super::policy::Reason;
use super::{Certificate, Client, Problem, ProblemKind, Refusal, Source};

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

impl Entry {
    fn is_readable(&self, client: Client) -> bool {
        self.certificate.facts.refusals.by(client).is_none()
    }

    /// Returns a problem for each file that a person chose, if some clients cannot read the
    /// certificate. A user cannot replace the certificates of a store.
    pub fn unreadable_by(&self) -> Vec<Problem> {
        let reasons = self.certificate.facts.refusals.reasons();
        let chosen = self.sources.iter().filter(|source| source.is_chosen());
        let problems = chosen.flat_map(|source| {
            reasons.iter().map(|(why, clients)| {
                let kind = ProblemKind::UnreadableBy {
                    name: self.certificate.name(),
                    clients: clients.clone(),
                    why: *why,
                };
                Problem::new(source.clone(), kind)
            })
        });
        problems.collect()
    }

    /// Returns a problem for each source that `is_affected` by the exclusion for `reason`.
    pub fn exclusions(
        &self,
        reason: &Reason,
        is_affected: impl Fn(&Source) -> bool,
    ) -> Vec<Problem> {
        let sources = self.sources.iter().filter(|source| is_affected(source));
        let excluded = || ProblemKind::Excluded {
            name: self.certificate.name(),
            reason: reason.clone(),
        };
        sources
            .map(|source| Problem::new(source.clone(), excluded()))
            .collect()
    }
}

impl Merged {
    pub fn included(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.reason.is_none())
    }

    /// Iterates over the included certificates that `client` can read.
    pub fn readable(&self, client: Client) -> impl Iterator<Item = &Entry> {
        self.included()
            .filter(move |entry| entry.is_readable(client))
    }

    /// Marks certificates as unreadable for `client`, by their index among the readable ones. A
    /// certificate that OpenSSL cannot read is excluded. Returns whether an index was found.
    pub fn mark_unreadable(&mut self, client: Client, unreadable: &[(usize, Refusal)]) -> bool {
        let readable = self.entries.iter_mut();
        let readable = readable.filter(|entry| entry.reason.is_none() && entry.is_readable(client));
        let mut readable: Vec<&mut Entry> = readable.collect();
        let mut is_found = false;
        for (index, refusal) in unreadable {
            let Some(entry) = readable.get_mut(*index) else {
                continue;
            };
            is_found = true;
            entry.certificate.facts.refusals.add(client, *refusal);
            if client == Client::OpenSsl {
                let reason = Reason::Unreadable(Some(client), *refusal);
                self.problems.extend(entry.exclusions(&reason, |_| true));
                entry.reason = Some(reason);
            }
        }
        is_found
    }
}
