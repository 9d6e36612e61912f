//! Removal of bundles that no launch has used for 30 days.
//!
//! Only files whose names match sglaunch's own patterns are removed, and only if they have not
//! changed since they were listed.

mod names;
mod sweep;

use std::collections::BTreeSet;
use std::io;

use super::cache::{BUNDLES, RECORDS};
use crate::os::entry::{Entry, EntryKind};
use crate::os::{HeldDir, names_in_use, temporary_name};

pub use names::{is_digits, is_temporary};
pub use sweep::{NotPruned, RETENTION, Sweep, safe_subdir};

/// Bundles removed by [`prune`].
#[derive(Debug, Default)]
pub struct Pruned {
    pub bundles: usize,
    pub bytes: u64,
}

/// A record is a few kilobytes; a larger file is not one.
const MAX_RECORD: u64 = 16 << 20;

/// Removes unused bundles, their records, and temporary files of interrupted launches.
pub fn prune(sweep: &Sweep) -> Result<Pruned, NotPruned> {
    let records = sweep.subdir(RECORDS)?;
    if let Some(records) = &records {
        sweep.remove_temporary_in(records)?;
    }
    let Some(bundles) = sweep.subdir(BUNDLES)? else {
        return Ok(Pruned::default());
    };
    sweep.remove_temporary_in(&bundles)?;
    let records = records.as_ref();
    let pruned = remove_bundles(sweep, &bundles, records)
        .map_err(|error| NotPruned::in_dir(&bundles, error))?;
    if let Some(records) = records {
        remove_records(sweep, &bundles, records)
            .map_err(|error| NotPruned::in_dir(records, error))?;
    }
    Ok(pruned)
}

/// Removes old bundles, except those that a recent record names or a running process uses.
fn remove_bundles(
    sweep: &Sweep,
    bundles: &HeldDir,
    records: Option<&HeldDir>,
) -> io::Result<Pruned> {
    let mut pruned = Pruned::default();
    let mut old = bundles.entries()?;
    old.retain(|entry| bundle_name(entry).is_some() && sweep.is_older(entry, RETENTION));
    if old.is_empty() {
        return Ok(pruned);
    }
    let mut named = BTreeSet::new();
    for record in records.map(record_entries).transpose()?.unwrap_or_default() {
        if !sweep.is_older(&record, RETENTION) {
            named.extend(named_in(records, &record)?);
        }
    }
    old.retain(|entry| bundle_name(entry).is_some_and(|name| !named.contains(name)));
    let files = old.iter().filter_map(|entry| entry.name.to_str());
    let used = names_in_use(&files.map(str::to_owned).collect());
    old.retain(|entry| entry.name.to_str().is_some_and(|name| !used.contains(name)));
    for entry in &old {
        // A launch that has checked the bundle touches it, and builds it again if it is gone.
        if let Some(aside) = bundles.set_aside(entry, &temporary_name())?
            && bundles.remove(&aside)?
        {
            pruned.bundles += 1;
            pruned.bytes += entry.size();
        }
    }
    Ok(pruned)
}

/// Removes old records of bundles that no longer exist.
fn remove_records(sweep: &Sweep, bundles: &HeldDir, records: &HeldDir) -> io::Result<()> {
    let existing = bundles.entries()?;
    let existing: BTreeSet<&str> = existing.iter().filter_map(bundle_name).collect();
    for record in record_entries(records)? {
        if sweep.is_older(&record, RETENTION) {
            let mut named = named_in(Some(records), &record)?.into_iter();
            if !named.any(|name| existing.contains(name.as_str())) {
                records.remove(&record)?;
            }
        }
    }
    Ok(())
}

/// Returns the digits in the name of a bundle.
fn bundle_name(entry: &Entry) -> Option<&str> {
    names::of_bundle(&entry.name).filter(|_| entry.kind == EntryKind::File)
}

fn record_entries(records: &HeldDir) -> io::Result<Vec<Entry>> {
    let mut entries = records.entries()?;
    entries.retain(|entry| entry.kind == EntryKind::File && names::is_record(&entry.name));
    Ok(entries)
}

/// Returns the names of bundles in a record of any version; none if it has just been removed.
fn named_in(records: Option<&HeldDir>, record: &Entry) -> io::Result<Vec<String>> {
    let bytes = records.map(|records| records.read(&record.name, MAX_RECORD));
    match bytes.transpose() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        bytes => Ok(names::in_record(&bytes?.unwrap_or_default())
            .map(str::to_owned)
            .collect()),
    }
}
