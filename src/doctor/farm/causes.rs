//! The failures of all nodes, grouped by cause, with one cure each.

use std::cmp::{Ordering, Reverse};

use super::{Fault, Node, count_machines, natural};
use crate::doctor::{Id, Remedy, Status};
use crate::order;

/// A fault that one or more nodes have.
#[derive(Debug)]
pub struct Cause {
    /// The name of the check.
    pub id: String,
    /// The sentence of the remedy, which may be empty; `None` if each variant has its own.
    pub remedy: Option<String>,
    /// The forms of the fault, the most frequent first.
    pub variants: Vec<Variant>,
    /// The indices of the nodes, each once.
    pub nodes: Vec<usize>,
}

/// A form of a fault: the site, the message and the remedy may differ between nodes.
#[derive(Debug)]
pub struct Variant {
    pub site: Option<String>,
    pub message: String,
    pub remedy: Remedy,
    /// The indices of the nodes, each once.
    pub nodes: Vec<usize>,
}

impl Cause {
    /// Returns the commands of the remedy; `None` if they differ between variants.
    pub fn commands(&self) -> Option<&[String]> {
        let (first, rest) = self.variants.split_first()?;
        let commands = &first.remedy.commands;
        let is_same = rest.iter().all(|one| one.remedy.commands == *commands);
        is_same.then_some(&**commands)
    }

    /// Returns whether a variant has commands that trust a certificate, whose fingerprint must be
    /// confirmed first.
    pub fn confirm_fingerprint(&self) -> bool {
        (self.variants.iter()).any(|variant| variant.remedy.confirm_fingerprint)
    }

    /// Returns the check, if this version of sglaunch has it.
    pub fn check(&self) -> Option<Id> {
        Id::named(&self.id)
    }
}

impl Variant {
    fn is_of(&self, fault: &Fault) -> bool {
        self.message == fault.message && self.remedy == fault.remedy && self.site == fault.site
    }
}

/// Returns the failures, grouped.
pub fn of_failures(nodes: &[Node]) -> Vec<Cause> {
    grouped(nodes, Status::Failed)
}

/// Returns the warnings, grouped.
pub fn of_warnings(nodes: &[Node]) -> Vec<Cause> {
    grouped(nodes, Status::Warning)
}

/// Sets the main cause of each node.
pub fn set_main_causes(nodes: &mut [Node], causes: &[Cause]) {
    for (number, cause) in causes.iter().enumerate() {
        for variant in &cause.variants {
            for index in &variant.nodes {
                let Some(node) = nodes.get_mut(*index) else {
                    continue;
                };
                let is_main = |fault: &Fault| cause.id == fault.id && variant.is_of(fault);
                if node.main_fault().is_some_and(is_main) {
                    node.cause = Some(number);
                }
            }
        }
    }
}

/// A fault of a node.
type Occurrence<'a> = (usize, &'a Fault);

fn grouped(nodes: &[Node], status: Status) -> Vec<Cause> {
    let mut found: Vec<Occurrence> = Vec::new();
    for (index, node) in nodes.iter().enumerate() {
        let faults = node.faults.iter().filter(|fault| fault.status == status);
        found.extend(faults.map(|fault| (index, fault)));
    }
    // Sorted, what belongs together is adjacent. A map for each step would be larger code.
    order::sort_by(&mut found, |(_, a), (_, b)| compare(a, b));
    let mut causes = Vec::new();
    for of_check in found.chunk_by(|(_, a), (_, b)| a.id == b.id) {
        causes.append(&mut of_one_check(nodes, of_check));
    }
    // Stable: causes of as many nodes stay in the order of the checks.
    order::sort_by_key(&mut causes, |cause| Reverse(cause.nodes.len()));
    causes
}

/// Compares by the order of the checks, in which those of other versions are last.
fn compare(a: &Fault, b: &Fault) -> Ordering {
    let place = |fault: &Fault| {
        let known = Id::ALL.iter().position(|id| id.name() == fault.id);
        known.unwrap_or(usize::MAX)
    };
    if a.id != b.id {
        return place(a).cmp(&place(b)).then_with(|| a.id.cmp(&b.id));
    }
    (a.remedy.text.cmp(&b.remedy.text))
        .then_with(|| a.message.cmp(&b.message))
        .then_with(|| a.site.cmp(&b.site))
        .then_with(|| a.remedy.cmp(&b.remedy))
}

/// Returns the causes that a check found: one for each remedy. Remedies that only one machine has
/// are one cause: they differ in values, such as a path, and would hide what the nodes share.
fn of_one_check(nodes: &[Node], found: &[Occurrence]) -> Vec<Cause> {
    let mut causes: Vec<Cause> = Vec::new();
    let mut single: Vec<Cause> = Vec::new();
    for of_remedy in found.chunk_by(|(_, a), (_, b)| a.remedy.text == b.remedy.text) {
        let cause = Cause::new(of_remedy);
        if count_machines(cause.nodes.iter().filter_map(|index| nodes.get(*index))) == 1 {
            single.push(cause);
        } else {
            causes.push(cause);
        }
    }
    let is_alone = single.len() == 1;
    if let Some(merged) = single.into_iter().reduce(Cause::merged) {
        let remedy = merged.remedy.filter(|_| is_alone);
        causes.push(Cause { remedy, ..merged }.sorted());
    }
    causes
}

impl Cause {
    /// Returns the cause of faults with one remedy.
    fn new(found: &[Occurrence]) -> Self {
        let is_same = |a: &Fault, b: &Fault| compare(a, b).is_eq();
        let variants = found.chunk_by(|(_, a), (_, b)| is_same(a, b));
        let (id, remedy) = (found.first()).map_or_else(Default::default, |(_, fault)| {
            (fault.id.clone(), fault.remedy.text.clone())
        });
        Self {
            id,
            remedy: Some(remedy),
            variants: variants.filter_map(Variant::new).collect(),
            nodes: indices(found.iter().map(|(index, _)| *index).collect()),
        }
        .sorted()
    }

    fn merged(mut self, other: Self) -> Self {
        self.variants.extend(other.variants);
        self.nodes.extend(other.nodes);
        self
    }

    fn sorted(mut self) -> Self {
        self.nodes = indices(self.nodes);
        order::sort_by(&mut self.variants, |a, b| {
            (b.nodes.len().cmp(&a.nodes.len())).then_with(|| natural(&a.message, &b.message))
        });
        self
    }
}

impl Variant {
    fn new(found: &[Occurrence]) -> Option<Self> {
        let (_, fault) = found.first()?;
        Some(Self {
            site: fault.site.clone(),
            message: fault.message.clone(),
            remedy: fault.remedy.clone(),
            nodes: indices(found.iter().map(|(index, _)| *index).collect()),
        })
    }
}

/// Returns indices sorted, each once.
fn indices(mut indices: Vec<usize>) -> Vec<usize> {
    order::sort(&mut indices);
    indices.dedup();
    indices
}
