//! What a rebuild does to a bundle: which certificates come, which go, and why.

use std::collections::BTreeMap;
use std::path::Path;

use crate::certs::Certificate;
use crate::certs::content::read;
use crate::certs::entries::{Entry, Merged};
use crate::stores::files::read_file;

/// The difference between a bundle and what its sources give now.
#[derive(Debug, Default)]
pub struct Difference<'a> {
    /// What comes, in the order of the bundle.
    pub added: Vec<&'a Entry>,
    /// What goes, and what became of it: no entry if no source brings it any more.
    pub removed: Vec<(Certificate, Option<&'a Entry>)>,
    /// How many stay.
    pub kept: usize,
}

impl<'a> Difference<'a> {
    /// Compares the certificates of the bundle `before` with those that count in `now`.
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
        let fate = |der: &[u8]| {
            now.entries
                .iter()
                .find(|entry| *entry.certificate.der == *der)
        };
        difference.removed = before
            .into_values()
            .map(|certificate| {
                let fate = fate(&certificate.der);
                (certificate, fate)
            })
            .collect();
        difference
    }

    /// Whether nothing comes and nothing goes.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty()
    }
}

/// The certificates of the bundle at `path`; none if it cannot be read.
pub fn certificates_of(path: &Path) -> Vec<Certificate> {
    read_file(path).map_or_else(|_| Vec::new(), |bytes| read(&bytes).certificates)
}
