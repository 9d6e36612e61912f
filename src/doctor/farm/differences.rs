//! What differs between nodes: the odd ones first.

use std::cmp::Ordering;

use super::{Node, certificates, natural};
use crate::doctor::{ADDED, FACTS, Fact};
use crate::order;

/// A fact, and its values on the nodes.
#[derive(Debug)]
pub struct Difference {
    pub compared: Compared,
    /// The values, the rarest first.
    pub values: Vec<Value>,
}

/// What is compared between nodes.
#[derive(Debug)]
pub enum Compared {
    Fact(&'static Fact),
    /// Whether the bundle has a certificate.
    Certificate {
        sha256: String,
        name: String,
    },
}

/// A value of a fact.
#[derive(Debug)]
pub struct Value {
    /// `None` if the documents do not contain it.
    pub text: Option<String>,
    /// The indices of the nodes.
    pub nodes: Vec<usize>,
}

impl Difference {
    /// Returns the values of the fact with this index in [`FACTS`].
    pub fn of_fact(nodes: &[Node], number: usize, fact: &'static Fact) -> Self {
        let value = |node: &Node| node.facts.get(number).cloned().flatten();
        Self::new(Compared::Fact(fact), nodes, &value)
    }

    /// Returns the values of the nodes of which facts are known.
    pub(super) fn new(
        compared: Compared,
        nodes: &[Node],
        value: &dyn Fn(&Node) -> Option<String>,
    ) -> Self {
        let known = (nodes.iter().enumerate()).filter(|(_, node)| node.has_facts());
        let values = values(known.map(|(index, node)| (index, value(node))).collect());
        Self { compared, values }
    }

    /// Returns whether a fact is compared.
    pub fn is_of(&self, fact: &Fact) -> bool {
        matches!(self.compared, Compared::Fact(own) if own.pointer == fact.pointer)
    }

    /// Returns whether all nodes have the same value.
    pub fn is_equal(&self) -> bool {
        self.values.len() < 2
    }

    /// Returns the value of most nodes, if more than half of them have it.
    pub fn majority(&self) -> Option<&Value> {
        let (most, rest) = self.values.split_last()?;
        let others: usize = rest.iter().map(|value| value.nodes.len()).sum();
        (most.nodes.len() > others).then_some(most)
    }

    /// Returns whether two facts differ between the same groups of nodes.
    fn has_groups_of(&self, other: &Self) -> bool {
        let is_group = |value: &Value| other.values.iter().any(|one| one.nodes == value.nodes);
        self.values.len() == other.values.len() && self.values.iter().all(is_group)
    }

    /// Returns how many nodes have another value than most.
    fn odd_nodes(&self) -> usize {
        let rest = self.values.split_last().map_or(&[][..], |(_, rest)| rest);
        rest.iter().map(|value| value.nodes.len()).sum()
    }
}

/// Returns the values of all facts: first those in which the fewest nodes differ from most, then
/// those without a majority, then those that are the same everywhere. A node of which nothing is
/// known does not differ.
pub fn between(nodes: &[Node]) -> Vec<Difference> {
    let mut all = Vec::new();
    for (number, fact) in FACTS.iter().enumerate() {
        // The certificates are compared one by one.
        if !fact.is_compared || fact.pointer == ADDED {
            continue;
        }
        all.push(Difference::of_fact(nodes, number, fact));
    }
    let mut certificates = certificates::between(nodes);
    // They follow from a certificate that the same nodes lack.
    all.retain(|one| match one.compared {
        Compared::Fact(Fact {
            pointer: "/bundle/sha256" | "/bundle/certificates",
            ..
        }) => one.is_equal() || !certificates.iter().any(|other| one.has_groups_of(other)),
        _ => true,
    });
    all.append(&mut certificates);
    order::sort_by(&mut all, compare);
    all
}

/// Groups nodes by their values, the rarest first.
fn values(mut of_nodes: Vec<(usize, Option<String>)>) -> Vec<Value> {
    order::sort_by(&mut of_nodes, |(_, a), (_, b)| a.cmp(b));
    let groups = of_nodes.chunk_by(|(_, a), (_, b)| a == b);
    let value = |group: &[(usize, Option<String>)]| Value {
        text: group.first().and_then(|(_, text)| text.clone()),
        nodes: group.iter().map(|(index, _)| *index).collect(),
    };
    let mut values: Vec<Value> = groups.map(value).collect();
    order::sort_by(&mut values, |a, b| {
        let text = |value: &Value| value.text.clone().unwrap_or_default();
        (a.nodes.len().cmp(&b.nodes.len())).then_with(|| natural(&text(a), &text(b)))
    });
    values
}

fn compare(a: &Difference, b: &Difference) -> Ordering {
    let key = |one: &Difference| {
        let has_known_odd = one
            .values
            .first()
            .is_some_and(|rarest| rarest.text.is_some());
        match (one.is_equal(), one.majority()) {
            (true, _) => (2, 0, false),
            (false, Some(_)) => (0, one.odd_nodes(), !has_known_odd),
            (false, None) => (1, one.values.len(), !has_known_odd),
        }
    };
    key(a).cmp(&key(b))
}
