//! Paths that do not lead to a program.

use std::fmt;
use std::fs::{self, Metadata};
use std::io::{self, ErrorKind};
use std::path::Path;

use crate::error::{Error, Exit, Location};
use crate::os;
use crate::os::special::{NotAFile, Special};
use crate::shell::quote;

/// The reason why a path does not lead to a program.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unusable {
    Missing,
    /// A link to a file that does not exist.
    BrokenLink,
    LinkLoop,
    /// A component of the path that is not the last is a file.
    InFile,
    NameTooLong,
    PermissionDenied,
    /// Another error of the system.
    Unreadable(String),
    /// A directory, a pipe, a socket or a device.
    Special(Special),
}

impl Unusable {
    /// Returns the reason that the metadata of `path` give, if it does not lead to a file.
    pub fn new(path: &Path, meta: &io::Result<Metadata>) -> Option<Self> {
        Some(match meta {
            Ok(meta) if meta.is_file() => return None,
            Ok(meta) => Self::Special(NotAFile::new(path, meta).kind),
            Err(error) if os::is_link_loop(error) => Self::LinkLoop,
            Err(error) => match error.kind() {
                ErrorKind::NotFound if path.is_symlink() => Self::BrokenLink,
                ErrorKind::NotFound => Self::Missing,
                ErrorKind::NotADirectory => Self::InFile,
                ErrorKind::InvalidFilename => Self::NameTooLong,
                ErrorKind::PermissionDenied => Self::PermissionDenied,
                _ => Self::Unreadable(error.to_string()),
            },
        })
    }

    /// Returns the error for a path that the user typed.
    pub fn error(&self, path: &Path) -> Error {
        let (sentence, exit, hint) = match self {
            Self::Missing => (
                "no such program".to_owned(),
                Exit::NotFound,
                "correct the path, or give the name of a profile",
            ),
            Self::BrokenLink | Self::LinkLoop | Self::InFile | Self::NameTooLong => (
                format!("no such program: {self}"),
                Exit::NotFound,
                "correct the path or the link",
            ),
            Self::PermissionDenied => (
                "permission denied: cannot read the directory of this program".to_owned(),
                Exit::CannotRun,
                "check the permissions of the directory",
            ),
            Self::Unreadable(_) => (
                format!("this program cannot be read: {self}"),
                Exit::CannotRun,
                "check the disk or the server that it is on",
            ),
            Self::Special(_) => (
                format!("this is {self}"),
                Exit::CannotRun,
                "give the path of the program in the directory",
            ),
        };
        let error = Error::new(sentence).at(Location::file(path)).exit(exit);
        let error = match self {
            Self::Special(kind) if *kind != Special::Dir => error.hint("correct the path"),
            _ => error.hint(hint),
        };
        match self.detail(path) {
            Some(detail) => error.note(detail),
            None => error,
        }
    }

    /// Returns the file or link that causes the failure.
    fn detail(&self, path: &Path) -> Option<String> {
        match self {
            Self::BrokenLink => {
                let target = fs::read_link(path).ok()?;
                Some(format!("it leads to {}", target.display()))
            }
            Self::InFile => {
                // `components` removes a slash at the end, with which no part would be a file.
                let mut parts = path.components().as_path().ancestors();
                let file = parts.find(|part| part.is_file())?;
                Some(format!("{} is a file", file.display()))
            }
            _ => None,
        }
    }
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "no such file",
            Self::BrokenLink => "a link to a file that does not exist",
            Self::LinkLoop => "a loop of symbolic links",
            Self::InFile => "a part of its path is a file, not a directory",
            Self::NameTooLong => "its name is too long",
            Self::PermissionDenied => "permission denied",
            Self::Unreadable(error) => error,
            Self::Special(kind) => return write!(f, "{kind}, not a program"),
        })
    }
}

/// The reason why a file without the execute permission cannot be run.
pub const NOT_EXECUTABLE: &str = "it is not executable";

/// Returns the action that makes a program executable.
pub fn how_to_make_executable(program: &Path) -> String {
    format!(
        "make it executable: chmod +x {}",
        quote(program.as_os_str())
    )
}

/// Returns the error of a program that was found and cannot be run.
pub fn cannot_run(reason: &str) -> Error {
    Error::new(format!("the program cannot be run: {reason}")).exit(Exit::CannotRun)
}
