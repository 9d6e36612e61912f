//! Differences between operating systems, except for certificate stores and the launch: one module
//! per system, with the same function names.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::hash::{BuildHasher as _, RandomState};
use std::path::{Path, PathBuf};

#[cfg(any(windows, test))]
pub mod access;
#[cfg(any(windows, test))]
pub mod ancestors;
pub mod atomic;
pub mod entry;
pub mod ownership;
pub mod path_text;
pub mod read;
mod registry;
pub mod replace;
#[cfg(any(windows, test))]
mod shim_record;
pub mod special;
pub mod threads;
#[cfg(unix)]
mod unix;
#[cfg(unix)]
pub use unix::*;

#[cfg(windows)]
mod windows;
#[cfg(windows)]
pub use windows::*;

pub use registry::{RegistryText, registry_root};

/// Whether the system adds an extension such as `.exe` to the name of a program.
pub const ADDS_EXTENSIONS: bool = cfg!(windows);

/// Whether the system has a registry of installed programs.
pub const HAS_REGISTRY: bool = cfg!(windows);

/// Whether the names of profiles are compared without case. For files, see [`ignores_case`].
pub const PROFILE_NAMES_IGNORE_CASE: bool = cfg!(any(windows, target_os = "macos"));

/// Whether some programs cannot open a path with other characters than ASCII.
pub const NEEDS_ASCII_PATHS: bool = cfg!(windows);

/// The command that is curl in every shell: in PowerShell up to 5.1, `curl` is an alias of another.
pub const CURL: &str = if cfg!(windows) { "curl.exe" } else { "curl" };

/// The reason why a group may not write profiles for all users.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(dead_code, reason = "no system returns all of them")]
pub enum GroupFault {
    /// The system has no such groups.
    Unsupported,
    /// No account has this name, or the SID is malformed.
    Unknown,
    /// The account is not a group.
    NotAGroup,
    /// The system predefines the group: users can be members without an administrator's decision.
    Predefined,
}

/// The command by which an administrator sets the clock by a time server.
pub const SET_CLOCK: &str = if cfg!(windows) {
    "w32tm /resync"
} else if cfg!(target_os = "macos") {
    "sudo sntp -sS time.apple.com"
} else {
    "sudo timedatectl set-ntp true"
};

/// Where, and as whom, PATH is changed for all users.
pub const ON_EACH_MACHINE: &str = if cfg!(windows) {
    "on each machine, in a console started as administrator"
} else {
    "on each machine"
};

/// An action that gives a command the rights of an administrator.
pub const AS_ADMINISTRATOR: &str = if cfg!(windows) {
    "run it in a console started as administrator"
} else {
    "run it as root, with sudo"
};

/// A directory in which programs are installed for all users.
pub const SITE_PROGRAMS: &str = if cfg!(windows) {
    r"a directory in C:\Program Files"
} else {
    "/usr/local/bin"
};

/// A directory in which a user without the rights of an administrator installs programs.
pub const USER_PROGRAMS: &str = if cfg!(windows) {
    r"%LOCALAPPDATA%\Programs\sglaunch"
} else {
    "~/.local/bin"
};

/// The command that shows who can read a file.
pub const LIST_RIGHTS: &str = if cfg!(windows) { "icacls" } else { "ls -ld" };

/// The path of a device that is read as an empty file.
pub const NULL_DEVICE: &str = if cfg!(windows) { "nul" } else { "/dev/null" };

/// The consequence for settings for all users that other users could have changed.
pub const SITE_IGNORED: &str = if cfg!(windows) {
    "so it is ignored (see docs/windows.md, For all users)"
} else {
    "so it is ignored (see docs/profiles.md, For all users)"
};

/// An action that makes such settings count again.
pub const SITE_HINT: &str = if cfg!(windows) {
    "ask an administrator to check it and to create it again (see docs/windows.md, For all users)"
} else {
    "ask an administrator to check it and to create it again (see docs/profiles.md, For all users)"
};

/// The action for an administrator who would write such settings.
pub const SITE_REPAIR: &str = if cfg!(windows) {
    "read the files in it, remove it, and install those that you keep again (see docs/windows.md, For all users)"
} else {
    "read the files in it, remove it, and install those that you keep again (see docs/profiles.md, For all users)"
};

/// Returns the part of the path of a directory of settings for all users that is not safe, with the
/// reason, if the directory exists.
pub fn unsafe_site_dir(root: &Path, dir: &Path) -> Option<(PathBuf, String)> {
    let paths = [Some(dir), dir.parent()].into_iter().flatten();
    let found = unsafe_for_site(root, paths)?;
    fs::symlink_metadata(dir).ok()?;
    Some(found)
}

/// Whether the times in a stamp of a file show that its permissions have changed.
pub const STAMPS_SHOW_RIGHTS: bool = cfg!(unix);

/// Returns whether two absolute paths are one by their text. On Windows and usually on macOS, case
/// does not matter; on Windows both slashes separate.
pub fn is_same_path(a: &Path, b: &Path) -> bool {
    let folded = |path: &Path| {
        let text = path.to_string_lossy();
        let text = if cfg!(windows) {
            text.replace('\\', "/")
        } else {
            text.into_owned()
        };
        text.trim_end_matches('/').to_lowercase()
    };
    a == b || PROFILE_NAMES_IGNORE_CASE && folded(a) == folded(b) && ignores_case(a)
}

/// Returns a random number, for names.
pub fn random() -> u64 {
    RandomState::new().hash_one(())
}

/// Returns a random name of the shape that `bundle prune` removes after a day.
pub fn temporary_name() -> OsString {
    format!(".tmp{:06x}", random() & 0xff_ffff).into()
}

/// Returns whether a program's name is one of sglaunch's own: `sglaunch`, `sglaunchw`,
/// `sglaunch-1.2`.
pub fn is_sglaunch_name(name: &OsStr) -> bool {
    const OWN: &[u8] = b"sglaunch";
    (name.as_encoded_bytes().get(..OWN.len())).is_some_and(|start| start.eq_ignore_ascii_case(OWN))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_takes_paths_of_another_case_for_the_same() {
        let same = |a: &str, b: &str| is_same_path(Path::new(a), Path::new(b));
        assert!(same("/opt/a", "/opt/a"));
        let other = [
            (
                r"C:\Program Files\Maya2024\bin\maya.exe",
                "c:/program files/MAYA2024/bin/maya.exe",
            ),
            (r"D:\é\x.exe", r"D:\É\x.exe"),
        ];
        for (a, b) in other {
            assert_eq!(same(a, b), cfg!(windows), "{a}");
        }
        assert!(!same(r"C:\a", r"C:\b"));
    }
}
