use rcgen::{CertificateParams, DnType, IsCa, KeyPair};

use super::*;

/// Returns a CA's certificate with this name, serial number and key.
fn authority(name: &str, serial: u64, key: &KeyPair) -> Certificate {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.serial_number = Some(serial.into());
    params.is_ca = IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    Certificate::new(params.self_signed(key).unwrap().der()).unwrap()
}

#[test]
fn a_certificate_matches_by_der_key_or_serial() {
    let (key, other) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
    let bad = authority("Bad", 200, &key);
    let blocked = MatchKey::Certificate(bad.clone());
    let blocklist = Blocklist::new([(blocked, "f".into())]);
    for (what, certificate, expected) in [
        ("the certificate", bad.clone(), Some("f")),
        (
            "its key, another name",
            authority("New", 7, &key),
            Some("f"),
        ),
        (
            "its serial, another key",
            authority("Bad", 200, &other),
            Some("f"),
        ),
        ("another serial", authority("Bad", 201, &other), None),
        (
            "its serial, another issuer",
            authority("Good", 200, &other),
            None,
        ),
    ] {
        assert_eq!(
            blocklist.blocked_by(&certificate),
            expected.map(Into::into),
            "{what}"
        );
    }
}

#[test]
fn each_rule_matches_alone() {
    let (key, other) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
    let bad = authority("Bad", 200, &key);
    // The content of the INTEGER is 00 c8.
    assert_eq!(bad.serial(), [200]);
    let keys = [
        MatchKey::certificate(&bad.der),
        MatchKey::Key(bad.public_key().into()),
        MatchKey::Issued {
            issuer: bad.issuer().into(),
            serial: bad.serial().into(),
        },
    ];
    for key in keys {
        let blocklist = Blocklist::new([(key, "f".into())]);
        assert_eq!(blocklist.blocked_by(&bad), Some("f".into()));
        let good = authority("Good", 1, &other);
        assert_eq!(blocklist.blocked_by(&good), None);
    }
}

#[test]
fn an_undecodable_certificate_is_kept() {
    let blocklist = Blocklist::new([(MatchKey::certificate(b"?"), "f".into())]);
    assert!(!blocklist.is_empty());
    assert_eq!(blocklist.certificates().count(), 0);
}

#[test]
fn the_first_file_by_name_is_reported() {
    let bad = authority("Bad", 1, &KeyPair::generate().unwrap());
    let key = |file: &str| (MatchKey::Certificate(bad.clone()), Origin::from(file));
    for keys in [[key("a"), key("b")], [key("b"), key("a")]] {
        assert_eq!(Blocklist::new(keys).blocked_by(&bad), Some("a".into()));
    }
}
