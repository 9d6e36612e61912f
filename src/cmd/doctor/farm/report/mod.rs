//! The farm as sections, which the text and the page render.

pub mod items;

use std::path::Path;

use super::names::Names;
use super::problems::ProblemGroup;
use crate::certs::rfc3339;
use crate::doctor::Remedy;
use crate::doctor::farm::Farm;
use crate::error::counted;

/// The farm's verdict and sections.
pub struct Report {
    /// The verdict in one sentence, without a full stop.
    pub verdict: String,
    /// When the diagnoses were made, and of how many files.
    pub origin: String,
    pub sections: Vec<Section>,
}

/// Items under a heading.
pub struct Section {
    pub title: &'static str,
    pub kind: Kind,
    pub items: Vec<Item>,
    /// How many items there are, or files.
    pub count: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Nodes that fail or gave no answer.
    Failure,
    /// Facts that may explain a failure, such as differences between nodes.
    Notice,
    /// Folded on the page, and in the text with `--verbose` only.
    Detail,
}

/// A cause, a fact, or a problem.
#[derive(Default)]
pub struct Item {
    pub title: String,
    /// The name of the check that found the cause, or the digest of a certificate.
    pub code: String,
    /// The index of a failure in the causes of the farm.
    pub number: Option<usize>,
    /// As in `3 of 60 nodes`.
    pub count: String,
    /// The share of the nodes in percent, if it is of interest.
    pub share: Option<usize>,
    /// The cure of all nodes, then a row for each variant of a cause; or the values of a fact, the
    /// most frequent last.
    pub rows: Vec<Row>,
    /// As in `3 variants`: all rows but the first one.
    pub variants: String,
}

#[derive(Default)]
pub struct Row {
    pub title: String,
    pub remedy: Remedy,
    pub nodes: Names,
}

impl Kind {
    /// Returns the class in the style sheet.
    pub fn class(self) -> &'static str {
        match self {
            Self::Failure => "failed",
            Self::Notice | Self::Detail => "skipped",
        }
    }

    pub fn is_folded(self) -> bool {
        self == Self::Detail
    }
}

impl Report {
    /// Returns the report of a farm, and of the files that were not used.
    pub fn new(farm: &Farm, problems: Vec<ProblemGroup>, shown: &dyn Fn(&Path) -> String) -> Self {
        let (main, further) = items::causes(farm);
        let (mut differing, equal) = items::differences(farm);
        differing.extend(items::without_facts(farm));
        let warnings = farm.warnings.iter().map(|one| items::cause(farm, one));
        let problems = problems.into_iter().map(|group| Item {
            title: group.sentence,
            ..items::names(Names::of_files(&group.files))
        });
        let verdict = verdict(farm, main.len());
        let section = |title, kind, items: Vec<Item>| Section {
            title,
            kind,
            count: items.len(),
            items,
        };
        let mut sections = vec![
            section("Causes", Kind::Failure, main),
            section("No answer", Kind::Failure, items::missing(farm, shown)),
            section("Not expected", Kind::Notice, items::nodes(&farm.unexpected)),
            section("Differences between nodes", Kind::Notice, differing),
            section("Further failures of the same nodes", Kind::Detail, further),
            section("Warnings", Kind::Detail, warnings.collect()),
            section("The same everywhere", Kind::Detail, equal),
            Section {
                count: farm.problems.len(),
                ..section("Files with problems", Kind::Detail, problems.collect())
            },
        ];
        sections.retain(|one| !one.items.is_empty());
        Self {
            verdict,
            origin: origin(farm),
            sections,
        }
    }
}

fn verdict(farm: &Farm, causes: usize) -> String {
    let (failing, missing) = (farm.failing_count(), farm.missing.len());
    let all = farm.all_count();
    let nodes = counted(all, "node");
    let verb = |count, one, more| format!("{count} {}", if count == 1 { one } else { more });
    let mut verdict = match (failing, all) {
        (0, _) if missing == all => return format!("{nodes} gave no answer"),
        (0, 1) => "The only node passes".to_owned(),
        (0, _) => format!("None of {nodes} fails"),
        (1, _) => format!("1 of {nodes} fails"),
        _ => format!(
            "{failing} of {nodes} fail, for {}",
            counted(causes, "cause")
        ),
    };
    if missing > 0 {
        let passing = verb(all - failing - missing, "passes", "pass");
        verdict = format!("{verdict}; {missing} gave no answer; {passing}");
    }
    match farm.warned_count() {
        warned if failing == 0 && warned > 0 => {
            format!(
                "{verdict}; {}",
                verb(warned, "has warnings", "have warnings")
            )
        }
        _ => verdict,
    }
}

fn origin(farm: &Farm) -> String {
    let times = farm.nodes.iter().map(|node| node.real_time);
    let times = || times.clone().filter(|time| *time > 0);
    let count = counted(farm.machine_count(), "node");
    let files = counted(farm.files.len(), "file");
    let origin = format!("Diagnoses of {count} in {files}");
    match times()
        .min()
        .zip(times().max())
        .map(|(a, b)| (rfc3339(a), rfc3339(b)))
    {
        Some((oldest, newest)) if oldest == newest => format!("{origin}, made at {oldest}"),
        Some((oldest, newest)) => format!("{origin}, made from {oldest} to {newest}"),
        None => origin,
    }
}
