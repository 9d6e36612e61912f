//! From a recipe to a file: the bundle that is still right, or a new one.

mod build;
pub mod cache;
pub mod diff;
mod record;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::certs::merge::Merged;
use crate::certs::{Problem, Source, hex, sha256};
use crate::error::{Error, Result};
use crate::os::atomic::write_atomically;
use crate::stores::gather;
use crate::stores::inputs::BundleInputs;
use crate::stores::stamp::Stamp;
pub use build::pem_of;
use build::{Failed, New};
use cache::Cache;
use record::Record;

/// A bundle counts as used once in this time, so that a launch seldom writes.
const TOUCH_INTERVAL: Duration = Duration::from_secs(24 * 60 * 60);

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
    /// The problem with a file of the profile that is the cause.
    pub problem: Option<Problem>,
}

impl NotBuilt {
    /// What follows from a problem with a file that is needed.
    pub fn because_of(problem: &Problem) -> Self {
        let path = problem.source.path().unwrap_or(Path::new(""));
        let error = Error::new(format!(
            "no bundle can be made of {}: {}",
            path.display(),
            problem.kind
        ));
        Self {
            error,
            problem: Some(problem.clone()),
        }
    }
}

impl Bundles<'_> {
    /// The bundle of a recipe in the cache folder, if nothing has changed since it was built, and no new one is wanted.
    pub fn fresh(&self, recipe: &BundleInputs) -> Result<Option<Bundle>> {
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
    pub fn build(&self, recipe: &BundleInputs) -> Result<Bundle, NotBuilt> {
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
            let build = || New::build(recipe, gather(recipe, self.root, now));
            let new = match unstored.take().map_or_else(build, Ok) {
                Ok(new) => new,
                Err(failed) => return self.earlier(&cache, recipe, failed, now),
            };
            match new.store_and_remember(&cache, &text, now) {
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
        let hint = "free disk space, or set SGLAUNCH_CACHE_DIR to a directory that you own";
        Err(NotBuilt {
            error: error.hint(hint),
            problem: None,
        })
    }

    /// Reads the sources without writing anything.
    pub fn gather(&self, recipe: &BundleInputs) -> Merged {
        gather(recipe, self.root, now()).merged
    }

    /// The bundle that was built last of this recipe, and its digest, whatever has become of them.
    pub fn remembered(&self, recipe: &BundleInputs) -> Option<(PathBuf, String)> {
        let text = recipe.text(&self.host, self.root);
        let records = self.caches().filter_map(|cache| {
            let record = Record::read(&cache.record(&text), &text)?;
            Some((record.built_at, cache.bundle(&record.bundle), record.bundle))
        });
        // Where the first folder can no longer be written, a later one has the newer record.
        let last = records.max_by_key(|(built_at, ..)| *built_at);
        last.map(|(_, path, digest)| (path, digest))
    }

    /// The caches that are safe.
    fn caches(&self) -> impl Iterator<Item = Cache> {
        let open = |folder: &PathBuf| Cache::open(folder).ok();
        self.folders.iter().filter_map(open)
    }

    /// The bundle that a new one of this recipe takes the place of: its own or, where the settings are new, the last that
    /// the profile had, or that any had.
    pub fn replaced(&self, recipe: &BundleInputs) -> Option<Replaced> {
        if let Some((path, _)) = self.remembered(recipe) {
            return Some(Replaced { path, other: None });
        }
        let machine = BundleInputs::machine(&self.host, self.root);
        let records = self.caches().flat_map(|cache| {
            let records = Record::all(&cache.records(), &machine).into_iter();
            records.map(move |record| (cache.bundle(&record.bundle), record))
        });
        let last =
            records.max_by_key(|(_, record)| (record.profile == recipe.profile, record.built_at));
        last.map(|(path, record)| Replaced {
            path,
            other: Some(record.profile),
        })
    }

    /// The bundle in `cache` if nothing has changed since it was built, and no new one is wanted.
    fn fresh_in(&self, cache: &Cache, text: &str, now: i64) -> Option<Bundle> {
        if self.refresh {
            None
        } else {
            fresh(cache, text, now)
        }
    }

    /// An earlier bundle of the same recipe, for when no new one can be built; without what may no longer be trusted.
    fn earlier(
        &self,
        writable: &Cache,
        recipe: &BundleInputs,
        failed: Failed,
        now: i64,
    ) -> Result<Bundle, NotBuilt> {
        let text = recipe.text(&self.host, self.root);
        let records = self.caches().filter_map(|cache| {
            let record = Record::read(&cache.record(&text), &text)?;
            intact(&cache, &record).map(|bundle| (record.built_at, bundle.path))
        });
        let is_because_of_a_file = failed.why.problem.is_some();
        let last = records.max_by_key(|(built_at, _)| *built_at);
        let Some((_, path)) = last.filter(|_| is_because_of_a_file) else {
            return Err(failed.why);
        };
        let reduced = New::without_forbidden(&path, recipe, &failed.distrust, now);
        let bundle = match reduced.store(writable) {
            Ok((bundle, _)) if !reduced.is_empty() => bundle,
            _ => return Err(failed.why),
        };
        let message = format!(
            "{}; the bundle built before is used",
            failed.why.error.sentence()
        );
        Ok(bundle.but(Problem::new(Source::Bundle, message)))
    }
}

/// What a new bundle takes the place of.
#[derive(Debug)]
pub struct Replaced {
    /// The earlier bundle.
    pub path: PathBuf,
    /// Whose it is, where it was made by other settings.
    pub other: Option<String>,
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
    if used.is_some_and(|used| SystemTime::now() > used + TOUCH_INTERVAL) {
        touch(&bundle);
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
fn touch(path: &Path) {
    // A bundle that cannot be touched is in a cache that cannot be pruned either.
    let _ = File::options()
        .append(true)
        .open(path)
        .and_then(|file| file.set_modified(SystemTime::now()));
}

fn elsewhere(not_written: &[String], folder: &Path) -> Problem {
    let message = format!(
        "it cannot be written ({}); the bundle is in {}",
        not_written.join("; "),
        folder.display()
    );
    Problem::new(Source::Cache, message)
}

/// Seconds since 1970.
pub fn now() -> i64 {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
