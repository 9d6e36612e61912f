//! The cache directory: its layout, and whether only its owner can write to it.

use std::fmt;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::files;
use super::record::PROGRAM;
use crate::certs::Client;
use crate::dirs::CacheDirs;
use crate::error::system_reason;
use crate::os;
use crate::os::atomic::temporary_in;
use crate::os::ownership::{Unsafe, check_dir, check_dir_or_link, check_path};

/// A cache directory. It may not exist yet.
#[derive(Clone, Debug)]
pub struct Cache {
    root: PathBuf,
}

pub const BUNDLES: &str = "bundles";
pub const RECORDS: &str = "recipes";
const EMPTY: &str = "empty";

/// A cache directory that is not used, and why.
#[derive(Debug)]
pub struct NotUsed {
    /// The cache directory.
    pub root: PathBuf,
    /// The directory with the obstacle: the cache, one in it, or one above it.
    dir: PathBuf,
    reason: String,
    pub obstacle: Obstacle,
}

/// The kind of a reason not to use a cache directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// Other users can write to the cache.
    Unsafe,
    /// Other users can replace the cache, because of the directories above it.
    UnsafePath,
    /// The disk or the quota is full.
    Full,
    /// A file would exceed the limit of the process.
    Limit,
    /// A file cannot be written, for another reason.
    NotWritable,
}

impl Cache {
    /// Returns the cache at `root`, if no other user can write to it.
    ///
    /// A launch makes these checks even if its bundle is fresh; [`Cache::open_to_change`] also
    /// checks the directories above.
    pub fn open(root: &Path) -> Result<Self, NotUsed> {
        let cache = Self::unchecked(root);
        // If a directory cannot be examined, `prepare` fails to write to it.
        if let Ok(meta) = fs::symlink_metadata(root) {
            check_dir_or_link(root, &meta).map_err(|risk| NotUsed::is_unsafe(root, root, &risk))?;
        }
        for dir in [cache.bundles(), cache.records()] {
            if let Ok(meta) = fs::symlink_metadata(&dir) {
                check_dir(&dir, &meta).map_err(|risk| NotUsed::is_unsafe(root, &dir, &risk))?;
            }
        }
        Ok(cache)
    }

    /// Returns the cache at `root`, if no other user can write to it or replace it.
    pub fn open_to_change(root: &Path) -> Result<Self, NotUsed> {
        let cache = Self::open(root)?;
        check_path(root).map_err(|risk| NotUsed {
            obstacle: Obstacle::UnsafePath,
            ..NotUsed::is_unsafe(root, root, &risk)
        })?;
        Ok(cache)
    }

    /// Returns the cache at `root` if a file can be written to it, and creates it if necessary.
    pub fn open_to_write(root: &Path) -> Result<Self, NotUsed> {
        let cache = Self::open_to_change(root)?;
        (cache.prepare()).map_err(|error| NotUsed::not_writable(root, &error))?;
        // In a directory that all users share, another user may have created it in between.
        Self::open(root)
    }

    /// Returns the cache at `dir`, one of `caches`, if a file can be written to it.
    pub fn of_caches(caches: &CacheDirs, dir: &Path) -> Result<Self, NotUsed> {
        if let Some(base) = caches.missing_base(dir) {
            let reason = io::Error::other(format!("{} does not exist", base.display()));
            return Err(NotUsed::not_writable(dir, &reason));
        }
        Self::open_to_write(dir)
    }

    /// Checks that a copy of a bundle can be written.
    pub fn check_room_for(&self, bundle: &Path) -> Result<(), NotUsed> {
        let Ok(bytes) = fs::read(bundle) else {
            return Ok(());
        };
        let copied =
            temporary_in(&self.bundles()).and_then(|file| file.as_file().write_all(&bytes));
        copied.map_err(|error| NotUsed::not_writable(&self.root, &error))
    }

    /// Returns the cache at `root`, only for comparing paths.
    pub fn unchecked(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
        }
    }

    /// Returns the cache directory of a path that a program's environment can name: a bundle, or
    /// the empty directory.
    pub fn root_of(path: &Path) -> Option<&Path> {
        let dir = path.parent()?;
        if path.file_name()? == EMPTY {
            return Some(dir);
        }
        dir.parent().filter(|_| dir.ends_with(BUNDLES))
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    pub fn bundles(&self) -> PathBuf {
        self.root.join(BUNDLES)
    }

    pub fn records(&self) -> PathBuf {
        self.root.join(RECORDS)
    }

    /// Returns the path of a bundle's file for `client` whose SHA-256 is `digest`.
    pub fn file(&self, client: Client, digest: &str) -> PathBuf {
        self.bundles().join(files::name(client, digest))
    }

    /// Returns the path of this version's record of `cache_key`. Each version has a record of its
    /// own, so that two versions on one home do not replace each other's bundles.
    ///
    /// The name is not a SHA-256, whose code takes longer to load than to run. Two keys may share a
    /// name; the record contains its key.
    pub fn record(&self, cache_key: &str) -> PathBuf {
        let key = fnv1a(cache_key.as_bytes());
        self.records().join(format!("{key:016x}{}", this_version()))
    }

    /// Creates an empty directory for `SSL_CERT_DIR`.
    pub fn empty_dir(&self) -> io::Result<PathBuf> {
        let dir = self.root.join(EMPTY);
        if dir.to_string_lossy().contains(os::LIST_SEPARATOR) {
            return Err(io::Error::other(format!(
                "its path contains `{}`, which separates the directories in SSL_CERT_DIR",
                os::LIST_SEPARATOR
            )));
        }
        os::create_own_dir(&dir)?;
        if check_dir(&dir, &fs::symlink_metadata(&dir)?).is_err()
            || fs::read_dir(&dir)?.next().is_some()
        {
            return Err(io::Error::other(format!(
                "{} is not a safe, empty directory: remove it",
                dir.display()
            )));
        }
        Ok(dir)
    }

    /// Creates the directories and checks that a file can be written.
    fn prepare(&self) -> io::Result<()> {
        os::create_own_dir(&self.bundles())?;
        os::create_own_dir(&self.records())?;
        temporary_in(&self.bundles()).map(drop)
    }
}

impl NotUsed {
    fn is_unsafe(root: &Path, dir: &Path, risk: &Unsafe) -> Self {
        Self {
            root: root.to_owned(),
            dir: dir.to_owned(),
            reason: risk.to_string(),
            obstacle: Obstacle::Unsafe,
        }
    }

    /// Returns the obstacle of a cache that cannot be written to.
    pub fn not_writable(root: &Path, error: &io::Error) -> Self {
        Self {
            root: root.to_owned(),
            dir: root.to_owned(),
            reason: system_reason(error),
            obstacle: match error.kind() {
                io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Obstacle::Full,
                io::ErrorKind::FileTooLarge => Obstacle::Limit,
                _ => Obstacle::NotWritable,
            },
        }
    }

    /// Returns the action that removes the obstacle.
    pub fn hint(&self, caches: &CacheDirs) -> String {
        match self.obstacle {
            // Nothing in it is lost: bundles are built again.
            Obstacle::Unsafe if caches.is_default(&self.root) => {
                format!("remove the directory {}", self.root.display())
            }
            Obstacle::Unsafe | Obstacle::UnsafePath => os::own_dir_hint(),
            Obstacle::Full => {
                "free disk space, or set SGLAUNCH_CACHE_DIR to a directory on another disk"
                    .to_owned()
            }
            Obstacle::Limit => "raise the limit: ulimit -f unlimited".to_owned(),
            Obstacle::NotWritable => {
                "set SGLAUNCH_CACHE_DIR to a directory that you can write to".to_owned()
            }
        }
    }
}

impl fmt::Display for NotUsed {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}: {}", self.dir.display(), self.reason)
    }
}

/// Returns the end of the names of this version's records.
fn this_version() -> String {
    const HASH: u64 = fnv1a(PROGRAM.as_bytes());
    format!("-{HASH:016x}.json")
}

/// Computes the 64-bit FNV-1a hash, which is the same in every version of Rust.
const fn fnv1a(bytes: &[u8]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325;
    let mut index = 0;
    while index < bytes.len() {
        hash = (hash ^ bytes[index] as u64).wrapping_mul(0x0100_0000_01b3);
        index += 1;
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_records_are_stable() {
        // Test vectors of the FNV reference implementation.
        assert_eq!(fnv1a(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a(b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fnv1a(b"foobar"), 0x8594_4171_f739_67e8);
    }
}
