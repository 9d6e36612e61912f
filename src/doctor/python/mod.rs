//! The view of the program's own Python, by a script that it runs.

mod report;

use std::fmt;
use std::path::PathBuf;

use super::site::Site;
use super::{Options, Subject};
pub use report::{Attempt, Certifi, Context, Failure, Package, Paths, Report, Ssl};

/// The program's Python, and what it reports.
#[derive(Debug)]
pub struct Python {
    pub interpreter: PathBuf,
    pub outcome: Result<Report, NoReport>,
}

/// Why the program has no Python that can be run.
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
    /// There is no Python on PATH.
    NotOnPath,
    /// No check needs it.
    NotWanted,
    /// The part of sglaunch that runs it has crashed.
    Unreported,
}

/// Why a Python gives no report.
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
            Self::NotOnPath => f.write_str("there is no Python on PATH"),
            Self::NotWanted => f.write_str("no check needs Python"),
            Self::Unreported => f.write_str("the run of Python crashed, a fault of sglaunch"),
        }
    }
}

impl fmt::Display for NoReport {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::NotStarted(why) => write!(f, "it cannot be started: {why}"),
            Self::TooSlow(seconds) => write!(f, "it did not end within {seconds} seconds"),
            Self::Crashed { how, .. } => write!(f, "it ended without a report: {how}"),
            Self::Unreadable(why) => write!(f, "its report cannot be read: {why}"),
        }
    }
}

impl Python {
    /// Returns the handshake with a site.
    pub fn attempt_of(&self, site: &Site) -> Option<&Attempt> {
        let report = self.outcome.as_ref().ok()?;
        let name = site.authority();
        report.attempts.iter().find(|attempt| attempt.site == name)
    }
}

/// Runs the script in the program's Python.
pub fn observe(_subject: &Subject, _options: &Options) -> Result<Python, NoPython> {
    Err(NoPython::NoProgram)
}
