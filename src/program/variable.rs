//! Variables that select a program, as HFS does.

use std::ffi::OsStr;

use crate::profile::Template;

/// Variables that name no installation of one program.
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

/// Returns the variable of a candidate that selects the program. One with a default is only a part
/// of a path, and so is one that describes the user or the system.
pub(super) fn selecting(candidate: &Template) -> Option<&str> {
    let is_of_system = |name: &&str| {
        OF_SYSTEM
            .iter()
            .any(|known| name.eq_ignore_ascii_case(known))
    };
    (candidate.required_variables()).find(|name| !is_of_system(name))
}

/// Returns whether a value has quotes around it, as Docker's env files and `set X="…"` in a batch
/// file leave them.
pub(super) fn is_quoted(value: &OsStr) -> bool {
    matches!(
        value.as_encoded_bytes(),
        [b'"', .., b'"'] | [b'\'', .., b'\'']
    )
}
