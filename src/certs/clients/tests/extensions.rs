use super::builder::name;
use super::*;
use crate::certs::extensions::ISSUER_ALT_NAME;

#[test]
fn extensions_are_there_once() {
    let unknown = || Parts::default().with(b"\x2a\x03", None, b"");
    let constraints = seq(&[tlv(1, b"\xff")]);
    check([
        ("once", unknown(), ""),
        ("twice", unknown().with(b"\x2a\x03", None, b"a"), "gj"),
        (
            "basic constraints",
            Parts::default().with(BASIC_CONSTRAINTS, None, &constraints),
            "gj",
        ),
    ]);
}

#[test]
fn identifiers_have_limits() {
    let of = |content: &[u8]| Parts::default().with(content, None, b"");
    let numbers = |count| of(&[&[0x2a][..], &vec![3; count]].concat());
    check([
        ("of 128 bytes as text", numbers(62), ""),
        ("of 129 bytes as text", numbers(63), "g"),
        ("of 4096 bytes", numbers(4095), "g"),
        ("of 4097 bytes", numbers(4096), "gj"),
        ("padded", of(b"\x2a\x80\x01"), "ogbj"),
        (
            "with a number of 70 bits",
            of(b"\x2a\x81\x81\x81\x81\x81\x81\x81\x81\x81\0"),
            "g",
        ),
    ]);
}

#[test]
fn gnutls_decodes_alternative_names() {
    let with = |value: &[u8], by: &'static str| {
        assert_eq!(
            refused_by(&Parts::default().with(ISSUER_ALT_NAME, None, value)),
            by.replace('A', ""),
            "{value:x?}"
        );
        assert_eq!(
            refused_by(&Parts::default().with(SUBJECT_ALT_NAME, None, value)),
            by,
            "{value:x?}"
        );
    };
    let one = |tag, content: &[u8], by| with(&seq(&[tlv(tag, content)]), by);
    with(&seq(&[]), "");
    with(b"", "gA");
    with(b"abc", "gA");
    with(b"\x30\x81\x05\x82\x03a.b", "g");
    with(&[seq(&[tlv(0x82, b"a")]), vec![0]].concat(), "g");
    with(&tlv(0x31, &tlv(0x82, b"a")), "gA");
    with(&seq(&[tlv(0x82, b"a"), tlv(0x82, b"")]), "g");
    for tag in [0x81, 0x82, 0x86, 0x87] {
        one(tag, b"\xffa", "");
        one(tag, b"", "g");
    }
    one(0xa2, &tlv(0x16, b"a"), "g");
    one(0x88, b"\x2a\x03", "");
    one(0x88, b"\x2a\x80\x03", "gA");
    one(0x88, b"", "gA");
    let long = [&[0x2a][..], &[0x81; 9], &[0]].concat();
    one(0x88, &long, "g");
    one(0xa3, b"", "g");
    one(0x83, b"", "gA");
    one(0xa5, &tlv(0xa1, b"a"), "g");
    one(0xa5, b"", "gA");
    one(0x89, b"a", "gA");
    one(0x0c, b"a", "gA");
    let value = explicit(0, &tlv(0x0c, b"a"));
    let other = |fields: &[Vec<u8>], by| one(0xa0, &fields.concat(), by);
    other(&[oid(b"\x2a"), value.clone()], "");
    other(&[oid(b"\x2a"), tlv(0x0c, b"a")], "gA");
    other(&[oid(b"\x2a"), explicit(0, b"")], "gA");
    other(&[oid(b"\x2a"), explicit(0, &null().repeat(2))], "gA");
    other(&[oid(b"\x2a"), value.clone(), null()], "gA");
    other(&[oid(&long), value.clone()], "g");
    other(&[oid(b"\x80"), value], "gA");
    other(&[], "gA");
}

#[test]
fn gnutls_decodes_the_text_of_directory_names() {
    let with = |content: &[u8], by: &str| {
        let value = seq(&[tlv(0xa4, content)]);
        assert_eq!(
            refused_by(&Parts::default().with(SUBJECT_ALT_NAME, None, &value)),
            by,
            "{content:x?}"
        );
    };
    with(&name(&tlv(0x0c, b"a")), "");
    with(&name(&tlv(0x0c, b"")), "g");
    with(&name(&seq(&[])), "g");
    with(&name(&tlv(2, b"a")), "g");
    with(&seq(&[]), "");
    with(&seq(&[tlv(0x31, b"")]), "g");
    with(&seq(&[seq(&[])]), "gA");
    with(&[name(&tlv(0x0c, b"a")), null()].concat(), "gA");
    with(b"", "gA");
    let long = |count| {
        let identifier = oid(&[&[0x2a][..], &vec![3; count]].concat());
        seq(&[tlv(0x31, &seq(&[identifier, tlv(0x0c, b"a")]))])
    };
    with(&long(61), "");
    with(&long(62), "g");
    let padded = seq(&[tlv(0x31, &seq(&[oid(b"\x80"), tlv(0x0c, b"a")]))]);
    with(&padded, "gA");
}

#[test]
fn some_client_decodes_basic_constraints() {
    let with = |value: &[u8], by: &str| {
        let parts = Parts {
            extensions: Vec::new(),
            ..Parts::default()
        };
        assert_eq!(
            refused_by(&parts.with(BASIC_CONSTRAINTS, None, value)),
            by,
            "{value:x?}"
        );
    };
    let yes = || tlv(1, b"\xff");
    with(&seq(&[]), "");
    with(&seq(&[yes(), tlv(2, b"\0")]), "");
    with(&seq(&[tlv(1, b"\x01")]), "");
    with(&seq(&[yes(), tlv(2, b"\0"), null()]), "");
    with(&[seq(&[yes()]), vec![0]].concat(), "");
    with(b"\x30\x81\x03\x01\x01\xff", "");
    with(b"\x30\x04\x01\x81\x01\xff", "");
    with(&seq(&[tlv(1, b"\xff\xff")]), "A");
    with(&seq(&[yes(), tlv(10, b"\0")]), "A");
    with(&seq(&[yes(), tlv(2, b"")]), "A");
    with(&seq(&[tlv(2, b"\0"), yes()]), "");
    with(&tlv(0x31, &yes()), "A");
    with(&yes(), "A");
    with(b"", "A");
    with(b"\x30\x50", "A");
}
