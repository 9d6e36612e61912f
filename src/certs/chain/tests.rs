use std::collections::BTreeSet;

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, DnValue, IsCa, Issuer, KeyPair,
};

use crate::certs::blocklist::{Blocklist, MatchKey};
use crate::certs::entries::Merged;
use crate::certs::merge::merge;
use crate::certs::policy::Policy;
use crate::certs::{Certificate, Fingerprint, Source, sha256};

/// An authority's name and key.
struct Authority {
    params: CertificateParams,
    key: KeyPair,
}

impl Authority {
    fn new(name: &str) -> Self {
        Self::named(DnValue::from(name))
    }

    fn named(name: DnValue) -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name = DistinguishedName::new();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.use_authority_key_identifier_extension = true;
        let key = KeyPair::generate().unwrap();
        Self { params, key }
    }

    /// Its certificate, signed by another, or by itself.
    fn by(&self, issuer: &Self) -> Certificate {
        let issuer = Issuer::from_params(&issuer.params, &issuer.key);
        Certificate::new(self.params.signed_by(&self.key, &issuer).unwrap().der()).unwrap()
    }
}

/// Which of the certificates stay, `-` standing for one that does not, when the first is denied.
fn stay(all: &[&Certificate]) -> String {
    let deny = BTreeSet::from([Fingerprint::Sha256(sha256(&all[0].der))]);
    let merged = judged(all, &deny, &Blocklist::default());
    let stays = |der: &[u8]| {
        merged
            .included()
            .any(|entry| *entry.certificate.der == *der)
    };
    all.iter()
        .map(|certificate| if stays(&certificate.der) { '.' } else { '-' })
        .collect()
}

fn judged(all: &[&Certificate], deny: &BTreeSet<Fingerprint>, distrust: &Blocklist) -> Merged {
    let rules = Policy {
        deny,
        allow: &BTreeSet::new(),
        blocklist: distrust,
        keep_expired: false,
        now: 1_800_000_000,
    };
    let found = all.iter().map(|one| (Source::Native, (*one).clone()));
    merge(found, &rules, Vec::new)
}

#[test]
fn what_only_a_forbidden_authority_vouches_for_goes_with_it() {
    let [root, other, a, b] = ["Root", "Other", "A", "B"].map(Authority::new);
    let (root_own, other_own) = (root.by(&root), other.by(&other));
    let (a_by_root, b_by_a) = (a.by(&root), b.by(&a));
    assert_eq!(stay(&[&root_own, &other_own, &a_by_root, &b_by_a]), "-.--");
    // Without the root itself among the certificates nothing is known of it.
    assert_eq!(stay(&[&other_own, &a_by_root, &b_by_a]), "-..");
    // The key of the first is vouched for by another authority too, or that of the second.
    assert_eq!(
        stay(&[&root_own, &other_own, &a_by_root, &b_by_a, &a.by(&other)]),
        "-.-.."
    );
    assert_eq!(
        stay(&[&root_own, &other_own, &a_by_root, &b_by_a, &b.by(&other)]),
        "-.--."
    );
    // That they vouch for each other does not count.
    assert_eq!(stay(&[&root_own, &a_by_root, &b_by_a, &a.by(&b)]), "----");
}

#[test]
fn names_are_compared_as_clients_do_it() {
    let printable = DnValue::PrintableString("Studio  Root".try_into().unwrap());
    let root = Authority::named(printable);
    let mut spelled = Authority::new("studio ROOT");
    spelled.key = KeyPair::from_pem(&root.key.serialize_pem()).unwrap();
    let below = Authority::new("A").by(&spelled);
    assert_eq!(stay(&[&root.by(&root), &below]), "--");
}

#[test]
fn a_renewed_key_that_the_old_one_has_signed_is_no_root() {
    let (old, new) = (Authority::new("Root"), Authority::new("Root"));
    let below = Authority::new("A").by(&new);
    let old_own = old.by(&old);
    assert_eq!(stay(&[&old_own, &new.by(&old), &below]), "---");
    assert_eq!(
        stay(&[&old_own, &new.by(&old), &below, &new.by(&new)]),
        "--.."
    );
}

#[test]
fn an_authority_of_the_same_name_with_another_key_is_another() {
    let (bad, good) = (Authority::new("Root"), Authority::new("Root"));
    let (below_bad, below_good) = (Authority::new("A").by(&bad), Authority::new("B").by(&good));
    let all = [&bad.by(&bad), &good.by(&good), &below_bad, &below_good];
    assert_eq!(stay(&all), "-.-.");
}

#[test]
fn the_blame_does_not_depend_on_the_order() {
    let [r, a, b] = ["R", "A", "B"].map(Authority::new);
    let (own, first, second) = (r.by(&r), a.by(&r), b.by(&a));
    let word = |one: &Certificate, file: &str| (MatchKey::Certificate(one.clone()), file.into());
    let reasons = |all: &[&Certificate]| -> Vec<String> {
        let distrust = Blocklist::new([word(&own, "/r"), word(&first, "/a")]);
        let merged = judged(all, &BTreeSet::new(), &distrust);
        let mut reasons: Vec<String> = (merged.entries.iter())
            .filter_map(|entry| Some(entry.reason.as_ref()?.clause()))
            .collect();
        reasons.sort();
        reasons
    };
    let expected = reasons(&[&own, &first, &second]);
    assert_eq!(expected.len(), 3);
    assert_eq!(reasons(&[&second, &first, &own]), expected);
}

#[test]
fn thousands_below_one_forbidden_authority_are_no_matter() {
    let (root, below) = (Authority::new("Root"), Authority::new("Below"));
    let own = root.by(&root);
    let many: Vec<Certificate> = (0..3_000)
        .map(|number: u64| {
            let mut one = below.params.clone();
            one.serial_number = Some(number.into());
            let issuer = Issuer::from_params(&root.params, &root.key);
            Certificate::new(one.signed_by(&below.key, &issuer).unwrap().der()).unwrap()
        })
        .collect();
    let all: Vec<&Certificate> = [&own].into_iter().chain(&many).collect();
    assert_eq!(stay(&all), "-".repeat(3_001));
}
