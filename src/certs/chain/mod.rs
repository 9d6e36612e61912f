//! What a forbidden authority takes along: the authorities that only it vouches for.
//!
//! An intermediate in a bundle is an anchor of its own to many clients (Python since 3.13, Go, rustls). If its root may
//! not be trusted, neither may it, or every server below the root would still be.

use std::collections::{HashMap, HashSet};

use x509_cert::ext::pkix::{AuthorityKeyIdentifier, SubjectKeyIdentifier};
use x509_cert::name::Name;

use super::entries::Entry;
use super::hex;
use super::policy::{Policy, Reason, has};
use super::summary::text;
use super::x509::decode;

/// By what the certificates of a chain fit together (RFC 5280, 4.2.1.1 and 6.1).
///
/// Only a signature could tell for certain, and nothing here can check one. Where a name alone speaks for it, a certificate
/// counts as signed: what is forbidden must not come back.
struct Kin {
    subject: String,
    issuer: String,
    /// Which key it has, if it says so.
    key: Option<Vec<u8>>,
    /// Which key has signed it, if it says so.
    signer: Option<Vec<u8>>,
}

impl Kin {
    fn of(der: &[u8]) -> Option<Self> {
        let (certificate, _) = decode(der).ok()?;
        let content = certificate.tbs_certificate();
        let key = content.get_extension::<SubjectKeyIdentifier>();
        let signer = content.get_extension::<AuthorityKeyIdentifier>();
        Some(Self {
            subject: comparable(content.subject()),
            issuer: comparable(content.issuer()),
            key: (key.ok().flatten()).map(|(_, key)| key.0.into_bytes().into()),
            signer: (signer.ok().flatten())
                .and_then(|(_, signer)| Some(signer.key_identifier?.into_bytes().into())),
        })
    }

    fn vouches_for(&self, other: &Self) -> bool {
        let is_other_key =
            matches!((&self.key, &other.signer), (Some(own), Some(asked)) if own != asked);
        self.subject == other.issuer && !is_other_key
    }

    /// Whether it may be signed by its own key. An authority that renews its key signs the new one with the old one, and
    /// both have its name.
    fn is_root(&self) -> bool {
        self.vouches_for(self)
    }
}

/// A name as clients compare it: its texts without regard to their encoding, to case, and to how many blanks there are.
fn comparable(name: &Name) -> String {
    let part = |attribute: &x509_cert::attr::AttributeTypeAndValue| {
        let value = text(&attribute.value).unwrap_or_else(|| hex(attribute.value.value()));
        let words: Vec<&str> = value.split_whitespace().collect();
        format!("{}={}\n", attribute.oid, words.join(" ").to_lowercase())
    };
    name.iter().map(part).collect()
}

/// Leaves out the authorities among `entries` that nobody vouches for but one that is denied or distrusted, and so on.
pub fn exclude_orphaned_intermediates(entries: &mut [Entry], rules: &Policy) {
    let forbidden = forbidden(entries, rules);
    if forbidden.is_empty() {
        return;
    }
    let family = Family::new(entries);
    let mut tainted: HashMap<usize, Reason> = HashMap::new();
    let mut queue: Vec<(usize, Reason)> = Vec::new();
    for (kin, reason) in &forbidden {
        queue.extend(family.children(kin).map(|index| (index, reason.clone())));
    }
    while let Some((index, reason)) = queue.pop() {
        let is_allowed = reason.distrusted_by().is_some() && has(rules.allow, &entries[index].der);
        if !is_allowed && !tainted.contains_key(&index) {
            queue.extend(family.below(index).map(|child| (child, reason.clone())));
            tainted.insert(index, reason);
        }
    }
    // Those that somebody else vouches for too stay, with what is below them.
    let others = family
        .members
        .keys()
        .filter(|index| !tainted.contains_key(index));
    let mut safe: HashSet<usize> = others.copied().collect();
    let mut queue: Vec<usize> = safe.iter().copied().collect();
    while let Some(index) = queue.pop() {
        queue.extend(family.below(index).filter(|child| safe.insert(*child)));
    }
    for (index, reason) in tainted {
        if !safe.contains(&index) {
            entries[index].reason = Some(Reason::Issuer(Box::new(reason)));
        }
    }
}

/// The authorities that must not be trusted, the denied ones last, and why.
fn forbidden(entries: &[Entry], rules: &Policy) -> Vec<(Kin, Reason)> {
    let named = rules.distrust.certificates().filter_map(|(der, file)| {
        let is_allowed = has(rules.allow, der);
        let kin = Kin::of(der).filter(|_| !is_allowed)?;
        Some((kin, Reason::Distrusted(file.to_owned())))
    });
    let found = entries.iter().filter_map(|entry| match &entry.reason {
        Some(reason @ (Reason::Denied | Reason::Distrusted(_))) => {
            Some((Kin::of(&entry.der)?, reason.clone()))
        }
        _ => None,
    });
    let mut all: Vec<(Kin, Reason)> = named.chain(found).collect();
    // They are looked at from the end, and denying is the stronger word.
    all.sort_by_key(|(_, reason)| *reason == Reason::Denied);
    all
}

/// The authorities that count, and who of them may have signed whom.
struct Family {
    members: HashMap<usize, Kin>,
    /// Those that are no roots, by their issuer's name.
    by_issuer: HashMap<String, Vec<usize>>,
}

impl Family {
    fn new(entries: &[Entry]) -> Self {
        let counts = |entry: &Entry| entry.reason.is_none() && entry.facts.is_ca;
        let members: HashMap<usize, Kin> = (entries.iter().enumerate())
            .filter(|(_, entry)| counts(entry))
            .filter_map(|(index, entry)| Some((index, Kin::of(&entry.der)?)))
            .collect();
        let mut by_issuer: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, kin) in members.iter().filter(|(_, kin)| !kin.is_root()) {
            by_issuer
                .entry(kin.issuer.clone())
                .or_default()
                .push(*index);
        }
        Self { members, by_issuer }
    }

    /// The members that `issuer` vouches for.
    fn children(&self, issuer: &Kin) -> impl Iterator<Item = usize> {
        let named = self.by_issuer.get(&issuer.subject).into_iter().flatten();
        let is_child = |index: &&usize| issuer.vouches_for(&self.members[*index]);
        named.filter(is_child).copied()
    }

    /// The members that one of them vouches for.
    fn below(&self, index: usize) -> impl Iterator<Item = usize> {
        self.children(&self.members[&index])
    }
}

#[cfg(test)]
mod tests;
