//! Names of subjects and issuers (RFC 5280, 4.1.2.4), decoded from DER.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::der::{self, Element, Error, Reader, Tag};
use super::x509::BitString;
use super::{hex, oid};

/// The attribute types common name, organizational unit and organization (RFC 4519).
const CN: &[u8] = b"\x55\x04\x03";
const OU: &[u8] = b"\x55\x04\x0b";
const O: &[u8] = b"\x55\x04\x0a";

/// An attribute of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attribute<'a> {
    /// The content of the OBJECT IDENTIFIER.
    pub oid: &'a [u8],
    pub value: Element<'a>,
    pub der: &'a [u8],
}

impl<'a> Attribute<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let whole = reader.expect(Tag::SEQUENCE)?;
        let mut fields = Reader::new(whole.value);
        let oid = fields.expect(Tag::OID)?.value;
        let value = fields.read()?;
        fields.finish()?;
        Ok(Self {
            oid,
            value,
            der: whole.der,
        })
    }

    /// Returns the text of the attribute; `None` if the value is not text.
    fn text(&self) -> Option<Cow<'a, str>> {
        text(self.value)
    }
}

/// Checks the structure of a Name, and calls `visit` for each attribute.
pub fn walk<'a>(name: Element<'a>, mut visit: impl FnMut(Attribute<'a>)) -> Result<(), Error> {
    let mut sets = Reader::new(name.value);
    while !sets.is_empty() {
        let mut set = sets.enter(Tag::SET)?;
        while !set.is_empty() {
            visit(Attribute::read(&mut set)?);
        }
    }
    Ok(())
}

/// Returns the sets of attributes of a name. The attributes of each set are sorted, as DER
/// requires; some issuers do not sort them.
fn sorted_sets(der: &[u8]) -> Result<Vec<Vec<Attribute<'_>>>, Error> {
    let mut sets = Reader::new(der::only(der, Tag::SEQUENCE)?);
    let mut all = Vec::new();
    while !sets.is_empty() {
        let mut set = sets.enter(Tag::SET)?;
        let mut attributes = Vec::with_capacity(1);
        while !set.is_empty() {
            attributes.push(Attribute::read(&mut set)?);
        }
        attributes.sort_by_key(|attribute| attribute.der);
        all.push(attributes);
    }
    Ok(all)
}

/// Returns a name as RFC 4514 writes it. An attribute whose type has no name, or whose value is not
/// text, is in hexadecimal digits. Sets without an attribute, which the RFC cannot write, are left
/// out.
pub fn rfc4514(der: &[u8]) -> String {
    let mut text = String::new();
    let sets = sorted_sets(der).unwrap_or_default();
    let filled = sets.iter().filter(|set| !set.is_empty());
    for (index, set) in filled.rev().enumerate() {
        text.push_str(if index == 0 { "" } else { "," });
        for (index, attribute) in set.iter().enumerate() {
            text.push_str(if index == 0 { "" } else { "+" });
            push_attribute(&mut text, attribute);
        }
    }
    text
}

fn push_attribute(text: &mut String, attribute: &Attribute) {
    let type_name = oid::short_name(attribute.oid);
    if let Some((name, value)) = type_name.and_then(|name| Some((name, attribute.text()?))) {
        text.push_str(&name.to_ascii_uppercase());
        text.push('=');
        push_escaped(text, &value);
    } else {
        text.push_str(&oid::dotted(attribute.oid));
        text.push_str("=#");
        text.push_str(&hex(attribute.value.der));
    }
}

/// Escapes the characters that have a meaning in a name (RFC 4514, 2.4).
fn push_escaped(text: &mut String, value: &str) {
    let last = value.len().saturating_sub(1);
    for (index, c) in value.char_indices() {
        match c {
            '#' if index == 0 => text.push_str("\\#"),
            ' ' if index == 0 || index == last => text.push_str("\\ "),
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => {
                text.push('\\');
                text.push(c);
            }
            '\0'..='\x1f' | '\x7f' => {
                let _ = write!(text, "\\{:02x}", u32::from(c));
            }
            c => text.push(c),
        }
    }
}

/// Returns the common name, else the organizational unit, else the organization, else the whole
/// name.
pub fn common_name(der: &[u8]) -> String {
    let sets = sorted_sets(der).unwrap_or_default();
    let attribute = |oid| {
        let mut attributes = sets.iter().flatten();
        attributes.find(|attribute| attribute.oid == oid)?.text()
    };
    let common = [CN, OU, O].into_iter().find_map(attribute);
    common.map_or_else(|| rfc4514(der), Cow::into_owned)
}

/// Returns a name in the form in which clients compare names: regardless of encoding, case, and the
/// number of spaces (RFC 5280, 7.1).
pub fn comparable(der: &[u8]) -> String {
    let Ok(sets) = sorted_sets(der) else {
        return hex(der);
    };
    let part = |attribute: &Attribute| {
        let value = (attribute.text()).map_or_else(|| hex(attribute.value.value), Cow::into_owned);
        let words: Vec<&str> = value.split_whitespace().collect();
        let value = words.join(" ").to_lowercase();
        format!("{}={value}\n", oid::dotted(attribute.oid))
    };
    sets.iter().flatten().map(part).collect()
}

/// Returns whether clients take two names for the same one.
pub fn are_equal(one: &[u8], other: &[u8]) -> bool {
    one == other || comparable(one) == comparable(other)
}

/// Returns the DER of a name with its sets sorted.
pub fn sorted(der: &[u8]) -> Result<Box<[u8]>, Error> {
    let mut sorted: Box<[u8]> = der.into();
    for set in sorted_sets(der)?.iter().filter(|set| set.len() > 1) {
        // Sorted, the attributes take the same place.
        let starts = set.iter().map(|attribute| attribute.der.as_ptr().addr());
        let mut at = starts.min().unwrap_or_default() - der.as_ptr().addr();
        for attribute in set {
            let end = at + attribute.der.len();
            sorted[at..end].copy_from_slice(attribute.der);
            at = end;
        }
    }
    Ok(sorted)
}

/// Returns the text of a value; `None` if it is not text.
///
/// Teletex, and the types of ASCII with other bytes in them, are read as Latin-1 unless they are
/// UTF-8, which is what issuers have written.
fn text(value: Element<'_>) -> Option<Cow<'_, str>> {
    let bytes = value.value;
    match value.tag {
        Tag::UTF8_STRING => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
        Tag::TELETEX_STRING => Some(latin1(bytes).into()),
        Tag::NUMERIC_STRING | Tag::PRINTABLE_STRING | Tag::IA5_STRING | Tag::VISIBLE_STRING => {
            let utf8 = std::str::from_utf8(bytes).map(Cow::Borrowed);
            Some(utf8.unwrap_or_else(|_| latin1(bytes).into()))
        }
        Tag::BMP_STRING => utf16(bytes).map(Cow::Owned),
        Tag::UNIVERSAL_STRING => utf32(bytes).map(Cow::Owned),
        Tag::BIT_STRING => bits(bytes).map(Cow::Borrowed),
        _ => None,
    }
}

fn latin1(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

fn utf16(bytes: &[u8]) -> Option<String> {
    let (units, rest) = bytes.as_chunks::<2>();
    let units = units.iter().copied().map(u16::from_be_bytes);
    let characters = char::decode_utf16(units);
    let text = characters.map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER));
    rest.is_empty().then(|| text.collect())
}

fn utf32(bytes: &[u8]) -> Option<String> {
    let (units, rest) = bytes.as_chunks::<4>();
    let characters = units.iter().copied().map(u32::from_be_bytes);
    let text = characters.map(|unit| char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER));
    rest.is_empty().then(|| text.collect())
}

/// Returns the text in a BIT STRING, which a unique identifier (RFC 4519, 2.40) often is.
fn bits(content: &[u8]) -> Option<&str> {
    let bits = BitString::new(content).ok()?;
    let text = std::str::from_utf8(bits.bytes).ok()?;
    let is_text = bits.unused == 0 && !text.chars().any(char::is_control);
    (is_text && !text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
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
}
