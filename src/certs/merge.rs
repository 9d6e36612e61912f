//! Many certificates to one list: each once, with everything that brought it, in an order that depends on them alone.

use std::collections::btree_map::Entry as Slot;
use std::collections::{BTreeMap, BTreeSet};

use super::read::Certificate;
use super::rules::{Facts, Reason, Rules, describe};
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
/// The clock is judged by Mozilla's roots: if most of them are out of their time, it is the clock that is wrong. They are
/// those in `found`, or `anchors` if there are none.
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
    let mut problems = Vec::new();
    let is_out_of_time =
        |facts: &Facts| facts.not_after < rules.now || facts.not_before > rules.now;
    let of_mozilla = unique
        .values()
        .filter(|(_, sources)| sources.contains(&Source::Mozilla));
    let mut of_mozilla: Vec<Facts> = of_mozilla.map(|(facts, _)| *facts).collect();
    let clock_is_wrong = unique.values().any(|(facts, _)| is_out_of_time(facts)) && {
        if of_mozilla.is_empty() {
            of_mozilla = anchors();
        }
        of_mozilla
            .iter()
            .filter(|facts| is_out_of_time(facts))
            .count()
            * 2
            > of_mozilla.len()
    };
    if clock_is_wrong {
        problems.push(Problem {
            source: "clock".to_owned(),
            message: "most of Mozilla's roots are out of their time, so this machine's clock must be wrong: expired \
                      certificates are kept; set the clock"
                .to_owned(),
            needed: None,
        });
    }
    let rules = Rules {
        keep_expired: rules.keep_expired || clock_is_wrong,
        ..*rules
    };
    let judge = |(der, (facts, sources)): (Box<[u8]>, (Facts, Vec<Source>))| {
        let is_chosen = sources.iter().any(Source::is_chosen);
        let reason = rules.reason_against(&der, facts, is_chosen);
        Entry {
            der,
            facts,
            sources,
            reason,
        }
    };
    let entries: Vec<Entry> = unique.into_iter().map(judge).collect();
    problems.extend(named_in_vain(&entries));
    Merged { entries, problems }
}

/// What is to be said of files that the profile names and of which the rules leave nothing.
fn named_in_vain(entries: &[Entry]) -> Vec<Problem> {
    let is_file = |source: &&Source| matches!(source, Source::File(_));
    let included = entries.iter().filter(|entry| entry.reason.is_none());
    let useful: BTreeSet<&Source> = included
        .flat_map(|entry| entry.sources.iter().filter(is_file))
        .collect();
    let mut problems = Vec::new();
    for entry in entries {
        let why = match entry.reason {
            Some(Reason::Expired) => "it has expired",
            Some(Reason::NotACa) => {
                "it is a server's certificate, and not the authority that signed it"
            }
            Some(Reason::Denied) | None => continue,
        };
        let name = || {
            describe(&entry.der)
                .map(|about| about.name)
                .unwrap_or_default()
        };
        for source in entry
            .sources
            .iter()
            .filter(is_file)
            .filter(|source| !useful.contains(source))
        {
            let message = format!("`{}` is left out: {why}", name());
            problems.push(Problem {
                source: source.to_string(),
                message,
                needed: None,
            });
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::certs::Fingerprint;
    use crate::certs::tests::authority;

    const NOW: i64 = 1_800_000_000;

    fn certificate(name: &str) -> Certificate {
        Certificate::new(&authority(name)).unwrap()
    }

    fn merged(found: Vec<(Source, Certificate)>) -> Merged {
        let deny = BTreeSet::new();
        merge(
            found,
            &Rules {
                deny: &deny,
                keep_expired: false,
                now: NOW,
            },
            Vec::new,
        )
    }

    #[test]
    fn each_certificate_is_there_once_with_everything_that_brought_it() {
        let file = |path: &str| Source::File(path.into());
        let found = [
            (file("/b"), "A"),
            (Source::Native, "A"),
            (file("/b"), "A"),
            (Source::Mozilla, "B"),
            (file("/a"), "A"),
        ];
        let merged = merged(
            found
                .map(|(source, name)| (source, certificate(name)))
                .into(),
        );
        let sources: Vec<_> = merged
            .entries
            .iter()
            .map(|entry| entry.sources.clone())
            .collect();
        assert_eq!(sources.len(), 2);
        assert!(sources.contains(&vec![Source::Native, file("/a"), file("/b")]));
    }

    #[test]
    fn merging_is_blind_to_order_and_twice_is_once() {
        let all: Vec<(Source, Certificate)> = (0..12)
            .map(|number| {
                let source = [Source::Native, Source::Mozilla, Source::File("/x".into())]
                    [number % 3]
                    .clone();
                (source, certificate(&format!("CA {}", number / 2)))
            })
            .collect();
        let expected = merged(all.clone()).entries;
        let mut random = fastrand::Rng::with_seed(1);
        for _ in 0..50 {
            let mut shuffled = all.clone();
            shuffled.extend(all.clone());
            random.shuffle(&mut shuffled);
            assert_eq!(merged(shuffled).entries, expected);
        }
        let again = expected.iter().flat_map(|entry| {
            let certificate = Certificate {
                der: entry.der.clone(),
                facts: entry.facts,
            };
            entry
                .sources
                .clone()
                .into_iter()
                .map(move |source| (source, certificate.clone()))
        });
        assert_eq!(merged(again.collect()).entries, expected);
    }

    #[test]
    fn a_wrong_clock_does_not_empty_the_list() {
        let facts = |not_before, not_after| Facts {
            not_before,
            not_after,
            is_ca: true,
            is_self_issued: true,
        };
        let old = Certificate {
            facts: facts(0, NOW - 1),
            ..certificate("Old")
        };
        let judged = |anchors: Vec<Facts>| {
            let deny = BTreeSet::new();
            let rules = Rules {
                deny: &deny,
                keep_expired: false,
                now: NOW,
            };
            let merged = merge([(Source::Native, old.clone())], &rules, || anchors);
            (merged.entries[0].reason, merged.problems.len())
        };
        let (fine, expired, future) = (
            facts(0, NOW + 9),
            facts(0, NOW - 9),
            facts(NOW + 5, NOW + 9),
        );
        assert_eq!(
            judged(vec![fine, fine, expired]),
            (Some(Reason::Expired), 0)
        );
        assert_eq!(judged(vec![fine, expired]), (Some(Reason::Expired), 0));
        assert_eq!(judged(vec![fine, expired, expired]), (None, 1));
        assert_eq!(judged(vec![future, expired, fine]), (None, 1));
    }

    #[test]
    fn deny_beats_everything() {
        let denied = certificate("Denied");
        let sha256 = Fingerprint::Sha256(crate::certs::sha256(&denied.der));
        let sha1 = Fingerprint::Sha1(crate::certs::sha1(&denied.der));
        for fingerprint in [sha256, sha1] {
            let deny = BTreeSet::from([fingerprint]);
            let rules = Rules {
                deny: &deny,
                keep_expired: true,
                now: NOW,
            };
            let merged = merge(
                [(Source::File("/x".into()), denied.clone())],
                &rules,
                Vec::new,
            );
            assert_eq!(merged.entries[0].reason, Some(Reason::Denied));
            assert_eq!(merged.included().count(), 0);
        }
    }
}
