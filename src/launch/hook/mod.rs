//! The certifi hook: a directory at the front of PYTHONPATH, whose `sitecustomize` makes Python's
//! certifi return the bundle.
//!
//! It is for code that calls certifi and reads no variable, as `requests.Session.send` does.

mod install;
mod prune;

use std::borrow::Cow;
use std::env::split_paths;
use std::ffi::OsString;
use std::path::Path;

use crate::env::Env;
use crate::env::names::SGLAUNCH_CERTIFI;
use crate::os;

pub use install::install;
pub use prune::prune;

/// The directories that Python searches first.
const PYTHONPATH: &str = "PYTHONPATH";

/// The prefix of the directory's name in every version of sglaunch.
const PREFIX: &str = "sglaunch-certifi-";

/// The directory's name, which contains a digest of its files.
pub const NAME: &str = concat!("sglaunch-certifi-", env!("SGLAUNCH_HOOK"));

/// The files, in the order in which they are written: once the one that Python reads exists, the
/// other does too.
pub const FILES: [(&str, &str); 2] = [
    ("sglaunch_certifi.py", include_str!("sglaunch_certifi.py")),
    ("sitecustomize.py", include_str!("sitecustomize.py")),
];

/// Returns whether `path` is a directory of the hook, of any version of sglaunch.
pub fn is_hook_dir(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    name.as_encoded_bytes().starts_with(PREFIX.as_bytes())
}

/// Returns the environment without the hook of an outer launch.
pub fn without_hook(env: &Env) -> Cow<'_, Env> {
    let list = env.get(PYTHONPATH).unwrap_or_default();
    let is_listed = split_paths(list).any(|path| is_hook_dir(&path));
    if !is_listed && env.get(SGLAUNCH_CERTIFI).is_none() {
        return Cow::Borrowed(env);
    }
    let mut env = env.clone();
    env.remove(SGLAUNCH_CERTIFI);
    if is_listed {
        remove_hook_dirs(&mut env);
    }
    Cow::Owned(env)
}

fn remove_hook_dirs(env: &mut Env) {
    let list = env.get(PYTHONPATH).unwrap_or_default();
    let others = split_paths(list).filter(|path| !is_hook_dir(path));
    let mut rest = OsString::new();
    for (index, path) in others.enumerate() {
        if index > 0 {
            rest.push(os::LIST_SEPARATOR.to_string());
        }
        rest.push(path);
    }
    if rest.is_empty() {
        env.remove(PYTHONPATH);
    } else {
        env.set(PYTHONPATH, rest);
    }
}

/// Adds the hook in `dir` at the front of PYTHONPATH.
pub fn add(env: &mut Env, dir: &Path, bundle: &Path) {
    let mut list = dir.as_os_str().to_owned();
    if let Some(rest) = env.non_empty(PYTHONPATH) {
        list.push(os::LIST_SEPARATOR.to_string());
        list.push(rest);
    }
    env.set(PYTHONPATH, list);
    env.set(SGLAUNCH_CERTIFI, bundle);
}
