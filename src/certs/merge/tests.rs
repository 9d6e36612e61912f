use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::*;
use crate::certs::Fingerprint;
use crate::certs::tests::authority;

const NOW: i64 = 1_800_000_000;

fn certificate(name: &str) -> Certificate {
    Certificate::new(&authority(name)).unwrap()
}

/// Returns a CA with a key of its own.
fn own_key(name: &str) -> Certificate {
    let key = rcgen::KeyPair::generate().unwrap();
    let mut params = rcgen::CertificateParams::default();
    params
        .distinguished_name
        .push(rcgen::DnType::CommonName, name);
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    Certificate::new(params.self_signed(&key).unwrap().der()).unwrap()
}

/// Returns the policy of an empty profile on a system without a blocklist.
fn policy() -> Policy<'static> {
    static NONE: BTreeSet<Fingerprint> = BTreeSet::new();
    static EMPTY: LazyLock<Blocklist> = LazyLock::new(Blocklist::default);
    Policy {
        deny: &NONE,
        allow: &NONE,
        blocklist: &EMPTY,
        keep_expired: false,
        now: NOW,
    }
}

fn merged(found: Vec<(Source, Certificate)>) -> Merged {
    merge(found, &policy())
}

#[test]
fn a_certificate_is_listed_once_with_all_sources() {
    let file = |path: &str| Source::File(path.into());
    let found = [
        (file("/b"), "A"),
        (Source::NATIVE, "A"),
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
    assert!(sources.contains(&vec![Source::NATIVE, file("/a"), file("/b")]));
}

#[test]
fn a_limit_of_the_store_holds_for_the_same_certificate_of_a_file() {
    let mut limited = certificate("A");
    limited.facts.distrust_after = Some(NOW);
    for other in [Source::Mozilla, Source::File("/a".into())] {
        let found = vec![(other, certificate("A")), (Source::NATIVE, limited.clone())];
        let merged = merged(found);
        assert_eq!(merged.entries[0].sources.len(), 2);
        let facts = merged.entries[0].certificate.facts;
        assert_eq!(facts.distrust_after, Some(NOW));
    }
}

#[test]
fn merging_ignores_order_and_duplicates() {
    let made: Vec<Certificate> = (0..6)
        .map(|number| own_key(&format!("CA {number}")))
        .collect();
    let all: Vec<(Source, Certificate)> = (0..12)
        .map(|number| {
            let source =
                [Source::NATIVE, Source::Mozilla, Source::File("/x".into())][number % 3].clone();
            (source, made[number / 2].clone())
        })
        .collect();
    let denied = Fingerprint::Sha1(crate::certs::sha1(&made[1].der));
    let distrusted = |file: &str| (MatchKey::Certificate(made[2].clone()), Origin::from(file));
    let blocklist = Blocklist::new([distrusted("/b"), distrusted("/a")]);
    let policy = Policy {
        deny: &BTreeSet::from([denied]),
        blocklist: &blocklist,
        ..policy()
    };
    let merged = |found: Vec<(Source, Certificate)>| merge(found, &policy).entries;
    let expected = merged(all.clone());
    let reasons: Vec<&Reason> = expected
        .iter()
        .filter_map(|entry| entry.reason.as_ref())
        .collect();
    assert_eq!(reasons.len(), 2);
    assert!(reasons.contains(&&Reason::Denied));
    assert!(reasons.contains(&&Reason::Distrusted("/a".into())));
    let mut random = fastrand::Rng::with_seed(1);
    for _ in 0..50 {
        let mut shuffled = all.clone();
        shuffled.extend(all.clone());
        random.shuffle(&mut shuffled);
        assert_eq!(merged(shuffled), expected);
    }
    let again = expected.iter().flat_map(|entry| {
        let certificate = entry.certificate.clone();
        entry
            .sources
            .clone()
            .into_iter()
            .map(move |source| (source, certificate.clone()))
    });
    assert_eq!(merged(again.collect()), expected);
}

#[test]
fn deny_overrides_allow_and_allow_overrides_the_blocklist() {
    let bad = certificate("Bad");
    let sha256 = Fingerprint::Sha256(crate::certs::sha256(&bad.der));
    let sha1 = Fingerprint::Sha1(crate::certs::sha1(&bad.der));
    let blocklist = Blocklist::new([(MatchKey::Certificate(bad.clone()), "/etc/bad".into())]);
    let distrusted = || Some(Reason::Distrusted("/etc/bad".into()));
    for named in [sha256, sha1] {
        let (named, none) = (BTreeSet::from([named]), BTreeSet::new());
        for (deny, allow, blocklist, reason) in [
            (&named, &none, &Blocklist::default(), Some(Reason::Denied)),
            (&named, &named, &blocklist, Some(Reason::Denied)),
            (&none, &named, &blocklist, None),
            (&none, &none, &blocklist, distrusted()),
        ] {
            let policy = Policy {
                deny,
                allow,
                blocklist,
                keep_expired: true,
                ..policy()
            };
            let found = [(Source::File("/x".into()), bad.clone())];
            let merged = merge(found, &policy);
            assert_eq!(merged.entries[0].reason, reason);
            assert_eq!(merged.included().count(), usize::from(reason.is_none()));
        }
    }
}

#[test]
fn trust_for_other_purposes_does_not_count() {
    let good = certificate("Good");
    let mut for_mail = good.clone();
    for_mail.facts.is_for_servers = false;
    let mail = (Source::File("/mail".into()), for_mail);
    let web = (Source::NATIVE, good);
    assert_eq!(
        merged(vec![mail.clone()]).entries[0].reason,
        Some(Reason::NotForServers)
    );
    for found in [[mail.clone(), web.clone()], [web, mail]] {
        let merged = merged(found.into());
        assert_eq!(merged.entries[0].reason, None);
        assert_eq!(merged.entries[0].sources, [Source::NATIVE]);
    }
}

#[test]
fn a_server_certificate_is_included_only_if_a_person_chose_it() {
    let key = rcgen::KeyPair::generate().unwrap();
    let params = rcgen::CertificateParams::new(vec!["studio.example".to_owned()]).unwrap();
    let server = Certificate::new(params.self_signed(&key).unwrap().der()).unwrap();
    for (source, reason) in [
        (Source::NATIVE, Some(Reason::NotACa)),
        (Source::Mozilla, Some(Reason::NotACa)),
        (Source::Inherited("/a".into()), None),
        (Source::File("/a".into()), None),
        (Source::Trust("a".into()), None),
    ] {
        let merged = merged(vec![(source.clone(), server.clone())]);
        assert_eq!(merged.entries[0].reason, reason, "{source}");
    }
}

#[test]
fn certificates_are_equal_if_their_bytes_and_their_uses_are() {
    let (a, mut for_mail) = (certificate("A"), certificate("A"));
    for_mail.facts.is_for_servers = false;
    assert_eq!(a, certificate("A"));
    assert_ne!(a, for_mail);
    let other = certificate("B");
    assert_eq!(a.facts, other.facts);
    assert_ne!(a, other);
}
