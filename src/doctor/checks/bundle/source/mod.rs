//! `bundle-source`.

mod remedy;

use std::collections::{BTreeMap, BTreeSet};

use super::without_certificates;
use crate::bundle::NotBuilt;
use crate::certs::policy::Reason;
use crate::certs::{Problem, ProblemKind, Source};
use crate::doctor::{Certificates, Finding, Id, Subject};
use crate::shell::quote;

/// Maximum number of sources with a finding of their own.
const MAX_SOURCES: usize = 20;

/// `bundle-source`.
pub fn check(subject: &Subject) -> Vec<Finding> {
    let Some(certificates) = &subject.certificates else {
        return without_certificates(Id::BundleSource);
    };
    let mut found: Vec<Finding> = without_bundle(certificates).into_iter().collect();
    let is_missing = !found.is_empty();
    let ignored = subject.profile.iter().flat_map(|profile| &profile.ignored);
    let problems = ignored.chain(&certificates.gathered.merged.problems);
    let mut seen = BTreeSet::new();
    let mut of_source: BTreeMap<&Source, Vec<&Problem>> = BTreeMap::new();
    for problem in problems {
        // The failure is the problem of the required file.
        let is_shown = is_missing && problem.needed.is_some();
        if !is_shown && !is_elsewhere(problem) && seen.insert(problem) {
            of_source.entry(&problem.source).or_default().push(problem);
        }
    }
    let others = of_source.len().saturating_sub(MAX_SOURCES);
    let shown = of_source.into_values().take(MAX_SOURCES);
    found.extend(shown.map(|problems| finding(subject, certificates, &problems)));
    if others > 0 {
        let sentence = format!("{others} more sources have problems");
        let rest = Finding::warning(Id::BundleSource, sentence);
        let profile = quote(certificates.inputs.profile.as_ref());
        found.push(
            rest.remedy("list all of them")
                .command(format!("sglaunch bundle list --json {profile}")),
        );
    }
    found
}

/// Returns the failure of a launch that has no bundle, unless only its place is the reason.
fn without_bundle(certificates: &Certificates) -> Option<Finding> {
    let reason = certificates.bundle.as_ref().err()?;
    if matches!(reason, NotBuilt::NotStored { .. }) {
        return None;
    }
    let error = certificates.error.as_ref()?;
    let profile = quote(certificates.inputs.profile.as_ref());
    let command = match reason {
        NotBuilt::Required(_) => format!("sglaunch check {profile}"),
        _ => format!("sglaunch show {profile}"),
    };
    Some(Finding::of_error(Id::BundleSource, error).command(command))
}

/// Returns whether another check reports a problem: `clock`, `roots-old`, `bundle-expiring`,
/// `bundle-location`, or one of variables.
fn is_elsewhere(problem: &Problem) -> bool {
    let is_expired = matches!(
        problem.kind,
        ProblemKind::Excluded {
            reason: Reason::Expired,
            ..
        }
    );
    let is_of_clock = matches!(
        problem.kind,
        ProblemKind::EarlyClock { .. } | ProblemKind::ExpiredList { .. }
    );
    let is_of_variable = matches!(problem.source, Source::Inherited(_))
        && !matches!(
            problem.kind,
            ProblemKind::PrivateKey { .. }
                | ProblemKind::Excluded { .. }
                | ProblemKind::UnreadableBy { .. }
        );
    is_expired || is_of_clock || is_of_variable || problem.source == Source::Cache
}

/// Returns the finding of the problems of one source, of which there is at least one.
fn finding(subject: &Subject, certificates: &Certificates, problems: &[&Problem]) -> Finding {
    let [first, others @ ..] = problems else {
        return Finding::passed(Id::BundleSource, "every source of the bundle was read");
    };
    let place = match first.source.path() {
        Some(path) => path.display().to_string(),
        None => first.source.to_string(),
    };
    let is_required = problems.iter().any(|problem| problem.needed.is_some());
    let mut sentence = format!("{place}: {}", first.kind.shown());
    if is_required {
        sentence += "; sglaunch uses the bundle that was built before";
    }
    let mut found = Finding::warning(Id::BundleSource, sentence);
    for other in others {
        found = found.detail(other.kind.shown());
    }
    if let Some(effect) = remedy::effect(&first.kind) {
        found = found.detail(effect);
    }
    let (text, commands) = remedy::of(subject, certificates, first);
    let found = found.remedy(text);
    commands.into_iter().fold(found, Finding::command)
}
