//! Bundles that were built before, by this version of sglaunch or another.

use std::path::PathBuf;

use super::BundleRequest;
use super::cache::Cache;
use super::fresh::is_intact;
use super::record::Record;
use crate::certs::blocklist::Recorded;
use crate::stores::inputs::BundleInputs;
use crate::stores::{Gathered, gather};

/// The bundle that a new one replaces.
#[derive(Debug)]
pub struct Replaced {
    pub path: PathBuf,
    /// The profile that it was built for, if it was built from other inputs.
    pub other: Option<String>,
}

impl BundleRequest<'_> {
    /// Returns the path and the digest of the bundle that this version, or else another one, built
    /// last from these inputs. It may be damaged or gone.
    pub fn last_built(&self) -> Option<(PathBuf, String)> {
        let last = (self.records())
            .filter(|(_, record)| self.is_of_these_inputs(record))
            .max_by_key(|(_, record)| (record.is_current(), record.built_at));
        last.map(|(path, record)| (path, record.bundle))
    }

    /// Returns the bundle that a new one would replace: the last of these inputs, else the last of
    /// the same profile, else the last of any.
    pub fn replaced(&self) -> Option<Replaced> {
        let last = self.records().max_by_key(|(_, record)| {
            let is_of_inputs = self.is_of_these_inputs(record);
            let is_of_profile = record.profile == self.inputs.profile;
            let is_current = is_of_inputs && record.is_current();
            (is_of_inputs, is_current, is_of_profile, record.built_at)
        });
        last.map(|(path, record)| Replaced {
            path,
            other: (!self.is_of_these_inputs(&record)).then_some(record.profile),
        })
    }

    /// Returns the last bundle of these inputs that is not damaged.
    pub(super) fn last_intact(&self) -> Option<PathBuf> {
        let last = (self.records())
            .filter(|(path, record)| {
                self.is_of_these_inputs(record) && is_intact(path, &record.bundle)
            })
            .max_by_key(|(_, record)| record.built_at);
        last.map(|(path, _)| path)
    }

    /// Reads all sources. If a source that may distrust certificates cannot be read, what it
    /// distrusted at the last build counts.
    pub fn gather(&self, now: i64) -> Gathered {
        gather(self.inputs, self.root, now, || self.last_distrust())
    }

    /// Returns the recorded distrust of the last build of these inputs, else of the last on this
    /// machine: most distrust is the system's.
    fn last_distrust(&self) -> Vec<Recorded> {
        let last = (self.records().map(|(_, record)| record))
            .max_by_key(|record| (self.is_of_these_inputs(record), record.built_at));
        last.map(|record| record.distrust).unwrap_or_default()
    }

    fn is_of_these_inputs(&self, record: &Record) -> bool {
        record.cache_key == self.cache_key
    }

    /// Returns this machine's records in all safe caches, each with the path of its bundle.
    fn records(&self) -> impl Iterator<Item = (PathBuf, Record)> {
        let prefix = BundleInputs::cache_key_prefix(&self.host, self.root);
        let caches = self.caches.iter().filter_map(|dir| Cache::open(&dir).ok());
        caches
            .flat_map(|cache| {
                Record::all(&cache.records())
                    .map(move |record| (cache.bundle(&record.bundle), record))
            })
            .filter(move |(_, record)| record.cache_key.starts_with(&prefix))
    }
}
