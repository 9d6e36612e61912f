//! The checks: one line each in [`CHECKS`]. A check is a pure function of what was observed; it
//! never prints and never changes anything.

use super::python::Python;
use super::site::Observed;
use super::{Finding, Id, Subject, machine};

/// A check.
#[derive(Debug)]
pub struct Check {
    pub id: Id,
    /// The sentence if it finds nothing.
    pub passed: &'static str,
    pub run: Run,
}

/// The function of a check, by what it needs. No finding means that the check has passed.
#[derive(Debug)]
pub enum Run {
    /// Local files and variables.
    Machine(fn(&Subject) -> Vec<Finding>),
    /// One site. Python's view of it is missing if the program has no Python.
    Site(fn(&Subject, &Observed, Option<&Python>) -> Vec<Finding>),
    /// The program's Python, and our views of the sites.
    Python(fn(&Subject, &Python, &[Observed]) -> Vec<Finding>),
}

/// Defines the checks that are not written yet, until they are.
fn none(_: &Subject) -> Vec<Finding> {
    Vec::new()
}

use Run::Machine;

const fn check(id: Id, passed: &'static str, run: Run) -> Check {
    Check { id, passed, run }
}

/// All checks, in the order in which they are run and printed: cheap and local ones first. The first
/// that fails explains the later ones.
pub const CHECKS: &[Check] = &[
    check(
        Id::ProfileInvalid,
        "the profile is valid",
        Machine(machine::launch::profile),
    ),
    check(
        Id::ProgramMissing,
        "the program is installed",
        Machine(machine::launch::program),
    ),
    check(
        Id::EnvMissingFile,
        "every file that a CA variable names exists",
        Machine(none),
    ),
];
