//! Names of subjects and issuers (RFC 5280, 4.1.2.4), decoded from DER.

use std::borrow::Cow;
use std::fmt::Write as _;

use super::der::{self, Element, Error, Reader, Tag};
use super::x509::BitString;
use super::{hex, oid};
use crate::order;

/// The attribute types common name, organizational unit and organization (RFC 4519).
pub const CN: &[u8] = b"\x55\x04\x03";
const OU: &[u8] = b"\x55\x04\x0b";
pub const O: &[u8] = b"\x55\x04\x0a";

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
    pub fn text(&self) -> Option<Cow<'a, str>> {
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
        // Nearly every set has one attribute.
        if attributes.len() > 1 {
            order::sort_by_key(&mut attributes, |attribute| attribute.der);
        }
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
mod tests;
