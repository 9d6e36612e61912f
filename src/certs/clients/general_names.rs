//! GeneralNames (RFC 5280, 4.2.1.6).

use super::gnutls;
use crate::certs::der::{Element, Error, Reader, Tag};
use crate::certs::oid;

/// Which clients read the names in an extension.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Names {
    /// All of them.
    Readable,
    /// A name is empty, of a type that GnuTLS does not know, or not in DER.
    NotByGnuTls,
    /// None of them.
    Unreadable,
}

pub const OTHER_NAME: Tag = Tag::context_constructed(0);
pub const EMAIL: Tag = Tag::context(1);
pub const DNS_NAME: Tag = Tag::context(2);
const X400_ADDRESS: Tag = Tag::context_constructed(3);
pub const DIRECTORY_NAME: Tag = Tag::context_constructed(4);
const EDI_PARTY_NAME: Tag = Tag::context_constructed(5);
pub const URI: Tag = Tag::context(6);
pub const IP_ADDRESS: Tag = Tag::context(7);
pub const REGISTERED_ID: Tag = Tag::context(8);
/// IA5Strings in parts, which only BER has.
const IN_PARTS: [Tag; 4] = [
    Tag::context_constructed(1),
    Tag::context_constructed(2),
    Tag::context_constructed(6),
    Tag::context_constructed(7),
];

impl Names {
    /// Decodes the value of a subject or issuer alternative name.
    pub fn decode(value: &[u8]) -> Self {
        let mut reader = Reader::new(value);
        let mut names = match reader.enter(Tag::SEQUENCE) {
            Ok(names) => names,
            Err(why) => return Self::because_of(why),
        };
        let mut worst = if reader.is_empty() {
            Self::Readable
        } else {
            Self::NotByGnuTls
        };
        while !names.is_empty() {
            worst = worst.max(match names.read() {
                Ok(name) => Self::of(name),
                Err(why) => return Self::because_of(why),
            });
        }
        worst
    }

    fn because_of(error: Error) -> Self {
        // OpenSSL reads BER.
        if error == Error::Ber {
            Self::NotByGnuTls
        } else {
            Self::Unreadable
        }
    }

    fn of(name: Element) -> Self {
        let is_empty = name.value.is_empty();
        match name.tag {
            EMAIL | DNS_NAME | URI | IP_ADDRESS if !is_empty => Self::Readable,
            EMAIL | DNS_NAME | URI | IP_ADDRESS | X400_ADDRESS => Self::NotByGnuTls,
            EDI_PARTY_NAME if !is_empty => Self::NotByGnuTls,
            REGISTERED_ID => Self::of_identifier(name.value),
            OTHER_NAME => other_name(name.value).unwrap_or_else(Self::because_of),
            DIRECTORY_NAME => directory_name(name.value).unwrap_or_else(Self::because_of),
            tag if IN_PARTS.contains(&tag) => Self::NotByGnuTls,
            _ => Self::Unreadable,
        }
    }

    /// Decodes the content of an OBJECT IDENTIFIER.
    fn of_identifier(content: &[u8]) -> Self {
        if gnutls::is_oid(content) {
            Self::Readable
        } else if oid::is_valid(content) {
            Self::NotByGnuTls
        } else {
            Self::Unreadable
        }
    }
}

fn other_name(content: &[u8]) -> Result<Names, Error> {
    other_name_type(content).map(Names::of_identifier)
}

/// Checks the structure of an `OtherName`, and returns the content of its OBJECT IDENTIFIER.
pub fn other_name_type(content: &[u8]) -> Result<&[u8], Error> {
    let mut fields = Reader::new(content);
    let oid = fields.expect(Tag::OID)?.value;
    let mut explicit = fields.enter(Tag::context_constructed(0))?;
    explicit.read()?;
    explicit.finish()?;
    fields.finish()?;
    Ok(oid)
}

fn directory_name(content: &[u8]) -> Result<Names, Error> {
    let mut reader = Reader::new(content);
    let mut sets = reader.enter(Tag::SEQUENCE)?;
    reader.finish()?;
    let mut names = Names::Readable;
    while !sets.is_empty() {
        let mut set = sets.enter(Tag::SET)?;
        if set.is_empty() {
            names = names.max(Names::NotByGnuTls);
        }
        while !set.is_empty() {
            let mut attribute = set.enter(Tag::SEQUENCE)?;
            let oid = attribute.expect(Tag::OID)?.value;
            let value = attribute.read()?;
            attribute.finish()?;
            names = names.max(Names::of_identifier(oid));
            // GnuTLS makes a text of a name, in which an attribute has an identifier and a text.
            let is_long = oid::is_longer(oid, LONGEST_OID);
            if is_long || value.value.is_empty() || !TEXT.contains(&value.tag) {
                names = names.max(Names::NotByGnuTls);
            }
        }
    }
    Ok(names)
}

/// The longest identifier that fits the memory of `append_elements` in GnuTLS's `dn.c`.
const LONGEST_OID: usize = 125;

const TEXT: [Tag; 6] = [
    Tag::UTF8_STRING,
    Tag::PRINTABLE_STRING,
    Tag::TELETEX_STRING,
    Tag::IA5_STRING,
    Tag::UNIVERSAL_STRING,
    Tag::BMP_STRING,
];
