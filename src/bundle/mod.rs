//! From a recipe to a file: the bundle that is still right, or a new one.

pub mod cache;
pub mod diff;
mod record;

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::certs::merge::{Entry, Merged};
use crate::certs::rules::Reason;
use crate::certs::{Problem, hex, sha256};
use crate::error::{Error, Result};
use crate::recipe::Recipe;
use crate::sources::gather;
use crate::sources::stamps::Stamp;
use cache::{Cache, write_atomically};
use record::Record;

/// A bundle counts as used once in this time, so that a launch seldom writes.
const USE_NOTED: Duration = Duration::from_secs(24 * 60 * 60);

/// A file of certificates that programs can be pointed to.
#[derive(Debug)]
pub struct Bundle {
    /// The file.
    pub path: PathBuf,
    /// An empty folder, if OpenSSL must not look into its own.
    pub empty_folder: Option<PathBuf>,
    /// What went into it; `None` if it was fresh.
    pub built: Option<Merged>,
    /// What the user should know.
    pub problems: Vec<Problem>,
}

/// The bundles of this machine: where they are kept and what they are made from.
#[derive(Debug)]
pub struct Bundles<'a> {
    /// The cache folder, and after it those that are used when it cannot be written.
    pub folders: &'a [PathBuf],
    /// The name of the machine.
    pub host: String,
    /// The folder that the system's own paths start from.
    pub root: &'a Path,
    /// Build even if the bundle is fresh.
    pub refresh: bool,
}

/// Why there is no bundle.
#[derive(Debug)]
pub struct NotBuilt {
    /// What to say.
    pub error: Error,
    /// The file of the recipe that is the cause, an index.
    pub file: Option<usize>,
}

impl NotBuilt {
    /// What follows from a problem with a file that is needed.
    pub fn because_of(problem: &Problem) -> Self {
        let path = problem.source.trim_start_matches("file:");
        let error = Error::new(format!(
            "no bundle can be made of {path}: {}",
            problem.message
        ));
        Self {
            error,
            file: problem.needed,
        }
    }
}

impl Bundles<'_> {
    /// The bundle of a recipe in the cache folder, if nothing has changed since it was built, and no new one is wanted.
    pub fn fresh(&self, recipe: &Recipe) -> Result<Option<Bundle>> {
        match self.folders.first() {
            Some(folder) => Ok(self.fresh_in(
                &Cache::open(folder)?,
                &recipe.text(&self.host, self.root),
                now(),
            )),
            None => Ok(None),
        }
    }

    /// A new bundle of a recipe, or in need an earlier one.
    pub fn build(&self, recipe: &Recipe) -> Result<Bundle, NotBuilt> {
        let text = recipe.text(&self.host, self.root);
        let now = now();
        let mut not_written = Vec::new();
        let mut unstored = None;
        for folder in self.folders {
            let cache = match writable(folder) {
                Ok(cache) => cache,
                Err(why) => {
                    not_written.push(why);
                    continue;
                }
            };
            if !not_written.is_empty()
                && let Some(bundle) = self.fresh_in(&cache, &text, now)
            {
                return Ok(bundle);
            }
            let new = match unstored
                .take()
                .map_or_else(|| New::build(recipe, self.root, now), Ok)
            {
                Ok(new) => new,
                Err(why) => return self.earlier(&text, why),
            };
            match new.store(&cache, &text, now) {
                Ok(bundle) if not_written.is_empty() => return Ok(bundle.with(new.merged)),
                Ok(bundle) => {
                    return Ok(bundle.with(new.merged).but(elsewhere(&not_written, folder)));
                }
                Err(error) => not_written.push(format!("{}: {error}", folder.display())),
            }
            unstored = Some(new);
        }
        let error = Error::new("there is no place left to write the certificate bundle to; tried:");
        let error = not_written.into_iter().fold(error, Error::note);
        let hint = "make room, or name a folder of your own in SGLAUNCH_CACHE_DIR";
        Err(NotBuilt {
            error: error.hint(hint),
            file: None,
        })
    }

    /// Reads the sources without writing anything.
    pub fn gather(&self, recipe: &Recipe) -> Merged {
        gather(recipe, self.root, now()).0
    }

    /// The bundle that was built last of this recipe, and its digest, whatever has become of them.
    pub fn remembered(&self, recipe: &Recipe) -> Result<Option<(PathBuf, String)>> {
        let text = recipe.text(&self.host, self.root);
        for folder in self.folders {
            let cache = Cache::open(folder)?;
            if let Some(record) = Record::read(&cache.record(&text), &text) {
                return Ok(Some((cache.bundle(&record.bundle), record.bundle)));
            }
        }
        Ok(None)
    }

    /// The bundle in `cache` if nothing has changed since it was built, and no new one is wanted.
    fn fresh_in(&self, cache: &Cache, text: &str, now: i64) -> Option<Bundle> {
        if self.refresh {
            None
        } else {
            fresh(cache, text, now)
        }
    }

    /// An earlier bundle of the same recipe, for when no new one can be built.
    fn earlier(&self, text: &str, why: NotBuilt) -> Result<Bundle, NotBuilt> {
        let mut caches = self
            .folders
            .iter()
            .filter_map(|folder| Cache::open(folder).ok());
        let intact = |cache: Cache| {
            let record = Record::read(&cache.record(text), text)?;
            intact(&cache, &record)
        };
        let Some(bundle) = caches.find_map(intact) else {
            return Err(why);
        };
        note_use(&bundle.path);
        Ok(bundle.but(Problem {
            source: "bundle".to_owned(),
            message: format!("{}; the bundle built before is used", why.error.sentence()),
            needed: None,
        }))
    }
}

impl Bundle {
    fn with(self, merged: Merged) -> Self {
        Self {
            problems: merged.problems.clone(),
            built: Some(merged),
            ..self
        }
    }

    fn but(mut self, problem: Problem) -> Self {
        self.problems.push(problem);
        self
    }
}

/// The cache at `folder`, if a file can be written there.
fn writable(folder: &Path) -> Result<Cache, String> {
    let shown = folder.display();
    let open = || Cache::open(folder).map_err(|error| format!("{shown}: {}", error.sentence()));
    open()?
        .prepare()
        .map_err(|error| format!("{shown}: {error}"))?;
    // In a folder that all users share, somebody may have been quicker: what is there now must be safe.
    open()
}

/// What a build came to, before it is written.
struct New {
    merged: Merged,
    stamps: Vec<Stamp>,
    pem: String,
    hides_folder: bool,
}

impl New {
    /// Builds a bundle, unless there must not be one of this recipe.
    fn build(recipe: &Recipe, root: &Path, now: i64) -> Result<Self, NotBuilt> {
        let (merged, stamps) = gather(recipe, root, now);
        if let Some(problem) = merged
            .problems
            .iter()
            .find(|problem| problem.needed.is_some())
        {
            return Err(NotBuilt::because_of(problem));
        }
        let pem = to_pem(&merged);
        if pem.is_empty() {
            let error = Error::new("there is not one certificate to trust");
            let error = (merged.problems.iter())
                .fold(error, |error, problem| {
                    error.note(format!("{}: {}", problem.source, problem.message))
                })
                .hint("give the profile a source: `native`, `mozilla` or `files` under `ca:`");
            return Err(NotBuilt { error, file: None });
        }
        let hides_folder = recipe.hides_folder || merged.entries.iter().any(hides_from_folder);
        Ok(Self {
            merged,
            stamps,
            pem,
            hides_folder,
        })
    }

    fn store(&self, cache: &Cache, text: &str, now: i64) -> io::Result<Bundle> {
        let digest = hex(&sha256(self.pem.as_bytes()));
        let path = cache.bundle(&digest);
        // Another recipe may have led to the same bundle, and programs may be reading it.
        if !is_intact(&path, &digest) {
            write_atomically(&path, self.pem.as_bytes())?;
        }
        note_use(&path);
        let empty_folder = self
            .hides_folder
            .then(|| cache.empty_folder())
            .transpose()?;
        let record = Record::new(
            text,
            &self.merged,
            digest,
            Stamp::of(&path),
            self.stamps.clone(),
            self.hides_folder,
            now,
        );
        write_atomically(&cache.record(text), &serde_json::to_vec(&record)?)?;
        Ok(Bundle {
            path,
            empty_folder,
            built: None,
            problems: Vec::new(),
        })
    }
}

/// Whether a certificate must not be found in the folder of a program's own OpenSSL either.
fn hides_from_folder(entry: &Entry) -> bool {
    matches!(entry.reason, Some(Reason::Denied | Reason::Distrusted(_)))
}

/// The bundle that answers the recipe `text`, if nothing has changed since it was built.
fn fresh(cache: &Cache, text: &str, now: i64) -> Option<Bundle> {
    let path = cache.record(text);
    let mut record = Record::read(&path, text)?;
    if !record.is_fresh(now) {
        return None;
    }
    if !record.bundle_stamp.holds() {
        intact(cache, &record)?;
        record.bundle_stamp = Stamp::of(&cache.bundle(&record.bundle));
        // Only time is lost where this cannot be written.
        let _ = serde_json::to_vec(&record).map(|bytes| write_atomically(&path, &bytes));
    }
    let bundle = cache.bundle(&record.bundle);
    let used = record.bundle_stamp.modified_at();
    if used.is_some_and(|used| SystemTime::now() > used + USE_NOTED) {
        note_use(&bundle);
    }
    answer(cache, &record, bundle)
}

/// The bundle of a record, if its bytes are still what they were.
fn intact(cache: &Cache, record: &Record) -> Option<Bundle> {
    let path = cache.bundle(&record.bundle);
    is_intact(&path, &record.bundle).then(|| answer(cache, record, path))?
}

fn answer(cache: &Cache, record: &Record, path: PathBuf) -> Option<Bundle> {
    Some(Bundle {
        path,
        empty_folder: record
            .hides_folder
            .then(|| cache.empty_folder())
            .transpose()
            .ok()?,
        built: None,
        problems: Vec::new(),
    })
}

/// Whether the file's content has this SHA-256.
pub fn is_intact(path: &Path, digest: &str) -> bool {
    fs::read(path).is_ok_and(|bytes| hex(&sha256(&bytes)) == digest)
}

/// Sets the time by which `prune` goes.
fn note_use(path: &Path) {
    // A bundle that cannot be touched is in a cache that cannot be pruned either.
    let _ = File::options()
        .append(true)
        .open(path)
        .and_then(|file| file.set_modified(SystemTime::now()));
}

fn elsewhere(not_written: &[String], folder: &Path) -> Problem {
    Problem {
        source: "cache".to_owned(),
        message: format!(
            "it cannot be written ({}); the bundle is in {}",
            not_written.join("; "),
            folder.display()
        ),
        needed: None,
    }
}

/// The certificates that count, one block behind the other and nothing else.
pub fn to_pem(merged: &Merged) -> String {
    merged.included().map(|entry| pem_of(&entry.der)).collect()
}

/// A certificate as OpenSSL reads it best: no comment, 64 columns, LF.
pub fn pem_of(der: &[u8]) -> String {
    let config = pem::EncodeConfig::new().set_line_ending(pem::LineEnding::LF);
    pem::encode_config(&pem::Pem::new("CERTIFICATE", der), config)
}

/// Seconds since 1970.
pub fn now() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
