//! Variables that select a program, such as HFS.

use std::ffi::OsStr;

use crate::profile::Template;

/// Variables that describe the user or the system, and not the installation of a program.
const OF_SYSTEM: [&str; 13] = [
    "APPDATA",
    "HOME",
    "LOCALAPPDATA",
    "LOGNAME",
    "PROGRAMDATA",
    "PROGRAMFILES",
    "PROGRAMFILES(X86)",
    "PROGRAMW6432",
    "PUBLIC",
    "SYSTEMDRIVE",
    "USER",
    "USERNAME",
    "USERPROFILE",
];

/// Returns the variable of a candidate that selects the program. A variable with a default, or one
/// that describes the user or the system, is only a part of the path.
pub(super) fn selecting(candidate: &Template) -> Option<&str> {
    let is_of_system = |name: &&str| {
        OF_SYSTEM
            .iter()
            .any(|known| name.eq_ignore_ascii_case(known))
    };
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
