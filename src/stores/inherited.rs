//! CA files and directories that the caller's environment names.

use std::env::split_paths;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use super::files::read_file;
use super::native;
use crate::certs::{hex, sha256};
use crate::env::Env;
use crate::env::names::{SGLAUNCH_INHERITED, SSL_CERT_DIR};
use crate::os;
use crate::profile::CaVariables;

/// Returns the paths that the set variables and `SSL_CERT_DIR` name in `env`, each once, without
/// the system's store below `root`.
///
/// Relative paths start at `cwd`. In a nested launch, a bundle of sglaunch is replaced by the paths
/// that the outer launch had inherited. A variable that is left out hides no file, so its file is
/// not inherited. `is_ours` returns whether a path is in this cache.
pub fn paths(
    env: &Env,
    variables: &CaVariables,
    cwd: &Path,
    root: &Path,
    is_ours: impl Fn(&Path) -> bool,
) -> Vec<PathBuf> {
    let path_in = |name: &str| env.non_empty(name).map(PathBuf::from);
    let files = (variables.iter()).filter_map(|name| path_in(&name.value));
    let dirs = env.non_empty(SSL_CERT_DIR).map(split_paths);
    let is_bundle = |path: &PathBuf| is_ours(path) || is_bundle(path);
    let (mut bundles, files): (Vec<PathBuf>, Vec<PathBuf>) = files.partition(is_bundle);
    // The outer profile may have set it.
    let left_out = (variables.left_out()).filter_map(|name| path_in(&name.value));
    bundles.extend(left_out.filter(is_bundle));
    // The empty directory that hides OpenSSL's is in the cache of the bundle, which may be another
    // machine's.
    let caches: Vec<&Path> = (bundles.iter())
        .filter_map(|path| path.parent()?.parent())
        .collect();
    let is_in_cache = |dir: &Path| dir.parent().is_some_and(|parent| caches.contains(&parent));
    let (empty, dirs): (Vec<PathBuf>, Vec<PathBuf>) =
        (dirs.into_iter().flatten()).partition(|dir| is_ours(dir) || is_in_cache(dir));
    let is_nested = !bundles.is_empty() || !empty.is_empty();
    let own = (files.into_iter().chain(dirs)).map(|path| cwd.join(path));
    let outer = env.non_empty(SGLAUNCH_INHERITED).filter(|_| is_nested);
    let outer = outer.map(parse_list).into_iter().flatten();
    deduplicated(own.chain(outer.filter(|path| may_exist(path))), root)
}

/// Returns the variables that name an inherited file, or the directory that contains it.
pub fn naming(env: &Env, variables: &CaVariables, cwd: &Path, path: &Path) -> Vec<String> {
    let names = |value: &OsStr| !value.is_empty() && path.starts_with(cwd.join(value));
    let files = variables.iter().map(|variable| variable.value.as_str());
    let mut found: Vec<&str> = files
        .filter(|name| env.non_empty(*name).is_some_and(names))
        .collect();
    let dirs = env.non_empty(SSL_CERT_DIR).map(split_paths);
    if (dirs.into_iter().flatten()).any(|dir| names(dir.as_os_str())) {
        found.push(SSL_CERT_DIR);
    }
    if found.is_empty() {
        found.push(SGLAUNCH_INHERITED);
    }
    found.into_iter().map(str::to_owned).collect()
}

/// Returns each path once, without the system's store below `root`.
fn deduplicated(paths: impl Iterator<Item = PathBuf>, root: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in paths.filter(|path| !path.as_os_str().is_empty()) {
        if !found.contains(&path) && !native::is_system_store(&path, root) {
            found.push(path);
        }
    }
    found
}

/// Returns the value of [`SGLAUNCH_INHERITED`] for these paths.
pub fn to_list(paths: &[PathBuf]) -> OsString {
    let texts: Vec<String> = paths.iter().map(|path| os::path_to_text(path)).collect();
    texts.join(&os::LIST_SEPARATOR.to_string()).into()
}

fn parse_list(list: &OsStr) -> Vec<PathBuf> {
    let list = list.to_string_lossy();
    list.split(os::LIST_SEPARATOR)
        .map(os::path_from_text)
        .collect()
}

/// Returns whether a file is a bundle of sglaunch in another cache: its name is the beginning of
/// its own digest. A missing one was in the cache of another machine, such as the one that
/// submitted a render job with its environment.
pub fn is_bundle(path: &Path) -> bool {
    let name = path.file_stem().and_then(OsStr::to_str).unwrap_or_default();
    let is_digest = name.len() == 16
        && path.extension() == Some(OsStr::new("pem"))
        && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_in_bundles = || path.parent().is_some_and(|dir| dir.ends_with("bundles"));
    is_digest
        && match read_file(path) {
            Ok(bytes) => hex(&sha256(&bytes)).starts_with(name),
            Err(_) => !may_exist(path) && is_in_bundles(),
        }
}

/// Returns whether a path exists, or an error prevents to tell: then reading it reports the error.
fn may_exist(path: &Path) -> bool {
    !matches!(path.try_exists(), Ok(false))
}
