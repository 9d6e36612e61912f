//! Chains: excludes intermediates whose only issuers are denied or distrusted.
//!
//! An intermediate in a bundle is an anchor of its own to many clients (Python since 3.13, Go,
//! rustls). If it stayed when its root is excluded, every server below the root would still be
//! trusted.

use std::collections::{HashMap, HashSet};

use super::Certificate;
use super::blocklist::DistrustedBy;
use super::entries::Entry;
use super::name::comparable;
use super::policy::{Policy, Reason};
use crate::order;

/// The fields that link the certificates of a chain (RFC 5280, 4.2.1.1 and 6.1).
///
/// Only a signature would prove who issued a certificate, and nothing here can check one. If the
/// names fit and no key identifier contradicts, a certificate counts as issued: a distrusted CA
/// must not come back.
struct Link<'a> {
    subject: String,
    issuer: String,
    key_id: Option<&'a [u8]>,
    issuer_key_id: Option<&'a [u8]>,
}

impl<'a> Link<'a> {
    fn new(certificate: &'a Certificate) -> Self {
        Self {
            subject: comparable(certificate.subject()),
            issuer: comparable(certificate.issuer()),
            key_id: certificate.key_id(),
            issuer_key_id: certificate.issuer_key_id(),
        }
    }

    /// Returns whether this certificate may have issued the other one.
    fn may_have_issued(&self, other: &Self) -> bool {
        let is_other_key = matches!(
            (self.key_id, other.issuer_key_id),
            (Some(own), Some(issuer)) if own != issuer
        );
        self.subject == other.issuer && !is_other_key
    }

    /// Returns whether the certificate may be signed by its own key. A CA that renews its key signs
    /// the new key with the old one, under one name.
    fn is_root(&self) -> bool {
        self.may_have_issued(self)
    }
}

/// Excludes the intermediates among `entries` whose only issuers are denied, distrusted or excluded
/// for this.
pub fn exclude_orphaned_intermediates(entries: &mut [Entry], policy: &Policy) {
    for (index, reason) in orphans(entries, policy) {
        entries[index].reason = Some(Reason::Issuer(Box::new(reason)));
    }
}

/// Returns the included intermediates from which no chain of included certificates leads to a root.
/// Clients that accept only roots as trust anchors reject what such an intermediate has signed.
pub fn without_root(entries: &[Entry]) -> Vec<&Entry> {
    let graph = CaGraph::new(entries);
    let roots = graph.links.iter().filter(|(_, link)| link.is_root());
    let mut rooted: HashSet<usize> = roots.map(|(index, _)| *index).collect();
    let mut queue: Vec<usize> = rooted.iter().copied().collect();
    while let Some(index) = queue.pop() {
        let issued = graph.issued_by(&graph.links[&index]);
        queue.extend(issued.filter(|child| rooted.insert(*child)));
    }
    let mut others: Vec<usize> = graph.links.keys().copied().collect();
    others.retain(|index| !rooted.contains(index));
    others.sort_unstable();
    others.into_iter().map(|index| &entries[index]).collect()
}

fn orphans(entries: &[Entry], policy: &Policy) -> Vec<(usize, Reason)> {
    let excluded = excluded_issuers(entries, policy);
    let orphaned_before = orphaned_before(entries, policy);
    if excluded.is_empty() && orphaned_before.is_empty() {
        return Vec::new();
    }
    let graph = CaGraph::new(entries);
    let below_excluded = graph.below_excluded(&excluded, orphaned_before, |index, reason| {
        reason.distrusted_by().is_some() && policy.allows(&entries[index].certificate)
    });
    let below_others = graph.below_others(&below_excluded);
    let orphans = below_excluded.into_iter();
    orphans
        .filter(|(index, _)| !below_others.contains(index))
        .collect()
}

/// Returns the CAs that must not be trusted, and why; the denied ones last.
fn excluded_issuers<'a>(entries: &'a [Entry], policy: &Policy<'a>) -> Vec<(Link<'a>, Reason)> {
    let distrusted = policy.blocklist.certificates();
    let distrusted = distrusted.filter(|(certificate, _)| !policy.allows(certificate));
    let distrusted = distrusted.map(|(certificate, origin)| {
        let by = DistrustedBy {
            origin: origin.clone(),
            is_kept: false,
        };
        (Link::new(certificate), Reason::Distrusted(by))
    });
    let found = entries.iter().filter_map(|entry| match &entry.reason {
        Some(reason @ (Reason::Denied | Reason::Distrusted(_))) => {
            Some((Link::new(&entry.certificate), reason.clone()))
        }
        _ => None,
    });
    let mut all: Vec<(Link, Reason)> = distrusted.chain(found).collect();
    // They are taken from the end, and `denied` is the reason to show if there are several.
    order::sort_by_key(&mut all, |(_, reason)| *reason == Reason::Denied);
    all
}

/// Returns the CAs whose only issuers an earlier build has excluded because of distrust that cannot
/// be read now.
fn orphaned_before(entries: &[Entry], policy: &Policy) -> Vec<(usize, Reason)> {
    let included = (entries.iter().enumerate())
        .filter(|(_, entry)| entry.reason.is_none() && entry.certificate.facts.is_ca);
    let orphaned = included.filter_map(|(index, entry)| {
        let by = policy.blocklist.orphaned_by(&entry.certificate)?;
        Some((index, Reason::Distrusted(by)))
    });
    orphaned.collect()
}

/// The included CAs by their index in the entries, and which of them may have issued which.
struct CaGraph<'a> {
    links: HashMap<usize, Link<'a>>,
    /// The indices of the CAs that are not roots, by the name of their issuer.
    by_issuer: HashMap<String, Vec<usize>>,
}

impl<'a> CaGraph<'a> {
    fn new(entries: &'a [Entry]) -> Self {
        let is_included_ca =
            |entry: &Entry| entry.reason.is_none() && entry.certificate.facts.is_ca;
        let links: HashMap<usize, Link> = (entries.iter().enumerate())
            .filter(|(_, entry)| is_included_ca(entry))
            .map(|(index, entry)| (index, Link::new(&entry.certificate)))
            .collect();
        let mut by_issuer: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, link) in links.iter().filter(|(_, link)| !link.is_root()) {
            let issued = by_issuer.entry(link.issuer.clone()).or_default();
            issued.push(*index);
        }
        Self { links, by_issuer }
    }

    /// Returns the CAs below an excluded issuer, with the reason of that issuer, and those in
    /// `queue`. An allowed CA stays, with everything below it.
    fn below_excluded(
        &self,
        excluded: &[(Link, Reason)],
        mut queue: Vec<(usize, Reason)>,
        is_allowed: impl Fn(usize, &Reason) -> bool,
    ) -> HashMap<usize, Reason> {
        for (link, reason) in excluded {
            queue.extend(self.issued_by(link).map(|index| (index, reason.clone())));
        }
        let mut below = HashMap::new();
        while let Some((index, reason)) = queue.pop() {
            if !is_allowed(index, &reason) && !below.contains_key(&index) {
                let issued = self.issued_by(&self.links[&index]);
                queue.extend(issued.map(|child| (child, reason.clone())));
                below.insert(index, reason);
            }
        }
        below
    }

    /// Returns the CAs that another CA has issued too, and everything below them.
    fn below_others(&self, below_excluded: &HashMap<usize, Reason>) -> HashSet<usize> {
        let others = self.links.keys().copied();
        let mut below: HashSet<usize> = others
            .filter(|index| !below_excluded.contains_key(index))
            .collect();
        let mut queue: Vec<usize> = below.iter().copied().collect();
        while let Some(index) = queue.pop() {
            let issued = self.issued_by(&self.links[&index]);
            queue.extend(issued.filter(|child| below.insert(*child)));
        }
        below
    }

    fn issued_by(&self, issuer: &Link) -> impl Iterator<Item = usize> {
        let named = self.by_issuer.get(&issuer.subject).into_iter().flatten();
        let is_issued = |index: &&usize| issuer.may_have_issued(&self.links[*index]);
        named.filter(is_issued).copied()
    }
}

#[cfg(test)]
mod tests;
