use rcgen::{CertificateParams, DnType, IsCa, KeyPair};

use super::*;

/// An authority of this name and number, with this key.
fn authority(name: &str, serial: u64, key: &KeyPair) -> Vec<u8> {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.serial_number = Some(serial.into());
    params.is_ca = IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    params.self_signed(key).unwrap().der().to_vec()
}

#[test]
fn a_certificate_is_recognised_in_three_ways() {
    let (key, other) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
    let bad = authority("Bad", 200, &key);
    let distrust = Blocklist::new([(MatchKey::Certificate(bad.clone().into()), "f".into())]);
    for (what, der, expected) in [
        ("itself", bad.clone(), Some("f")),
        (
            "its key under another name",
            authority("New", 7, &key),
            Some("f"),
        ),
        (
            "its issuer and number with another key",
            authority("Bad", 200, &other),
            Some("f"),
        ),
        (
            "another number of the issuer",
            authority("Bad", 201, &other),
            None,
        ),
        (
            "the same number of another",
            authority("Good", 200, &other),
            None,
        ),
    ] {
        assert_eq!(distrust.blocked_by(&der), expected, "{what}");
    }
    let match_keys = match_keys(&bad);
    // As a DER INTEGER the number is 00 c8.
    assert!(
        matches!(&match_keys[..], [_, _, MatchKey::Issued { serial, .. }] if **serial == [200])
    );
    for mark in match_keys {
        let distrust = Blocklist::new([(mark, "f".into())]);
        assert_eq!(distrust.blocked_by(&bad), Some("f"));
        assert_eq!(distrust.blocked_by(&authority("Good", 1, &other)), None);
    }
}

#[test]
fn a_key_is_the_same_however_it_is_written() {
    let spki = |algorithm: &[u8], key: &[u8]| {
        let bits = [&[0], key].concat();
        let tlv =
            |tag: u8, value: &[u8]| [&[tag, u8::try_from(value.len()).unwrap()], value].concat();
        tlv(0x30, &[tlv(0x30, algorithm), tlv(3, &bits)].concat())
    };
    let ec = b"\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07";
    let (x, y) = ([7; 32], [9; 32]);
    let whole = normal(&spki(ec, &[&[4][..], &x, &y].concat())).unwrap();
    for other in [
        spki(ec, &[&[2][..], &x].concat()),
        spki(ec, &[&[3][..], &x].concat()),
        spki(
            &[&ec[..9], b"\x30\x00"].concat(),
            &[&[4][..], &x, &y].concat(),
        ),
    ] {
        assert_eq!(normal(&other).as_ref(), Some(&whole));
    }
    assert_ne!(normal(&spki(ec, &[&[2][..], &y].concat())), Some(whole));
    let rsa = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01";
    let with_null = [&rsa[..], b"\x05\x00"].concat();
    let key = b"\x30\x06\x02\x01\x0b\x02\x01\x03";
    let normal_rsa = normal(&spki(rsa, key));
    assert!(normal_rsa.is_some());
    assert_eq!(normal(&spki(&with_null, key)), normal_rsa);
}

#[test]
fn the_file_that_is_blamed_does_not_depend_on_the_order() {
    let bad = authority("Bad", 1, &KeyPair::generate().unwrap());
    let word = |file: &str| (MatchKey::Certificate(bad.clone().into()), file.to_owned());
    for words in [[word("a"), word("b")], [word("b"), word("a")]] {
        assert_eq!(Blocklist::new(words).blocked_by(&bad), Some("a"));
    }
}
