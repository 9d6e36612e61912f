//! The program search: finds the file that a profile or a typed command starts.

mod app_bundle;
mod candidate;
mod context;
mod directory;
mod lookup;
mod not_found;
mod note;
mod path_version;
mod placeholder;
mod reason;
mod registry;
mod requested;
pub mod sandbox;
mod search;
mod typed;
mod unusable;
mod variable;
mod version_of;
mod versions;

use std::ffi::{OsStr, OsString};
use std::path::{PathBuf, is_separator};

use crate::profile::Version;

pub use context::SearchContext;
pub use directory::in_directory;
pub use not_found::{hides_built_in, how_to_edit, how_to_extend};
pub use note::SearchNote;
pub use search::find;
pub use typed::{find_typed, is_in_current_dir, profile_name};
pub use unusable::{NOT_EXECUTABLE, cannot_run, how_to_make_executable};
pub use version_of::version_of;
pub use versions::{all, installed, of_candidate};

/// A program on disk.
#[derive(Debug, PartialEq, Eq)]
pub struct Program {
    /// The path, spelled as in the candidate.
    pub path: PathBuf,
    /// The arguments of the candidate, which come before those of the profile.
    pub args: Vec<OsString>,
    /// The value of `{version}` in the candidate. If the candidate has none, the version in the
    /// path or in a file, if the request needs it.
    pub version: Option<Version>,
    pub selection: Selection,
    /// Notes for `-v`, `list` and warnings.
    pub notes: Vec<SearchNote>,
}

impl Program {
    pub fn new(path: PathBuf, version: Option<Version>, selection: Selection) -> Self {
        Self {
            path,
            args: Vec::new(),
            version,
            selection,
            notes: Vec::new(),
        }
    }
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

impl Selection {
    /// Returns the variable that selects the program: PATH for a bare name.
    pub fn variable(&self) -> Option<&str> {
        match self {
            Self::Variable(name) => Some(name),
            Self::SearchPath => Some("PATH"),
            Self::Fixed | Self::Installed | Self::Typed => None,
        }
    }
}

/// What the command line requests of the program search.
#[derive(Clone, Copy, Debug, Default)]
pub struct Request<'a> {
    /// The version after `@`, or in an alias.
    pub version: Option<&'a Version>,
    /// The literal alias by which the profile was called. It is looked up on PATH first.
    pub called_as: Option<&'a str>,
    /// The version is printed. A launch needs the version only if the profile uses it, because
    /// finding it takes further system calls.
    pub shows_version: bool,
}

impl<'a> Request<'a> {
    /// Requests a version, or any version.
    pub fn version(version: Option<&'a Version>) -> Self {
        Self {
            version,
            ..Self::default()
        }
    }

    /// Requests that the search also finds the version.
    #[must_use]
    pub fn with_version(self) -> Self {
        Self {
            shows_version: true,
            ..self
        }
    }
}

/// Returns whether an argument is a path to a program, and not a name to look up on PATH.
pub fn is_path(word: &OsStr) -> bool {
    let bytes = word.as_encoded_bytes();
    matches!(bytes, b"." | b"..") || bytes.iter().any(|byte| is_separator(char::from(*byte)))
}
