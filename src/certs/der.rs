//! Reads DER: any identifier, and lengths in their one definite form (X.690, 8.1 and 10.1).

use std::fmt;

/// The identifier octets as one number: class, form, and number (X.690, 8.1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tag(pub u64);

impl Tag {
    pub const BOOLEAN: Self = Self(0x01);
    pub const INTEGER: Self = Self(0x02);
    pub const BIT_STRING: Self = Self(0x03);
    pub const OCTET_STRING: Self = Self(0x04);
    pub const NULL: Self = Self(0x05);
    pub const OID: Self = Self(0x06);
    pub const UTF8_STRING: Self = Self(0x0c);
    pub const NUMERIC_STRING: Self = Self(0x12);
    pub const PRINTABLE_STRING: Self = Self(0x13);
    pub const TELETEX_STRING: Self = Self(0x14);
    pub const IA5_STRING: Self = Self(0x16);
    pub const UTC_TIME: Self = Self(0x17);
    pub const GENERALIZED_TIME: Self = Self(0x18);
    pub const VISIBLE_STRING: Self = Self(0x1a);
    pub const UNIVERSAL_STRING: Self = Self(0x1c);
    pub const BMP_STRING: Self = Self(0x1e);
    pub const SEQUENCE: Self = Self(0x30);
    pub const SET: Self = Self(0x31);

    /// Returns whether a universal type is constructed that is primitive in DER (X.690, 10.2).
    const fn is_in_parts(self) -> bool {
        // SEQUENCE and SET are constructed, and so are EXTERNAL, EMBEDDED PDV and CHARACTER STRING.
        matches!(self.0, 0x20..=0x3f) && !matches!(self.0, 0x28 | 0x2b | 0x30 | 0x31 | 0x3d)
    }

    /// Returns the tag `[number]` of a primitive value; the number is below 31.
    pub const fn context(number: u64) -> Self {
        Self(0x80 | number)
    }

    /// Returns the tag `[number]` of a constructed value; the number is below 31.
    pub const fn context_constructed(number: u64) -> Self {
        Self(0xa0 | number)
    }
}

/// A value with its tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Element<'a> {
    pub tag: Tag,
    /// The content octets.
    pub value: &'a [u8],
    /// Identifier, length and content.
    pub der: &'a [u8],
}

/// A reason why bytes cannot be decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    /// The bytes end before the element does.
    Incomplete,
    /// An encoding that only BER allows: a length that is indefinite or too long, or text in parts.
    Ber,
    /// An element of another type, or an element too many.
    UnexpectedTag(Tag),
    /// The content does not fit the type.
    InvalidValue,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Incomplete => f.write_str("incomplete"),
            Self::Ber => f.write_str("encoded in BER"),
            Self::UnexpectedTag(Tag(tag)) => write!(f, "unexpected tag {tag:#04x}"),
            Self::InvalidValue => f.write_str("invalid value"),
        }
    }
}

/// Elements that stand one behind the other.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// Returns the bytes that have not been read.
    pub const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Reads the next element, whatever its type.
    #[inline]
    pub fn read(&mut self) -> Result<Element<'a>, Error> {
        // Nearly all have one octet of each.
        let (tag, length, content) = match self.rest {
            [tag, length @ 0..=0x7f, content @ ..] if tag & 0x1f != 0x1f => {
                (Tag(u64::from(*tag)), usize::from(*length), content)
            }
            rest => {
                let (tag, rest) = tag(rest)?;
                let (length, content) = length(rest)?;
                (tag, length, content)
            }
        };
        if tag.is_in_parts() {
            return Err(Error::Ber);
        }
        let (value, rest) = content.split_at_checked(length).ok_or(Error::Incomplete)?;
        let der = &self.rest[..self.rest.len() - rest.len()];
        self.rest = rest;
        Ok(Element { tag, value, der })
    }

    /// Reads an element of one type.
    pub fn expect(&mut self, tag: Tag) -> Result<Element<'a>, Error> {
        let element = self.read()?;
        if element.tag == tag {
            Ok(element)
        } else {
            Err(Error::UnexpectedTag(element.tag))
        }
    }

    /// Reads an element if it is of one type.
    pub fn optional(&mut self, tag: Tag) -> Result<Option<Element<'a>>, Error> {
        // No optional field has a tag of several octets.
        match self.rest.first() {
            Some(octet) if u64::from(*octet) == tag.0 => self.read().map(Some),
            _ => Ok(None),
        }
    }

    /// Reads an element of one type, and returns a reader of its content.
    pub fn enter(&mut self, tag: Tag) -> Result<Self, Error> {
        Ok(Self::new(self.expect(tag)?.value))
    }

    /// Checks that every element has been read.
    pub fn finish(mut self) -> Result<(), Error> {
        if self.is_empty() {
            return Ok(());
        }
        Err(Error::UnexpectedTag(self.read()?.tag))
    }
}

/// Returns the content of the element at the start of `bytes`. OpenSSL ignores what is behind it in
/// an extension.
pub fn first(bytes: &[u8], tag: Tag) -> Result<&[u8], Error> {
    Ok(Reader::new(bytes).expect(tag)?.value)
}

/// Returns the content of the only element in `bytes`.
pub fn only(bytes: &[u8], tag: Tag) -> Result<&[u8], Error> {
    let mut reader = Reader::new(bytes);
    let element = reader.expect(tag)?;
    reader.finish()?;
    Ok(element.value)
}

/// Splits the identifier octets off. Numbers have at most 28 bits.
pub fn tag(bytes: &[u8]) -> Result<(Tag, &[u8]), Error> {
    let (first, mut rest) = bytes.split_first().ok_or(Error::Incomplete)?;
    let mut tag = u64::from(*first);
    if first & 0x1f != 0x1f {
        return Ok((Tag(tag), rest));
    }
    for index in 0..4 {
        let (next, after) = rest.split_first().ok_or(Error::Incomplete)?;
        // A number below 31 has a shorter form.
        if index == 0 && (*next == 0x80 || *next < 0x1f) {
            return Err(Error::Ber);
        }
        tag = tag << 8 | u64::from(*next);
        rest = after;
        if *next < 0x80 {
            return Ok((Tag(tag), rest));
        }
    }
    Err(Error::InvalidValue)
}

/// Splits the length octets off.
fn length(bytes: &[u8]) -> Result<(usize, &[u8]), Error> {
    let (first, rest) = bytes.split_first().ok_or(Error::Incomplete)?;
    let count = match first {
        0..=0x7f => return Ok((usize::from(*first), rest)),
        0x80 => return Err(Error::Ber),
        0x81..=0x84 => usize::from(first & 0x7f),
        _ => return Err(Error::InvalidValue),
    };
    let (octets, rest) = rest.split_at_checked(count).ok_or(Error::Incomplete)?;
    let length = (octets.iter()).fold(0, |length, octet| length << 8 | u64::from(*octet));
    if octets[0] == 0 || length < 0x80 {
        return Err(Error::Ber);
    }
    let length = usize::try_from(length).map_err(|_| Error::Incomplete)?;
    Ok((length, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<(u64, usize, usize), Error> {
        let mut reader = Reader::new(bytes);
        let element = reader.read()?;
        assert!(element.der.ends_with(element.value));
        Ok((element.tag.0, element.value.len(), reader.rest().len()))
    }

    #[test]
    fn tags_of_any_class_and_number_are_read() {
        for (bytes, result) in [
            (&b"\x1c\x00"[..], Ok((0x1c, 0, 0))),
            (b"\x02\x01\x05\x06", Ok((0x02, 1, 1))),
            (b"\x5f\x1f\x01\x00", Ok((0x5f1f, 1, 0))),
            (b"\xff\x81\x80\x00\x00", Ok((0xff81_8000, 0, 0))),
            (b"\x1f\x8f\xff\xff\x7f\x00", Ok((0x1f_8fff_ff7f, 0, 0))),
            (b"\x1f\x81\x80\x80\x80\x00\x00", Err(Error::InvalidValue)),
            (b"\x2c\x00", Err(Error::Ber)),
            (b"\x24\x00", Err(Error::Ber)),
            (b"\x31\x00", Ok((0x31, 0, 0))),
            (b"\x28\x00", Ok((0x28, 0, 0))),
            (b"\x1f\x1e\x00", Err(Error::Ber)),
            (b"\x1f\x80\x1f\x00", Err(Error::Ber)),
            (b"\x1f\x81", Err(Error::Incomplete)),
            (b"\x1f", Err(Error::Incomplete)),
            (b"", Err(Error::Incomplete)),
        ] {
            assert_eq!(read(bytes), result, "{bytes:x?}");
        }
    }

    #[test]
    fn lengths_have_one_form() {
        let long = |head: &[u8], count: usize| [head, &vec![0; count]].concat();
        for (bytes, result) in [
            (long(b"\x04\x7f", 0x7f), Ok((4, 0x7f, 0))),
            (long(b"\x04\x81\x80", 0x80), Ok((4, 0x80, 0))),
            (long(b"\x04\x82\x01\x00", 0x100), Ok((4, 0x100, 0))),
            (
                long(b"\x04\x83\x01\x00\x00", 0x1_0000),
                Ok((4, 0x1_0000, 0)),
            ),
            (long(b"\x04\x81\x80", 0x7f), Err(Error::Incomplete)),
            (long(b"\x04\x81\x7f", 0x7f), Err(Error::Ber)),
            (long(b"\x04\x82\x00\x80", 0x80), Err(Error::Ber)),
            (long(b"\x04\x80", 2), Err(Error::Ber)),
            (b"\x04\x84\xff\xff\xff\xff".to_vec(), Err(Error::Incomplete)),
            (
                b"\x04\x85\x01\x00\x00\x00\x00".to_vec(),
                Err(Error::InvalidValue),
            ),
            (b"\x04\x82\x01".to_vec(), Err(Error::Incomplete)),
            (b"\x04".to_vec(), Err(Error::Incomplete)),
        ] {
            assert_eq!(read(&bytes), result, "{:x?}", &bytes[..bytes.len().min(6)]);
        }
    }

    #[test]
    fn elements_are_read_by_type() {
        let mut reader = Reader::new(b"\x30\x03\x02\x01\x05\x05\x00");
        assert_eq!(reader.optional(Tag::SET), Ok(None));
        let mut inner = reader.enter(Tag::SEQUENCE).unwrap();
        assert_eq!(inner.expect(Tag::INTEGER).unwrap().value, b"\x05");
        assert_eq!(inner.optional(Tag::INTEGER), Ok(None));
        assert_eq!(inner.finish(), Ok(()));
        assert_eq!(
            reader.finish(),
            Err(Error::UnexpectedTag(Tag::NULL)),
            "one is left"
        );
        assert_eq!(only(b"\x05\x00", Tag::NULL), Ok(&b""[..]));
        assert_eq!(only(b"\x05\x00\x05", Tag::NULL), Err(Error::Incomplete));
    }
}
