//! Windows.

use std::path::{Path, PathBuf};

use winsafe::co;

use super::caches::{CacheDir, CacheDirs};
use super::standard::StandardDirs;
use crate::env::Env;
use crate::os::{self, known_folder};

/// Returns the user's directories, each on its own: settings may be on a server, and a user who
/// cannot reach it still has the other directories. None of them is accessed.
pub(super) fn standard_dirs(env: &Env) -> StandardDirs {
    let own =
        |id: co::KNOWNFOLDERID, name: &str| Some(known_folder(&id)?.join("sglaunch").join(name));
    StandardDirs {
        home: home(env),
        config: own(co::KNOWNFOLDERID::RoamingAppData, "config"),
        cache: own(co::KNOWNFOLDERID::LocalAppData, "cache"),
        data: own(co::KNOWNFOLDERID::LocalAppData, "data"),
        log: own(co::KNOWNFOLDERID::LocalAppData, "state"),
    }
}

/// Returns `None`: a directory of Windows has both caches and programs.
pub(super) fn cache_home(_: &Env) -> Option<PathBuf> {
    None
}

/// Returns the directories of temporary files, those of `GetTempPath`: of the user and of services.
/// Explorer unpacks a program there that is started inside of an archive.
pub(super) fn temporary_dirs(env: &Env, root: &Path) -> Vec<PathBuf> {
    let named = ["TMP", "TEMP"].map(|name| env.non_empty(name).map(PathBuf::from));
    let system = env.non_empty("SystemRoot").map(PathBuf::from);
    let system = system.unwrap_or_else(|| root.join("Windows")).join("Temp");
    named.into_iter().flatten().chain([system]).collect()
}

fn home(env: &Env) -> Option<PathBuf> {
    let home = env.non_empty("USERPROFILE").map(PathBuf::from);
    home.or_else(|| known_folder(&co::KNOWNFOLDERID::Profile))
}

/// Identifies this machine: roaming profiles are shared between machines with different stores.
pub fn host(env: &Env) -> String {
    env.get("COMPUTERNAME")
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

/// Returns the name of this machine in its network.
pub fn host_name(env: &Env) -> String {
    host(env)
}

/// Returns a name, in ASCII, for this user's directory in a place that all users share.
fn user(env: &Env) -> String {
    let name = env.get("USERNAME").unwrap_or_default();
    let name = name.to_str().filter(|name| name.is_ascii());
    name.map_or_else(|| os::user_id().unwrap_or_default(), str::to_owned)
}

/// Returns the machine's configuration directory below `root`.
pub(super) fn machine_config(env: &Env, root: &Path) -> PathBuf {
    let data = if root == Path::new("/") {
        program_data(env)
    } else {
        root.join("ProgramData")
    };
    data.join("sglaunch")
}

/// Returns the data directory of all users.
fn program_data(env: &Env) -> PathBuf {
    env.non_empty("ProgramData")
        .map_or_else(|| r"C:\ProgramData".into(), PathBuf::from)
}

/// Returns the cache directories: the one that the environment names or the standard one, one in
/// `temp`, and one in the data directory of all users, which services need. Every program can read
/// their paths.
pub(super) fn caches(
    env: &Env,
    named: Option<PathBuf>,
    standard: &StandardDirs,
    _: &Path,
    temp: &Path,
) -> CacheDirs {
    let first = match named {
        Some(dir) => Some(CacheDir::named(dir)),
        None => (standard.cache.clone()).map(|dir| CacheDir::standard(dir, None)),
    };
    let data = program_data(env);
    let shared = temp.join(format!("sglaunch-{}", user(env)));
    let others = [Some(shared), os::user_dir_in(&data)].into_iter().flatten();
    let others = others.map(|dir| CacheDir::standard(dir, None));
    let readable = |dir: CacheDir| dir.map(|path| os::ascii_path(path, &data));
    CacheDirs::new(first.into_iter().chain(others).filter_map(readable), None)
}
