//! Building: reads the sources and writes the bundle to the first cache directory that is writable.

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::path::Path;

use super::cache::{Cache, NotUsed};
use super::draft::Draft;
use super::{Bundle, BundleRequest, now};
use crate::certs::blocklist::Blocklist;
use crate::certs::entries::Merged;
use crate::certs::{Problem, Source};
use crate::error::Error;
use crate::os::own_dir_hint;
use crate::stores::Gathered;

/// A reason why a bundle was not built.
#[derive(Debug)]
pub enum NotBuilt {
    /// A file that the profile requires cannot be read.
    Required(Box<Problem>),
    /// No source has a certificate to trust.
    NoCertificates(Vec<Problem>),
    /// No cache directory is writable.
    NotStored { tried: Vec<NotUsed>, hint: String },
}

/// A failed build, and the blocklist that also applies to an earlier bundle.
pub(super) struct Failed {
    pub reason: NotBuilt,
    pub blocklist: Blocklist,
    /// Problems of distrust that cannot be read.
    pub unreadable: Vec<Problem>,
}

impl BundleRequest<'_> {
    /// Builds the bundle, or returns an earlier one if a required file cannot be read.
    pub fn build(&self) -> Result<Bundle, NotBuilt> {
        let now = now();
        let mut not_used = Vec::new();
        let mut unstored = None;
        for dir in self.caches.to_write() {
            let cache = match self.writable(dir) {
                Ok(cache) => cache,
                Err(obstacle) => {
                    not_used.push(obstacle);
                    continue;
                }
            };
            let draft = match unstored.take().map_or_else(|| self.draft(now), Ok) {
                Ok(draft) => draft,
                Err(failed) => return self.fall_back(&cache, *failed, now),
            };
            let passed_over: Vec<&Path> = not_used.iter().map(|one| &*one.root).collect();
            let (inputs, key) = (self.inputs, &self.cache_key);
            match draft.store_with_record(&cache, inputs, key, &passed_over, now) {
                Ok(bundle) => {
                    let skipped = self.skipped(&not_used, cache.root());
                    return Ok(bundle.built(draft.merged, skipped));
                }
                Err(error) => {
                    not_used.push(NotUsed::not_writable(cache.root(), &error));
                }
            }
            unstored = Some(draft);
        }
        self.without_record(unstored, not_used, now)
    }

    /// Returns the drafted bundle if it was built before, although nothing can be written.
    fn without_record(
        &self,
        draft: Option<Draft>,
        not_used: Vec<NotUsed>,
        now: i64,
    ) -> Result<Bundle, NotBuilt> {
        let hint = not_used.first().map(|first| first.hint(self.caches));
        let hint = hint.unwrap_or_else(own_dir_hint);
        let draft = draft.map_or_else(|| self.draft(now), Ok);
        if let Ok(draft) = draft
            && let Some(bundle) = self.stored_before(&draft)
        {
            let problem = unrecorded(&not_used, &hint);
            return Ok(bundle.built(draft.merged, Some(problem)));
        }
        Err(NotBuilt::NotStored {
            hint,
            tried: not_used,
        })
    }

    /// Returns the drafted bundle in a cache directory that has it already, although nothing can be
    /// written to it.
    fn stored_before(&self, draft: &Draft) -> Option<Bundle> {
        let caches = self.caches.iter();
        caches
            .filter_map(|dir| Cache::open(&dir).ok())
            .find_map(|cache| draft.stored_in(&cache))
    }

    /// Returns the cache at `dir` if a file can be written to it.
    fn writable(&self, dir: Result<Cow<Path>, (&Path, io::Error)>) -> Result<Cache, NotUsed> {
        let dir = dir.map_err(|(temp, error)| NotUsed::not_writable(temp, &error))?;
        Cache::of_caches(self.caches, &dir)
    }

    /// Returns the problem of the directories that were passed over before `dir`. A farm or a
    /// service that has no home of its own is not a problem.
    fn skipped(&self, not_used: &[NotUsed], dir: &Path) -> Option<Problem> {
        let is_problem = |one: &&NotUsed| !self.caches.is_of_no_home(&one.root);
        let hint = not_used.iter().find(is_problem)?.hint(self.caches);
        let message = format!(
            "not used: {}; the bundle is in {} ({hint})",
            joined(not_used),
            dir.display()
        );
        Some(Problem::new(Source::Cache, message))
    }

    fn draft(&self, now: i64) -> Result<Draft, Box<Failed>> {
        let (gathered, files) = self.gather_files(now);
        match obstacle(&gathered.merged) {
            Some(reason) => {
                let Gathered {
                    merged, blocklist, ..
                } = gathered;
                let mut unreadable = merged.problems;
                unreadable.retain(|problem| problem.kind.unreadable_distrust().is_some());
                Err(Box::new(Failed {
                    reason,
                    blocklist,
                    unreadable,
                }))
            }
            None => Ok(Draft::new(self.inputs, gathered, files)),
        }
    }
}

/// Returns the problem of a bundle that exists, of which no record can be written.
fn unrecorded(not_used: &[NotUsed], hint: &str) -> Problem {
    let message = format!(
        "cannot be written: {}; each launch reads the certificates again ({hint})",
        joined(not_used)
    );
    Problem::new(Source::Cache, message)
}

fn joined(not_used: &[NotUsed]) -> String {
    let texts: Vec<String> = not_used.iter().map(NotUsed::to_string).collect();
    texts.join("; ")
}

fn obstacle(merged: &Merged) -> Option<NotBuilt> {
    let mut problems = merged.problems.iter();
    if let Some(problem) = problems.find(|problem| problem.needed.is_some()) {
        return Some(NotBuilt::Required(Box::new(problem.clone())));
    }
    let is_empty = merged.included().next().is_none();
    is_empty.then(|| NotBuilt::NoCertificates(merged.problems.clone()))
}

impl Bundle {
    /// Adds the merged sources and a problem with other cache directories.
    fn built(mut self, merged: Merged, skipped: Option<Problem>) -> Self {
        self.problems.clone_from(&merged.problems);
        self.built = Some(merged);
        self.problems.extend(skipped);
        self
    }
}

impl fmt::Display for NotBuilt {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Required(problem) => {
                let path = problem.source.path().unwrap_or(Path::new(""));
                let shown = path.display();
                write!(
                    f,
                    "cannot build the bundle: {shown}: {}",
                    problem.kind.shown()
                )
            }
            Self::NoCertificates(_) => {
                f.write_str("the bundle would be empty: no source has a certificate to trust")
            }
            Self::NotStored { .. } => f.write_str("cannot write the bundle to any cache directory"),
        }
    }
}

impl From<&NotBuilt> for Error {
    fn from(reason: &NotBuilt) -> Self {
        let error = Self::new(reason.to_string());
        match reason {
            NotBuilt::Required(_) => {
                error.hint("correct the path, and let your user read the file")
            }
            NotBuilt::NoCertificates(problems) => problems
                .iter()
                .map(|problem| format!("{}: {}", problem.source, problem.kind.shown()))
                .fold(error, Self::note)
                .hint("enable a source under `ca:` in the profile: `native`, `mozilla` or `files`"),
            NotBuilt::NotStored { tried, hint } => (tried.iter().map(NotUsed::to_string))
                .fold(error, Self::note)
                .hint(hint),
        }
    }
}
