//! Records: which bundle was built from which inputs, and the stamps that tell whether it is fresh.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::certs::blocklist::Recorded;
use crate::os::atomic::{write_atomically, write_unsynced};
use crate::os::ownership::check_owner;
use crate::os::read::read_regular;
use crate::stores::stamp::Stamp;

/// Maximum size of a record in bytes: a folder of 100,000 certificates has 10 MiB of stamps.
const MAX_SIZE: u64 = 64 * 1024 * 1024;

/// Version of the file format. Files of other versions are not read.
const SCHEMA: u32 = 3;

/// The builder of a bundle: the version of sglaunch and the SHA-256 of the compiled-in roots, which
/// build.rs computes.
pub const PROGRAM: &str = concat!(env!("CARGO_PKG_VERSION"), " ", env!("SGLAUNCH_ROOTS"));

/// Maximum age of a fresh bundle in seconds. On Windows and macOS some changes of the store leave
/// no stamp.
const MAXIMUM_AGE: i64 = if cfg!(any(windows, target_os = "macos")) {
    24 * 60 * 60
} else {
    i64::MAX
};

/// The result of the last build from some inputs.
#[derive(Debug, Serialize, Deserialize)]
pub struct Record {
    schema: u32,
    #[serde(rename = "recipe")]
    pub cache_key: String,
    /// The profile of the last build.
    pub profile: String,
    program: String,
    /// The SHA-256 of the bundle.
    pub bundle: String,
    /// The time of the build in seconds since 1970.
    pub built_at: i64,
    /// The first expiry of an included certificate after `built_at`.
    next_expiry: i64,
    /// The bundle excludes a certificate that OpenSSL may find in its default directory.
    #[serde(rename = "hides_folder")]
    pub hides_dir: bool,
    /// The stamp of the bundle when it was last read.
    pub bundle_stamp: Stamp,
    stamps: Vec<Stamp>,
    /// What the sources distrusted.
    pub distrust: Vec<Recorded>,
}

/// The facts of a build that its record stores.
#[derive(Debug)]
pub struct Build<'a> {
    pub cache_key: &'a str,
    pub profile: &'a str,
    /// The SHA-256 of the bundle.
    pub bundle: String,
    pub bundle_stamp: Stamp,
    pub hides_dir: bool,
    pub stamps: &'a [Stamp],
    pub distrust: &'a [Recorded],
    pub now: i64,
}

impl Record {
    /// Returns the record of a build whose included certificates expire at `expiries`.
    pub fn new(build: Build, expiries: impl Iterator<Item = i64>) -> Self {
        let now = build.now;
        Self {
            schema: SCHEMA,
            cache_key: build.cache_key.to_owned(),
            profile: build.profile.to_owned(),
            program: PROGRAM.to_owned(),
            bundle: build.bundle,
            built_at: now,
            next_expiry: expiries.filter(|at| *at >= now).min().unwrap_or(i64::MAX),
            hides_dir: build.hides_dir,
            bundle_stamp: build.bundle_stamp,
            stamps: without_duplicates(build.stamps),
            distrust: build.distrust.to_vec(),
        }
    }

    /// Reads the record of `cache_key`. Two keys may share a file name.
    pub fn read(path: &Path, cache_key: &str) -> Option<Self> {
        read(path).filter(|record| record.cache_key == cache_key)
    }

    /// Reads every record in `dir`.
    pub fn all(dir: &Path) -> impl Iterator<Item = Self> + use<> {
        let entries = fs::read_dir(dir).into_iter().flatten().flatten();
        entries.filter_map(|entry| read(&entry.path()))
    }

    /// Writes the record. A record that a power failure destroys costs one build, unless it holds
    /// what the sources distrust.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        let json = serde_json::to_vec(self)?;
        if self.distrust.is_empty() {
            write_unsynced(path, &json)
        } else {
            write_atomically(path, &json)
        }
    }

    /// Returns whether this version of sglaunch made the build.
    pub fn is_current(&self) -> bool {
        self.program == PROGRAM
    }

    /// Returns whether a build now would give the same bundle.
    ///
    /// A clock that was set back makes it stale too: certificates that were excluded as expired
    /// may be valid again.
    pub fn is_fresh(&self, now: i64) -> bool {
        self.is_current()
            && now.saturating_sub(self.built_at) < MAXIMUM_AGE
            && (self.built_at..=self.next_expiry).contains(&now)
            && self.stamps.iter().all(Stamp::is_current)
    }
}

/// Returns the stamps with one for each absent path, which several files may share.
fn without_duplicates(stamps: &[Stamp]) -> Vec<Stamp> {
    let mut absent = HashSet::new();
    let mut kept = Vec::new();
    for stamp in stamps {
        if stamp.absent_path().is_none_or(|path| absent.insert(path)) {
            kept.push(stamp.clone());
        }
    }
    kept
}

/// Reads a record that no other user can have written or can change.
fn read(path: &Path) -> Option<Record> {
    let (bytes, meta) = read_regular(path, MAX_SIZE).ok()?;
    check_owner(path, &meta).ok()?;
    let record: Record = serde_json::from_slice(&bytes).ok()?;
    (record.schema == SCHEMA && is_digest(&record.bundle)).then_some(record)
}

/// Returns whether `text` can be a SHA-256; the bundle's file name is made from it.
fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
