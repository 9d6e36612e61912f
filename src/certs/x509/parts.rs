//! Types that appear in a certificate in several places or have several fields.

use crate::certs::der::{Element, Error, Reader, Tag};

/// An `AlgorithmIdentifier`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Algorithm<'a> {
    pub der: &'a [u8],
    /// The content of the OBJECT IDENTIFIER.
    pub oid: &'a [u8],
    pub parameters: Option<Element<'a>>,
}

/// A `SubjectPublicKeyInfo`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicKeyInfo<'a> {
    pub der: &'a [u8],
    pub algorithm: Algorithm<'a>,
    pub key: BitString<'a>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BitString<'a> {
    /// The number of bits at the end of the last byte that do not count.
    pub unused: u8,
    pub bytes: &'a [u8],
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extension<'a> {
    /// The content of the OBJECT IDENTIFIER, of any length.
    pub oid: &'a [u8],
    /// The octet of the BOOLEAN; `None` if it is absent. In DER it is 0 or 0xff.
    pub critical: Option<u8>,
    pub value: &'a [u8],
}

impl Extension<'_> {
    /// Returns whether the extension is critical, for which OpenSSL takes any octet but 0.
    pub fn is_critical(&self) -> bool {
        self.critical.is_some_and(|octet| octet != 0)
    }
}

impl<'a> Extension<'a> {
    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let mut fields = reader.enter(Tag::SEQUENCE)?;
        let oid = fields.expect(Tag::OID)?.value;
        let critical = match fields.optional(Tag::BOOLEAN)?.map(|element| element.value) {
            None => None,
            Some([octet]) => Some(*octet),
            Some(_) => return Err(Error::InvalidValue),
        };
        let value = fields.expect(Tag::OCTET_STRING)?.value;
        fields.finish()?;
        Ok(Self {
            oid,
            critical,
            value,
        })
    }
}

impl<'a> Extension<'a> {
    /// Decodes an extension without anything behind it.
    pub fn decode(der: &'a [u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(der);
        let extension = Self::read(&mut reader)?;
        reader.finish()?;
        Ok(extension)
    }
}

impl<'a> Algorithm<'a> {
    /// Decodes an algorithm without anything behind it.
    pub fn decode(der: &'a [u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(der);
        let algorithm = Self::read(&mut reader)?;
        reader.finish()?;
        Ok(algorithm)
    }

    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let whole = reader.expect(Tag::SEQUENCE)?;
        let mut fields = Reader::new(whole.value);
        let oid = fields.expect(Tag::OID)?.value;
        let parameters = (!fields.is_empty()).then(|| fields.read()).transpose()?;
        fields.finish()?;
        Ok(Self {
            der: whole.der,
            oid,
            parameters,
        })
    }
}

impl<'a> PublicKeyInfo<'a> {
    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        let whole = reader.expect(Tag::SEQUENCE)?;
        let mut fields = Reader::new(whole.value);
        let algorithm = Algorithm::read(&mut fields)?;
        let key = BitString::read(&mut fields)?;
        fields.finish()?;
        Ok(Self {
            der: whole.der,
            algorithm,
            key,
        })
    }

    /// Decodes a `SubjectPublicKeyInfo` without anything behind it.
    pub fn decode(der: &'a [u8]) -> Result<Self, Error> {
        let mut reader = Reader::new(der);
        let info = Self::read(&mut reader)?;
        reader.finish()?;
        Ok(info)
    }
}

impl<'a> BitString<'a> {
    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Self, Error> {
        Self::new(reader.expect(Tag::BIT_STRING)?.value)
    }

    /// Returns the bytes; `None` if the last is not whole.
    pub fn whole_bytes(&self) -> Option<&'a [u8]> {
        (self.unused == 0).then_some(self.bytes)
    }

    /// Returns a bit by its number; 0 if there are fewer.
    pub fn bit(&self, number: usize) -> bool {
        let count = self.bytes.len() * 8 - usize::from(self.unused);
        number < count && self.bytes[number / 8] & (0x80 >> (number % 8)) != 0
    }

    /// Decodes the content of a BIT STRING (X.690, 8.6.2).
    pub fn new(content: &'a [u8]) -> Result<Self, Error> {
        match content {
            [unused @ 0..=7, bytes @ ..] if !bytes.is_empty() || *unused == 0 => Ok(Self {
                unused: *unused,
                bytes,
            }),
            _ => Err(Error::InvalidValue),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_counted_from_the_first() {
        let bits = |content: &'static [u8]| BitString::new(content);
        let usage = bits(b"\x01\x06").unwrap();
        assert!(usage.bit(5) && usage.bit(6) && !usage.bit(0));
        assert!(!usage.bit(7) && !usage.bit(8) && !usage.bit(800));
        assert!(!bits(b"\x03\x04").unwrap().bit(5), "it is not used");
        assert!(!bits(b"\x00").unwrap().bit(0));
        for invalid in [&b""[..], b"\x08\xff", b"\x05"] {
            assert_eq!(bits(invalid), Err(Error::InvalidValue));
        }
    }
}
