//! The diagnoses of many machines, merged: which nodes fail, why, and what differs between them.
//!
//! The input is what `sglaunch doctor --json` printed on each node, of this version of sglaunch or
//! of another one. No connection is opened, and nothing is judged anew.

mod causes;
mod certificates;
mod differences;
mod documents;
mod expected;
mod name;
mod newest;
mod node;
mod parts;
mod read;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use super::Status;
use crate::order;
use node::of_file;

pub use causes::{Cause, Variant};
pub use differences::{Compared, Difference, Value};
pub use expected::Expected;
pub use name::natural;
pub use node::{Fault, Node};
pub use read::{Problem, ProblemKind, Read, read};

/// The nodes of a farm, merged.
#[derive(Debug, Default)]
pub struct Farm {
    /// One for each machine and profile, by name: node2 stands before node10.
    pub nodes: Vec<Node>,
    /// The failures, the most frequent first.
    pub causes: Vec<Cause>,
    /// The warnings, the most frequent first.
    pub warnings: Vec<Cause>,
    /// The facts that differ between nodes, the odd ones first, then those that are the same
    /// everywhere.
    pub differences: Vec<Difference>,
    /// Expected nodes that gave no answer, by name.
    pub missing: Vec<String>,
    /// Nodes that answered and were not expected, by name; empty if no nodes were named.
    pub unexpected: Vec<String>,
    /// Files that were not used, or only in part.
    pub problems: Vec<Problem>,
    /// The files that were read.
    pub files: Vec<PathBuf>,
}

impl Farm {
    /// Merges what was read, and compares it with the expected nodes, if there are any.
    pub fn new(read: Read, expected: Option<&Expected>) -> Self {
        let Read {
            mut nodes,
            problems,
            files,
        } = read;
        let (missing, unexpected) = expected.map_or_else(Default::default, |expected| {
            expected.missing_and_unexpected(&nodes)
        });
        let causes = causes::of_failures(&nodes);
        causes::set_main_causes(&mut nodes, &causes);
        Self {
            causes,
            warnings: causes::of_warnings(&nodes),
            differences: differences::between(&nodes),
            missing,
            unexpected,
            problems,
            files,
            nodes,
        }
    }

    /// Returns how many machines have answered. One may have been examined for several profiles.
    pub fn machine_count(&self) -> usize {
        count_machines(self.nodes.iter())
    }

    /// Returns how many machines there are, with those that gave no answer.
    pub fn all_count(&self) -> usize {
        self.machine_count() + self.missing.len()
    }

    /// Returns how many machines nodes with these indices are.
    pub fn count(&self, indices: &[usize]) -> usize {
        count_machines(indices.iter().filter_map(|index| self.nodes.get(*index)))
    }

    /// Returns the nodes that fail.
    pub fn failing(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter().filter(|node| node.has_failed())
    }

    /// Returns how many machines fail.
    pub fn failing_count(&self) -> usize {
        count_machines(self.failing())
    }

    /// Returns how many machines have warnings.
    pub fn warned_count(&self) -> usize {
        let is_warning = |fault: &Fault| fault.status == Status::Warning;
        let nodes = self.nodes.iter();
        count_machines(nodes.filter(|node| node.faults.iter().any(is_warning)))
    }

    /// Returns whether a file cannot be read.
    pub fn has_unreadable(&self) -> bool {
        let mut problems = self.problems.iter();
        problems.any(|problem| matches!(problem.kind, ProblemKind::Unreadable(_)))
    }

    /// Returns the nodes that gave no answer and whose file, by its name, could not be used.
    pub fn unusable(&self) -> Vec<(&str, &Problem)> {
        let unusable = self.problems.iter().filter(|one| one.kind.is_unusable());
        let file_name = |problem: &Problem| of_file(&problem.file).to_ascii_lowercase();
        let mut files: Vec<_> = unusable.map(|one| (file_name(one), one)).collect();
        order::sort_by(&mut files, |(a, _), (b, _)| a.cmp(b));
        let find = |name: &str| {
            let start = files.partition_point(|(other, _)| **other < *name);
            files.get(start).filter(|(other, _)| other == name)
        };
        let of_node = |name: &String| {
            let lower = name.to_ascii_lowercase();
            find(&lower).or_else(|| find(name::short(&lower)))
        };
        let missing = self.missing.iter();
        let found = missing.filter_map(|name| Some((&**name, of_node(name)?.1)));
        found.collect()
    }

    /// Returns whether all nodes have answered, and none fails.
    pub fn is_ok(&self) -> bool {
        self.missing.is_empty() && self.failing().next().is_none()
    }
}

/// Counts machines, whose nodes stand behind each other.
fn count_machines<'a>(nodes: impl Iterator<Item = &'a Node>) -> usize {
    let (mut count, mut last) = (0, None::<&Node>);
    for node in nodes {
        count += usize::from(!last.is_some_and(|last| last.is_same_machine(node)));
        last = Some(node);
    }
    count
}
