//! The CA files and folders that the caller's environment names.

use std::env::split_paths;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use super::files::read_file;
use super::native;
use crate::certs::{hex, sha256};
use crate::env::Env;
use crate::env::names::{SGLAUNCH_INHERITED, SSL_CERT_DIR};
use crate::os;

/// What `variables` and `SSL_CERT_DIR` name in `env`, each path once, without the system's own store below `root`.
///
/// Relative paths start at `cwd`. A bundle of sglaunch is replaced by what an outer launch had inherited. `is_ours` knows those in the cache.
pub fn find<'a>(
    env: &Env,
    variables: impl IntoIterator<Item = &'a str>,
    cwd: &Path,
    root: &Path,
    is_ours: impl Fn(&Path) -> bool,
) -> Vec<PathBuf> {
    let files = variables
        .into_iter()
        .filter_map(|name| env.non_empty(name))
        .map(PathBuf::from);
    let folders = env
        .non_empty(SSL_CERT_DIR)
        .map(split_paths)
        .into_iter()
        .flatten();
    let mut found: Vec<PathBuf> = Vec::new();
    let mut add = |path: PathBuf| {
        if !path.as_os_str().is_empty() && !found.contains(&path) && !native::is_own(&path, root) {
            found.push(path);
        }
    };
    let (bundles, others): (Vec<PathBuf>, Vec<PathBuf>) =
        files.partition(|path| is_ours(path) || is_bundle(path));
    // The empty folder lies in the same cache, which may be another machine's.
    let is_beside_bundles = |folder: &Path| {
        let mut caches = bundles.iter().filter_map(|path| path.parent()?.parent());
        caches.any(|cache| folder.parent() == Some(cache))
    };
    let (empty, folders): (Vec<PathBuf>, Vec<PathBuf>) =
        folders.partition(|folder| is_ours(folder) || is_beside_bundles(folder));
    let is_nested = !bundles.is_empty() || !empty.is_empty();
    others
        .into_iter()
        .chain(folders)
        .for_each(|path| add(cwd.join(path)));
    if is_nested && let Some(list) = env.non_empty(SGLAUNCH_INHERITED) {
        parse_list(list)
            .into_iter()
            .filter(|path| path.exists())
            .for_each(add);
    }
    found
}

/// Paths as the value of [`SGLAUNCH_INHERITED`].
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

/// Whether a file is a bundle of sglaunch in some other cache: its name is the beginning of its own digest. One that is
/// gone was in a cache of another machine, from which a farm has taken the environment.
fn is_bundle(path: &Path) -> bool {
    let name = path.file_stem().and_then(OsStr::to_str).unwrap_or_default();
    let is_digest = name.len() == 16
        && path.extension() == Some(OsStr::new("pem"))
        && name.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_digest
        && match read_file(path) {
            Ok(bytes) => hex(&sha256(&bytes)).starts_with(name),
            Err(_) => {
                !path.exists()
                    && path
                        .parent()
                        .is_some_and(|folder| folder.ends_with("bundles"))
            }
        }
}
