use std::collections::BTreeSet;

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, DnValue, IsCa, Issuer, KeyPair,
};

use crate::certs::blocklist::{Blocklist, MatchKey};
use crate::certs::entries::Merged;
use crate::certs::merge::merge;
use crate::certs::policy::Policy;
use crate::certs::{Certificate, Fingerprint, Source, sha256};

/// A CA's name and key.
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

    /// Returns the certificate that a CA, or this one itself, has signed.
    fn by(&self, issuer: &Self) -> Certificate {
        let issuer = Issuer::from_params(&issuer.params, &issuer.key);
        Certificate::new(self.params.signed_by(&self.key, &issuer).unwrap().der()).unwrap()
    }
}

/// Denies the first certificate, and returns `.` for each that is included and `-` for each that is
/// not.
fn included_without_first(all: &[&Certificate]) -> String {
    let deny = BTreeSet::from([Fingerprint::Sha256(sha256(&all[0].der))]);
    let merged = merged(all, &deny, &Blocklist::default());
    let is_included = |der: &[u8]| {
        merged
            .included()
            .any(|entry| *entry.certificate.der == *der)
    };
    all.iter()
        .map(|certificate| {
            if is_included(&certificate.der) {
                '.'
            } else {
                '-'
            }
        })
        .collect()
}

fn merged(all: &[&Certificate], deny: &BTreeSet<Fingerprint>, blocklist: &Blocklist) -> Merged {
    let policy = Policy {
        deny,
        allow: &BTreeSet::new(),
        blocklist,
        keep_expired: false,
        now: 1_800_000_000,
    };
    let found = all.iter().map(|one| (Source::NATIVE, (*one).clone()));
    merge(found, &policy)
}

#[test]
fn intermediates_are_excluded_with_their_only_issuer() {
    let [root, other, a, b] = ["Root", "Other", "A", "B"].map(Authority::new);
    let (root_own, other_own) = (root.by(&root), other.by(&other));
    let (a_by_root, b_by_a) = (a.by(&root), b.by(&a));
    assert_eq!(
        included_without_first(&[&root_own, &other_own, &a_by_root, &b_by_a]),
        "-.--"
    );
    // The denied root has no certificate here, so that its key is unknown.
    assert_eq!(
        included_without_first(&[&other_own, &a_by_root, &b_by_a]),
        "-.."
    );
    // Another CA has signed the key of the first intermediate too, or that of the second.
    assert_eq!(
        included_without_first(&[&root_own, &other_own, &a_by_root, &b_by_a, &a.by(&other)]),
        "-.-.."
    );
    assert_eq!(
        included_without_first(&[&root_own, &other_own, &a_by_root, &b_by_a, &b.by(&other)]),
        "-.--."
    );
    // Signing each other does not count.
    assert_eq!(
        included_without_first(&[&root_own, &a_by_root, &b_by_a, &a.by(&b)]),
        "----"
    );
}

#[test]
fn names_are_compared_as_clients_do_it() {
    let printable = DnValue::PrintableString("Studio  Root".try_into().unwrap());
    let root = Authority::named(printable);
    let mut spelled = Authority::new("studio ROOT");
    spelled.key = KeyPair::from_pem(&root.key.serialize_pem()).unwrap();
    let below = Authority::new("A").by(&spelled);
    assert_eq!(included_without_first(&[&root.by(&root), &below]), "--");
}

#[test]
fn a_renewed_key_signed_by_the_old_one_is_not_a_root() {
    let (old, new) = (Authority::new("Root"), Authority::new("Root"));
    let below = Authority::new("A").by(&new);
    let old_own = old.by(&old);
    assert_eq!(
        included_without_first(&[&old_own, &new.by(&old), &below]),
        "---"
    );
    assert_eq!(
        included_without_first(&[&old_own, &new.by(&old), &below, &new.by(&new)]),
        "--.."
    );
}

#[test]
fn two_cas_of_one_name_differ_by_key() {
    let (bad, good) = (Authority::new("Root"), Authority::new("Root"));
    let (below_bad, below_good) = (Authority::new("A").by(&bad), Authority::new("B").by(&good));
    let all = [&bad.by(&bad), &good.by(&good), &below_bad, &below_good];
    assert_eq!(included_without_first(&all), "-.-.");
}

#[test]
fn the_reason_does_not_depend_on_the_order() {
    let [r, a, b] = ["R", "A", "B"].map(Authority::new);
    let (own, first, second) = (r.by(&r), a.by(&r), b.by(&a));
    let rule = |one: &Certificate, file: &str| (MatchKey::Certificate(one.clone()), file.into());
    let reasons = |all: &[&Certificate]| -> Vec<String> {
        let blocklist = Blocklist::new([rule(&own, "/r"), rule(&first, "/a")]);
        let merged = merged(all, &BTreeSet::new(), &blocklist);
        let mut reasons: Vec<String> = (merged.entries.iter())
            .filter_map(|entry| Some(entry.reason.as_ref()?.to_string()))
            .collect();
        reasons.sort();
        reasons
    };
    let expected = reasons(&[&own, &first, &second]);
    assert_eq!(expected.len(), 3);
    assert_eq!(reasons(&[&second, &first, &own]), expected);
}

#[test]
fn thousands_of_intermediates_below_one_issuer_are_fast() {
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
    assert_eq!(included_without_first(&all), "-".repeat(3_001));
}
