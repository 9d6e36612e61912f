//! Values that several clients decode in the same way.

use crate::certs::der::{Element, Error, Reader, Tag};
use crate::certs::oid;
use crate::certs::x509::BitString;

/// Returns whether the content of an INTEGER is in its shortest form (X.690, 8.3.2).
pub fn is_integer(content: &[u8]) -> bool {
    !matches!(content, [] | [0, 0..=0x7f, ..] | [0xff, 0x80..=0xff, ..])
}

/// Returns whether the content of a BIT STRING can be decoded.
pub fn is_bit_string(content: &[u8]) -> bool {
    matches!(content, [0..=7, ..])
}

/// Returns whether the unused bits of a BIT STRING are zero (X.690, 11.2.1).
pub fn has_zero_padding(bits: BitString) -> bool {
    let mask = (1_u8 << bits.unused) - 1;
    bits.bytes.last().is_none_or(|last| last & mask == 0)
}

/// Returns whether a value of any type has content that OpenSSL can decode (`asn1_ex_c2i`).
pub fn is_any(value: Element) -> bool {
    let content = value.value;
    match value.tag {
        Tag::BOOLEAN => content.len() == 1,
        Tag::INTEGER | Tag(0x0a) => is_integer(content),
        Tag::BIT_STRING => is_bit_string(content),
        Tag::NULL => content.is_empty(),
        Tag::OID => oid::is_valid(content),
        Tag::BMP_STRING => content.len().is_multiple_of(2),
        Tag::UNIVERSAL_STRING => content.len().is_multiple_of(4),
        // End of contents, a primitive SEQUENCE or SET, and strings in parts, which only BER has.
        Tag(0 | 0x10 | 0x11 | 0x20..=0x2f | 0x32..=0x3f) => false,
        _ => true,
    }
}

/// Returns whether text is valid in its encoding, and each character satisfies `is_right`. Older
/// string types are read as Latin-1.
pub fn is_text(text: Element, is_right: impl Fn(u32) -> bool) -> bool {
    let is_right = |unit| char::from_u32(unit).is_some() && is_right(unit);
    let bytes = text.value;
    match text.tag {
        Tag::UTF8_STRING => {
            let text = str::from_utf8(bytes);
            text.is_ok_and(|text| text.is_ascii() || text.chars().map(u32::from).all(is_right))
        }
        Tag::BMP_STRING => {
            let (units, rest) = bytes.as_chunks::<2>();
            let mut units = units
                .iter()
                .map(|unit| u32::from(u16::from_be_bytes(*unit)));
            rest.is_empty() && units.all(is_right)
        }
        Tag::UNIVERSAL_STRING => {
            let (units, rest) = bytes.as_chunks::<4>();
            let mut units = units.iter().map(|unit| u32::from_be_bytes(*unit));
            rest.is_empty() && units.all(is_right)
        }
        _ => true,
    }
}

/// Returns whether any client decodes basic constraints (RFC 5280, 4.2.1.9). OpenSSL also reads
/// lengths in BER, and ignores bytes behind the SEQUENCE.
pub fn is_basic_constraints(value: &[u8]) -> bool {
    let fields = match Reader::new(value).read() {
        Ok(Element {
            tag: Tag::SEQUENCE,
            value,
            ..
        }) => value,
        Ok(_) => return false,
        Err(why) => return why == Error::Ber,
    };
    let mut fields = Reader::new(fields);
    let is_right = match fields.optional(Tag::BOOLEAN) {
        Ok(is_ca) => is_ca.is_none_or(|is_ca| is_ca.value.len() == 1),
        Err(why) => why == Error::Ber,
    };
    is_right && (fields.is_empty() || is_integer_next(fields))
}

fn is_integer_next(mut fields: Reader) -> bool {
    match fields.read() {
        Ok(length) => length.tag == Tag::INTEGER && !length.value.is_empty(),
        Err(why) => why == Error::Ber,
    }
}
