//! Many certificates to one list: each once, with everything that brought it, in an order that depends on them alone.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry as Slot;

use super::read::Certificate;
use super::rules::{Facts, Reason, Rules};
use super::{Problem, Source};

/// A certificate and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its bytes.
    pub der: Box<[u8]>,
    /// What was found in them.
    pub facts: Facts,
    /// What brought it, sorted.
    pub sources: Vec<Source>,
    /// Why it is left out; `None` if it counts.
    pub reason: Option<Reason>,
}

/// All certificates of a bundle, sorted by their bytes, those left out among them.
#[derive(Debug, Default)]
pub struct Merged {
    /// Each certificate once.
    pub entries: Vec<Entry>,
    /// What the sources and the rules have to say.
    pub problems: Vec<Problem>,
}

impl Merged {
    /// The certificates that count.
    pub fn included(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.reason.is_none())
    }
}

/// Merges certificates and applies the rules.
///
/// `anchors` are Mozilla's roots, by which the clock is judged: if most of them are out of their time, the clock is.
pub fn merge(
    found: impl IntoIterator<Item = (Source, Certificate)>,
    rules: &Rules,
    anchors: impl FnOnce() -> Vec<Facts>,
) -> Merged {
    let mut unique: BTreeMap<Box<[u8]>, (Facts, Vec<Source>)> = BTreeMap::new();
    for (source, certificate) in found {
        match unique.entry(certificate.der) {
            Slot::Vacant(slot) => {
                slot.insert((certificate.facts, vec![source]));
            }
            Slot::Occupied(mut slot) => {
                let sources = &mut slot.get_mut().1;
                if let Err(index) = sources.binary_search(&source) {
                    sources.insert(index, source);
                }
            }
        }
    }
    let mut merged = Merged::default();
    let is_expired = |facts: &Facts| facts.not_after < rules.now;
    let is_out_of_time = |facts: &Facts| is_expired(facts) || facts.not_before > rules.now;
    let clock_is_wrong = unique.values().any(|(facts, _)| is_out_of_time(facts)) && {
        let anchors = anchors();
        anchors.iter().filter(|facts| is_out_of_time(facts)).count() * 2 > anchors.len()
    };
    if clock_is_wrong {
        merged.problems.push(Problem {
            source: "clock".to_owned(),
            message: "most of Mozilla's roots are out of their time, so this machine's clock must be wrong: expired \
                      certificates are kept; set the clock"
                .to_owned(),
            fatal: false,
        });
    }
    let rules = Rules {
        keep_expired: rules.keep_expired || clock_is_wrong,
        ..*rules
    };
    merged.entries = (unique.into_iter())
        .map(|(der, (facts, sources))| {
            let is_chosen = sources.iter().any(Source::is_chosen);
            let reason = rules.reason_against(&der, facts, is_chosen);
            Entry {
                der,
                facts,
                sources,
                reason,
            }
        })
        .collect();
    merged
}
