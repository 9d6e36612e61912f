//! Strict checks, security levels and signatures.

use rcgen::{CertificateParams, KeyPair, KeyUsagePurpose};

use super::chains::changed;
use super::{Ca, ca_params, leaf_params, objections, rules, verdict};
use crate::doctor::trust::verdict::StrictFault;
use crate::doctor::trust::{Kind, NotJudged, Rules};

#[test]
fn strict_checks_name_what_a_certificate_lacks() {
    let strict = Rules {
        strict: true,
        ..rules()
    };
    let kinds = |root: fn(&mut CertificateParams), own: fn(&mut CertificateParams)| {
        changed(root, |_| (), own, &strict)
    };
    let nothing: fn(&mut CertificateParams) = |_| ();
    let fault = |depth, fault| vec![(depth, Kind::Strict(fault))];
    let without_usage = kinds(|params| params.key_usages.clear(), nothing);
    assert_eq!(without_usage, fault(2, StrictFault::NoKeyUsage));
    let without_id = kinds(nothing, |params| {
        params.use_authority_key_identifier_extension = false;
    });
    assert_eq!(without_id, fault(0, StrictFault::NoAuthorityKeyId));
    let without_subject = kinds(nothing, |params| {
        params.distinguished_name = rcgen::DistinguishedName::new();
        params.subject_alt_names.clear();
    });
    assert_eq!(
        without_subject[0],
        (0, Kind::Strict(StrictFault::EmptySubject))
    );
    let signing = kinds(nothing, |params| {
        params.key_usages.push(KeyUsagePurpose::KeyCertSign);
    });
    assert_eq!(signing, fault(0, StrictFault::CertSignOfNonCa));
    assert!(
        StrictFault::NoKeyId
            .text()
            .contains("subject key identifier")
    );
}

#[test]
fn keys_and_digests_are_judged_by_the_level() {
    let kinds = |level| changed(|_| (), |_| (), |_| (), &Rules { level, ..rules() });
    assert_eq!(kinds(3), []);
    // P-256 and SHA-256 have 128 bits.
    let weak = Kind::WeakKey {
        bits: 128,
        required: 192,
    };
    let digest = Kind::WeakDigest {
        bits: 128,
        required: 192,
    };
    let all = [
        (0, weak.clone()),
        (0, digest.clone()),
        (1, weak.clone()),
        (1, digest),
        (2, weak),
    ];
    assert_eq!(kinds(4), all);
}

#[test]
fn a_wrong_signature_is_seen_and_an_unknown_one_is_not_judged() {
    let root = Ca::root("Root");
    let mut own = root.leaf();
    // The last byte is one of the signature.
    *own.last_mut().unwrap() ^= 1;
    assert_eq!(
        objections(&[&own], &[&root.der], &rules()),
        [(0, Kind::Signature)]
    );

    // A point in compressed form: ring reads none.
    let key = KeyPair::generate().unwrap();
    let params = ca_params("Root");
    let der = params.self_signed(&key).unwrap().der().to_vec();
    let own = {
        let issuer = rcgen::Issuer::new(params, key);
        let own = leaf_params().signed_by(&KeyPair::generate().unwrap(), &issuer);
        own.unwrap().der().to_vec()
    };
    let point = memchr::memmem::find(&der, b"\x03\x42\x00\x04").unwrap() + 3;
    let mut compressed = der.clone();
    compressed[point] = 2;
    verdict(&[&own], &[&compressed], &rules(), |verdict| {
        assert_eq!(verdict.not_judged, [NotJudged::Signature(0)]);
        assert!(verdict.is_accepted());
    });
    verdict(&[&own], &[&der], &rules(), |verdict| {
        assert_eq!(verdict.not_judged, []);
        assert!(verdict.is_accepted());
    });
}
