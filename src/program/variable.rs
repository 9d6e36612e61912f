//! Variables that select a program, such as HFS.

use std::ffi::OsStr;

use crate::env::names::is_of_system;
use crate::profile::Template;

/// Returns the variable of a candidate that selects the program. A variable with a default, or one
/// that describes the user or the system, is only a part of the path.
pub(super) fn selecting(candidate: &Template) -> Option<&str> {
    (candidate.required_variables()).find(|name| !is_of_system(name))
}

/// Returns whether a value has quotes around it. Docker's env files and `set X="…"` in a batch file
/// keep them.
pub(super) fn is_quoted(value: &OsStr) -> bool {
    matches!(
        value.as_encoded_bytes(),
        [b'"', .., b'"'] | [b'\'', .., b'\'']
    )
}
