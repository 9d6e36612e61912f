//! What is remembered of a recipe: which bundle answers it, and how to see that it still does.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::build::New;
use crate::stores::stamp::Stamp;

/// The shape of the file; another one is not read.
const SCHEMA: u32 = 2;

/// What a bundle is made by: this version, and the roots that are compiled in, by the SHA-256 of them all, which the
/// build script makes.
const PROGRAM: &str = concat!(env!("CARGO_PKG_VERSION"), " ", env!("SGLAUNCH_ROOTS"));

/// How long a bundle may be believed, in seconds. Windows and macOS keep their store where not every change leaves a
/// stamp.
const MAXIMUM_AGE: i64 = if cfg!(any(windows, target_os = "macos")) {
    24 * 60 * 60
} else {
    i64::MAX
};

/// One recipe's answer.
#[derive(Debug, Serialize, Deserialize)]
pub struct Record {
    schema: u32,
    /// The text of the recipe.
    recipe: String,
    /// The profile that it was built for last.
    pub profile: String,
    program: String,
    /// The SHA-256 of the bundle.
    pub bundle: String,
    /// When it was built, in seconds since 1970.
    pub built_at: i64,
    /// When the first certificate in it expires.
    next_expiry: i64,
    /// It leaves out something that OpenSSL would find in its folder.
    pub hides_folder: bool,
    /// The bundle itself, as it was when it was last read.
    pub bundle_stamp: Stamp,
    stamps: Vec<Stamp>,
}

impl Record {
    /// The record of a bundle that was built just now.
    pub fn new(recipe: &str, new: &New, bundle: String, bundle_stamp: Stamp, now: i64) -> Self {
        let expiries = new.merged.included().map(|entry| entry.facts.not_after);
        Self {
            schema: SCHEMA,
            recipe: recipe.to_owned(),
            profile: new.profile.clone(),
            program: PROGRAM.to_owned(),
            bundle,
            built_at: now,
            next_expiry: expiries
                .filter(|expiry| *expiry >= now)
                .min()
                .unwrap_or(i64::MAX),
            hides_folder: new.hides_folder,
            bundle_stamp,
            stamps: new.stamps.clone(),
        }
    }

    /// Reads the record of a recipe. One that is damaged, of another version or of another recipe is none.
    pub fn read(path: &Path, recipe: &str) -> Option<Self> {
        read(path).filter(|record| record.recipe == recipe)
    }

    /// Every record in a folder of a machine, whose recipes begin with `machine`.
    pub fn all(folder: &Path, machine: &str) -> Vec<Self> {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        entries
            .filter_map(|entry| read(&entry.path()))
            .filter(|record| record.recipe.starts_with(machine))
            .collect()
    }

    /// Whether nothing has changed that the bundle was made of. A clock that went back makes it stale too: what it left
    /// out as expired may count again.
    pub fn is_fresh(&self, now: i64) -> bool {
        self.program == PROGRAM
            && now - self.built_at < MAXIMUM_AGE
            && (self.built_at..=self.next_expiry).contains(&now)
            && self.stamps.iter().all(Stamp::holds)
    }
}

fn read(path: &Path) -> Option<Record> {
    let bytes = fs::read(path).ok()?;
    let record: Record = serde_json::from_slice(&bytes).ok()?;
    (record.schema == SCHEMA && is_digest(&record.bundle)).then_some(record)
}

/// The digest of the bundle that the record at `path` names, whatever else is in it.
pub fn bundle_of(path: &Path) -> Option<String> {
    read(path).map(|record| record.bundle)
}

/// A file name is made of it.
fn is_digest(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
