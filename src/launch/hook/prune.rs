//! Removal of hooks that no launch has used for 30 days.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io;

use super::install::{BYTECODE, HOOKS};
use super::{FILES, NAME, PREFIX};
use crate::bundle::prune::{NotPruned, RETENTION, Sweep, is_digits, is_temporary, safe_subdir};
use crate::os::entry::{Entry, EntryKind};
use crate::os::{HeldDir, names_in_use};

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
    let Some(dir) = safe_subdir(hooks, name)? else {
        return Ok(());
    };
    sweep.remove_temporary_in(&dir)?;
    match safe_subdir(&dir, BYTECODE)? {
        Some(bytecode) => sweep.remove_temporary_in(&bytecode),
        None => Ok(()),
    }
}

/// Removes a hook's directory and what is sglaunch's and Python's in it. If it contains anything
/// else, the directory stays.
fn remove(hooks: &HeldDir, entry: &Entry) -> Result<(), NotPruned> {
    let Some(dir) = hook_name(entry)
        .map(|name| safe_subdir(hooks, name))
        .transpose()?
        .flatten()
    else {
        return Ok(());
    };
    let bytecode = safe_subdir(&dir, BYTECODE)?;
    let remove = || {
        // A launch may have used the hook since it was listed.
        if hooks.entry(&entry.name)?.as_ref() != Some(entry) {
            return Ok(());
        }
        remove_files(&dir)?;
        if let Some(bytecode) = &bytecode {
            remove_files(bytecode)?;
            remove_empty(&dir, OsStr::new(BYTECODE))?;
        }
        remove_empty(hooks, &entry.name)
    };
    remove().map_err(|error| NotPruned::in_dir(&dir, error))
}

fn remove_files(dir: &HeldDir) -> io::Result<()> {
    let mut files = dir.entries()?;
    files.retain(|entry| entry.kind == EntryKind::File && is_own(&entry.name));
    // Python reads `sitecustomize` first, which needs the other file.
    files.sort_by_key(|entry| !entry.name.as_encoded_bytes().starts_with(b"sitecustomize"));
    for file in &files {
        dir.remove(file)?;
    }
    Ok(())
}

fn remove_empty(dir: &HeldDir, name: &OsStr) -> io::Result<()> {
    match dir.entry(name)? {
        Some(entry) => match dir.remove(&entry) {
            Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => Ok(()),
            done => done.map(drop),
        },
        None => Ok(()),
    }
}

/// Returns the name of a hook's directory, of any version of sglaunch.
fn hook_name(entry: &Entry) -> Option<&str> {
    let name = entry.name.to_str()?;
    let digits = name.strip_prefix(PREFIX)?;
    (entry.kind == EntryKind::Dir && is_digits(digits)).then_some(name)
}

/// Returns whether this is the name of a file in a hook's directory: a source, its bytecode, or a
/// temporary file of either.
fn is_own(name: &OsStr) -> bool {
    let is_of_source = |text: &str, source: &str| {
        let stem = source.trim_end_matches("py");
        text == source || (text.starts_with(stem) && text.contains(".pyc"))
    };
    let mut sources = FILES.iter().map(|(source, _)| source);
    let text = name.to_str().unwrap_or_default();
    sources.any(|source| is_of_source(text, source)) || is_temporary(name)
}
