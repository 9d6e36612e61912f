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
pub use versions::{all, installed};

/// A program on disk.
#[derive(Debug, PartialEq, Eq)]
pub struct Program {
    /// The path, spelled as in the candidate.
    pub path: PathBuf,
    /// The value of `{version}` in the candidate, or the version that the path or a file shows.
    pub version: Option<Version>,
    pub selection: Selection,
    /// Remarks for `-v`, `list` and warnings.
    pub notes: Vec<Note>,
}

/// The reason why the program search selected a program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selection {
    /// A variable in the candidate, such as HFS, names the program.
    Variable(String),
    /// A bare name, found on PATH.
    SearchPath,
    /// A candidate that is one path.
    Fixed,
    /// The newest installed version that was requested.
    Installed,
    /// The user typed the program.
    Typed,
}

/// A remark of the program search. Its display is the sentence for the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// The environment selected a program, which the profile's pin does not change.
    PinOverridden {
        pin: Version,
        version: Option<Version>,
    },
}

/// The program that the command line requests of a profile.
#[derive(Clone, Copy, Debug, Default)]
pub struct Request<'a> {
    /// The version after `@`, or in an alias.
    pub version: Option<&'a Version>,
    /// The literal alias by which the profile was called, a name on PATH.
    pub called_as: Option<&'a str>,
}

impl<'a> Request<'a> {
    /// Requests a version, any if it is `None`.
    pub fn version(version: Option<&'a Version>) -> Self {
        Self {
            version,
            called_as: None,
        }
    }
}

/// Returns whether a word is a path to a program, and not a name to look up on PATH.
pub fn is_path(word: &OsStr) -> bool {
    word.as_encoded_bytes()
        .iter()
        .any(|byte| is_separator(char::from(*byte)))
}
