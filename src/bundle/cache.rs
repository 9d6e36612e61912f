//! The cache directory: its layout, and whether only its owner can write to it.

use std::fs;
use std::hash::{DefaultHasher, Hasher as _};
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Error, Location, Result};
use crate::os;
use crate::os::atomic::temporary_in;
use crate::os::ownership::{Unsafe, check_dir};

/// A cache directory. It may not exist yet.
#[derive(Clone, Debug)]
pub struct Cache {
    root: PathBuf,
}

const BUNDLES: &str = "bundles";
const RECORDS: &str = "recipes";
const EMPTY: &str = "empty";

impl Cache {
    /// Returns the cache at `root`, if no other user can write to it.
    pub fn open(root: &Path) -> Result<Self> {
        let cache = Self::unchecked(root);
        for dir in [root.to_owned(), cache.bundles(), cache.records()] {
            // A directory that cannot be examined cannot be written to either: `prepare` fails.
            let Ok(meta) = fs::symlink_metadata(&dir) else {
                continue;
            };
            if let Err(Unsafe { reason, hint }) = check_dir(&dir, &meta) {
                let error = Error::new(format!("the cache directory is not safe: {reason}"));
                return Err(error.at(Location::file(dir)).hint(hint));
            }
        }
        Ok(cache)
    }

    /// Returns the cache at `root`, only for comparing paths.
    pub fn unchecked(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
        }
    }

    /// Whether a program's environment can name `path` because of this cache.
    pub fn has(&self, path: &Path) -> bool {
        path.parent() == Some(&self.bundles()) || path == self.root.join(EMPTY)
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

    /// Returns the path of the bundle whose SHA-256 is `digest`.
    pub fn bundle(&self, digest: &str) -> PathBuf {
        self.bundles().join(format!("{}.pem", &digest[..16]))
    }

    /// Returns the path of the record of `cache_key`.
    ///
    /// Its name is not a SHA-256, whose code takes longer to load than to run. Two keys may share
    /// a name; the record contains its key.
    pub fn record(&self, cache_key: &str) -> PathBuf {
        let mut hasher = DefaultHasher::new();
        hasher.write(cache_key.as_bytes());
        self.records()
            .join(format!("{:016x}.json", hasher.finish()))
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
    pub fn prepare(&self) -> io::Result<()> {
        os::create_own_dir(&self.bundles())?;
        os::create_own_dir(&self.records())?;
        temporary_in(&self.bundles()).map(drop)
    }
}
