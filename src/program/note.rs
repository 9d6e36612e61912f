//! Notes of the program search on variables and pins that do not select the program.

use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;

use crate::error::cut;
use crate::profile::Version;

/// A note of the program search. It displays the fact; [`SearchNote::action`] is what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SearchNote {
    /// The environment selects a program in spite of the profile's pin.
    PinOverridden {
        pin: Version,
        /// The version of the program, if it is known.
        version: Option<Version>,
        /// The variable or PATH.
        by: String,
    },
    /// The environment selects another version than the typed one.
    OtherVersion {
        /// The variable or PATH.
        variable: String,
        /// The version of the program, if it is known.
        version: Option<Version>,
        typed: Version,
    },
    /// A variable names a directory without the program.
    LeadsNowhere { variable: String, path: PathBuf },
    /// A bare name is a shell function, such as an alias of rez.
    ShellFunction { name: String, runs: String },
    /// The value of a variable contains the quotes of a shell or of an env file.
    Quoted { variable: String, value: OsString },
}

impl SearchNote {
    /// Returns what to do, if the note is a warning.
    pub fn action(&self) -> Option<String> {
        match self {
            Self::PinOverridden { .. } | Self::OtherVersion { version: None, .. } => None,
            Self::OtherVersion {
                variable,
                version: Some(version),
                ..
            } => Some(format!(
                "unset {variable}, or request version {}",
                version.as_str()
            )),
            Self::LeadsNowhere { variable, .. } => Some(format!("correct or unset {variable}")),
            Self::ShellFunction { runs, .. } => {
                Some(format!("give the path of the program that it runs: {runs}"))
            }
            Self::Quoted { variable, .. } => Some(format!("remove the quotes from {variable}")),
        }
    }

    /// Returns the variable that the note is about.
    pub(super) fn variable(&self) -> &str {
        match self {
            Self::PinOverridden { by, .. } => by,
            Self::ShellFunction { name, .. } => name,
            Self::OtherVersion { variable, .. }
            | Self::LeadsNowhere { variable, .. }
            | Self::Quoted { variable, .. } => variable,
        }
    }
}

impl fmt::Display for SearchNote {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::PinOverridden { pin, version, by } => {
                write_choice(f, by, version.as_ref())?;
                write!(f, ", although the profile pins {}", pin.as_str())
            }
            Self::OtherVersion {
                variable,
                version,
                typed,
            } => {
                write_choice(f, variable, version.as_ref())?;
                write!(f, " and {} was requested", typed.as_str())
            }
            Self::ShellFunction { name, .. } => {
                let name = cut(name);
                write!(
                    f,
                    "`{name}` is a shell function, which only the shell can start"
                )
            }
            Self::LeadsNowhere { variable, path } => {
                let path = path.to_string_lossy();
                write!(
                    f,
                    "{variable} leads to {}, which does not exist",
                    cut(&path)
                )
            }
            Self::Quoted { variable, value } => {
                let value = value.to_string_lossy();
                write!(f, "the value of {variable} is in quotes ({})", cut(&value))
            }
        }
    }
}

fn write_choice(f: &mut fmt::Formatter, variable: &str, version: Option<&Version>) -> fmt::Result {
    match version {
        Some(version) => write!(f, "{variable} selects version {}", version.as_str()),
        None => write!(f, "{variable} selects an unknown version"),
    }
}
