//! Names of environment variables.

use std::ffi::OsStr;

/// Whether two names mean the same variable.
pub fn same_variable(a: &OsStr, b: &OsStr) -> bool {
    a == b
}
