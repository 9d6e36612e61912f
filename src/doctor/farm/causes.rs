//! The failures of all nodes, grouped by cause, with one cure each.

use super::{Fault, Node};
use crate::doctor::Status;

/// A fault that one or more nodes have.
#[derive(Debug)]
pub struct Cause {
    /// The name of the check.
    pub id: String,
    /// The sentence of the remedy; empty if there is none.
    pub remedy: String,
    /// The forms of the fault, the most frequent first.
    pub variants: Vec<Variant>,
    /// The indices of the nodes, each once.
    pub nodes: Vec<usize>,
}

/// A form of a fault: the site, the message and the commands may differ between nodes.
#[derive(Debug)]
pub struct Variant {
    pub site: Option<String>,
    pub message: String,
    pub commands: Vec<String>,
    /// The indices of the nodes.
    pub nodes: Vec<usize>,
}

/// Returns the failures, grouped.
pub fn of_failures(nodes: &[Node]) -> Vec<Cause> {
    grouped(nodes, Status::Failed)
}

/// Returns the warnings, grouped.
pub fn of_warnings(nodes: &[Node]) -> Vec<Cause> {
    grouped(nodes, Status::Warning)
}

fn grouped(nodes: &[Node], status: Status) -> Vec<Cause> {
    let mut causes: Vec<Cause> = Vec::new();
    for (index, node) in nodes.iter().enumerate() {
        for fault in node.faults.iter().filter(|fault| fault.status == status) {
            add(&mut causes, index, fault);
        }
    }
    causes
}

fn add(causes: &mut Vec<Cause>, node: usize, fault: &Fault) {
    let is_same = |cause: &&mut Cause| cause.id == fault.id && cause.remedy == fault.remedy;
    let variant = Variant {
        site: fault.site.clone(),
        message: fault.message.clone(),
        commands: fault.commands.clone(),
        nodes: vec![node],
    };
    if let Some(cause) = causes.iter_mut().find(is_same) {
        cause.variants.push(variant);
        cause.nodes.push(node);
        return;
    }
    causes.push(Cause {
        id: fault.id.clone(),
        remedy: fault.remedy.clone(),
        variants: vec![variant],
        nodes: vec![node],
    });
}
