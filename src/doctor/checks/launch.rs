//! `profile-invalid`, `program-missing`.

use std::ffi::OsStr;

use crate::doctor::{Finding, Id, Subject};
use crate::launch::exec::obstacle;
use crate::profile::{BASE, Profile, Version};
use crate::program::{Program, how_to_edit, installed};
use crate::shell::quote;

/// `profile-invalid`.
pub fn profile(subject: &Subject) -> Vec<Finding> {
    let error = subject.profile.as_ref().err();
    let Some(error) = error.or(subject.inapplicable.as_ref()) else {
        return Vec::new();
    };
    let failed = Finding::of_error(Id::ProfileInvalid, error);
    let command = if subject.profile_exists {
        format!("sglaunch check {}", quote(subject.name().as_ref()))
    } else {
        "sglaunch list".to_owned()
    };
    let mut failed = failed.command(command);
    if subject.profile.is_err() {
        failed = failed.detail(format!("the other checks examine `{BASE}` instead"));
    }
    vec![failed]
}

/// `program-missing`.
pub fn program(subject: &Subject) -> Vec<Finding> {
    let Ok(profile) = &subject.profile else {
        let why = "the profile is invalid, so its program is not known";
        return vec![Finding::skipped(Id::ProgramMissing, why)];
    };
    // As `defaults`, and as a studio's profile for `-p NAME PROGRAM`.
    if subject.has_no_program() {
        return vec![Finding::skipped(
            Id::ProgramMissing,
            "the profile has no program of its own",
        )];
    }
    let error = match &subject.program {
        Ok(program) => {
            let obstacle = obstacle(&program.path);
            let failed = obstacle.map(|error| Finding::of_error(Id::ProgramMissing, &error));
            return failed.into_iter().chain(not_started(program)).collect();
        }
        Err(error) => error,
    };
    let failed = Finding::of_error(Id::ProgramMissing, error);
    let command = installed_command(subject, profile).unwrap_or_else(|| how_to_edit(profile));
    vec![failed.command(command)]
}

/// Returns a warning for each variable that names another program than the one that starts.
fn not_started(program: &Program) -> impl Iterator<Item = Finding> {
    program.notes.iter().filter_map(|note| {
        let warning = Finding::warning(Id::ProgramMissing, note.to_string());
        let starts = format!("{} is started instead", program.path.display());
        Some(warning.detail(starts).remedy(note.action()?))
    })
}

/// Returns the command that starts the newest installed version, if there is one.
fn installed_command(subject: &Subject, profile: &Profile) -> Option<String> {
    let versions = installed(profile, &subject.search_context());
    let newest = versions.first().map(Version::as_str)?;
    let target = format!("{}@{newest}", profile.name);
    Some(format!("sglaunch {}", quote(OsStr::new(&target))))
}
