//! Reasons why there is no report of a Python.

use std::fmt;
use std::path::PathBuf;

/// A reason why the program has no Python that can be run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoPython {
    /// The program is not installed, or the profile is invalid.
    NoProgram,
    /// No Python is known for this program.
    Unknown(PathBuf),
    /// The directory in which the installation has its Python contains none.
    NotThere(PathBuf),
    /// Only this program contains the Python, and it takes a licence.
    NeedsLicence(PathBuf),
    /// A file of the pipeline configuration does not name a Python or a core that exists.
    BadFile(PathBuf),
    /// There is no Python on PATH.
    NotOnPath,
    /// No check needs it.
    NotWanted,
    /// The part of sglaunch that runs it has crashed.
    Unreported,
}

/// A reason why a Python gives no report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoReport {
    /// The system cannot start it.
    NotStarted(String),
    /// It did not end within the limit, in seconds.
    TooSlow(u64),
    /// It ended without a report: how, and the end of what it printed.
    Crashed { how: String, printed: String },
    /// It printed something else than a report.
    Unreadable(String),
}

impl fmt::Display for NoPython {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::NoProgram => f.write_str("there is no program whose Python could be run"),
            Self::Unknown(program) => {
                write!(f, "no Python is known for {}", program.display())
            }
            Self::NotThere(dir) => write!(f, "there is no Python in {}", dir.display()),
            Self::NeedsLicence(program) => write!(
                f,
                "only {} can run its Python, and it takes a licence: add --start-program",
                program.display()
            ),
            Self::BadFile(file) => write!(
                f,
                "`tank` finds no Python, because {} names none that exists",
                file.display()
            ),
            Self::NotOnPath => f.write_str("there is no Python on PATH"),
            Self::NotWanted => f.write_str("no check needs Python"),
            Self::Unreported => {
                f.write_str("the run of Python crashed: report this as a bug of sglaunch")
            }
        }
    }
}

impl fmt::Display for NoReport {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::NotStarted(why) => write!(f, "it cannot be started: {why}"),
            Self::TooSlow(1) => f.write_str("it did not end within 1 second"),
            Self::TooSlow(seconds) => write!(f, "it did not end within {seconds} seconds"),
            Self::Crashed { how, .. } => write!(f, "it ended without a report: {how}"),
            Self::Unreadable(why) => write!(f, "its report cannot be read: {why}"),
        }
    }
}
