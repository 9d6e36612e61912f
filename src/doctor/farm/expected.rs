//! The nodes that are expected to answer.

use super::Node;

/// The names of the expected nodes.
#[derive(Debug)]
pub struct Expected {
    names: Vec<String>,
}

impl Expected {
    /// Reads names, one on each line. Empty lines and those that begin with `#` do not count.
    pub fn parse(text: &str) -> Self {
        let lines = text.lines().map(str::trim);
        let names = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        Self {
            names: names.map(str::to_owned).collect(),
        }
    }

    /// Returns the names that no node has.
    pub fn missing(&self, nodes: &[Node]) -> Vec<String> {
        let names = self.names.iter();
        let missing = names.filter(|name| !nodes.iter().any(|node| node.name == **name));
        missing.cloned().collect()
    }

    /// Returns the nodes that were not expected.
    pub fn unexpected(&self, nodes: &[Node]) -> Vec<String> {
        let nodes = nodes.iter().filter(|node| !self.names.contains(&node.name));
        nodes.map(|node| node.name.clone()).collect()
    }
}
