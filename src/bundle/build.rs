//! Building: reads the sources and writes the bundle to the first cache directory that is writable.

use std::fmt;
use std::path::{Path, PathBuf};

use super::cache::Cache;
use super::draft::Draft;
use super::{Bundle, BundleRequest, now};
use crate::certs::blocklist::Blocklist;
use crate::certs::entries::Merged;
use crate::certs::{Problem, Source};
use crate::error::Error;
use crate::stores::{Gathered, gather};

/// A reason why a bundle was not built.
#[derive(Debug)]
pub enum NotBuilt {
    /// A file that the profile requires cannot be read.
    Required(Problem),
    /// No source has a certificate to trust.
    NoCertificates(Vec<Problem>),
    /// No cache directory is writable.
    NotStored(Vec<NotStored>),
}

/// A cache directory that a bundle could not be written to.
#[derive(Debug)]
pub struct NotStored {
    dir: PathBuf,
    reason: String,
}

/// A failed build, and the blocklist that also applies to an earlier bundle.
pub(super) struct Failed {
    pub reason: NotBuilt,
    pub blocklist: Blocklist,
}

impl BundleRequest<'_> {
    /// Builds the bundle, or returns an earlier one if a required file cannot be read.
    pub fn build(&self) -> Result<Bundle, NotBuilt> {
        let now = now();
        let mut not_stored = Vec::new();
        let mut unstored = None;
        for dir in self.caches {
            let cache = match writable(dir) {
                Ok(cache) => cache,
                Err(reason) => {
                    not_stored.push(NotStored::new(dir, reason));
                    continue;
                }
            };
            if !not_stored.is_empty()
                && let Some(bundle) = self.fresh_in(&cache, now)
            {
                return Ok(bundle);
            }
            let draft = match unstored.take().map_or_else(|| self.draft(now), Ok) {
                Ok(draft) => draft,
                Err(failed) => return self.fall_back(&cache, *failed, now),
            };
            match draft.store_with_record(&cache, self.inputs, &self.cache_key, now) {
                Ok(bundle) => return Ok(bundle.built(draft.merged, &not_stored, dir)),
                Err(error) => not_stored.push(NotStored::new(dir, error.to_string())),
            }
            unstored = Some(draft);
        }
        Err(NotBuilt::NotStored(not_stored))
    }

    fn draft(&self, now: i64) -> Result<Draft, Box<Failed>> {
        let gathered = gather(self.inputs, self.root, now);
        match obstacle(&gathered.merged) {
            Some(reason) => {
                let Gathered { blocklist, .. } = gathered;
                Err(Box::new(Failed { reason, blocklist }))
            }
            None => Ok(Draft::new(self.inputs, gathered)),
        }
    }
}

/// Returns the cache at `dir` if a file can be written to it.
fn writable(dir: &Path) -> Result<Cache, String> {
    let open = || Cache::open(dir).map_err(|error| error.sentence().to_owned());
    open()?.prepare().map_err(|error| error.to_string())?;
    // In a directory that all users share, another user may have created it in between.
    open()
}

fn obstacle(merged: &Merged) -> Option<NotBuilt> {
    let mut problems = merged.problems.iter();
    if let Some(problem) = problems.find(|problem| problem.needed.is_some()) {
        return Some(NotBuilt::Required(problem.clone()));
    }
    let is_empty = merged.included().next().is_none();
    is_empty.then(|| NotBuilt::NoCertificates(merged.problems.clone()))
}

impl Bundle {
    /// Adds the merged sources and a problem for each directory that was tried before `dir`.
    fn built(mut self, merged: Merged, not_stored: &[NotStored], dir: &Path) -> Self {
        self.problems.clone_from(&merged.problems);
        self.built = Some(merged);
        if !not_stored.is_empty() {
            self.problems.push(elsewhere(not_stored, dir));
        }
        self
    }
}

fn elsewhere(not_stored: &[NotStored], dir: &Path) -> Problem {
    let tried: Vec<String> = not_stored.iter().map(NotStored::to_string).collect();
    let message = format!(
        "not writable ({}); the bundle is in {}",
        tried.join("; "),
        dir.display()
    );
    Problem::new(Source::Cache, message)
}

impl NotStored {
    fn new(dir: &Path, reason: String) -> Self {
        Self {
            dir: dir.to_owned(),
            reason,
        }
    }
}

impl fmt::Display for NotStored {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}: {}", self.dir.display(), self.reason)
    }
}

impl fmt::Display for NotBuilt {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Required(problem) => {
                let path = problem.source.path().unwrap_or(Path::new(""));
                let shown = path.display();
                write!(f, "cannot build the bundle: {shown}: {}", problem.kind)
            }
            Self::NoCertificates(_) => {
                f.write_str("the bundle would be empty: no source has a certificate to trust")
            }
            Self::NotStored(_) => f.write_str("cannot write the bundle to any cache directory"),
        }
    }
}

impl From<NotBuilt> for Error {
    fn from(reason: NotBuilt) -> Self {
        let error = Self::new(reason.to_string());
        match reason {
            NotBuilt::Required(_) => error,
            NotBuilt::NoCertificates(problems) => problems
                .iter()
                .map(|problem| format!("{}: {}", problem.source, problem.kind))
                .fold(error, Self::note)
                .hint("enable a source under `ca:` in the profile: `native`, `mozilla` or `files`"),
            NotBuilt::NotStored(tried) => (tried.iter().map(NotStored::to_string))
                .fold(error, Self::note)
                .hint("free disk space, or set SGLAUNCH_CACHE_DIR to a directory that you own"),
        }
    }
}
