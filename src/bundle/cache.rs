//! The cache directory: its layout, and whether only its owner can write to it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::record::PROGRAM;
use crate::error::{Error, Location, Result};
use crate::os;
use crate::os::atomic::temporary_in;
use crate::os::ownership::check_dir;

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
            if let Err(risk) = check_dir(&dir, &meta) {
                let error = Error::new(format!("the cache directory is not safe: {risk}"));
                return Err(error.at(Location::file(dir)).hint(os::own_dir_hint()));
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

    /// Returns whether `path` is a path in this cache that a program's environment can name.
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

    /// Returns the path of this version's record of `cache_key`. Each version has a record of its
    /// own, so that two versions on one home do not replace each other's bundles.
    ///
    /// The name is not a SHA-256, whose code takes longer to load than to run. Two keys may share a
    /// name; the record contains its key.
    pub fn record(&self, cache_key: &str) -> PathBuf {
        let key = fnv1a(cache_key.as_bytes());
        self.records().join(format!("{key:016x}{}", this_version()))
    }

    /// Returns whether this version of sglaunch wrote the record at `path`.
    pub fn is_own_record(path: &Path) -> bool {
        let name = path.file_name().unwrap_or_default();
        name.as_encoded_bytes().ends_with(this_version().as_bytes())
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
