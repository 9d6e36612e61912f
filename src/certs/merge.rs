//! Many certificates to one list: each once, with everything that brought it, in an order that depends on them alone.

use std::collections::btree_map::Entry as Slot;
use std::collections::{BTreeMap, BTreeSet};

use super::blocklist::{Blocklist, MatchKey};
use super::chain::exclude_orphaned_intermediates;
use super::policy::{Facts, Policy, Reason, has};
use super::read::Certificate;
use super::summary::summarize;
use super::{Problem, ProblemKind, Source};

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

impl Entry {
    /// What brought it, as it is shown: two files of a name in two folders `ca.d` are one name.
    pub fn shown_sources(&self) -> Vec<String> {
        let mut seen = BTreeSet::new();
        let shown = self.sources.iter().map(ToString::to_string);
        shown.filter(|source| seen.insert(source.clone())).collect()
    }
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
mod tests {
    use std::collections::BTreeSet;
    use std::sync::LazyLock;

    use super::*;
    use crate::certs::Fingerprint;
    use crate::certs::tests::authority;

    const NOW: i64 = 1_800_000_000;

    fn certificate(name: &str) -> Certificate {
        Certificate::new(&authority(name)).unwrap()
    }

    /// An authority whose key nobody else has.
    fn own_key(name: &str) -> Certificate {
        let key = rcgen::KeyPair::generate().unwrap();
        let mut params = rcgen::CertificateParams::default();
        params
            .distinguished_name
            .push(rcgen::DnType::CommonName, name);
        params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        Certificate::new(params.self_signed(&key).unwrap().der()).unwrap()
    }

    /// The rules of a profile that says nothing, on a system that distrusts nobody.
    fn rules() -> Policy<'static> {
        static NOBODY: BTreeSet<Fingerprint> = BTreeSet::new();
        static NOTHING: LazyLock<Blocklist> = LazyLock::new(Blocklist::default);
        Policy {
            deny: &NOBODY,
            allow: &NOBODY,
            distrust: &NOTHING,
            keep_expired: false,
            now: NOW,
        }
    }

    fn merged(found: Vec<(Source, Certificate)>) -> Merged {
        merge(found, &rules(), Vec::new)
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
        let made: Vec<Certificate> = (0..6)
            .map(|number| own_key(&format!("CA {number}")))
            .collect();
        let all: Vec<(Source, Certificate)> = (0..12)
            .map(|number| {
                let source = [Source::Native, Source::Mozilla, Source::File("/x".into())]
                    [number % 3]
                    .clone();
                (source, made[number / 2].clone())
            })
            .collect();
        let denied = Fingerprint::Sha1(crate::certs::sha1(&made[1].der));
        let distrusted = |file: &str| {
            let der = made[2].der.clone();
            (MatchKey::Certificate(der), file.to_owned())
        };
        let distrust = Blocklist::new([distrusted("/b"), distrusted("/a")]);
        let rules = Policy {
            deny: &BTreeSet::from([denied]),
            distrust: &distrust,
            ..rules()
        };
        let merged = |found: Vec<(Source, Certificate)>| merge(found, &rules, Vec::new).entries;
        let expected = merged(all.clone());
        let reasons: Vec<&Reason> = expected
            .iter()
            .filter_map(|entry| entry.reason.as_ref())
            .collect();
        assert_eq!(reasons.len(), 2);
        assert!(reasons.contains(&&Reason::Denied));
        assert!(reasons.contains(&&Reason::Distrusted("/a".to_owned())));
        let mut random = fastrand::Rng::with_seed(1);
        for _ in 0..50 {
            let mut shuffled = all.clone();
            shuffled.extend(all.clone());
            random.shuffle(&mut shuffled);
            assert_eq!(merged(shuffled), expected);
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
        assert_eq!(merged(again.collect()), expected);
    }

    #[test]
    fn a_wrong_clock_does_not_empty_the_list() {
        let facts = |not_before, not_after| Facts {
            not_before,
            not_after,
            is_ca: true,
            is_self_issued: true,
            is_for_servers: true,
        };
        let old = Certificate {
            facts: facts(0, NOW - 1),
            ..certificate("Old")
        };
        let judged = |anchors: Vec<Facts>| {
            let merged = merge([(Source::Native, old.clone())], &rules(), || anchors);
            (merged.entries[0].reason.clone(), merged.problems.len())
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
    fn deny_beats_allow_and_allow_beats_distrust() {
        let bad = certificate("Bad");
        let sha256 = Fingerprint::Sha256(crate::certs::sha256(&bad.der));
        let sha1 = Fingerprint::Sha1(crate::certs::sha1(&bad.der));
        let distrust = Blocklist::new([(
            MatchKey::Certificate(bad.der.clone()),
            "/etc/bad".to_owned(),
        )]);
        let distrusted = || Some(Reason::Distrusted("/etc/bad".to_owned()));
        for named in [sha256, sha1] {
            let (named, nobody) = (BTreeSet::from([named]), BTreeSet::new());
            for (deny, allow, distrust, reason) in [
                (&named, &nobody, &Blocklist::default(), Some(Reason::Denied)),
                (&named, &named, &distrust, Some(Reason::Denied)),
                (&nobody, &named, &distrust, None),
                (&nobody, &nobody, &distrust, distrusted()),
            ] {
                let rules = Policy {
                    deny,
                    allow,
                    distrust,
                    keep_expired: true,
                    ..rules()
                };
                let found = [(Source::File("/x".into()), bad.clone())];
                let merged = merge(found, &rules, Vec::new);
                assert_eq!(merged.entries[0].reason, reason);
                assert_eq!(merged.included().count(), usize::from(reason.is_none()));
            }
        }
    }

    #[test]
    fn what_a_source_trusts_for_other_things_alone_is_no_vote() {
        let good = certificate("Good");
        let mut for_mail = good.clone();
        for_mail.facts.is_for_servers = false;
        let mail = (Source::File("/mail".into()), for_mail);
        let web = (Source::Native, good);
        assert_eq!(
            merged(vec![mail.clone()]).entries[0].reason,
            Some(Reason::NotForServers)
        );
        for found in [[mail.clone(), web.clone()], [web, mail]] {
            let merged = merged(found.into());
            assert_eq!(merged.entries[0].reason, None);
            assert_eq!(merged.entries[0].sources, [Source::Native]);
        }
    }
}
