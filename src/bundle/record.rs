//! Records: which bundle was built from which inputs, and the stamps that tell whether it is fresh.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::cache::Cache;
use super::files::RecordedFile;
use crate::certs::Client;
use crate::certs::blocklist::Recorded;
use crate::os::atomic::{write_atomically, write_unsynced};
use crate::os::ownership::check_owner;
use crate::os::read::read_regular;
use crate::os::{self, path_text};
use crate::stores::stamp::{AbsentPath, Stamp};
use crate::stores::store_digest::{StoreDigest, StoreState};

/// Maximum size of a record in bytes: a folder of 100,000 certificates has 10 MiB of stamps.
const MAX_SIZE: u64 = 64 * 1024 * 1024;

/// Version of the file format. Files of other versions are not read.
pub const SCHEMA: u32 = 6;

/// The builder of a bundle: the version of sglaunch and the SHA-256 of the compiled-in roots, which
/// build.rs computes.
pub const PROGRAM: &str = concat!(env!("CARGO_PKG_VERSION"), " ", env!("SGLAUNCH_ROOTS"));

/// A day in seconds.
const ONE_DAY: i64 = 24 * 60 * 60;

/// Maximum age of a fresh bundle in seconds. On Windows and macOS some changes of the store leave
/// no stamp.
const MAXIMUM_AGE: i64 = if cfg!(any(windows, target_os = "macos")) {
    ONE_DAY
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
    /// The main file of the bundle.
    pub main: RecordedFile,
    /// The files of clients that cannot read the main one.
    pub others: Vec<RecordedFile>,
    /// The time of the build in seconds since 1970.
    pub built_at: i64,
    /// The first expiry of an included certificate after `built_at`.
    next_expiry: i64,
    /// The bundle excludes a certificate that OpenSSL may find in its default directory.
    #[serde(rename = "hides_folder")]
    pub hides_dir: bool,
    /// Stamps of the inputs, but for those in `absent`.
    stamps: Vec<Stamp>,
    absent: Vec<AbsentPath>,
    /// The digest of the system's store, in place of stamps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    store: Option<StoreDigest>,
    /// Digests of the certificates that the sources distrusted.
    pub distrust: Vec<Recorded>,
    /// The cache directories that come first, and were not used.
    passed_over: Vec<PassedOver>,
}

/// A cache directory that was not used when a bundle was built.
#[derive(Debug, Serialize, Deserialize)]
struct PassedOver {
    #[serde(with = "path_text")]
    dir: PathBuf,
    /// The states of the directory, and of those in it.
    states: Vec<Option<[u64; 5]>>,
}

/// The facts of a build that its record stores.
#[derive(Debug)]
pub struct Build<'a> {
    pub cache_key: &'a str,
    pub profile: &'a str,
    pub main: RecordedFile,
    pub others: Vec<RecordedFile>,
    pub hides_dir: bool,
    pub stamps: &'a [Stamp],
    pub store: Option<&'a StoreDigest>,
    pub distrust: &'a [Recorded],
    /// Cache directories that come first and were not used.
    pub passed_over: &'a [&'a Path],
    pub now: i64,
}

impl Record {
    /// Returns the record of a build whose included certificates expire at `expiries`.
    pub fn new(build: Build, expiries: impl Iterator<Item = i64>) -> Self {
        let now = build.now;
        let (stamps, absent) = without_duplicates(build.stamps);
        Self {
            schema: SCHEMA,
            cache_key: build.cache_key.to_owned(),
            profile: build.profile.to_owned(),
            program: PROGRAM.to_owned(),
            main: build.main,
            others: build.others,
            built_at: now,
            next_expiry: expiries.filter(|at| *at >= now).min().unwrap_or(i64::MAX),
            hides_dir: build.hides_dir,
            stamps,
            absent,
            store: build.store.cloned(),
            distrust: build.distrust.to_vec(),
            passed_over: (build.passed_over.iter())
                .map(|dir| PassedOver::new(dir))
                .collect(),
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

    /// Returns whether the bundle may be used instead of one in the directories `before`: they are
    /// as they were when they could not be used, and the bundle is not a day old. In a day a full
    /// disk may have got space.
    pub fn replaces(&self, before: &[PathBuf], now: i64) -> bool {
        let is_unchanged = |dir: &PathBuf| {
            let mut passed_over = self.passed_over.iter();
            passed_over.any(|one| one.dir == *dir && one.states == states(dir))
        };
        before.is_empty()
            || now.saturating_sub(self.built_at) < ONE_DAY && before.iter().all(is_unchanged)
    }

    /// Iterates over the files of the bundle, the main one first.
    pub fn files(&self) -> impl Iterator<Item = &RecordedFile> {
        std::iter::once(&self.main).chain(&self.others)
    }

    /// Iterates over the files of the bundle as [`Record::files`] does.
    pub fn files_mut(&mut self) -> impl Iterator<Item = &mut RecordedFile> {
        std::iter::once(&mut self.main).chain(&mut self.others)
    }

    /// Returns whether only the first file is the main one, and each has a digest.
    fn has_files(&self) -> bool {
        let is_main = |file: &RecordedFile| file.client == Client::OpenSsl;
        is_main(&self.main)
            && !self.others.iter().any(is_main)
            && self.files().all(|file| is_digest(&file.digest))
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

    /// Returns whether a build now would give the same bundle, unless the store has changed
    /// ([`Record::compare_store`]).
    ///
    /// A clock that was set back makes it stale too: certificates that were excluded as expired
    /// may be valid again.
    pub fn is_fresh(&self, now: i64) -> bool {
        self.is_current()
            && now.saturating_sub(self.built_at) < MAXIMUM_AGE
            && (self.built_at..=self.next_expiry).contains(&now)
            && Stamp::are_current(&self.stamps)
            && self.absent.iter().all(AbsentPath::is_current)
    }

    /// Compares the store with its recorded digest, which `read` returns as it is now.
    pub fn compare_store(&mut self, read: impl FnOnce() -> Option<StoreDigest>) -> StoreState {
        let store = self.store.as_mut();
        store.map_or(StoreState::Unchanged, |store| store.compare(read))
    }
}

impl PassedOver {
    fn new(dir: &Path) -> Self {
        Self {
            dir: dir.to_owned(),
            states: states(dir),
        }
    }
}

/// Returns the owners and permissions of a cache directory and of those in it. Not their times: an
/// attempt to write changes these.
fn states(dir: &Path) -> Vec<Option<[u64; 5]>> {
    let cache = Cache::unchecked(dir);
    let dirs = [dir.to_owned(), cache.bundles(), cache.records()];
    dirs.iter().map(|dir| os::permissions(dir)).collect()
}

/// Separates the absent paths from other stamps, and keeps one of each, which several files may
/// share.
fn without_duplicates(stamps: &[Stamp]) -> (Vec<Stamp>, Vec<AbsentPath>) {
    let (mut kept, mut absent) = (Vec::new(), Vec::new());
    let mut seen = HashSet::new();
    for stamp in stamps {
        if stamp.absent_path().is_none_or(|path| seen.insert(path)) {
            match AbsentPath::of(stamp) {
                Some(path) => absent.push(path),
                None => kept.push(stamp.clone()),
            }
        }
    }
    (kept, absent)
}

/// Reads JSON that no other user can have written or can change.
pub fn read_own<T: DeserializeOwned>(path: &Path) -> Option<T> {
    let (bytes, meta) = read_regular(path, MAX_SIZE).ok()?;
    check_owner(path, &meta).ok()?;
    serde_json::from_slice(&bytes).ok()
}

fn read(path: &Path) -> Option<Record> {
    let record: Record = read_own(path)?;
    (record.schema == SCHEMA && record.has_files()).then_some(record)
}

/// Returns whether `text` can be a SHA-256; the bundle's file name is made from it.
fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
