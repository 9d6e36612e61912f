//! Names of environment variables.

use std::ffi::OsStr;

/// Returns whether two names mean the same environment variable.
pub fn same_variable(a: &OsStr, b: &OsStr) -> bool {
    a == b
}
