//! The diagnoses of many machines, merged: which nodes fail, why, and what differs between them.
//!
//! The input is what `sglaunch doctor --json` printed on each node, of this version of sglaunch or
//! of another one. No connection is opened, and nothing is judged anew.

mod causes;
mod differences;
mod expected;
mod node;
mod read;

use std::path::PathBuf;

pub use causes::{Cause, Variant};
pub use differences::{Difference, Value};
pub use expected::Expected;
pub use node::{Fault, Node};
pub use read::{Problem, ProblemKind, Read, read};

/// The nodes of a farm, merged.
#[derive(Debug, Default)]
pub struct Farm {
    /// One for each machine, by name.
    pub nodes: Vec<Node>,
    /// The failures, the most frequent first.
    pub causes: Vec<Cause>,
    /// The warnings, the most frequent first.
    pub warnings: Vec<Cause>,
    /// The facts that differ between nodes, then those that are the same everywhere.
    pub differences: Vec<Difference>,
    /// Expected nodes that gave no answer.
    pub missing: Vec<String>,
    /// Nodes that answered and were not expected; empty if no nodes were named.
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
            nodes,
            problems,
            files,
        } = read;
        let (missing, unexpected) = expected.map_or_else(Default::default, |expected| {
            (expected.missing(&nodes), expected.unexpected(&nodes))
        });
        Self {
            causes: causes::of_failures(&nodes),
            warnings: causes::of_warnings(&nodes),
            differences: differences::between(&nodes),
            missing,
            unexpected,
            problems,
            files,
            nodes,
        }
    }

    /// Returns the nodes that fail.
    pub fn failing(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter().filter(|node| node.has_failed())
    }

    /// Returns whether all nodes have answered, and none fails.
    pub fn is_ok(&self) -> bool {
        self.missing.is_empty() && self.failing().next().is_none()
    }
}
