//! Profiles of the machine, which count only if other users could not have written them.

use std::path::Path;

use crate::certs::{Problem, Source};
use crate::os;

/// Returns why a profile of the machine does not count.
pub(super) fn why_ignored(dir: &Path, file: &Path) -> Option<Problem> {
    why_dir_ignored(dir).or_else(|| {
        let (path, why) = os::unsafe_for_site([file])?;
        Some(problem(&path, &why))
    })
}

/// Returns why no profile of the machine counts.
pub(super) fn why_dir_ignored(dir: &Path) -> Option<Problem> {
    let (path, why) = os::unsafe_site_dir(dir)?;
    Some(problem(&path, &why))
}

fn problem(path: &Path, why: &str) -> Problem {
    let message = format!("{why}, {}", os::SITE_IGNORED);
    Problem::new(Source::Profiles(path.to_owned()), message)
}
