//! Merges the certificates of all sources into one list, in which each certificate is once.
//!
//! The order depends on the certificates alone, so that the same certificates make the same bundle.

use std::collections::BTreeSet;

use super::blocklist::{Blocklist, MatchKey, Origin};
use super::chain::exclude_orphaned_intermediates;
use super::entries::{Entry, Merged};
use super::policy::{Policy, Reason};
use super::{Certificate, Facts, Problem, ProblemKind, Source};

/// Merges certificates and applies the policy.
///
/// If most of Mozilla's roots are out of date, the clock is wrong, and expired certificates stay.
/// Mozilla's roots are those in `found`, or else `anchors`.
pub fn merge(
    found: impl IntoIterator<Item = (Source, Certificate)>,
    policy: &Policy,
    anchors: impl FnOnce() -> Vec<Facts>,
) -> Merged {
    let mut entries = unite(found);
    let clock_is_wrong = is_clock_wrong(&entries, policy.now, anchors);
    let policy = Policy {
        keep_expired: policy.keep_expired || clock_is_wrong,
        ..*policy
    };
    let denied = denied_keys(&entries, &policy);
    for entry in &mut entries {
        let is_chosen = entry.sources.iter().any(Source::is_chosen);
        entry.reason = policy.reason_against(&entry.certificate, is_chosen, &denied);
    }
    exclude_orphaned_intermediates(&mut entries, &policy);
    let mut problems = exclusions(&entries);
    if clock_is_wrong {
        problems.insert(0, Problem::new(Source::Clock, ProblemKind::WrongClock));
    }
    Merged { entries, problems }
}

/// Sorts certificates by their DER, and collects the sources of each.
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

/// Returns whether most of Mozilla's roots are out of date. If no certificate is, they are not
/// looked at.
fn is_clock_wrong(entries: &[Entry], now: i64, anchors: impl FnOnce() -> Vec<Facts>) -> bool {
    let facts = |entry: &Entry| entry.certificate.facts;
    if !entries.iter().any(|entry| facts(entry).is_out_of_date(now)) {
        return false;
    }
    let of_mozilla = entries.iter();
    let of_mozilla = of_mozilla.filter(|entry| entry.sources.contains(&Source::Mozilla));
    let mut roots: Vec<Facts> = of_mozilla.map(facts).collect();
    if roots.is_empty() {
        roots = anchors();
    }
    let out_of_date = roots.iter().filter(|facts| facts.is_out_of_date(now));
    out_of_date.count() * 2 > roots.len()
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

/// Returns a problem for each excluded certificate that is missed: one that a client cannot read,
/// and one of a file that the profile or the user named and that has no included certificate.
fn exclusions(entries: &[Entry]) -> Vec<Problem> {
    let is_file = |source: &Source| matches!(source, Source::File(_) | Source::Trust(_));
    let included = entries.iter().filter(|entry| entry.reason.is_none());
    let useful: BTreeSet<&Source> = included
        .flat_map(|entry| entry.sources.iter().filter(|source| is_file(source)))
        .collect();
    let is_useless = |source: &Source| is_file(source) && !useful.contains(source);
    let mut problems = Vec::new();
    for entry in entries {
        let reason = match &entry.reason {
            // The profile itself denies it.
            Some(Reason::Denied) | None => continue,
            Some(reason) => reason,
        };
        let is_unreadable = matches!(reason, Reason::Unreadable(..));
        let sources = entry.sources.iter();
        for source in sources.filter(|source| is_unreadable || is_useless(source)) {
            let excluded = ProblemKind::Excluded {
                name: entry.certificate.name(),
                reason: reason.clone(),
            };
            problems.push(Problem::new(source.clone(), excluded));
        }
    }
    problems
}

#[cfg(test)]
mod tests;
