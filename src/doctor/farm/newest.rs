//! Several diagnoses of the same node: the newest counts.

use std::mem;

use super::node::NamedBy;
use super::{Node, Problem, ProblemKind, Read, natural};
use crate::order;

/// Sorts the nodes by name and profile, and keeps the newest diagnosis of each. Each other one
/// becomes a problem of its file. Of those with the same time, the first one that was read counts.
pub fn keep_newest(read: &mut Read) {
    set_farm_names(&mut read.nodes);
    order::sort_by(&mut read.nodes, |a, b| {
        // Nodes of one name may be several machines if they are named by their files.
        let is_by_file = |node: &Node| node.named_by == NamedBy::File;
        (natural(&lower(&a.name), &lower(&b.name)))
            .then_with(|| is_by_file(a).cmp(&is_by_file(b)))
            .then_with(|| a.profile.cmp(&b.profile))
            .then_with(|| b.real_time.cmp(&a.real_time))
    });
    let mut kept: Vec<Node> = Vec::with_capacity(read.nodes.len());
    for node in mem::take(&mut read.nodes) {
        match kept.last() {
            Some(newest) if newest.is_same(&node) => {
                let file = newest.file.clone();
                let kind = if newest.real_time == node.real_time {
                    ProblemKind::Duplicate { of: file }
                } else {
                    ProblemKind::Older { newer: file }
                };
                read.problems.push(Problem::new(&node.file, kind));
            }
            _ => kept.push(node),
        }
    }
    read.nodes = kept;
}

/// Gives a node that was examined outside of the farm, as by `ssh`, the farm's name of its host.
fn set_farm_names(nodes: &mut [Node]) {
    let of_farm = nodes.iter().filter(|node| node.named_by == NamedBy::Farm);
    let mut names: Vec<(String, String)> = of_farm
        .filter_map(|node| Some((lower(node.host.as_ref()?), node.name.clone())))
        .collect();
    order::sort(&mut names);
    names.dedup_by(|a, b| a.0 == b.0 && a.1.eq_ignore_ascii_case(&b.1));
    for node in nodes {
        if node.named_by == NamedBy::Host {
            let host = lower(&node.name);
            let start = names.partition_point(|(other, _)| *other < host);
            let mut of_host = names
                .iter()
                .skip(start)
                .take_while(|(other, _)| *other == host);
            // One host can be several nodes of a farm.
            if let (Some((_, name)), None) = (of_host.next(), of_host.next()) {
                node.name.clone_from(name);
            }
        }
    }
}

fn lower(name: &str) -> String {
    name.to_ascii_lowercase()
}
