//! Linux, macOS and the other Unixes.

use std::path::{Path, PathBuf};

use directories::{BaseDirs, ProjectDirs};

use super::StandardDirs;
use crate::env::Env;

/// Returns the directories of the user whose home is `HOME`. Without `HOME`, only macOS looks the
/// user up: elsewhere that needs modules of the system's libc, which a static program cannot load.
pub(super) fn standard_dirs(env: &Env) -> StandardDirs {
    let home = env.non_empty("HOME").map(PathBuf::from);
    if home.is_none() && !cfg!(target_os = "macos") {
        return StandardDirs::default();
    }
    let home = home.or_else(|| Some(BaseDirs::new()?.home_dir().to_owned()));
    let Some(dirs) = ProjectDirs::from("", "", "sglaunch") else {
        return StandardDirs {
            home,
            ..StandardDirs::default()
        };
    };
    StandardDirs {
        home,
        config: Some(dirs.config_dir().to_owned()),
        cache: Some(dirs.cache_dir().to_owned()),
        data: Some(dirs.data_local_dir().to_owned()),
        log: Some(log_dir(&dirs)),
    }
}

/// Returns the log directory: on macOS the one that Console shows.
fn log_dir(dirs: &ProjectDirs) -> PathBuf {
    let state = dirs.state_dir().unwrap_or(dirs.data_local_dir());
    let library = state.ancestors().nth(2);
    match library.filter(|_| cfg!(target_os = "macos")) {
        Some(library) => library.join("Logs/sglaunch"),
        None => state.to_owned(),
    }
}

/// Identifies this machine: homes are shared between machines with different certificate stores.
#[cfg(not(target_os = "macos"))]
pub fn host(_: &Env) -> String {
    network_name()
}

/// Identifies this machine by its hardware, because its name changes with the network.
#[cfg(target_os = "macos")]
pub fn host(_: &Env) -> String {
    hardware_uuid().unwrap_or_else(network_name)
}

fn network_name() -> String {
    rustix::system::uname()
        .nodename()
        .to_string_lossy()
        .into_owned()
}

/// Returns the UUID of this machine's hardware as hexadecimal digits (`gethostuuid(2)`).
#[cfg(target_os = "macos")]
fn hardware_uuid() -> Option<String> {
    use std::fmt::Write as _;

    let mut uuid = [0; 16];
    // A null pointer would mean to wait without a limit.
    let timeout = libc::timespec {
        tv_sec: 1,
        tv_nsec: 0,
    };
    #[expect(unsafe_code, reason = "no crate among the dependencies calls it")]
    // SAFETY: the call writes 16 bytes into a buffer of 16, reads the time, and keeps no pointer.
    let status = unsafe { libc::gethostuuid(uuid.as_mut_ptr(), &raw const timeout) };
    let mut digits = String::new();
    for byte in uuid {
        let _ = write!(digits, "{byte:02x}");
    }
    (status == 0).then_some(digits)
}

/// Returns a name for this user's directory in a place that all users share.
pub(super) fn user(_: &Env) -> String {
    rustix::process::geteuid().as_raw().to_string()
}

/// Returns the machine's configuration directory below `root`.
pub(super) fn machine_config(_: &Env, root: &Path) -> PathBuf {
    root.join(if cfg!(target_os = "macos") {
        "Library/Application Support/sglaunch"
    } else {
        "etc/sglaunch"
    })
}

/// Returns a path of a cache directory that every program can read: here, any path.
#[expect(
    clippy::unnecessary_wraps,
    reason = "on Windows some programs cannot read every path"
)]
pub(super) fn readable_by_programs(dir: PathBuf, _: &Env) -> Option<PathBuf> {
    Some(dir)
}

/// Returns the cache directory of a user for whom no other one is safe: none here.
pub(super) fn last_cache(_: &Env) -> Option<PathBuf> {
    None
}
