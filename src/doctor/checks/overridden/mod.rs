//! `env-overridden`: settings files with which a DCC changes its own environment after the start:
//! Houdini's `houdini.env` and packages, Maya's `Maya.env`. Scripts (`userSetup.py`) are not read.

mod assignment;
mod condition;
mod effect;
mod houdini;
mod maya;
mod package;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::installation::{Dcc, Installation};
use crate::doctor::{Finding, Id, Status, Subject};
use crate::order;
use crate::shell::quote;
use assignment::Assignment;
use effect::{Effect, Trusted};

/// `env-overridden`.
pub fn check(subject: &Subject) -> Vec<Finding> {
    let assignments = match Installation::of(subject) {
        Some(found) if found.dcc == Dcc::Houdini => houdini::assignments(subject, &found),
        Some(found) => maya::assignments(subject, &found),
        None => return Vec::new(),
    };
    let trusted = Trusted::of(subject);
    let mut files: BTreeMap<PathBuf, Vec<(Assignment, Effect)>> = BTreeMap::new();
    let mut proxies = Vec::new();
    for assignment in last_of_each(assignments) {
        match effect::of(subject, &trusted, &assignment) {
            Some(effect) => {
                let file = files.entry(assignment.file.clone()).or_default();
                file.push((assignment, effect));
            }
            None if is_proxy(&assignment.name) => proxies.push(assignment),
            None => {}
        }
    }
    let mut findings: Vec<Finding> = (files.iter())
        .map(|(file, effects)| finding(file, effects))
        .collect();
    // A login in the value must not get into a ticket.
    let lines = (proxies.iter()).map(|one| {
        let (name, place) = (&one.name, one.place());
        format!("{place} sets {name}: the program uses another proxy than doctor")
    });
    let mut lines = lines.peekable();
    if lines.peek().is_some() {
        let nothing = "the settings files of the program replace no CA variable";
        let mut first = findings
            .pop()
            .unwrap_or_else(|| Finding::passed(Id::EnvOverridden, nothing));
        first.details.extend(lines);
        findings.push(first);
    }
    findings
}

/// Returns the last assignment of each variable, which wins.
fn last_of_each(assignments: Vec<Assignment>) -> Vec<Assignment> {
    let mut last: Vec<Assignment> = Vec::new();
    for assignment in assignments {
        if assignment.is_certain {
            last.retain(|earlier| earlier.name != assignment.name);
        }
        last.push(assignment);
    }
    last
}

/// Returns the finding of a file: the worst effect is its message, the others are details.
fn finding(file: &Path, effects: &[(Assignment, Effect)]) -> Finding {
    let mut sorted: Vec<&(Assignment, Effect)> = effects.iter().collect();
    order::sort_by_key(&mut sorted, |(_, effect)| std::cmp::Reverse(effect.status));
    let mut sentences = (sorted.iter()).map(|(one, effect)| effect.sentence(one));
    let status = sorted
        .first()
        .map_or(Status::Warning, |(_, effect)| effect.status);
    let message = sentences.next().unwrap_or_default();
    let mut finding = Finding::new(Id::EnvOverridden, status, message);
    finding.details.extend(sentences);
    for (assignment, effect) in sorted {
        finding.details.extend(assignment.condition.clone());
        finding.details.extend(effect.details.iter().cloned());
    }
    let mut lines: Vec<usize> = effects.iter().map(|(one, _)| one.line).collect();
    order::sort(&mut lines);
    lines.dedup();
    let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
    let noun = if lines.len() == 1 { "line" } else { "lines" };
    let place = format!("{noun} {} of {}", lines.join(", "), file.display());
    let brought: Vec<&PathBuf> = (effects.iter())
        .filter_map(|(_, effect)| effect.to_bring_over.as_ref())
        .collect();
    if brought.is_empty() {
        return finding.remedy(format!("remove {place}"));
    }
    finding = finding.remedy(format!(
        "remove {place}, and add the CA to the bundle once IT has confirmed it"
    ));
    for path in brought {
        let command = format!("sglaunch trust add {}", quote(path.as_os_str()));
        if !finding
            .remedy
            .iter()
            .any(|remedy| remedy.commands.contains(&command))
        {
            finding = finding.command(command);
        }
    }
    finding
}

fn is_proxy(name: &str) -> bool {
    ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"]
        .iter()
        .any(|proxy| proxy.eq_ignore_ascii_case(name))
}
