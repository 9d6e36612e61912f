//! What differs between nodes: the odd ones first.

use super::Node;
use crate::doctor::{FACTS, Fact};

/// A fact, and its values on the nodes.
#[derive(Debug)]
pub struct Difference {
    pub fact: &'static Fact,
    /// The values, the rarest first.
    pub values: Vec<Value>,
}

/// A value of a fact.
#[derive(Debug)]
pub struct Value {
    /// `None` if the nodes do not know it.
    pub text: Option<String>,
    /// The indices of the nodes.
    pub nodes: Vec<usize>,
}

/// Returns the values of all facts.
pub fn between(nodes: &[Node]) -> Vec<Difference> {
    let facts = FACTS.iter().enumerate();
    let facts = facts.filter(|(_, fact)| fact.is_compared);
    let difference = |(number, fact): (usize, &'static Fact)| {
        let mut values: Vec<Value> = Vec::new();
        for (index, node) in nodes.iter().enumerate() {
            let text = node.facts.get(number).cloned().flatten();
            match values.iter_mut().find(|value| value.text == text) {
                Some(value) => value.nodes.push(index),
                None => values.push(Value {
                    text,
                    nodes: vec![index],
                }),
            }
        }
        Difference { fact, values }
    };
    facts.map(difference).collect()
}
