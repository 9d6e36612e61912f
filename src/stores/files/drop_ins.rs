//! The `ca.d` directories: files of certificates that count for every profile.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Loaded, load_safe};
use crate::certs::{ProblemKind, Source};
use crate::dirs::Scope;
use crate::os;

/// Reads a `ca.d` directory, which need not exist. That of all users counts only if no other user
/// could have written it.
pub fn load_drop_ins(root: &Path, dir: &Path, scope: Scope) -> Loaded {
    let is_for_all = scope == Scope::Site;
    if let Some((path, why)) = is_for_all.then(|| os::unsafe_site_dir(root, dir)).flatten() {
        return ignored(root, dir, &path, &why);
    }
    let why_unsafe = |file: &Path| {
        let files = [file].into_iter().filter(|_| is_for_all);
        os::unsafe_for_site(root, files).map(|(_, why)| why)
    };
    let source = |path: PathBuf| {
        if path == dir {
            Source::File(path)
        } else {
            Source::Trust(path)
        }
    };
    let mut loaded = load_safe(root, dir, &source, &why_unsafe);
    let own = source(dir.to_owned());
    let shared = || os::shared_with(dir, &fs::metadata(dir).ok()?);
    if loaded.is_missing(&own) {
        loaded.problems.clear();
    } else if let Some(who) = (!is_for_all).then(shared).flatten() {
        loaded.add_problem(&own, ProblemKind::SharedTrust(who));
    }
    loaded
}

/// Returns the problem of an unsafe directory, because of `path`: the directory or the one above.
fn ignored(root: &Path, dir: &Path, path: &Path, why: &str) -> Loaded {
    let mut loaded = Loaded::below(root);
    loaded.add_stamp(dir);
    loaded.add_stamp(path);
    let kind = ProblemKind::UnsafeForAll(format!("{}: {why}", path.display()));
    loaded.add_unsafe(path, &Source::File(dir.to_owned()), kind);
    loaded
}
