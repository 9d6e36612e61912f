use super::builder::name;
use super::*;
use crate::certs::extensions::{
    AUTHORITY_KEY_ID, EXTENDED_KEY_USAGE, KEY_USAGE, NAME_CONSTRAINTS, SUBJECT_KEY_ID,
};

pub fn integer(content: &[u8]) -> Vec<u8> {
    tlv(2, content)
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
    let extension = [oid(b"\x55\x1d\x21"), explicit(0, &tlv(0x0c, b"a"))].concat();
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
            one(0xa0, &extension),
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
            permitted(0x86, &[b'a'; 63]),
            permitted(0x87, b"12345678"),
            seq(&[subtrees(0, tlv(0x82, b"a")), subtrees(1, tlv(0x82, b"b"))]),
            seq(&[explicit(1, &seq(&[tlv(0x82, b"a"), tlv(0x80, b"\0")]))]),
            seq(&[]),
        ],
        &[
            permitted(0x87, b"1"),
            permitted(0x86, b"http://a b"),
            permitted(0x86, &[b'a'; 64]),
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
