//! `program-sandboxed`: programs in a sandbox or container, and whether they see the bundle there.

mod bwrap;
mod container;
mod packaged;

use std::path::{Path, PathBuf};

use super::call::Call;
use crate::doctor::{Finding, Id, Subject};
use crate::program::sandbox::{Place, Sandboxed, Visibility, sandboxed};

/// A sandbox, and what to do if the bundle is not visible in it.
struct Sandbox {
    /// As in "a Flatpak".
    kind: String,
    visibility: Visibility,
    details: Vec<String>,
    remedy: String,
    commands: Vec<String>,
}

/// `program-sandboxed`.
pub fn check(subject: &Subject) -> Vec<Finding> {
    let Some(call) = Call::of(subject) else {
        let skipped = skipped(subject);
        return if skipped.is_empty() {
            let why = "there is no program to examine";
            vec![Finding::skipped(Id::ProgramSandboxed, why)]
        } else {
            skipped
        };
    };
    let bundle = subject
        .certificates
        .as_ref()
        .and_then(|all| all.bundle.as_ref().ok());
    let Some(bundle) = bundle.map(|bundle| bundle.path.as_path()) else {
        return vec![Finding::skipped(Id::ProgramSandboxed, "there is no bundle")];
    };
    let place = Place {
        bundle,
        cache: cache_of(bundle),
        home: subject.home(),
    };
    let found = packaged::find(subject, &call, &place)
        .or_else(|| bwrap::find(&call, &place))
        .or_else(|| container::find(subject, &call, &place));
    let checked = |mut sandbox: Sandbox| {
        if sandbox.visibility != Visibility::Visible && call.has_branches() {
            let why = "conditions in the script decide whether this command is run";
            sandbox.visibility = Visibility::Unknown;
            sandbox.details.push(why.to_owned());
        }
        sandbox
    };
    found
        .map(|sandbox| finding(checked(sandbox), &call, &place))
        .into_iter()
        .collect()
}

/// Returns a finding for each program that the search skips because of its sandbox.
fn skipped(subject: &Subject) -> Vec<Finding> {
    let profile = subject.profile.iter();
    let all = profile.flat_map(|profile| sandboxed(profile, &subject.search_context()));
    let finding = |program: Sandboxed| {
        let path = program.path.display();
        let message = format!("{path} is not started: {program}");
        let (text, command) = &program.remedy;
        Finding::failed(Id::ProgramSandboxed, message)
            .remedy(*text)
            .command(command.as_str())
    };
    all.map(finding).collect()
}

/// Returns the cache directory of a bundle, `DIR` of `DIR/bundles/x.pem`.
fn cache_of(bundle: &Path) -> PathBuf {
    let dir = bundle.parent().and_then(Path::parent);
    dir.unwrap_or(bundle).to_owned()
}

fn finding(sandbox: Sandbox, call: &Call, place: &Place) -> Finding {
    let Sandbox {
        kind,
        visibility,
        details,
        remedy,
        commands,
    } = sandbox;
    let (program, cache) = (call.path.display(), place.cache.display());
    let mut finding = match visibility {
        Visibility::Visible => {
            let message = format!("{program} is {kind}, and the bundle is visible in it");
            return Finding::passed(Id::ProgramSandboxed, message);
        }
        Visibility::Hidden => Finding::failed(
            Id::ProgramSandboxed,
            format!(
                "{program} is {kind} that does not see {cache}: no client in it finds the bundle"
            ),
        ),
        Visibility::NoVariables => Finding::failed(
            Id::ProgramSandboxed,
            format!("{program} is {kind} that does not get the CA variables"),
        ),
        Visibility::Unknown => Finding::warning(
            Id::ProgramSandboxed,
            format!("{program} is {kind} that may not see {cache}, where the bundle is"),
        ),
    };
    finding.details = details;
    finding = finding.remedy(remedy);
    commands.into_iter().fold(finding, Finding::command)
}
