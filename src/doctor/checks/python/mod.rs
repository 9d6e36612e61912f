//! Checks of the program's Python.

pub mod api;
pub mod certifi;
pub mod ignores_bundle;
pub mod no_roots;
pub mod no_ssl;
pub mod old_openssl;
pub mod openssl_conf;
pub mod strict;
mod verdict;

use super::place;
use crate::doctor::python::{Python, Report};
use crate::doctor::{Finding, Id, Status, Subject};
use crate::os;
use crate::profile::BASE;
use crate::shell::quote;

/// Returns Python's report, or why the check is skipped. `python-ignores-bundle` reports the
/// reason as a warning.
fn report(id: Id, python: &Python) -> Result<&Report, Vec<Finding>> {
    python.outcome.as_ref().map_err(|why| {
        let path = python.interpreter.path.display();
        let why = format!("the program's Python was not tested: {why}");
        vec![Finding::skipped(id, why).detail(format!("Python: {path}"))]
    })
}

/// Returns a finding about a Python, with its version and path in the details.
fn finding(
    id: Id,
    status: Status,
    message: impl Into<String>,
    python: &Python,
    report: &Report,
) -> Finding {
    let [major, minor, patch] = report.version;
    let mut name = format!("Python {major}.{minor}.{patch}");
    if let Some(ssl) = &report.ssl {
        name = format!("{name} with {}", ssl.openssl);
    }
    let interpreter = python.interpreter.path.display();
    let found = Finding::new(id, status, message).detail(format!("{name}: {interpreter}"));
    if python.interpreter.takes_licence {
        return found.detail("the program itself ran it, as --start-program allows");
    }
    found
}

/// Adds how to change a key of the user's profile: the line to write, and the command that checks
/// it.
fn with_profile_key(found: Finding, subject: &Subject, start: &str, line: &str) -> Finding {
    let name = subject.name();
    let file = subject.own_profile().map_or_else(
        || format!("the profile `{name}`"),
        |file| file.display().to_string(),
    );
    let extends = match name {
        BASE => String::new(),
        name => format!(" (a new file begins with `extends: {name}`)"),
    };
    found
        .remedy(format!("{start}: add `{line}` to {file}{extends}"))
        .command(format!("sglaunch check {}", quote(name.as_ref())))
}

/// Adds how to let the profile set a variable that it leaves to the caller.
fn with_changed_entry(found: Finding, subject: &Subject, entry: &LeftOut) -> Finding {
    let LeftOut { name, place } = entry;
    found
        .detail(format!("`ca.variables` leaves {name} to the caller"))
        .remedy(format!(
            "change `{name}: false` to `{name}: true` in {place}, so that it names the bundle"
        ))
        .command(format!("sglaunch check {}", quote(subject.name().as_ref())))
}

/// An entry `NAME: false` of `ca.variables`.
struct LeftOut {
    name: &'static str,
    /// The file and the line.
    place: String,
}

impl LeftOut {
    /// Returns the entry of a variable, if the profile leaves it to the caller.
    fn of(subject: &Subject, name: &'static str) -> Option<Self> {
        let profile = subject.profile.as_ref().ok()?;
        let mut left_out = profile.settings.ca.variables.left_out();
        let entry =
            left_out.find(|entry| os::same_variable(entry.value.as_ref(), name.as_ref()))?;
        let place = place(&profile.location_of(entry));
        Some(Self { name, place })
    }
}
