//! Profiles called by other names, and profiles that share the settings of a family.

mod calls;
mod family;
mod index;
mod own;
mod stat_calls;

use crate::sandbox::{Outcome, Sandbox};

/// Checks that a program started under a profile, and returns the name that it was started by.
#[track_caller]
fn started(outcome: Outcome, profile: &str) -> String {
    let outcome = outcome.success();
    let name = outcome.dcc_env("SGLAUNCH_PROFILE");
    assert_eq!(name.as_deref(), Some(profile));
    let program = outcome.json()["args"][0].clone();
    let program = std::path::Path::new(program.as_str().expect("a path"));
    let name = program.file_stem().expect("a name").to_str();
    // The version in a name is not an extension.
    let name = name
        .filter(|_| cfg!(windows))
        .or_else(|| program.file_name()?.to_str());
    name.expect("UTF-8").to_owned()
}

/// Returns a machine with these programs on PATH, and no others.
fn with_programs(names: &[&str]) -> Sandbox {
    let bin = Sandbox::new();
    let path = bin.path("bin");
    let sandbox = bin.env("PATH", path);
    (names.iter()).fold(sandbox, |sandbox, name| sandbox.dcc(format!("bin/{name}")))
}
