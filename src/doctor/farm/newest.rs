//! Several diagnoses of the same node: the newest counts.

use std::mem;

use super::{Node, Problem, ProblemKind, Read, natural};
use crate::order;

/// Sorts the nodes by name and profile, and keeps the newest diagnosis of each. Each other one
/// becomes a problem of its file. Of those with the same time, the first one that was read counts.
pub fn keep_newest(read: &mut Read) {
    order::sort_by(&mut read.nodes, |a, b| {
        (natural(&a.name.to_ascii_lowercase(), &b.name.to_ascii_lowercase()))
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
