//! The shell that called sglaunch on Windows.

use std::ffi::OsStr;

use super::caller::caller;
pub use super::caller::write_for_any_shell;
use super::{Format, UserShell};
use crate::env::Env;

impl UserShell {
    /// Returns the shell that called sglaunch.
    pub fn from_env(_: &Env) -> Self {
        caller().unwrap_or(Self::Windows)
    }
}

/// Quotes a word of a command for the shell that called sglaunch, only if the shell needs it.
pub fn quote(word: &OsStr) -> String {
    caller().unwrap_or(UserShell::Windows).quote(word)
}

/// Quotes the path of a program at the beginning of a command.
pub fn quote_program(program: &OsStr) -> String {
    caller()
        .unwrap_or(UserShell::Windows)
        .quote_program(program)
}

/// Quotes a variable and its value, for cmd as its `set` takes them.
pub fn quote_assignment(name: &OsStr, value: &OsStr) -> String {
    let shell = caller().unwrap_or(UserShell::Windows);
    shell.quote_assignment(name, value)
}

/// Writes the paths below the home directory in a command with the variable that names it.
pub fn without_home(command: &str, home: &str) -> String {
    let shell = caller().unwrap_or(UserShell::Windows);
    shell.without_dir(command, home, "USERPROFILE")
}

/// Returns the command that moves the cache of the launches after it to a local directory that no
/// other user has.
pub fn own_cache_command() -> String {
    let shell = caller().unwrap_or(UserShell::Windows);
    let dir = shell.path_below("LOCALAPPDATA", r"\sglaunch");
    format!("setx SGLAUNCH_CACHE_DIR {dir}")
}

/// Returns a file in the home directory, as one word of a command.
pub fn own_file(name: &str) -> String {
    let shell = caller().unwrap_or(UserShell::Windows);
    shell.path_below("USERPROFILE", &format!("\\{name}"))
}

/// Returns the command that appends lines to a file in the home directory.
pub fn append_to_own_file(name: &str, lines: &[&str]) -> String {
    caller()
        .unwrap_or(UserShell::Windows)
        .append(&own_file(name), lines)
}

impl Format {
    /// Returns the format of `env` if none is named: that of the shell that called sglaunch.
    pub fn of_caller() -> Self {
        match caller() {
            Some(UserShell::Cmd) => Self::Cmd,
            Some(UserShell::Fish) => Self::Fish,
            Some(UserShell::Csh | UserShell::Tcsh) => Self::Csh,
            Some(UserShell::Bash | UserShell::Zsh | UserShell::Sh) => Self::Sh,
            Some(UserShell::Powershell | UserShell::Windows) | None => Self::Powershell,
        }
    }
}
