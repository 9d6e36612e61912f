//! The user's shell on Unix, which `SHELL` names.

use std::ffi::OsStr;
use std::path::Path;

pub use super::posix::{quote, quote as quote_program};
use super::{Format, UserShell};
use crate::env::Env;

impl UserShell {
    /// Returns the shell that `SHELL` names.
    pub fn from_env(env: &Env) -> Self {
        let name = (env.get("SHELL").map(Path::new)).and_then(Path::file_name);
        Self::from_name(name.and_then(OsStr::to_str).unwrap_or_default())
    }
}

/// Quotes a variable and its value, as `export` and `env` take them.
pub fn quote_assignment(name: &OsStr, value: &OsStr) -> String {
    format!("{}={}", quote(name), quote(value))
}

/// Writes the paths below the home directory in a command with `~`, which a shell does not replace
/// in quotes.
pub fn without_home(command: &str, home: &str) -> String {
    command.replace(&format!("'{home}/"), "~/'")
}

/// Returns the command that moves the cache of the launches after it to a local directory that no
/// other user has.
pub fn own_cache_command() -> String {
    "export SGLAUNCH_CACHE_DIR=/var/tmp/sglaunch-$(id -u)".to_owned()
}

/// Returns a file in the home directory, as one word of a command.
pub fn own_file(name: &str) -> String {
    format!("\"$HOME/{name}\"")
}

/// Returns the command that appends lines to a file in the home directory.
pub fn append_to_own_file(name: &str, lines: &[&str]) -> String {
    format!("printf '{}\\n' >>~/{name}", lines.join("\\n"))
}

/// Commands do not depend on the calling shell here.
pub fn write_for_any_shell() {}

impl Format {
    /// Returns the format of `env` if none is named.
    pub fn of_caller() -> Self {
        Self::Sh
    }
}
