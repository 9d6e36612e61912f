//! Linux, macOS and the other Unixes.

use std::path::{Path, PathBuf};

use super::standard::StandardDirs;
use crate::env::Env;

/// Returns the user's directories.
pub(super) fn standard_dirs(env: &Env) -> StandardDirs {
    StandardDirs::new(env.non_empty("HOME").map(PathBuf::from))
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

/// Returns the cache directory of last resort: none here.
pub(super) fn last_cache(_: &Env) -> Option<PathBuf> {
    None
}
