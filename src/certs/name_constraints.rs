//! Name constraints, which limit the names that a CA can sign (RFC 5280, 4.2.1.10).

use super::der::{self, Element, Error, Reader, Tag};
use super::extensions::NAME_CONSTRAINTS;
use super::x509::X509;

/// Types of a `GeneralName`.
pub const DNS_NAME: Tag = Tag::context(2);
pub const DIRECTORY_NAME: Tag = Tag::context_constructed(4);
pub const IP_ADDRESS: Tag = Tag::context(7);

/// The name constraints of a CA; a list that is absent is `None`.
#[derive(Debug, Default)]
pub struct NameConstraints<'a> {
    pub permitted: Option<Vec<Subtree<'a>>>,
    pub excluded: Option<Vec<Subtree<'a>>>,
}

#[derive(Clone, Copy, Debug)]
pub struct Subtree<'a> {
    /// A `GeneralName`.
    pub base: Element<'a>,
    /// It has a minimum or a maximum.
    pub is_limited: bool,
}

impl<'a> NameConstraints<'a> {
    /// Returns the constraints of a certificate; `None` without them, or if they cannot be decoded.
    pub fn of(certificate: &X509<'a>) -> Option<Self> {
        let extension = certificate.extension(NAME_CONSTRAINTS)?;
        decode(extension.value).ok()
    }
}

fn decode(value: &[u8]) -> Result<NameConstraints<'_>, Error> {
    let mut fields = Reader::new(der::first(value, Tag::SEQUENCE)?);
    let mut lists = [None, None];
    for (number, list) in (0..).zip(&mut lists) {
        let content = fields.optional(Tag::context_constructed(number))?;
        *list = content.map(|content| subtrees(content.value)).transpose()?;
    }
    let [permitted, excluded] = lists;
    Ok(NameConstraints {
        permitted,
        excluded,
    })
}

fn subtrees(content: &[u8]) -> Result<Vec<Subtree<'_>>, Error> {
    let (mut rest, mut list) = (Reader::new(content), Vec::new());
    while !rest.is_empty() {
        let mut subtree = rest.enter(Tag::SEQUENCE)?;
        let base = subtree.read()?;
        let minimum = subtree.optional(Tag::context(0))?;
        let is_limited = minimum.is_some_and(|minimum| minimum.value != [0]);
        list.push(Subtree {
            base,
            is_limited: is_limited || !subtree.is_empty(),
        });
    }
    Ok(list)
}
