use super::builder::name;
use super::*;
use crate::certs::extensions::{
    AUTHORITY_KEY_ID, EXTENDED_KEY_USAGE, KEY_USAGE, NAME_CONSTRAINTS, SUBJECT_KEY_ID,
};

const RSA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01";
const PSS: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a";
const CURVES: &[u8] = b"\x2a\x86\x48\xce\x3d\x02\x01";

fn integer(content: &[u8]) -> Vec<u8> {
    tlv(2, content)
}

/// Returns a number of some bytes, of which the first is 0x40.
fn of_bytes(count: usize) -> Vec<u8> {
    integer(&[&[0x40][..], &vec![1; count - 1]].concat())
}

/// Returns whether Java refuses a key, and no other client does.
fn refuses_key(algorithm: &[Vec<u8>], key: &[u8]) -> bool {
    let parts = Parts {
        key: seq(&[seq(algorithm), tlv(3, &[&[0], key].concat())]),
        ..Parts::default()
    };
    match refused_by(&parts).as_str() {
        "" => false,
        "j" => true,
        others => panic!("{others}"),
    }
}

#[test]
fn rsa_keys_have_limits() {
    let accepts = |numbers: &[Vec<u8>]| !refuses_key(&[oid(RSA), null()], &seq(numbers));
    let e = || integer(b"\x03");
    assert!(accepts(&[of_bytes(256), e()]));
    assert!(accepts(&[of_bytes(64), e()]));
    assert!(accepts(&[of_bytes(2048), e()]));
    assert!(accepts(&[of_bytes(384), of_bytes(9)]));
    assert!(accepts(&[of_bytes(385), of_bytes(8)]));
    assert!(accepts(&[
        integer(&[&[0, 0x80][..], &[1; 2047]].concat()),
        e()
    ]));
    assert!(!accepts(&[of_bytes(63), e()]));
    assert!(!accepts(&[of_bytes(2049), e()]));
    assert!(!accepts(&[of_bytes(385), of_bytes(9)]));
    assert!(!accepts(&[of_bytes(64), of_bytes(65)]));
    assert!(!accepts(&[of_bytes(64), integer(&[0x41; 64])]));
    for small in [b"\0", b"\x01", b"\x02"] {
        assert!(!accepts(&[of_bytes(64), integer(small)]));
    }
    assert!(!accepts(&[integer(&[&[0, 0][..], &[1; 64]].concat()), e()]));
    assert!(!accepts(&[of_bytes(64)]));
    assert!(!accepts(&[of_bytes(64), e(), e()]));
    assert!(refuses_key(&[oid(RSA), null()], b"key"));
    assert!(!refuses_key(&[oid(RSA)], &seq(&[of_bytes(64), e()])));
    assert!(refuses_key(
        &[oid(RSA), seq(&[])],
        &seq(&[of_bytes(64), e()])
    ));
    assert!(!refuses_key(&[oid(PSS)], &seq(&[of_bytes(64), e()])));
}

#[test]
fn points_are_of_known_curves() {
    let p256 = || oid(b"\x2a\x86\x48\xce\x3d\x03\x01\x07");
    let point = |form: u8, length: usize| [vec![form], vec![7; length]].concat();
    assert!(!refuses_key(&[oid(CURVES), p256()], &point(4, 64)));
    assert!(!refuses_key(
        &[oid(CURVES), oid(b"\x2b\x81\x04\x00\x23")],
        &point(4, 132)
    ));
    assert!(refuses_key(&[oid(CURVES), p256()], &point(4, 63)));
    assert!(refuses_key(&[oid(CURVES), p256()], &point(2, 32)));
    assert!(refuses_key(&[oid(CURVES), p256()], b""));
    assert!(refuses_key(&[oid(CURVES), oid(b"\x2a\x03")], &point(4, 64)));
    assert!(refuses_key(&[oid(CURVES), seq(&[])], &point(4, 64)));
    assert!(refuses_key(&[oid(CURVES)], &point(4, 64)));
}

#[test]
fn other_keys_have_their_form() {
    let ed25519 = || oid(b"\x2b\x65\x70");
    assert!(!refuses_key(&[ed25519()], &[7; 32]));
    assert!(refuses_key(&[ed25519()], &[7; 31]));
    assert!(refuses_key(&[ed25519(), seq(&[])], &[7; 32]));
    let dsa = || oid(b"\x2a\x86\x48\xce\x38\x04\x01");
    let three = || seq(&[integer(b"\x17"), integer(b"\x0b"), integer(b"\x04")]);
    assert!(!refuses_key(&[dsa(), three()], &integer(b"\x05")));
    assert!(!refuses_key(&[dsa()], &integer(b"\x05")));
    assert!(refuses_key(
        &[dsa(), seq(&[integer(b"\x17")])],
        &integer(b"\x05")
    ));
    assert!(refuses_key(&[dsa(), three()], b"key"));
    // GOST, Diffie-Hellman, and AES as the algorithm of a key.
    assert!(!refuses_key(
        &[oid(b"\x2a\x85\x03\x07\x01\x01\x01\x01"), three()],
        b"key"
    ));
    assert!(refuses_key(&[oid(b"\x2a\x86\x48\xce\x3e\x02\x01")], b"key"));
    assert!(refuses_key(
        &[oid(b"\x60\x86\x48\x01\x65\x03\x04\x01\x02"), seq(&[])],
        b"key"
    ));
}

#[test]
fn parameters_of_pss_are_decoded() {
    let hash = |identifier: &[u8]| seq(&[oid(identifier), null()]);
    let sha256 = || hash(b"\x60\x86\x48\x01\x65\x03\x04\x02\x01");
    let mask = |identifier: &[u8]| explicit(1, &seq(&[oid(identifier), sha256()]));
    let mgf1 = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x08";
    let by = |parameters: Vec<u8>| {
        refused_by(&Parts {
            inner: seq(&[oid(PSS), parameters]),
            ..Parts::default()
        })
    };
    let salt = |content: &[u8]| explicit(2, &integer(content));
    assert_eq!(by(null()), "");
    assert_eq!(by(seq(&[])), "");
    assert_eq!(
        by(seq(&[
            explicit(0, &sha256()),
            mask(mgf1),
            salt(b"\x20"),
            explicit(3, &integer(b"\x01"))
        ])),
        ""
    );
    assert_eq!(by(seq(&[salt(b"\0\xde")])), "");
    assert_eq!(by(seq(&[explicit(0, &hash(b"\x2b\x0e\x03\x02\x1a"))])), "");
    assert_eq!(by(seq(&[explicit(0, &hash(b"\x2a\x03"))])), "j");
    assert_eq!(by(seq(&[mask(b"\x2a\x03")])), "j");
    assert_eq!(by(seq(&[salt(b"\xff")])), "j");
    assert_eq!(by(seq(&[explicit(3, &integer(b"\x02"))])), "j");
    assert_eq!(by(seq(&[explicit(4, &integer(b"\x02"))])), "j");
}

/// Asserts that Java reads a certificate with a critical extension of each good value, and none
/// with a bad one. Without being critical all of them are read.
#[track_caller]
fn critical(identifier: &[u8], good: &[Vec<u8>], bad: &[Vec<u8>]) {
    let parts = || Parts {
        extensions: Vec::new(),
        ..Parts::default()
    };
    let by_java = |critical, value: &[u8]| {
        refused_by(&parts().with(identifier, critical, value)).contains('j')
    };
    for value in good {
        assert!(!by_java(Some(0xff), value), "{value:x?}");
    }
    for value in bad {
        assert!(by_java(Some(0xff), value), "{value:x?}");
        assert!(by_java(Some(0x01), value), "{value:x?}");
        assert!(!by_java(Some(0), value), "{value:x?}");
        assert!(!by_java(None, value), "{value:x?}");
    }
}

fn raw() -> Vec<u8> {
    b"abc".to_vec()
}

#[test]
fn critical_extensions_of_a_ca_are_decoded() {
    let yes = || tlv(1, b"\xff");
    let path = |content: &[u8]| seq(&[yes(), integer(content)]);
    critical(
        BASIC_CONSTRAINTS,
        &[seq(&[]), seq(&[yes()]), path(b"\0"), path(&[0x7f; 4])],
        &[
            path(&[1; 5]),
            path(b"\xff"),
            path(b""),
            seq(&[tlv(1, b"ab")]),
            yes(),
            raw(),
            vec![],
        ],
    );
    critical(
        KEY_USAGE,
        &[tlv(3, b"\x01\x06"), tlv(3, b"\0")],
        &[
            tlv(3, b""),
            tlv(3, b"\x08\0"),
            tlv(3, b"\x03"),
            octets(b"\x06"),
            raw(),
            vec![],
        ],
    );
    critical(
        EXTENDED_KEY_USAGE,
        &[seq(&[oid(b"\x2a\x03")]), seq(&[])],
        &[seq(&[oid(b"\x80")]), oid(b"\x2a"), raw()],
    );
    critical(
        SUBJECT_KEY_ID,
        &[octets(b""), octets(b"a")],
        &[tlv(3, b"\0"), raw()],
    );
    let names = || tlv(0xa1, &tlv(0x82, b"a"));
    critical(
        AUTHORITY_KEY_ID,
        &[
            seq(&[]),
            seq(&[tlv(0x80, b"a")]),
            seq(&[tlv(0x80, b"a"), names(), tlv(0x82, b"\x01")]),
        ],
        &[
            seq(&[tlv(0xa1, b"")]),
            seq(&[names(), tlv(0x82, b"")]),
            seq(&[tlv(0x83, b"a")]),
            raw(),
        ],
    );
    critical(b"\x2a\x03", &[raw(), vec![]], &[]);
    // The number of a CRL.
    critical(b"\x55\x1d\x14", &[], &[integer(b"\x01"), raw()]);
}

#[test]
fn critical_names_are_decoded() {
    let one = |tag, content: &[u8]| seq(&[tlv(tag, content)]);
    let uri = |text: &str| one(0x86, text.as_bytes());
    let surrogate = name(&tlv(0x1e, b"\xd8\x3d\xde\0"));
    let upn = [oid(b"\x2a\x03"), explicit(0, &tlv(0x0c, b"a"))].concat();
    critical(
        SUBJECT_ALT_NAME,
        &[
            one(0x82, b""),
            one(0x81, b"a@b"),
            one(0x87, b"1234"),
            one(0x87, &[1; 16]),
            one(0x88, b"\x2a\x03"),
            one(0xa0, &upn),
            one(0xa4, &name(&tlv(0x0c, b"a"))),
            uri("http://a.b-c.de:80/x?y=%20".replace("%20", "z").as_str()),
            uri("mailto:a@b"),
            uri("urn:a:b"),
        ],
        &[
            seq(&[]),
            one(0x81, b""),
            one(0x81, b"@"),
            one(0x87, b"12345"),
            one(0x88, b"\x80"),
            one(0xa0, &oid(b"\x2a")),
            one(0xa4, &surrogate),
            one(0xa4, b"ab"),
            uri(""),
            uri("abc"),
            uri("http:"),
            uri("http://"),
            uri("http://a b/"),
            uri("http://-a/"),
            uri("http://a_b/"),
            uri("http://a:x/"),
            uri("1http://a"),
            uri("http://a/\u{e4}"),
            seq(&[tlv(0x82, b"a"), tlv(0x89, b"a")]),
            raw(),
        ],
    );
    let subtrees = |number, base: Vec<u8>| explicit(number, &seq(&[base]));
    let permitted = |tag, content: &[u8]| seq(&[subtrees(0, tlv(tag, content))]);
    critical(
        NAME_CONSTRAINTS,
        &[
            permitted(0x82, b".a.b"),
            permitted(0x86, b".a.b"),
            permitted(0x87, b"12345678"),
            seq(&[subtrees(0, tlv(0x82, b"a")), subtrees(1, tlv(0x82, b"b"))]),
            seq(&[explicit(1, &seq(&[tlv(0x82, b"a"), tlv(0x80, b"\0")]))]),
            seq(&[]),
        ],
        &[
            permitted(0x87, b"1"),
            permitted(0x86, b"http://a b"),
            permitted(0xa4, b"ab"),
            seq(&[explicit(0, &seq(&[]))]),
            seq(&[subtrees(0, tlv(0x82, b"a")), subtrees(0, tlv(0x82, b"a"))]),
            raw(),
        ],
    );
}

#[test]
fn critical_policies_and_places_are_decoded() {
    let id = || oid(b"\x2a\x03");
    let qualifier = || seq(&[seq(&[id(), null()])]);
    critical(
        b"\x55\x1d\x20",
        &[seq(&[seq(&[id()])]), seq(&[seq(&[id(), qualifier()])])],
        &[
            seq(&[id()]),
            seq(&[seq(&[])]),
            seq(&[seq(&[id(), seq(&[])])]),
            raw(),
        ],
    );
    critical(
        b"\x55\x1d\x21",
        &[seq(&[seq(&[id(), id()])])],
        &[seq(&[seq(&[id()])]), raw()],
    );
    critical(
        b"\x55\x1d\x24",
        &[seq(&[tlv(0x80, b"\0"), tlv(0x81, b"\x01")]), seq(&[])],
        &[
            seq(&[tlv(0x80, b"")]),
            seq(&[tlv(0x82, b"\0")]),
            seq(&[tlv(0x80, &[1; 5])]),
            raw(),
        ],
    );
    critical(
        b"\x55\x1d\x36",
        &[integer(b"\0")],
        &[integer(&[1; 5]), null(), raw()],
    );
    let uri = || tlv(0x86, b"http://a.b/c");
    let point = |name: Vec<u8>| seq(&[seq(&[explicit(0, &name)])]);
    critical(
        b"\x55\x1d\x1f",
        &[
            point(explicit(0, &uri())),
            seq(&[seq(&[explicit(0, &explicit(0, &uri())), tlv(0xa2, &uri())])]),
        ],
        &[
            point(explicit(0, b"")),
            point(raw()),
            seq(&[seq(&[])]),
            raw(),
        ],
    );
    critical(
        b"\x2b\x06\x01\x05\x05\x07\x01\x01",
        &[seq(&[seq(&[id(), uri()])]), seq(&[])],
        &[
            seq(&[seq(&[id()])]),
            seq(&[seq(&[id(), tlv(0x86, b"a")])]),
            raw(),
        ],
    );
}
