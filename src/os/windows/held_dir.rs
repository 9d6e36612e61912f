//! A directory whose entries are listed and removed without following links.

use std::ffi::OsStr;
use std::fs::{self, File, Metadata};
use std::io::{self, Read as _};
use std::os::windows::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::identity::nanoseconds;
use super::is_link;
use crate::os::entry::{Entry, EntryKind};

/// A directory, by its path.
#[derive(Debug)]
pub struct HeldDir {
    path: PathBuf,
}

impl HeldDir {
    /// Opens a directory, or the target of a link to one; `None` if it does not exist.
    pub fn open(path: &Path) -> io::Result<Option<Self>> {
        Ok(existing(fs::metadata(path))?.map(|_| Self {
            path: path.to_owned(),
        }))
    }

    /// Opens a directory in this one, never a link to one; `None` if it does not exist.
    pub fn subdir(&self, name: &str) -> io::Result<Option<Self>> {
        let path = self.path.join(name);
        match existing(fs::symlink_metadata(&path))? {
            Some(meta) if is_link(&meta) || !meta.is_dir() => {
                Err(io::ErrorKind::NotADirectory.into())
            }
            found => Ok(found.map(|_| Self { path })),
        }
    }

    /// Returns the path by which the directory was opened, for messages.
    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn metadata(&self) -> io::Result<Metadata> {
        fs::metadata(&self.path)
    }

    /// Returns the entries that exist while the directory is listed.
    pub fn entries(&self) -> io::Result<Vec<Entry>> {
        let mut entries = Vec::new();
        for entry in fs::read_dir(&self.path)? {
            entries.extend(self.entry(&entry?.file_name())?);
        }
        Ok(entries)
    }

    /// Returns the entry `name`, a link itself; `None` if it does not exist.
    pub fn entry(&self, name: &OsStr) -> io::Result<Option<Entry>> {
        let meta = existing(fs::symlink_metadata(self.path.join(name)))?;
        Ok(meta.map(|meta| Entry {
            name: name.to_owned(),
            kind: kind(&meta),
            identity: [
                meta.creation_time(),
                meta.file_attributes().into(),
                meta.file_size(),
                nanoseconds(meta.last_write_time()),
                0,
            ],
        }))
    }

    /// Reads at most `limit` bytes of a file.
    pub fn read(&self, name: &OsStr, limit: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        File::open(self.path.join(name))?
            .take(limit)
            .read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Removes a file or an empty directory. Returns whether it existed.
    pub(in crate::os) fn unlink(&self, entry: &Entry) -> io::Result<bool> {
        let path = self.path.join(&entry.name);
        let unlinked = match entry.kind {
            EntryKind::Dir => fs::remove_dir(path),
            _ => fs::remove_file(path),
        };
        Ok(existing(unlinked)?.is_some())
    }

    /// Renames an entry. Returns whether it existed.
    pub(in crate::os) fn rename(&self, from: &OsStr, to: &OsStr) -> io::Result<bool> {
        let renamed = fs::rename(self.path.join(from), self.path.join(to));
        Ok(existing(renamed)?.is_some())
    }
}

fn existing<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        result => result.map(Some),
    }
}

fn kind(meta: &Metadata) -> EntryKind {
    if is_link(meta) {
        EntryKind::Other
    } else if meta.is_dir() {
        EntryKind::Dir
    } else {
        EntryKind::File
    }
}
