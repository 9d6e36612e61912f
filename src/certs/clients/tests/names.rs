use super::builder::{attribute, name};
use super::*;

fn both(name: Vec<u8>) -> Parts {
    Parts {
        issuer: name.clone(),
        subject: name,
        ..Parts::default()
    }
}

#[test]
fn text_is_valid_in_its_encoding() {
    let text = |tag, content: &[u8]| both(name(&tlv(tag, content)));
    check([
        ("UTF-8", text(0x0c, "ä".as_bytes()), ""),
        ("UTF-8, not valid", text(0x0c, b"\xff"), "ob"),
        ("UTF-8, surrogate", text(0x0c, b"\xed\xa0\x80"), "ob"),
        ("UTF-8, noncharacter", text(0x0c, b"\xef\xbf\xbf"), "b"),
        ("BMPString", text(0x1e, b"\0A"), ""),
        ("BMPString, odd", text(0x1e, b"\0A\0"), "ob"),
        (
            "BMPString, pair of surrogates",
            text(0x1e, b"\xd8\x3d\xde\0"),
            "obj",
        ),
        ("BMPString, one surrogate", text(0x1e, b"\xdf\xff"), "obj"),
        ("BMPString, noncharacter", text(0x1e, b"\xfd\xd0"), "b"),
        ("UniversalString", text(0x1c, b"\0\0\0A"), ""),
        ("UniversalString, odd", text(0x1c, b"\0\0A"), "ob"),
        ("UniversalString, too high", text(0x1c, b"\0\x11\0\0"), "ob"),
        (
            "UniversalString, noncharacter",
            text(0x1c, b"\0\x01\xff\xfe"),
            "b",
        ),
        ("TeletexString", text(0x14, b"\xe4"), ""),
        ("PrintableString", text(0x13, b"\xe4@"), ""),
        ("IA5String", text(0x16, b"\xe4"), ""),
        ("NumericString", text(0x12, b"a"), ""),
    ]);
}

#[test]
fn values_are_of_types_that_openssl_knows() {
    let value = |tag, content: &[u8]| both(name(&tlv(tag, content)));
    check([
        ("BIT STRING", value(3, b"\0a"), ""),
        ("BIT STRING, padding", value(3, b"\x01\x01"), "b"),
        ("BIT STRING, empty", value(3, b"\0"), ""),
        ("BIT STRING, eight unused", value(3, b"\x08a"), "ob"),
        ("SEQUENCE", value(0x30, b""), ""),
        ("REAL", value(9, b""), "b"),
        ("VisibleString", value(0x1a, b"a"), "ob"),
        ("OCTET STRING", value(4, b"a"), "ob"),
        ("tag above 30", both(name(b"\x1f\x81\x00\x00")), "obj"),
    ]);
}

#[test]
fn sets_have_attributes_with_identifiers() {
    let set = |content: &[u8]| tlv(0x31, content);
    let other = |identifier: &[u8]| both(seq(&[set(&seq(&[oid(identifier), tlv(0x0c, b"a")]))]));
    let long = vec![b'a'; 1024 * 1024];
    check([
        (
            "two in a set",
            both(seq(&[set(&attribute(&tlv(0x0c, b"a")).repeat(2))])),
            "",
        ),
        (
            "an empty set",
            both(seq(&[set(&attribute(&tlv(0x0c, b"a"))), set(b"")])),
            "b",
        ),
        ("only empty sets", both(seq(&[set(b"")])), "bj"),
        ("padded identifier", other(b"\x55\x80\x03"), "ogbj"),
        (
            "identifier with a number of 70 bits",
            other(b"\x2a\x81\x81\x81\x81\x81\x81\x81\x81\x81\0"),
            "g",
        ),
        ("more than 1 MiB", both(name(&tlv(0x0c, &long))), "ob"),
    ]);
}

#[test]
fn java_needs_names() {
    let empty = || seq(&[]);
    let alternative = seq(&[tlv(0x82, b"a.example")]);
    let subject = || Parts {
        subject: empty(),
        ..Parts::default()
    };
    let issuer = Parts {
        issuer: empty(),
        ..Parts::default()
    };
    check([
        ("issuer", issuer, "j"),
        ("subject", subject(), "j"),
        (
            "with an alternative",
            subject().with(SUBJECT_ALT_NAME, None, &alternative),
            "j",
        ),
        (
            "with a critical one",
            subject().with(SUBJECT_ALT_NAME, Some(0xff), &alternative),
            "",
        ),
    ]);
}
