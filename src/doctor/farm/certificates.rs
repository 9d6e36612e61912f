//! Compares the certificates that nodes have beside the public ones, each by itself.

use std::cmp::Reverse;

use serde_json::Value;

use super::{Compared, Difference, Node};
use crate::order;

/// Most certificates that are compared. On some farms, each node has one of its own.
const MAX: usize = 100;

/// The certificates in a node's bundle that are neither Mozilla's nor the distribution's.
#[derive(Debug, Default)]
pub struct Added {
    certificates: Vec<Certificate>,
    /// The document has all of them.
    is_complete: bool,
}

#[derive(Debug)]
struct Certificate {
    sha256: String,
    name: String,
}

impl Added {
    /// Returns the certificates of the bundle in a document.
    pub fn new(bundle: &Value) -> Self {
        let list = bundle["added"].as_array();
        let certificate = |value: &Value| {
            Some(Certificate {
                sha256: value["sha256"].as_str()?.to_owned(),
                name: value["name"].as_str().unwrap_or_default().to_owned(),
            })
        };
        let others = bundle["others"].as_u64().unwrap_or_default();
        Self {
            is_complete: list.is_some() && others == 0,
            certificates: list.into_iter().flatten().filter_map(certificate).collect(),
        }
    }

    /// Returns whether a certificate is in the bundle; `None` if that is not known.
    fn has(&self, sha256: &str) -> Option<bool> {
        let is_listed = self.certificates.iter().any(|one| one.sha256 == sha256);
        (is_listed || self.is_complete).then_some(is_listed)
    }
}

/// Returns for each certificate which nodes have it. Of very many, the rarest and those that are
/// missing on the fewest nodes count.
pub fn between(nodes: &[Node]) -> Vec<Difference> {
    let mut all: Vec<(&Certificate, usize)> = Vec::new();
    for node in nodes {
        all.extend(node.added.certificates.iter().map(|one| (one, 1)));
    }
    order::sort_by(&mut all, |(a, _), (b, _)| a.sha256.cmp(&b.sha256));
    all.dedup_by(|(one, _), (first, count)| {
        let is_same = one.sha256 == first.sha256;
        *count += usize::from(is_same);
        is_same
    });
    let rank = |(_, count): &(&Certificate, usize)| {
        let missing = nodes.len().saturating_sub(*count);
        (missing == 0, missing.min(*count), Reverse(*count))
    };
    order::sort_by_key(&mut all, rank);
    let difference = |(certificate, _): &(&Certificate, usize)| {
        let value = |node: &Node| {
            let is_in_bundle = node.added.has(&certificate.sha256)?;
            Some(if is_in_bundle { TRUSTED } else { NOT_TRUSTED }.to_owned())
        };
        let compared = Compared::Certificate {
            sha256: certificate.sha256.clone(),
            name: certificate.name.clone(),
        };
        Difference::new(compared, nodes, &value)
    };
    all.iter().take(MAX).map(difference).collect()
}

const TRUSTED: &str = "trusted";
const NOT_TRUSTED: &str = "not trusted";
