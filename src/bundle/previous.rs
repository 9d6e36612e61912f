//! Bundles that were built before, by this version of sglaunch or another.

use std::cmp::Reverse;
use std::path::PathBuf;

use super::cache::Cache;
use super::files::NewFiles;
use super::record::Record;
use super::{BundleRequest, now};
use crate::certs::blocklist::Recorded;
use crate::stores::inputs::BundleInputs;
use crate::stores::{Gathered, gather, native};

/// The bundle that a new one replaces.
#[derive(Debug)]
pub struct Replaced {
    pub path: PathBuf,
    /// The profile that it was built for, if it was built from other inputs.
    pub other: Option<String>,
}

impl BundleRequest<'_> {
    /// Returns the cache and the record of the bundle that a launch would use. If it would build a
    /// new one, this is the bundle that this version, or else another one, built last from these
    /// inputs. It may be damaged or gone.
    pub fn last_built(&self) -> Option<(Cache, Record)> {
        let last = || {
            (self.records())
                .filter(|(_, record)| self.is_of_these_inputs(record))
                .min_by_key(|(_, record)| Reverse((record.is_current(), record.built_at)))
        };
        self.usable().or_else(last)
    }

    /// Returns the bundle that a new one would replace: the one that a launch would use, else the
    /// last of these inputs, else the last of the same profile, else the last of any.
    pub fn replaced(&self) -> Option<Replaced> {
        let rank = |record: &Record| {
            let is_of_inputs = self.is_of_these_inputs(record);
            let is_of_profile = record.profile == self.inputs.profile;
            let is_current = is_of_inputs && record.is_current();
            (is_of_inputs, is_current, is_of_profile, record.built_at)
        };
        let last = || (self.records()).min_by_key(|(_, record)| Reverse(rank(record)));
        self.usable().or_else(last).map(|(cache, record)| Replaced {
            path: record.main.path(&cache),
            other: (!self.is_of_these_inputs(&record)).then_some(record.profile),
        })
    }

    /// Returns the record of the bundle that a launch would use.
    fn usable(&self) -> Option<(Cache, Record)> {
        let fresh = self.fresh_records(now(), || native::digest(self.inputs));
        let mut fresh = fresh.map(|fresh| (fresh.cache, fresh.record));
        fresh.find(|(cache, record)| {
            record
                .files()
                .all(|file| file.stamp.is_current() || file.is_intact(cache))
        })
    }

    /// Returns the last bundle of these inputs that is not damaged.
    pub(super) fn last_intact(&self) -> Option<PathBuf> {
        let last = (self.records())
            .filter(|(cache, record)| {
                self.is_of_these_inputs(record) && record.main.is_intact(cache)
            })
            .min_by_key(|(_, record)| Reverse(record.built_at));
        last.map(|(cache, record)| record.main.path(&cache))
    }

    /// Reads all sources. If a source that may distrust certificates cannot be read, what it
    /// distrusted at the last build counts.
    pub fn gather(&self, now: i64) -> Gathered {
        self.gather_files(now).0
    }

    /// Reads all sources as [`BundleRequest::gather`] does, and creates the files of the bundle.
    pub fn gather_files(&self, now: i64) -> (Gathered, NewFiles) {
        let mut gathered = gather(self.inputs, self.root, now, || self.last_distrust());
        let files = NewFiles::of(&mut gathered.merged, self.inputs.java, self.root);
        (gathered, files)
    }

    /// Returns the recorded distrust of the last build of these inputs, else of the last on this
    /// machine: most distrust is the system's.
    fn last_distrust(&self) -> Vec<Recorded> {
        let last = (self.records().map(|(_, record)| record))
            .min_by_key(|record| Reverse((self.is_of_these_inputs(record), record.built_at)));
        last.map(|record| record.distrust).unwrap_or_default()
    }

    fn is_of_these_inputs(&self, record: &Record) -> bool {
        record.cache_key == self.cache_key
    }

    /// Returns this machine's records in all safe caches, each with its cache. Of two builds in one
    /// second, the one in the first cache counts, which a launch reads first.
    fn records(&self) -> impl Iterator<Item = (Cache, Record)> {
        let prefix = BundleInputs::cache_key_prefix(&self.host, self.root);
        self.safe_caches()
            .flat_map(|cache| {
                Record::all(&cache.records()).map(move |record| (cache.clone(), record))
            })
            .filter(move |(_, record)| record.cache_key.starts_with(&prefix))
    }
}
