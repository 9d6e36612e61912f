//! Linux, macOS and the other Unixes.

use std::path::{Path, PathBuf};

use super::caches::{CacheDir, CacheDirs};
use super::in_image;
use super::standard::StandardDirs;
use crate::env::Env;
use crate::os;

/// Returns the user's directories.
pub(super) fn standard_dirs(env: &Env) -> StandardDirs {
    StandardDirs::new(env.non_empty("HOME").map(PathBuf::from))
}

/// Returns the directory of caches of all the user's programs: on Linux `XDG_CACHE_HOME` or
/// `~/.cache`.
pub(super) fn cache_home(env: &Env) -> Option<PathBuf> {
    Some(standard_dirs(env).cache?.parent()?.to_owned())
}

/// Returns the directories of temporary files.
pub(super) fn temporary_dirs(env: &Env, root: &Path) -> Vec<PathBuf> {
    let named = env.non_empty("TMPDIR").map(PathBuf::from);
    let standard = ["tmp", "var/tmp"].map(|dir| root.join(dir));
    named.into_iter().chain(standard).collect()
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

/// Returns the name of this machine in its network.
pub fn host_name(_: &Env) -> String {
    network_name()
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

/// Returns the machine's configuration directory below `root`.
pub(super) fn machine_config(_: &Env, root: &Path) -> PathBuf {
    root.join(if cfg!(target_os = "macos") {
        "Library/Application Support/sglaunch"
    } else {
        "etc/sglaunch"
    })
}

/// Returns the cache directories: the one that the environment names or the standard one, one below
/// `XDG_RUNTIME_DIR`, and private ones in `temp`.
pub(super) fn caches(
    env: &Env,
    named: Option<PathBuf>,
    standard: &StandardDirs,
    root: &Path,
    temp: &Path,
) -> CacheDirs {
    let first = match named {
        Some(dir) => Some(CacheDir::named(dir)),
        // Programs that give up root's privileges cannot read its home.
        None if os::is_root() => Some(CacheDir::standard(
            in_image(root, root.join(ROOT_CACHE)),
            None,
        )),
        None => {
            let cache = standard.cache.clone();
            cache.map(|dir| CacheDir::standard(dir, standard.home.as_deref()))
        }
    };
    let runtime = env.non_empty("XDG_RUNTIME_DIR").map(Path::new);
    let runtime = runtime.map(|dir| CacheDir::standard(dir.join("sglaunch"), Some(dir)));
    CacheDirs::new(first.into_iter().chain(runtime), Some(temp))
}

/// The cache directory of root.
const ROOT_CACHE: &str = if cfg!(target_os = "macos") {
    "Library/Caches/sglaunch"
} else {
    "var/cache/sglaunch"
};
