//! Many certificates to one list: each once, with everything that brought it, in an order that depends on them alone.

use std::collections::btree_map::Entry as Slot;
use std::collections::{BTreeMap, BTreeSet};

use super::blocklist::{Blocklist, MatchKey};
use super::chain::exclude_orphaned_intermediates;
use super::entries::{Entry, Merged};
use super::policy::{Policy, Reason, has};
use super::summary::summarize;
use super::{Certificate, Facts, Problem, ProblemKind, Source};

/// Merges certificates and applies the rules.
///
/// The clock is judged by Mozilla's roots: if most of them are out of their time, it is the clock that is wrong. They are
/// those in `found`, or `anchors` if there are none.
pub fn merge(
    found: impl IntoIterator<Item = (Source, Certificate)>,
    rules: &Policy,
    anchors: impl FnOnce() -> Vec<Facts>,
) -> Merged {
    let unique = unite(found);
    let clock_is_wrong = is_clock_wrong(&unique, rules.now, anchors);
    let rules = Policy {
        keep_expired: rules.keep_expired || clock_is_wrong,
        ..*rules
    };
    let denied = denied_keys(&unique, &rules);
    let judge = |(der, (facts, sources)): (Box<[u8]>, (Facts, Vec<Source>))| {
        let is_chosen = sources.iter().any(Source::is_chosen);
        let reason = rules.reason_against(&der, facts, is_chosen, &denied);
        Entry {
            der,
            facts,
            sources,
            reason,
        }
    };
    let mut entries: Vec<Entry> = unique.into_iter().map(judge).collect();
    exclude_orphaned_intermediates(&mut entries, &rules);
    let mut problems = named_in_vain(&entries);
    if clock_is_wrong {
        problems.insert(0, Problem::new(Source::Clock, ProblemKind::WrongClock));
    }
    Merged { entries, problems }
}

/// Certificates by their bytes, each with everything that brought it.
type Unique = BTreeMap<Box<[u8]>, (Facts, Vec<Source>)>;

fn unite(found: impl IntoIterator<Item = (Source, Certificate)>) -> Unique {
    let mut unique = Unique::new();
    for (source, certificate) in found {
        match unique.entry(certificate.der) {
            Slot::Vacant(slot) => {
                slot.insert((certificate.facts, vec![source]));
            }
            Slot::Occupied(mut slot) => {
                let (facts, sources) = slot.get_mut();
                match (facts.is_for_servers, certificate.facts.is_for_servers) {
                    // One trusts it for servers, and one, by its trust settings, for other things alone: that is no vote.
                    (true, false) => {}
                    (false, true) => *slot.get_mut() = (certificate.facts, vec![source]),
                    _ => {
                        if let Err(index) = sources.binary_search(&source) {
                            sources.insert(index, source);
                        }
                    }
                }
            }
        }
    }
    unique
}

/// Whether most of Mozilla's roots are out of their time. Where nothing is, there is no need to look.
fn is_clock_wrong(unique: &Unique, now: i64, anchors: impl FnOnce() -> Vec<Facts>) -> bool {
    let is_out_of_time = |facts: &Facts| facts.not_after < now || facts.not_before > now;
    if !unique.values().any(|(facts, _)| is_out_of_time(facts)) {
        return false;
    }
    let of_mozilla = (unique.values()).filter(|(_, sources)| sources.contains(&Source::Mozilla));
    let mut of_mozilla: Vec<Facts> = of_mozilla.map(|(facts, _)| *facts).collect();
    if of_mozilla.is_empty() {
        of_mozilla = anchors();
    }
    let out_of_time = of_mozilla.iter().filter(|facts| is_out_of_time(facts));
    out_of_time.count() * 2 > of_mozilla.len()
}

/// The keys of denied roots. A root stands for its key: whoever has the key can write another certificate for it, and a
/// client that does not find the one takes the other.
fn denied_keys(unique: &Unique, rules: &Policy) -> Blocklist {
    let denied = unique
        .iter()
        .filter(|(der, (facts, _))| facts.is_self_issued && has(rules.deny, der))
        .filter_map(|(der, _)| Some((MatchKey::key_of(der)?, String::new())));
    Blocklist::new(denied)
}

/// What is to be said of files that somebody chose for this and of which the rules leave nothing.
fn named_in_vain(entries: &[Entry]) -> Vec<Problem> {
    let is_file = |source: &&Source| matches!(source, Source::File(_) | Source::Trust(_));
    let included = entries.iter().filter(|entry| entry.reason.is_none());
    let useful: BTreeSet<&Source> = included
        .flat_map(|entry| entry.sources.iter().filter(is_file))
        .collect();
    let mut problems = Vec::new();
    for entry in entries {
        let reason = match &entry.reason {
            // That is what the profile wants.
            Some(Reason::Denied) | None => continue,
            Some(reason) => reason,
        };
        let name = || {
            summarize(&entry.der)
                .map(|about| about.name)
                .unwrap_or_default()
        };
        for source in entry
            .sources
            .iter()
            .filter(is_file)
            .filter(|source| !useful.contains(source))
        {
            let left_out = ProblemKind::LeftOut {
                name: name(),
                reason: reason.clone(),
            };
            problems.push(Problem::new(source.clone(), left_out));
        }
    }
    problems
}

#[cfg(test)]
mod tests;
