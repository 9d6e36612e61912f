mod builder;
mod extensions;
mod java;
mod java_keys;
mod names;

use super::*;
use crate::certs::Certificate;
use builder::{Parts, explicit, null, octets, oid, seq, tlv};

/// Returns which clients do not read a certificate: the first letters of their names, and `A` if
/// none accepts a chain that ends in it.
fn refused_by(parts: &Parts) -> String {
    let certificate = Certificate::new(&parts.build()).expect("it can be decoded");
    let refusals = certificate.facts.refusals;
    let letters = [
        (Client::OpenSsl, 'o'),
        (Client::GnuTls, 'g'),
        (Client::BoringSsl, 'b'),
        (Client::Java, 'j'),
    ];
    let by = letters
        .into_iter()
        .filter(|(client, _)| refusals.by(*client).is_some());
    let by = by.map(|(_, letter)| letter);
    by.chain(refusals.by_all.map(|_| 'A')).collect()
}

#[track_caller]
fn check<'a>(cases: impl IntoIterator<Item = (&'a str, Parts, &'a str)>) {
    let wrong: Vec<_> = cases
        .into_iter()
        .map(|(name, parts, expected)| (name, refused_by(&parts), expected))
        .filter(|(_, found, expected)| found != expected)
        .collect();
    assert!(wrong.is_empty(), "case, found, expected: {wrong:#?}");
}

/// The default bundle has to stay one file.
#[test]
fn the_roots_of_mozilla_and_of_the_system_are_read_by_every_client() {
    let mut ders: Vec<Vec<u8>> = webpki_root_certs::TLS_SERVER_ROOT_CERTS
        .iter()
        .map(|der| der.to_vec())
        .collect();
    let system = std::fs::read("/etc/ssl/certs/ca-certificates.crt").unwrap_or_default();
    let system = crate::certs::content::Content::parse(&system).certificates;
    ders.extend(system.iter().map(|certificate| certificate.der.to_vec()));
    for der in ders {
        let certificate = Certificate::new(&der).unwrap();
        let refusals = certificate.facts.refusals;
        assert_eq!(
            refusals,
            Refusals::default(),
            "{}",
            certificate.subject_name()
        );
    }
}

#[test]
fn versions_limit_the_fields() {
    let id = || tlv(0x81, b"\0ab");
    let with = |version: Option<u8>, extensions: Vec<Vec<u8>>, unique_ids: Vec<u8>| Parts {
        version: version
            .map(|version| explicit(0, &tlv(2, &[version])))
            .unwrap_or_default(),
        extensions,
        unique_ids,
        ..Parts::default()
    };
    let usual = || Parts::default().extensions;
    check([
        ("version 3", with(Some(2), usual(), id()), ""),
        (
            "version 2 with extensions",
            with(Some(1), usual(), vec![]),
            "gbj",
        ),
        (
            "version 1 with extensions",
            with(None, usual(), vec![]),
            "gbj",
        ),
        ("version 1, explicit", with(Some(0), usual(), vec![]), "gbj"),
        (
            "version 2 with an identifier",
            with(Some(1), vec![], id()),
            "",
        ),
        (
            "version 1 with an identifier",
            with(None, vec![], id()),
            "gbj",
        ),
        ("version 4", with(Some(3), usual(), vec![]), "bj"),
        ("version 1 without either", with(None, vec![], vec![]), ""),
    ]);
}

#[test]
fn serial_numbers_are_in_der() {
    let serial = |content: &[u8]| Parts {
        serial: tlv(2, content),
        ..Parts::default()
    };
    check([
        ("zero", serial(b"\0"), ""),
        ("negative", serial(b"\xfb"), ""),
        ("of 200 bytes", serial(&[1; 200]), ""),
        ("with a needed zero", serial(b"\0\x80"), ""),
        ("padded", serial(b"\0\x01"), "ob"),
        ("padded, negative", serial(b"\xff\x80"), "ob"),
        ("empty", serial(b""), "obj"),
    ]);
}

#[test]
fn unused_bits_are_zero() {
    let signature = |content: &[u8]| Parts {
        signature: tlv(3, content),
        ..Parts::default()
    };
    let key = |content: &[u8]| Parts {
        key: seq(&[seq(&[oid(b"\x2a\x03")]), tlv(3, content)]),
        ..Parts::default()
    };
    let id = |content: &[u8]| Parts {
        unique_ids: tlv(0x82, content),
        ..Parts::default()
    };
    check([
        ("signature, none", signature(b"\0\x01"), ""),
        ("signature, zero", signature(b"\x01\x02"), ""),
        ("signature", signature(b"\x01\x01"), "b"),
        ("key, zero", key(b"\x03\x08"), ""),
        ("key", key(b"\x03\x04"), "b"),
        ("identifier, zero", id(b"\x07\x80"), ""),
        ("identifier", id(b"\x07\x40"), "b"),
    ]);
}

#[test]
fn algorithms_are_equal_and_decoded() {
    let rsa = || oid(b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b");
    let pair = |inner: &[Vec<u8>], outer: &[Vec<u8>]| Parts {
        inner: seq(inner),
        outer: Some(seq(outer)),
        ..Parts::default()
    };
    let both = |parameters: Vec<u8>| {
        let algorithm = [oid(b"\x2a\x03\x04"), parameters];
        pair(&algorithm, &algorithm)
    };
    let of = |identifier: &[u8]| Parts {
        inner: seq(&[oid(identifier)]),
        ..Parts::default()
    };
    let number_of = |octets: usize| {
        let number = [&[0x2a][..], &vec![0x81; octets - 1], &[0]].concat();
        of(&number)
    };
    check([
        ("absent", pair(&[rsa()], &[rsa()]), ""),
        ("absent and NULL", pair(&[rsa()], &[rsa(), null()]), ""),
        (
            "NULL and a sequence",
            pair(&[rsa(), null()], &[rsa(), seq(&[])]),
            "gj",
        ),
        (
            "identifiers differ",
            pair(&[rsa()], &[oid(b"\x2a\x03")]),
            "gj",
        ),
        ("a sequence", both(seq(&[])), ""),
        ("octets", both(octets(b"a")), "b"),
        ("UTF-8", both(tlv(0x0c, b"\xff")), "b"),
        ("NULL with content", both(tlv(5, b"a")), "obj"),
        ("padded integer", both(tlv(2, b"\0\x01")), "ob"),
        ("BOOLEAN of two bytes", both(tlv(1, b"ab")), "ob"),
        ("BIT STRING of nothing", both(tlv(3, b"")), "ob"),
        ("BMPString of a byte", both(tlv(0x1e, b"a")), "ob"),
        ("UniversalString of a byte", both(tlv(0x1c, b"a")), "ob"),
        ("primitive SEQUENCE", both(tlv(0x10, b"")), "ob"),
        (
            "time without seconds",
            both(tlv(0x17, b"2501010000Z")),
            "ob",
        ),
        ("time with seconds", both(tlv(0x17, b"250101000000Z")), "b"),
        (
            "long time without seconds",
            both(tlv(0x18, b"202501010000Z")),
            "ob",
        ),
        (
            "long time with seconds",
            both(tlv(0x18, b"20250101000000Z")),
            "b",
        ),
        ("invalid identifier", both(oid(b"\x80")), "ob"),
        ("tag above 30", both(b"\x1f\x81\x00\x00".to_vec()), "bj"),
        ("padded number", of(b"\x2a\x80\x01"), "ogbj"),
        ("unfinished number", of(b"\x2a\x81"), "ogbj"),
        ("nothing", of(b""), "ogbj"),
        ("number of 63 bits", number_of(9), ""),
        ("number of 70 bits", number_of(10), "g"),
    ]);
}
