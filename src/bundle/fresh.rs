//! Fresh bundles: whether the last bundle can be used without reading a source.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::cache::Cache;
use super::record::Record;
use super::{Bundle, BundleRequest, now};
use crate::certs::{hex, sha256};
use crate::error::Result;
use crate::stores::stamp::Stamp;

/// Minimum interval between updates of a bundle's mtime, by which `prune` measures its age.
pub const TOUCH_INTERVAL: Duration = Duration::from_hours(24);

impl BundleRequest<'_> {
    /// Returns the bundle in the first cache directory, if no input has changed since it was built.
    pub fn fresh(&self) -> Result<Option<Bundle>> {
        match self.caches.first() {
            Some(dir) => Ok(self.fresh_in(&Cache::open(dir)?, now())),
            None => Ok(None),
        }
    }

    /// Returns the bundle in `cache`, if no input has changed since it was built.
    pub(super) fn fresh_in(&self, cache: &Cache, now: i64) -> Option<Bundle> {
        if self.refresh {
            return None;
        }
        let path = cache.record(&self.cache_key);
        let mut record = Record::read(&path, &self.cache_key)?;
        if !record.is_fresh(now) {
            return None;
        }
        let bundle = cache.bundle(&record.bundle);
        if !record.bundle_stamp.is_current() {
            is_intact(&bundle, &record.bundle).then_some(())?;
            record.bundle_stamp = Stamp::of(&bundle);
            // If the record is not writable, the next launch reads the bundle again.
            let _ = record.write(&path);
        }
        let used = record.bundle_stamp.modified_at();
        if used.is_some_and(|used| SystemTime::now() > used + TOUCH_INTERVAL) {
            touch(&bundle);
        }
        recorded(cache, &record, bundle)
    }
}

/// Returns the bundle at `path` that `record` describes.
fn recorded(cache: &Cache, record: &Record, path: PathBuf) -> Option<Bundle> {
    let empty_dir = record.hides_dir.then(|| cache.empty_dir());
    Some(Bundle {
        path,
        empty_dir: empty_dir.transpose().ok()?,
        built: None,
        problems: Vec::new(),
    })
}

/// Returns whether the file's content has this SHA-256.
pub fn is_intact(path: &Path, digest: &str) -> bool {
    fs::read(path).is_ok_and(|bytes| hex(&sha256(&bytes)) == digest)
}

/// Sets a bundle's mtime to now.
pub fn touch(path: &Path) {
    // If the cache is not writable, `prune` fails too.
    let _ = File::options()
        .append(true)
        .open(path)
        .and_then(|file| file.set_modified(SystemTime::now()));
}
