//! The roots that were on Mozilla's list once, as the comments of certifi tell.

use std::collections::{BTreeSet, HashSet};
use std::path::Path;

use super::candidates::State;
use crate::certs::entries::Entry;
use crate::certs::{Source, certifi};
use crate::stores::files::read_file;

/// Properties of the roots that were on Mozilla's list, which other roots lack.
pub(super) struct Listed {
    /// The DER of the certificates below comments of certifi.
    pub commented: HashSet<Box<[u8]>>,
    /// The keys of the certificates that are trusted without the files.
    pub trusted_keys: HashSet<Box<[u8]>>,
    /// The profile includes Mozilla's list.
    pub has_mozilla: bool,
}

impl Listed {
    /// Returns the state of a certificate that no source has, if it was on Mozilla's list.
    pub fn state(&self, entry: &Entry) -> Option<State> {
        if !self.commented.contains(&entry.certificate.der) {
            return None;
        }
        let is_replaced = || {
            let key = entry.certificate.comparable_key();
            self.trusted_keys.contains(&key)
        };
        if self.has_mozilla && entry.reason.is_some() {
            // It is named with others that are excluded for the same reason.
            Some(State::Excluded)
        } else if is_replaced() {
            Some(State::Replaced)
        } else {
            Some(State::Removed)
        }
    }
}

/// Returns the DER of the certificates that stand below certifi's comments in a file that `is_own`.
pub(super) fn commented(entries: &[Entry], is_own: impl Fn(&Source) -> bool) -> HashSet<Box<[u8]>> {
    let own = entries.iter().flat_map(|entry| &entry.sources);
    let files: BTreeSet<&Path> = (own.filter(|source| is_own(source)))
        .filter_map(Source::path)
        .collect();
    let contents = files.into_iter().filter_map(|file| read_file(file).ok());
    contents
        .flat_map(|bytes| certifi::commented(&bytes))
        .collect()
}
