//! Reads BER: elements whose length is indefinite, as NSS and `openssl cms -stream` write them
//! around certificates in DER (X.690, 8.1.3.6).

use super::der::{self, Element, Error, Tag};

/// Elements that stand one behind the other.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

/// The element that ends one of indefinite length.
const END: &[u8] = b"\0\0";

impl<'a> Reader<'a> {
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// Reads the next element, whatever its type.
    pub fn read(&mut self) -> Result<Element<'a>, Error> {
        let (tag, length, content) = header(self.rest)?;
        let (value, rest) = match length {
            Some(length) => content.split_at_checked(length).ok_or(Error::Incomplete)?,
            None => split_at_end(content)?,
        };
        let der = &self.rest[..self.rest.len() - rest.len()];
        self.rest = rest;
        Ok(Element { tag, value, der })
    }

    /// Reads an element of one type, and returns a reader of its content.
    pub fn enter(&mut self, tag: Tag) -> Result<Self, Error> {
        let element = self.read()?;
        if element.tag == tag {
            Ok(Self::new(element.value))
        } else {
            Err(Error::UnexpectedTag(element.tag))
        }
    }
}

/// Returns the first field of the SEQUENCE at the start of `bytes`, which may be cut off behind it.
pub fn first_field(bytes: &[u8]) -> Option<Element<'_>> {
    let (tag, _, content) = header(bytes).ok()?;
    let mut content = Reader::new(content);
    (tag == Tag::SEQUENCE).then(|| content.read().ok())?
}

/// Splits identifier and length off. The length is `None` if it is indefinite.
fn header(bytes: &[u8]) -> Result<(Tag, Option<usize>, &[u8]), Error> {
    let (tag, rest) = der::tag(bytes)?;
    let (first, rest) = rest.split_first().ok_or(Error::Incomplete)?;
    match first {
        0x80 => Ok((tag, None, rest)),
        0..=0x7f => Ok((tag, Some(usize::from(*first)), rest)),
        _ => {
            let count = usize::from(first & 0x7f);
            let (octets, rest) = rest.split_at_checked(count).ok_or(Error::Incomplete)?;
            let length = octets.iter().try_fold(0_usize, |length, octet| {
                Some(length.checked_mul(0x100)? | usize::from(*octet))
            });
            Ok((tag, Some(length.ok_or(Error::Incomplete)?), rest))
        }
    }
}

/// Splits the content of an element of indefinite length from what follows the element.
fn split_at_end(content: &[u8]) -> Result<(&[u8], &[u8]), Error> {
    let mut rest = content;
    // The elements that have not ended.
    let mut open = 1_usize;
    loop {
        if let Some(after) = rest.strip_prefix(END) {
            open -= 1;
            if open == 0 {
                return Ok((&content[..content.len() - rest.len()], after));
            }
            rest = after;
        } else {
            let (_, length, inner) = header(rest)?;
            if let Some(length) = length {
                rest = inner.get(length..).ok_or(Error::Incomplete)?;
            } else {
                open += 1;
                rest = inner;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_end_at_their_end_or_after_their_length() {
        for (bytes, value, left) in [
            (&b"\x30\x80\x05\x00\x00\x00\x01"[..], &b"\x05\x00"[..], 1),
            (b"\x30\x80\x00\x00", b"", 0),
            // One of indefinite length in another, and zeros in a string.
            (
                b"\x30\x80\x24\x80\x04\x02\x00\x00\x00\x00\x00\x00",
                b"\x24\x80\x04\x02\x00\x00\x00\x00",
                0,
            ),
            (b"\x30\x02\x05\x00\x00", b"\x05\x00", 1),
            (b"\x04\x82\x00\x01A", b"A", 0),
        ] {
            let mut reader = Reader::new(bytes);
            assert_eq!(reader.read().unwrap().value, value, "{bytes:x?}");
            assert_eq!(reader.rest.len(), left, "{bytes:x?}");
        }
        for bytes in [
            &b"\x30\x80"[..],
            b"\x30\x80\x00",
            b"\x30\x80\x05\x00",
            b"\x30\x80\x30\x80\x00\x00",
            b"\x30\x80\x04\x02\x00\x00",
            b"\x04\xff",
            b"\x04\x89\xff\xff\xff\xff\xff\xff\xff\xff\xff",
            b"\x30",
        ] {
            assert!(Reader::new(bytes).read().is_err(), "{bytes:x?}");
        }
    }
}
