//! A directory held by its descriptor, whose entries are listed and removed without following
//! links.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Read as _};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, CWD, Dir, FileType, Mode, OFlags, Stat};
use rustix::io::Errno;

use super::nanoseconds;
use crate::os::entry::{Entry, EntryKind};

/// A directory. It stays the same whatever happens to its path.
#[derive(Debug)]
pub struct HeldDir {
    dir: File,
    path: PathBuf,
}

impl HeldDir {
    /// Opens a directory, or the target of a link to one; `None` if it does not exist.
    pub fn open(path: &Path) -> io::Result<Option<Self>> {
        existing(rustix::fs::openat(CWD, path, DIR, Mode::empty())).map(|dir| {
            dir.map(|dir| Self {
                dir: dir.into(),
                path: path.to_owned(),
            })
        })
    }

    /// Opens a directory in this one, never a link to one; `None` if it does not exist.
    pub fn subdir(&self, name: &str) -> io::Result<Option<Self>> {
        let flags = DIR | OFlags::NOFOLLOW;
        existing(rustix::fs::openat(&self.dir, name, flags, Mode::empty())).map(|dir| {
            dir.map(|dir| Self {
                dir: dir.into(),
                path: self.path.join(name),
            })
        })
    }

    /// Returns the path by which the directory was opened, for messages.
    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn metadata(&self) -> io::Result<std::fs::Metadata> {
        self.dir.metadata()
    }

    /// Returns the entries that exist while the directory is listed.
    pub fn entries(&self) -> io::Result<Vec<Entry>> {
        let mut entries = Vec::new();
        for entry in Dir::read_from(&self.dir)? {
            let entry = entry?;
            let name = OsStr::from_bytes(entry.file_name().to_bytes());
            if name != "." && name != ".." {
                entries.extend(self.entry(name)?);
            }
        }
        Ok(entries)
    }

    /// Returns the entry `name`, a link itself; `None` if it does not exist.
    pub fn entry(&self, name: &OsStr) -> io::Result<Option<Entry>> {
        let stat = existing(rustix::fs::statat(
            &self.dir,
            name,
            AtFlags::SYMLINK_NOFOLLOW,
        ))?;
        Ok(stat.map(|stat| to_entry(name.to_owned(), &stat)))
    }

    /// Reads at most `limit` bytes of a regular file.
    pub fn read(&self, name: &OsStr, limit: u64) -> io::Result<Vec<u8>> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let file = File::from(rustix::fs::openat(&self.dir, name, flags, Mode::empty())?);
        let mut bytes = Vec::new();
        file.take(limit).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Removes a file or an empty directory. Returns whether it existed.
    pub(in crate::os) fn unlink(&self, entry: &Entry) -> io::Result<bool> {
        let flags = match entry.kind {
            EntryKind::Dir => AtFlags::REMOVEDIR,
            _ => AtFlags::empty(),
        };
        let unlinked = existing(rustix::fs::unlinkat(&self.dir, &entry.name, flags))?;
        Ok(unlinked.is_some())
    }

    /// Renames an entry. Returns whether it existed.
    pub(in crate::os) fn rename(&self, from: &OsStr, to: &OsStr) -> io::Result<bool> {
        let renamed = existing(rustix::fs::renameat(&self.dir, from, &self.dir, to))?;
        Ok(renamed.is_some())
    }
}

const DIR: OFlags = OFlags::RDONLY
    .union(OFlags::DIRECTORY)
    .union(OFlags::NONBLOCK)
    .union(OFlags::CLOEXEC);

fn existing<T>(result: rustix::io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Err(Errno::NOENT) => Ok(None),
        result => Ok(Some(result?)),
    }
}

fn to_entry(name: OsString, stat: &Stat) -> Entry {
    let kind = match FileType::from_raw_mode(stat.st_mode) {
        FileType::RegularFile => EntryKind::File,
        FileType::Directory => EntryKind::Dir,
        _ => EntryKind::Other,
    };
    let identity = [
        number(stat.st_dev).cast_unsigned(),
        number(stat.st_ino).cast_unsigned(),
        number(stat.st_size).cast_unsigned(),
        nanoseconds(number(stat.st_mtime), number(stat.st_mtime_nsec)),
        nanoseconds(number(stat.st_ctime), number(stat.st_ctime_nsec)),
    ];
    Entry {
        name,
        kind,
        identity,
    }
}

/// Converts a field of [`Stat`], whose type depends on the system.
fn number(field: impl TryInto<i64>) -> i64 {
    field.try_into().unwrap_or(-1)
}
