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
