//! Profiles of the machine, which count only if other users could not have written them.

use std::path::{Path, PathBuf};

use crate::certs::{Problem, ProblemKind, Source};
use crate::os;

/// Returns why a profile of the machine does not count.
pub(super) fn why_ignored(root: &Path, dir: &Path, file: &Path) -> Option<Problem> {
    why_dir_ignored(root, dir).or_else(|| os::unsafe_for_site(root, [file]).map(problem))
}

/// Returns why no profile of the machine counts.
pub(super) fn why_dir_ignored(root: &Path, dir: &Path) -> Option<Problem> {
    os::unsafe_site_dir(root, dir).map(problem)
}

fn problem((path, why): (PathBuf, String)) -> Problem {
    let kind = ProblemKind::UnsafeForAll(why);
    Problem::new(Source::Profiles(path), kind)
}
