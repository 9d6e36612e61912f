//! The program search: finds the file that a profile or a typed command starts.

mod app_bundle;
mod context;
mod not_found;
mod search;
mod typed;
mod versions;

use std::ffi::OsStr;
use std::path::{PathBuf, is_separator};

use crate::profile::Version;

pub use context::SearchContext;
pub use not_found::{hides_built_in, how_to_extend};
pub use search::find;
pub use typed::{find_typed, profile_name};
pub use versions::installed;

/// A program on disk.
#[derive(Debug, PartialEq, Eq)]
pub struct Program {
    /// The path, spelled as in the candidate.
    pub path: PathBuf,
    /// The value of `{version}` in the candidate.
    pub version: Option<Version>,
}

/// Returns whether a word is a path to a program, and not a name to look up on PATH.
pub fn is_path(word: &OsStr) -> bool {
    word.as_encoded_bytes()
        .iter()
        .any(|byte| is_separator(char::from(*byte)))
}
