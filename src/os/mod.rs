//! What differs between operating systems outside the certificate stores and the launch: one module per system, with
//! the same function names.

use std::fs;
use std::path::Path;

pub mod atomic;
pub mod ownership;
#[cfg(unix)]
mod unix;
#[cfg(unix)]
pub use unix::*;

#[cfg(windows)]
mod windows;
#[cfg(windows)]
pub use windows::*;

/// Whether programs are called without the ending of their file's name.
pub const ADDS_ENDINGS: bool = cfg!(windows);

/// Whether names of files are the same in capitals and in small letters.
pub const IGNORES_CASE: bool = cfg!(any(windows, target_os = "macos"));

/// Why nothing counts that is in a folder of the settings for all users; `None` where it counts, or is not there.
pub fn why_left_out(folder: &Path) -> Option<String> {
    let places = [Some(folder), folder.parent()].into_iter().flatten();
    let (place, why) = why_not_for_all(places)?;
    fs::symlink_metadata(folder).ok()?;
    Some(format!("{}: {why}: {LEFT_OUT}", place.display()))
}

/// What to do about something that does not count.
pub const TAKE_OVER: &str =
    "an administrator looks through it, and makes it anew: docs/windows.md, For all users";

/// What is said of what does not count.
pub const LEFT_OUT: &str =
    "what is there for all users is left out (docs/windows.md, For all users)";

/// Whether a program's name is one of sglaunch's own: `sglaunch`, `sglaunchw`, `sglaunch-1.2`.
pub fn is_own_name(name: &std::ffi::OsStr) -> bool {
    const OWN: &[u8] = b"sglaunch";
    (name.as_encoded_bytes().get(..OWN.len())).is_some_and(|start| start.eq_ignore_ascii_case(OWN))
}
