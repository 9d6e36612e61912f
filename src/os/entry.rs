//! Entries of a directory.

use std::ffi::OsString;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

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
}
