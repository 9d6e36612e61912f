//! Paths: every order, other ways, loops and copies.

use std::time::{Duration, Instant};

use rcgen::{IsCa, date_time_ymd};

use super::{Ca, NOW, ca_params, objections, rules, verdict};
use crate::doctor::trust::{Chain, Kind, Member, Rules, to_pem};

/// Returns the names of the path, and whether the chain is accepted.
fn path(sent: &[&[u8]], anchors: &[&[u8]], rules: &Rules) -> (Vec<String>, bool) {
    verdict(sent, anchors, rules, |verdict| {
        let names = verdict.path.iter().map(Member::name);
        (names.collect(), verdict.is_accepted())
    })
}

fn partial() -> Rules {
    Rules {
        partial_chain: true,
        ..rules()
    }
}

#[test]
fn issuers_are_found_in_every_order() {
    let root = Ca::root("Root");
    let one = root.sub("One");
    let two = one.sub("Two");
    let own = two.leaf();
    let stranger = Ca::root("Stranger").der;
    let mut rest: Vec<&[u8]> = vec![&one.der, &two.der, &root.der, &stranger];
    for turn in 0..rest.len() {
        rest.rotate_left(1);
        for swap in 1..rest.len() {
            let mut sent = rest.clone();
            sent.swap(0, swap);
            sent.insert(0, &own);
            let (names, is_accepted) = path(&sent, &[&root.der], &rules());
            assert!(is_accepted, "{turn} {swap}");
            assert_eq!(names, ["server", "Two", "One", "Root"]);
        }
    }
}

#[test]
fn copies_and_loops_end() {
    let root = Ca::root("Root");
    let one = root.sub("One");
    let two = one.sub("Two");
    // Each has signed the other.
    let back = two.cross_sign(&one, "One");
    let own = two.leaf();
    let sent = [&own[..], &two.der, &two.der, &back, &own, &back, &two.der];
    let (names, is_accepted) = path(&sent, &[&root.der], &rules());
    assert!(!is_accepted);
    assert!(names.len() <= 4, "{names:?}");
    let kinds = objections(&sent, &[&root.der], &rules());
    assert!(matches!(kinds[0].1, Kind::NoIssuer), "{kinds:?}");
    let sent = [&own[..], &two.der, &two.der, &one.der, &one.der];
    assert!(path(&sent, &[&root.der], &rules()).1);
}

#[test]
fn a_cross_signed_root_ends_in_the_trusted_one() {
    let (old, new) = (Ca::root("Old Root"), Ca::root("New Root"));
    let crossed = old.cross_sign(&new, "New Root");
    let issuing = new.sub("Issuing");
    let own = issuing.leaf();
    let sent = [&own[..], &issuing.der, &crossed];
    let through_old = ["server", "Issuing", "New Root", "Old Root"];
    assert_eq!(
        path(&sent, &[&old.der], &rules()),
        (through_old.map(String::from).to_vec(), true)
    );
    let short = ["server", "Issuing", "New Root"].map(String::from).to_vec();
    assert_eq!(
        path(&sent, &[&old.der, &new.der], &rules()),
        (short.clone(), true)
    );
    assert_eq!(path(&sent, &[&new.der], &rules()), (short, true));
}

#[test]
fn an_intermediate_is_an_anchor_for_partial_chains_alone() {
    let root = Ca::root("Root");
    let issuing = root.sub("Issuing");
    let own = issuing.leaf();
    let sent = [&own[..], &issuing.der, &root.der];
    let kinds = objections(&sent, &[&issuing.der], &rules());
    assert_eq!(kinds, [(1, Kind::NoIssuerOfAnchor)]);
    assert!(path(&sent, &[&issuing.der], &partial()).1);
    // The store completes the chain.
    assert!(path(&sent[..1], &[&issuing.der, &root.der], &rules()).1);
    // The server's own certificate is an anchor, too.
    assert!(path(&sent[..1], &[&own], &partial()).1);
    assert!(!path(&sent[..1], &[&own], &rules()).1);
}

#[test]
fn an_intermediate_in_the_store_hides_another_way() {
    let (root, other) = (Ca::root("Root"), Ca::root("Other Root"));
    let issuing = root.sub("Issuing");
    let crossed = other.cross_sign(&issuing, "Issuing");
    let own = issuing.leaf();
    let sent = [&own[..], &crossed];
    assert!(path(&sent, &[&other.der], &rules()).1);
    let kinds = objections(&sent, &[&other.der, &issuing.der], &rules());
    assert_eq!(kinds, [(1, Kind::NoIssuerOfAnchor)]);
}

#[test]
fn a_root_of_the_same_name_is_not_the_trusted_one() {
    let (root, mimic) = (Ca::root("Root"), Ca::root("Root"));
    let own = mimic.leaf();
    let kinds = objections(&[&own, &mimic.der], &[&root.der], &rules());
    assert_eq!(kinds, [(1, Kind::UnknownRoot)]);
    // Without key identifiers, only the signature tells.
    let mut params = super::leaf_params();
    params.use_authority_key_identifier_extension = false;
    let own = mimic.leaf_with(&params);
    let kinds = objections(&[&own], &[&root.der], &rules());
    assert_eq!(kinds, [(0, Kind::Signature)]);
}

#[test]
fn of_two_issuers_the_valid_one_is_taken() {
    let key = Ca::root("Root");
    let mut expired = ca_params("Root");
    expired.not_after = date_time_ymd(2025, 1, 1);
    let old = expired
        .self_signed(key.issuer.key())
        .unwrap()
        .der()
        .to_vec();
    let own = key.leaf();
    for anchors in [[&old[..], &key.der], [&key.der, &old[..]]] {
        assert!(path(&[&own], &anchors, &rules()).1);
    }
    let kinds = objections(&[&own], &[&old], &rules());
    assert!(matches!(kinds[..], [(1, Kind::Expired(_))]), "{kinds:?}");
}

#[test]
fn self_signed_certificates_are_known_as_such() {
    let own = Ca::root_with(super::leaf_params()).der;
    assert_eq!(objections(&[&own], &[], &rules()), [(0, Kind::SelfSigned)]);
    assert!(path(&[&own], &[&own], &rules()).1);
    let root = Ca::root("Root");
    let leaf = root.leaf();
    let kinds = objections(&[&leaf, &root.der], &[], &rules());
    assert_eq!(kinds, [(1, Kind::UnknownRoot)]);
    assert_eq!(objections(&[&leaf], &[], &rules()), [(0, Kind::NoIssuer)]);
}

#[test]
fn long_chains_take_little_time() {
    let mut chain = vec![Ca::root("Root")];
    for number in 0..120 {
        let next = chain[number].sub(&format!("CA {number}"));
        chain.push(next);
    }
    let verify = |count: usize| {
        let own = chain[count].leaf();
        let mut sent: Vec<&[u8]> = chain[1..=count].iter().map(|ca| &ca.der[..]).collect();
        sent.insert(0, &own);
        let start = Instant::now();
        let kinds = objections(&sent, &[&chain[0].der], &rules());
        (kinds, start.elapsed())
    };
    let (kinds, time) = verify(50);
    assert_eq!(kinds, []);
    // Seconds without optimization, on a machine that does other things.
    assert!(time < Duration::from_secs(10), "{time:?}");
    let (kinds, _) = verify(120);
    assert_eq!(kinds[0].1, Kind::TooLong);
}

#[test]
fn names_that_all_fit_do_not_multiply_the_work() {
    // Certificates of one name, without key identifiers: each may have issued each.
    let params = || {
        let mut params = ca_params("Same");
        params.use_authority_key_identifier_extension = false;
        params.is_ca = IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        params
    };
    let first = Ca::root_with(params());
    let other = Ca::root("Other");
    let all: Vec<Vec<u8>> = (0..50).map(|_| other.cross_sign(&first, "Same")).collect();
    let own = first.leaf_with(&params());
    let mut sent: Vec<&[u8]> = all.iter().map(Vec::as_slice).collect();
    sent.insert(0, &own);
    let start = Instant::now();
    assert!(!path(&sent, &[], &rules()).1);
    assert!(start.elapsed() < Duration::from_secs(10));
}

#[test]
fn a_saved_chain_contains_each_certificate_once() {
    let root = Ca::root("Root");
    let issuing = root.sub("Issuing");
    let sent = [
        issuing.leaf(),
        root.der.clone(),
        issuing.der.clone(),
        root.der.clone(),
    ];
    let text = to_pem([&sent[..], &sent[..2]]);
    let subjects: Vec<&str> = (text.lines())
        .filter_map(|line| line.strip_prefix("# Subject: "))
        .collect();
    assert_eq!(subjects, ["CN=server", "CN=Issuing", "CN=Root"]);
    assert_eq!(to_pem([&[b"?".to_vec()][..]]), "");
    assert!(Chain::decode(&[]).is_none());
    assert_eq!(crate::certs::date(NOW), "2027-01-15");
}
