//! Bundles that were built before, by this version of sglaunch or another.

use std::cmp::Reverse;
use std::path::PathBuf;

use super::fresh::is_intact;
use super::record::Record;
use super::{BundleRequest, now};
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
    /// Returns the path and the digest of the bundle that a launch would use. If it would build a
    /// new one, this is the bundle that this version, or else another one, built last from these
    /// inputs. It may be damaged or gone.
    pub fn last_built(&self) -> Option<(PathBuf, String)> {
        let last = || {
            (self.records())
                .filter(|(_, record)| self.is_of_these_inputs(record))
                .min_by_key(|(_, record)| Reverse((record.is_current(), record.built_at)))
        };
        let last = self.usable().or_else(last);
        last.map(|(path, record)| (path, record.bundle))
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
        self.usable().or_else(last).map(|(path, record)| Replaced {
            path,
            other: (!self.is_of_these_inputs(&record)).then_some(record.profile),
        })
    }

    /// Returns the record of the bundle that a launch would use, with the path of the bundle.
    fn usable(&self) -> Option<(PathBuf, Record)> {
        self.fresh_records(now()).find_map(|(cache, record)| {
            let path = cache.bundle(&record.bundle);
            let is_sound = record.bundle_stamp.is_current() || is_intact(&path, &record.bundle);
            is_sound.then_some((path, record))
        })
    }

    /// Returns the last bundle of these inputs that is not damaged.
    pub(super) fn last_intact(&self) -> Option<PathBuf> {
        let last = (self.records())
            .filter(|(path, record)| {
                self.is_of_these_inputs(record) && is_intact(path, &record.bundle)
            })
            .min_by_key(|(_, record)| Reverse(record.built_at));
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
            .min_by_key(|record| Reverse((self.is_of_these_inputs(record), record.built_at)));
        last.map(|record| record.distrust).unwrap_or_default()
    }

    fn is_of_these_inputs(&self, record: &Record) -> bool {
        record.cache_key == self.cache_key
    }

    /// Returns this machine's records in all safe caches, each with the path of its bundle. Of two
    /// builds in one second, that in the first cache counts, which a launch looks at first.
    fn records(&self) -> impl Iterator<Item = (PathBuf, Record)> {
        let prefix = BundleInputs::cache_key_prefix(&self.host, self.root);
        self.safe_caches()
            .flat_map(|cache| {
                Record::all(&cache.records())
                    .map(move |record| (cache.bundle(&record.bundle), record))
            })
            .filter(move |(_, record)| record.cache_key.starts_with(&prefix))
    }
}
