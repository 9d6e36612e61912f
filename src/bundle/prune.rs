//! Removal of bundles that no launch has used for 30 days.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::cache::Cache;
use super::record;
use crate::os::atomic::remove_file;

/// Bundles removed by [`prune`].
#[derive(Debug, Default)]
pub struct Pruned {
    pub bundles: usize,
    pub bytes: u64,
}

/// Minimum age of an unused bundle that is removed.
pub const RETENTION: Duration = Duration::from_hours(30 * 24);

/// Minimum age of a temporary file that an interrupted launch has left behind.
const TEMPORARY_AGE: Duration = Duration::from_hours(24);

/// Removes unused bundles, their records and abandoned temporary files.
pub fn prune(cache: &Cache, now: SystemTime) -> io::Result<Pruned> {
    let mut pruned = Pruned::default();
    let files = entries(&cache.bundles())?.into_iter();
    for (path, meta) in files.filter(|(_, meta)| meta.is_file()) {
        let is_bundle = path.extension().is_some_and(|extension| extension == "pem");
        let kept = if is_bundle { RETENTION } else { TEMPORARY_AGE };
        if age(&meta, now) > kept {
            remove_file(&path)?;
            pruned.bundles += usize::from(is_bundle);
            pruned.bytes += meta.len();
        }
    }
    for (path, meta) in entries(&cache.records())? {
        let bundle = record::bundle_of(&path);
        let is_useless = !bundle.is_some_and(|digest| cache.bundle(&digest).exists());
        if is_useless && age(&meta, now) >= minimum_age(&path) {
            remove_file(&path)?;
        }
    }
    Ok(pruned)
}

/// Returns the minimum age of a removed file among the records.
fn minimum_age(path: &Path) -> Duration {
    if path.extension().is_none_or(|extension| extension != "json") {
        TEMPORARY_AGE
    } else if Cache::is_own_record(path) {
        Duration::ZERO
    } else {
        // A newer version may have a bundle in a place that this version does not know.
        RETENTION
    }
}

/// Returns how long ago a file was written, or an entry of a directory changed.
pub fn age(meta: &Metadata, now: SystemTime) -> Duration {
    let modified = meta.modified().ok();
    let age = modified.and_then(|time| now.duration_since(time).ok());
    age.unwrap_or_default()
}

/// Returns the entries of a directory, none if it does not exist.
pub fn entries(dir: &Path) -> io::Result<Vec<(PathBuf, Metadata)>> {
    let entries = match fs::read_dir(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    entries
        .map(|entry| entry.and_then(|entry| Ok((entry.path(), entry.metadata()?))))
        .collect()
}
