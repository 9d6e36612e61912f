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

/// Commands do not depend on the calling shell here.
pub fn write_for_any_shell() {}

impl Format {
    /// Returns the format of `env` if none is named.
    pub fn of_caller() -> Self {
        Self::Sh
    }
}
