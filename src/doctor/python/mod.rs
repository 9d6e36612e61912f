//! The view of the program's own Python, by a script that it runs.

use super::{Options, Subject};
use std::path::PathBuf;

/// What the program's Python reports.
#[derive(Debug)]
pub struct Python {
    pub interpreter: PathBuf,
    pub outcome: Result<Report, String>,
}

/// The report of the script.
#[derive(Debug)]
pub struct Report {
    pub version: String,
}

/// Runs the script in the program's Python; `None` if the program has none that can be asked.
pub fn observe(_subject: &Subject, _options: &Options) -> Option<Python> {
    None
}
