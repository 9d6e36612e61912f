//! Output of `check`: a line per file, and the messages on stderr.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::{CheckRun, Outcome};
use crate::certs::Problem;
use crate::error::{Error, Result, counted, printable};

/// Prints the results. Returns the exit code.
pub(super) fn print(check: &CheckRun, strict: bool) -> Result<u8> {
    let ui = &check.context.ui;
    let mut warnings = 0;
    let of_profiles = check.outcomes.iter().flat_map(|outcome| &outcome.problems);
    let of_profiles = of_profiles.map(|(problem, _)| problem);
    let problems = once_each(check.shared.problems().iter().chain(of_profiles));
    warnings += problems.len();
    ui.warn_all(problems);

    let of_profiles = check
        .outcomes
        .iter()
        .flat_map(|outcome| &outcome.findings.warnings);
    for warning in once_each_rendered(check.warnings.iter().chain(of_profiles)) {
        warnings += 1;
        ui.warn_with_location(warning);
    }
    let errors = check
        .outcomes
        .iter()
        .flat_map(|outcome| &outcome.findings.errors);
    for error in once_each_rendered(errors) {
        ui.error(error);
    }

    let paths = check.outcomes.iter().flat_map(|outcome| &outcome.paths);
    let checked = paths.map(PathBuf::as_path).collect();
    let line = |outcome| line(outcome, &checked);
    let lines = check.outcomes.iter().filter_map(line).collect::<String>();
    let invalid = (check.outcomes.iter()).filter(|outcome| !outcome.is_valid());
    let invalid = invalid.count();
    let profiles = check.outcomes.iter().filter(|outcome| !outcome.is_shared);
    ui.print(lines + &summary(profiles.count(), invalid, warnings))?;
    Ok(u8::from(invalid > 0 || strict && warnings > 0))
}

/// Returns the problems without repetitions: those in `defaults` occur in all profiles.
fn once_each<'a>(problems: impl Iterator<Item = &'a Problem>) -> Vec<&'a Problem> {
    let mut seen = BTreeSet::new();
    problems.filter(|problem| seen.insert(*problem)).collect()
}

fn once_each_rendered<'a>(errors: impl Iterator<Item = &'a Error>) -> Vec<&'a Error> {
    let mut seen = BTreeSet::new();
    errors
        .filter(|error| seen.insert(error.render(None)))
        .collect()
}

/// Returns the line of a file, unless it is built in.
fn line(outcome: &Outcome, checked: &BTreeSet<&Path>) -> Option<String> {
    let label = printable(outcome.label.as_ref()?);
    let result = match outcome.count_warnings(checked) {
        _ if !outcome.is_valid() => "not valid".to_owned(),
        0 => "ok".to_owned(),
        warnings => counted(warnings, "warning"),
    };
    Some(format!("{label}: {result}\n"))
}

fn summary(all: usize, invalid: usize, warnings: usize) -> String {
    let profiles = counted(all, "profile");
    let errors = match invalid {
        0 => "no errors".to_owned(),
        _ => format!("{invalid} not valid"),
    };
    let warnings = match warnings {
        0 => String::new(),
        _ => format!(", {}", counted(warnings, "warning")),
    };
    format!("{profiles} checked, {errors}{warnings}\n")
}
