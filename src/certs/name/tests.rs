use x509_cert::der::Decode as _;
use x509_cert::name::Name;

use super::*;
use crate::certs::x509::X509;

fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let value = parts.concat();
    [&[tag, u8::try_from(value.len()).unwrap()], value.as_slice()].concat()
}

fn attribute(oid: &[u8], tag: u8, value: &[u8]) -> Vec<u8> {
    tlv(0x30, &[&tlv(6, &[oid]), &tlv(tag, &[value])])
}

/// Returns a name with one common name.
fn common(tag: u8, value: &[u8]) -> Vec<u8> {
    tlv(0x30, &[&tlv(0x31, &[&attribute(CN, tag, value)])])
}

#[test]
fn text_is_shown_whatever_its_encoding() {
    for (tag, value, text) in [
        (0x0c, &b"A\xc3\xa9"[..], "CN=Aé"),
        (0x0c, b"A\xe9", "2.5.4.3=#0c0241e9"),
        (0x13, b"A", "CN=A"),
        (0x13, b"A@\xe9", "CN=A@é"),
        (0x16, b"A\xe9", "CN=Aé"),
        (0x16, "스튜디오".as_bytes(), "CN=스튜디오"),
        (0x1a, b"A", "CN=A"),
        (0x12, b"12", "CN=12"),
        (0x14, b"Soci\xe9t\xe9", "CN=Société"),
        (0x1e, b"\0A\x30\xb9", "CN=Aス"),
        (0x1e, b"\xd8\x3d\xde\x00", "CN=😀"),
        (0x1e, b"\xd8\x3d\0A", "CN=\u{fffd}A"),
        (0x1e, b"\0A\0", "2.5.4.3=#1e03004100"),
        (0x1c, b"\0\0\0A\0\x01\xf6\0", "CN=A😀"),
        (0x1c, b"\0\x11\0\0", "CN=\u{fffd}"),
        (0x1c, b"\0\0A", "2.5.4.3=#1c03000041"),
        (0x03, b"\0SEC-83", "CN=SEC-83"),
        (0x03, b"\0\x01\x02", "2.5.4.3=#0303000102"),
        (0x03, b"\x01A", "2.5.4.3=#03020141"),
        (0x30, b"", "2.5.4.3=#3000"),
    ] {
        assert_eq!(rfc4514(&common(tag, value)), text);
    }
}

#[test]
fn names_of_roots_are_those_that_another_parser_shows() {
    for der in webpki_root_certs::TLS_SERVER_ROOT_CERTS {
        let root = X509::decode(der).unwrap();
        for name in [root.subject, root.issuer] {
            assert_eq!(rfc4514(name), Name::from_der(name).unwrap().to_string());
        }
    }
}

#[test]
fn characters_with_a_meaning_are_escaped() {
    for (value, text) in [
        ("a,b+c", "a\\,b\\+c"),
        ("\"<>;\\", "\\\"\\<\\>\\;\\\\"),
        ("#a#", "\\#a#"),
        (" a b ", "\\ a b\\ "),
        (" ", "\\ "),
        ("é ", "é\\ "),
        ("a\nb\x7f", "a\\0ab\\7f"),
        ("", ""),
    ] {
        assert_eq!(
            rfc4514(&common(0x0c, value.as_bytes())),
            format!("CN={text}")
        );
    }
}

#[test]
fn attributes_are_in_the_order_of_rfc4514() {
    let one = tlv(0x31, &[&attribute(b"\x55\x04\x06", 0x13, b"KR")]);
    let two = tlv(
        0x31,
        &[
            &attribute(OU, 0x0c, b"Render"),
            &attribute(CN, 0x0c, b"Farm"),
            &attribute(b"\x2a\x03\x04", 0x0c, b"a,b"),
        ],
    );
    let name = tlv(0x30, &[&one, &two, b"\x31\x00"]);
    let text = "1.2.3.4=#0c03612c62+CN=Farm+OU=Render,C=KR";
    assert_eq!(rfc4514(&name), text);
    // Sets without an attribute leave no commas.
    let empty: &[u8] = b"\x31\x00";
    let name = tlv(0x30, &[empty, &one, empty, empty, &two, empty]);
    assert_eq!(rfc4514(&name), text);
    assert_eq!(rfc4514(&tlv(0x30, &[empty, empty])), "");
    assert_eq!(common_name(&name), "Farm");
    assert_eq!(common_name(&tlv(0x30, &[&one])), "C=KR");
    assert_eq!(
        (rfc4514(b"\x30\x00"), rfc4514(b"\x30\x01")),
        (String::new(), String::new())
    );
}

#[test]
fn names_are_equal_regardless_of_encoding_case_blanks_and_order() {
    let studio = common(0x0c, b"Studio  CA ");
    assert!(are_equal(
        &studio,
        &common(0x1e, b"\0s\0t\0u\0d\0i\0o\0 \0c\0a")
    ));
    assert!(!are_equal(&studio, &common(0x0c, b"StudioCA")));
    let (a, b) = (attribute(CN, 0x0c, b"A"), attribute(OU, 0x0c, b"B"));
    let pair = |parts: [&[u8]; 2]| tlv(0x30, &[&tlv(0x31, &parts)]);
    assert!(are_equal(&pair([&a, &b]), &pair([&b, &a])));
    assert_eq!(
        sorted(&pair([&b, &a])).unwrap(),
        sorted(&pair([&a, &b])).unwrap()
    );
    assert_eq!(*sorted(&pair([&a, &b])).unwrap(), pair([&a, &b]));
    assert!(sorted(b"\x30\x02\x31").is_err());
}
