//! `profile-invalid`, `program-missing`.

use crate::doctor::{Finding, Id, Subject};

/// `profile-invalid`.
pub fn profile(subject: &Subject) -> Vec<Finding> {
    let error = subject.profile.as_ref().err();
    let failed = error.map(|error| Finding::failed(Id::ProfileInvalid, error.sentence()));
    failed.into_iter().collect()
}

/// `program-missing`.
pub fn program(subject: &Subject) -> Vec<Finding> {
    if subject.is_defaults() || subject.profile.is_err() {
        return vec![Finding::skipped(Id::ProgramMissing, "no program was given")];
    }
    let error = subject.program.as_ref().err();
    let failed = error.map(|error| Finding::failed(Id::ProgramMissing, error.sentence()));
    failed.into_iter().collect()
}
