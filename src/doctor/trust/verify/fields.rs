//! Extensions that only a verifier reads, decoded as leniently as by OpenSSL.

use crate::certs::der::{self, Error, Reader, Tag};
use crate::certs::extensions::{AUTHORITY_KEY_ID, BASIC_CONSTRAINTS, Oid};
use crate::certs::x509::{BitString, X509};

/// An authority key identifier (RFC 5280, 4.2.1.1).
#[derive(Debug, Default)]
pub struct AuthorityKeyId<'a> {
    pub key_id: Option<&'a [u8]>,
    /// The DER of the name of the issuer's issuer.
    pub issuer: Option<&'a [u8]>,
    /// The serial number of the issuer's certificate.
    pub serial: Option<&'a [u8]>,
}

pub fn authority_key_id<'a>(certificate: &X509<'a>) -> AuthorityKeyId<'a> {
    let extension = certificate.extension(AUTHORITY_KEY_ID);
    let decoded = extension.and_then(|extension| decode_key_id(extension.value).ok());
    decoded.unwrap_or_default()
}

fn decode_key_id(value: &[u8]) -> Result<AuthorityKeyId<'_>, Error> {
    let mut fields = Reader::new(der::first(value, Tag::SEQUENCE)?);
    let key_id = fields.optional(Tag::context(0))?;
    let names = fields.optional(Tag::context_constructed(1))?;
    let serial = fields.optional(Tag::context(2))?;
    Ok(AuthorityKeyId {
        key_id: key_id.map(|element| element.value),
        issuer: names.and_then(|names| directory_name(names.value)),
        serial: serial.map(|element| element.value),
    })
}

/// Returns the first directory name of GeneralNames.
fn directory_name(names: &[u8]) -> Option<&[u8]> {
    let mut names = Reader::new(names);
    while let Ok(name) = names.read() {
        if name.tag == Tag::context_constructed(4) {
            return Some(name.value);
        }
    }
    None
}

/// Basic constraints (RFC 5280, 4.2.1.9).
#[derive(Clone, Copy, Debug)]
pub struct Constraints {
    pub is_ca: bool,
    pub path_length: Option<u64>,
    pub is_critical: bool,
}

/// Returns the basic constraints, if the certificate has them and they can be decoded.
pub fn basic_constraints(certificate: &X509) -> Option<Constraints> {
    let extension = certificate.extension(BASIC_CONSTRAINTS)?;
    let mut fields = Reader::new(der::first(extension.value, Tag::SEQUENCE).ok()?);
    let is_ca = fields.optional(Tag::BOOLEAN).ok()?;
    let length = fields.optional(Tag::INTEGER).ok()?;
    Some(Constraints {
        is_ca: is_ca.is_some_and(|element| element.value.iter().any(|octet| *octet != 0)),
        path_length: length.map(|element| unsigned(element.value)),
        is_critical: extension.is_critical(),
    })
}

/// Returns an INTEGER. One that is negative or too large is returned as 0 or as the maximum.
fn unsigned(content: &[u8]) -> u64 {
    if content.first().is_some_and(|first| *first >= 0x80) {
        return 0;
    }
    let digits = content.iter().skip_while(|octet| **octet == 0);
    digits.fold(0_u64, |number, octet| {
        number.saturating_mul(256).saturating_add(u64::from(*octet))
    })
}

/// Returns the bits of a key usage or of Netscape's certificate type, if the certificate has it
/// and it can be decoded.
pub fn bits<'a>(certificate: &X509<'a>, oid: Oid) -> Option<BitString<'a>> {
    let value = certificate.extension(oid)?.value;
    BitString::new(der::first(value, Tag::BIT_STRING).ok()?).ok()
}

/// Returns the elements of the SEQUENCE in an extension, such as alternative names.
pub fn elements<'a>(certificate: &X509<'a>, oid: Oid) -> Option<Vec<der::Element<'a>>> {
    let value = certificate.extension(oid)?.value;
    let mut reader = Reader::new(der::first(value, Tag::SEQUENCE).ok()?);
    Some(std::iter::from_fn(move || reader.read().ok()).collect())
}
