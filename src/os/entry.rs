//! Entries of a directory, and their removal unless a process uses them at the same time.

use std::ffi::{OsStr, OsString};
use std::io;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::{HeldDir, is_transient};

/// An entry of a directory when it was listed. Two of them are equal if nothing has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub name: OsString,
    pub kind: EntryKind,
    /// As in [`identity`](super::identity), of a link itself.
    pub identity: [u64; 5],
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EntryKind {
    /// A regular file.
    File,
    Dir,
    /// A link, a device or a pipe.
    Other,
}

impl Entry {
    pub fn size(&self) -> u64 {
        self.identity[2]
    }

    /// Returns how long before `now` a file was written, or an entry of a directory changed.
    pub fn age(&self, now: SystemTime) -> Duration {
        let modified = UNIX_EPOCH.checked_add(Duration::from_nanos(self.identity[3]));
        let age = modified.and_then(|time| now.duration_since(time).ok());
        age.unwrap_or_default()
    }

    /// Returns whether neither the content nor the mtime differs. Renaming changes the ctime.
    fn has_content_of(&self, other: &Self) -> bool {
        self.kind == other.kind && self.identity[..4] == other.identity[..4]
    }
}

impl HeldDir {
    /// Removes a file, or an empty directory, that has not changed since it was listed. Returns
    /// whether it was removed.
    pub fn remove(&self, entry: &Entry) -> io::Result<bool> {
        if self.entry(&entry.name)?.as_ref() != Some(entry) {
            return Ok(false);
        }
        unless_in_use(self.unlink(entry))
    }

    /// Renames an entry that has not changed since it was listed to `name`, so that no process
    /// finds it. Returns the renamed entry, or `None` if a process has changed or touched it
    /// meanwhile: then it keeps its name.
    pub fn set_aside(&self, entry: &Entry, name: &OsStr) -> io::Result<Option<Entry>> {
        if self.entry(&entry.name)?.as_ref() != Some(entry)
            || self.entry(name)?.is_some()
            || !unless_in_use(self.rename(&entry.name, name))?
        {
            return Ok(None);
        }
        // A process that touches the entry from now on finds that it is gone.
        let renamed = self.entry(name)?;
        if let Some(renamed) = &renamed
            && !renamed.has_content_of(entry)
        {
            self.rename(name, &entry.name)?;
            return Ok(None);
        }
        Ok(renamed)
    }
}

/// Returns whether an operation succeeded, and not an error if another process prevents it.
fn unless_in_use(done: io::Result<bool>) -> io::Result<bool> {
    match done {
        Err(error) if is_transient(&error) => Ok(false),
        done => done,
    }
}
