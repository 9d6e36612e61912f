//! Files that were not used, or only in part.

use std::path::Path;

use crate::doctor::farm::{Farm, Problem, ProblemKind};
use crate::order;

/// Files with the same problem.
pub struct ProblemGroup {
    /// As in `3 files contained invalid JSON`.
    pub sentence: String,
    pub files: Vec<String>,
}

/// Returns the name of a problem in JSON, and a verb phrase.
pub fn describe(kind: &ProblemKind) -> (&'static str, String) {
    let (name, phrase) = match kind {
        ProblemKind::Unreadable(reason) => {
            return ("unreadable", format!("cannot be read: {reason}"));
        }
        ProblemKind::NoFiles => ("no-files", "contained no JSON files"),
        ProblemKind::Empty => (
            "empty",
            "contained nothing, as if the job had ended before it printed",
        ),
        ProblemKind::NoDocument => ("no-document", "contained no JSON document"),
        ProblemKind::Truncated => (
            "truncated",
            "ended inside a document, as if the job had been killed",
        ),
        ProblemKind::NotJson { .. } => ("not-json", "contained invalid JSON"),
        ProblemKind::NotADiagnosis => (
            "not-a-diagnosis",
            "contained JSON that `sglaunch doctor --json` does not print",
        ),
        ProblemKind::Schema(_) => ("schema", "came from a newer sglaunch, with another schema"),
        ProblemKind::Older { .. } => ("older", "had an older diagnosis of a node"),
        ProblemKind::Duplicate { .. } => ("duplicate", "repeated the diagnosis of another file"),
    };
    (name, phrase.to_owned())
}

/// Returns the problems of a farm, grouped.
pub fn grouped(farm: &Farm, shown: &dyn Fn(&Path) -> String) -> Vec<ProblemGroup> {
    let problem = |problem: &Problem| {
        let file = shown(&problem.file);
        let file = match &problem.kind {
            ProblemKind::NotJson { line } => format!("{file}:{line}"),
            ProblemKind::Schema(schema) => format!("{file} (schema {schema})"),
            ProblemKind::Older { newer } => format!("{file} (newer: {})", shown(newer)),
            ProblemKind::Duplicate { of } => format!("{file} (repeats {})", shown(of)),
            _ => file,
        };
        (describe(&problem.kind), file)
    };
    let mut problems: Vec<_> = farm.problems.iter().map(problem).collect();
    order::sort_by(&mut problems, |(a, _), (b, _)| a.cmp(b));
    let groups = problems.chunk_by(|(a, _), (b, _)| a == b);
    let group = |group: &[((&str, String), String)]| {
        let ((name, phrase), _) = group.first()?;
        let (one, more) = match *name {
            "no-files" => ("directory", "directories"),
            _ => ("file", "files"),
        };
        let noun = if group.len() == 1 { one } else { more };
        Some(ProblemGroup {
            sentence: format!("{} {noun} {phrase}", group.len()),
            files: group.iter().map(|(_, file)| file.clone()).collect(),
        })
    };
    groups.filter_map(group).collect()
}
