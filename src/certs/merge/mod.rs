//! Merges the certificates of all sources into one list, in which each certificate is once.
//!
//! The order depends on the certificates alone, so that the same certificates make the same bundle.

use std::collections::BTreeSet;

use super::blocklist::{Blocklist, MatchKey, Origin};
use super::chain::exclude_orphaned_intermediates;
use super::entries::{Entry, Merged};
use super::policy::{Policy, Reason};
use super::{Certificate, Problem, Source};

/// Merges certificates and applies the policy.
pub fn merge(found: impl IntoIterator<Item = (Source, Certificate)>, policy: &Policy) -> Merged {
    let mut entries = unite(found);
    let denied = denied_keys(&entries, policy);
    for entry in &mut entries {
        let is_chosen = entry.sources.iter().any(Source::is_chosen);
        entry.reason = policy.reason_against(&entry.certificate, is_chosen, &denied);
    }
    exclude_orphaned_intermediates(&mut entries, policy);
    Merged {
        problems: exclusions(&entries),
        entries,
    }
}

/// Sorts certificates by their DER, and collects the sources of each.
///
/// The system's store is the first source: its facts about a certificate count, which include a
/// date of distrust.
fn unite(found: impl IntoIterator<Item = (Source, Certificate)>) -> Vec<Entry> {
    let mut found: Vec<(Source, Certificate)> = found.into_iter().collect();
    found.sort_unstable_by(|(source, a), (other, b)| {
        let usable_first = b.facts.is_for_servers.cmp(&a.facts.is_for_servers);
        (a.der.cmp(&b.der))
            .then(usable_first)
            .then(source.cmp(other))
    });
    let mut entries: Vec<Entry> = Vec::new();
    for (source, certificate) in found {
        match entries.last_mut() {
            Some(entry) if entry.certificate.der == certificate.der => {
                // A source whose trust settings trust the certificate for other purposes only does
                // not count beside one that trusts it for servers.
                let is_usable = entry.certificate.facts.is_for_servers;
                if is_usable == certificate.facts.is_for_servers
                    && entry.sources.last() != Some(&source)
                {
                    entry.sources.push(source);
                }
            }
            _ => entries.push(Entry {
                certificate,
                sources: vec![source],
                reason: None,
            }),
        }
    }
    entries
}

/// Returns the keys of denied roots. Denying a root denies its key: its owner can issue another
/// certificate for the key, and a client that does not find the one takes the other.
fn denied_keys(entries: &[Entry], policy: &Policy) -> Blocklist {
    let certificates = entries.iter().map(|entry| &entry.certificate);
    let denied = certificates
        .filter(|certificate| certificate.facts.is_self_issued && policy.denies(certificate));
    let key = |certificate: &Certificate| MatchKey::Key(certificate.public_key().into());
    let by_profile = || Origin::Store("deny".to_owned());
    Blocklist::new(denied.map(|certificate| (key(certificate), by_profile())))
}

/// Returns a problem for each excluded certificate that is missed: one that no client or not every
/// client can read, and one of a file that a person chose and that has no included certificate.
fn exclusions(entries: &[Entry]) -> Vec<Problem> {
    let is_file = |source: &Source| matches!(source, Source::File(_) | Source::Trust(_));
    let included = entries.iter().filter(|entry| entry.reason.is_none());
    let useful: BTreeSet<&Source> = included
        .flat_map(|entry| entry.sources.iter().filter(|source| is_file(source)))
        .collect();
    let is_useless = |source: &Source| is_file(source) && !useful.contains(source);
    let mut problems = Vec::new();
    for entry in entries {
        match &entry.reason {
            // The profile itself denies it.
            Some(Reason::Denied) => {}
            Some(reason) => {
                let is_unreadable = matches!(reason, Reason::Unreadable(..));
                let is_affected = |source: &Source| is_unreadable || is_useless(source);
                problems.extend(entry.exclusions(reason, is_affected));
            }
            None => problems.extend(entry.unreadable_by()),
        }
    }
    problems
}

#[cfg(test)]
mod tests;
