//! Removal of hooks that no launch has used for 30 days.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io;

use super::install::{BYTECODE, HOOKS};
use super::{FILES, NAME, PREFIX};
use crate::bundle::prune::{NotPruned, RETENTION, Sweep, is_digits, is_temporary, safe_subdir};
use crate::os::entry::{Entry, EntryKind};
use crate::os::{HeldDir, names_in_use, random};

/// Removes the hooks of other versions of sglaunch that no launch has used for 30 days and no
/// running process has in its environment, and temporary files of interrupted launches.
pub fn prune(sweep: &Sweep) -> Result<(), NotPruned> {
    let Some(hooks) = sweep.subdir(HOOKS)? else {
        return Ok(());
    };
    sweep.remove_temporary_in(&hooks)?;
    let entries = hooks.entries();
    let entries = entries.map_err(|error| NotPruned::in_dir(&hooks, error))?;
    let mut old = BTreeSet::new();
    for entry in &entries {
        let Some(name) = hook_name(entry) else {
            continue;
        };
        if name != NAME && sweep.is_older(entry, RETENTION) {
            old.insert(name.to_owned());
        } else {
            remove_temporary(sweep, &hooks, name)?;
        }
    }
    let used = if old.is_empty() {
        BTreeSet::new()
    } else {
        names_in_use(&old)
    };
    for entry in &entries {
        if hook_name(entry).is_some_and(|name| old.contains(name) && !used.contains(name)) {
            remove(&hooks, entry)?;
        }
    }
    Ok(())
}

/// Removes the temporary files in a hook's directory and in that of its bytecode.
fn remove_temporary(sweep: &Sweep, hooks: &HeldDir, name: &str) -> Result<(), NotPruned> {
    let dirs = open(hooks, name)?;
    dirs.iter()
        .try_for_each(|dir| sweep.remove_temporary_in(dir))
}

/// Removes a hook's directory, unless a launch has used it since it was listed, or it contains
/// files that are neither sglaunch's nor Python's.
fn remove(hooks: &HeldDir, entry: &Entry) -> Result<(), NotPruned> {
    let in_hooks = |error| NotPruned::in_dir(hooks, error);
    for dir in open(hooks, hook_name(entry).unwrap_or_default())? {
        let entries = dir
            .entries()
            .map_err(|error| NotPruned::in_dir(&dir, error))?;
        if !entries.iter().all(is_own) {
            return Ok(());
        }
    }
    let aside = format!("{PREFIX}{:016x}", random());
    let set_aside = hooks.set_aside(entry, OsStr::new(&aside));
    if set_aside.map_err(in_hooks)?.is_none() {
        return Ok(());
    }
    for dir in open(hooks, &aside)? {
        remove_entries(&dir).map_err(|error| NotPruned::in_dir(&dir, error))?;
    }
    let aside = hooks.entry(OsStr::new(&aside)).map_err(in_hooks)?;
    let removed = aside.map(|aside| remove_unless_used(hooks, &aside));
    removed.transpose().map(drop).map_err(in_hooks)
}

/// Opens the directory of a hook's bytecode, and that of the hook.
fn open(hooks: &HeldDir, name: &str) -> Result<Vec<HeldDir>, NotPruned> {
    let Some(dir) = safe_subdir(hooks, name)? else {
        return Ok(Vec::new());
    };
    let bytecode = safe_subdir(&dir, BYTECODE)?;
    Ok(bytecode.into_iter().chain([dir]).collect())
}

fn remove_entries(dir: &HeldDir) -> io::Result<()> {
    for entry in dir.entries()?.iter().filter(|entry| is_own(entry)) {
        remove_unless_used(dir, entry)?;
    }
    Ok(())
}

/// Removes an entry, unless it is a directory to which a process has just added a file.
fn remove_unless_used(dir: &HeldDir, entry: &Entry) -> io::Result<()> {
    match dir.remove(entry) {
        Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => Ok(()),
        done => done.map(drop),
    }
}

/// Returns the name of a hook's directory, of any version of sglaunch.
fn hook_name(entry: &Entry) -> Option<&str> {
    let name = entry.name.to_str()?;
    let digits = name.strip_prefix(PREFIX)?;
    (entry.kind == EntryKind::Dir && is_digits(digits)).then_some(name)
}

/// Returns whether this is an entry of a hook's directory: a source, its bytecode, a temporary file
/// of either, or the directory of the bytecode.
fn is_own(entry: &Entry) -> bool {
    let name = entry.name.to_str().unwrap_or_default();
    if entry.kind != EntryKind::File {
        return entry.kind == EntryKind::Dir && name == BYTECODE;
    }
    let is_of_source = |source: &str| {
        let stem = source.trim_end_matches("py");
        name == source || (name.starts_with(stem) && name.contains(".pyc"))
    };
    FILES.iter().any(|(source, _)| is_of_source(source)) || is_temporary(&entry.name)
}
