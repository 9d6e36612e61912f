//! The difference between a bundle and the next one.

use std::collections::BTreeMap;
use std::path::Path;

use crate::certs::Certificate;
use crate::certs::content::Content;
use crate::certs::entries::{Entry, Merged};
use crate::stores::files::read_file;

/// The difference between a bundle and one built from its sources now.
#[derive(Debug, Default)]
pub struct Difference<'a> {
    /// The new certificates, in the order of the bundle.
    pub added: Vec<&'a Entry>,
    /// The removed certificates, each with its excluded entry, if a source still contains it.
    pub removed: Vec<(Certificate, Option<&'a Entry>)>,
    /// The number of certificates in both bundles.
    pub kept: usize,
}

impl<'a> Difference<'a> {
    /// Compares the certificates of the bundle `before` with those that are included in `now`.
    pub fn between(before: Vec<Certificate>, now: &'a Merged) -> Self {
        let mut before: BTreeMap<Box<[u8]>, Certificate> = before
            .into_iter()
            .map(|certificate| (certificate.der.clone(), certificate))
            .collect();
        let mut difference = Self::default();
        for entry in now.included() {
            match before.remove(&entry.certificate.der) {
                Some(_) => difference.kept += 1,
                None => difference.added.push(entry),
            }
        }
        let removed = before.into_values().map(|certificate| {
            let mut entries = now.entries.iter();
            let excluded = entries.find(|entry| entry.certificate.der == certificate.der);
            (certificate, excluded)
        });
        difference.removed = removed.collect();
        difference
    }

    /// Returns whether both bundles contain the same certificates.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty()
    }
}

/// Reads the certificates of the bundle at `path`; none if it is not readable.
pub fn certificates_of(path: &Path) -> Vec<Certificate> {
    read_file(path).map_or_else(|_| Vec::new(), |bytes| Content::parse(&bytes).certificates)
}
