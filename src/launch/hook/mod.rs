//! The certifi hook: a folder in front of PYTHONPATH, whose `sitecustomize` makes Python's certifi answer with the bundle.
//!
//! It is for code that asks certifi and reads no variable, as `requests.Session.send` does.

mod install;

use std::borrow::Cow;
use std::env::split_paths;
use std::ffi::OsString;
use std::path::Path;

use crate::env::Env;
use crate::env::names::SGLAUNCH_CERTIFI;
use crate::os;

pub use install::{install, prune};

/// Where Python looks for modules first.
const PYTHONPATH: &str = "PYTHONPATH";

/// What the names of these folders begin with.
const PREFIX: &str = "sglaunch-certifi-";

/// The name of the folder, which comes from what is in it.
pub const NAME: &str = concat!("sglaunch-certifi-", env!("SGLAUNCH_HOOK"));

/// What is in the folder. The file that Python looks for comes last, so that where it is the others are too.
pub const FILES: [(&str, &str); 2] = [
    ("sglaunch_certifi.py", include_str!("sglaunch_certifi.py")),
    ("sitecustomize.py", include_str!("sitecustomize.py")),
];

/// Whether it is a folder of the hook, whatever version of sglaunch wrote it.
pub fn is_hook_dir(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    name.as_encoded_bytes().starts_with(PREFIX.as_bytes())
}

/// The environment without the hook of a launch around this one.
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

/// Puts the hook in `folder` in front of everything else that Python looks into.
pub fn add(env: &mut Env, folder: &Path, bundle: &Path) {
    let mut list = folder.as_os_str().to_owned();
    if let Some(rest) = env.non_empty(PYTHONPATH) {
        list.push(os::LIST_SEPARATOR.to_string());
        list.push(rest);
    }
    env.set(PYTHONPATH, list);
    env.set(SGLAUNCH_CERTIFI, bundle);
}
