//! Extensions that the policy evaluates (RFC 5280, 4.2.1), decoded as leniently as by OpenSSL.

use super::der::{self, Error, Reader, Tag};
use super::x509::{BitString, Extension, X509};

/// The content of an extension's OBJECT IDENTIFIER.
pub type Oid = &'static [u8];

pub const SUBJECT_KEY_ID: Oid = b"\x55\x1d\x0e";
pub const KEY_USAGE: Oid = b"\x55\x1d\x0f";
pub const SUBJECT_ALT_NAME: Oid = b"\x55\x1d\x11";
pub const ISSUER_ALT_NAME: Oid = b"\x55\x1d\x12";
pub const BASIC_CONSTRAINTS: Oid = b"\x55\x1d\x13";
pub const NAME_CONSTRAINTS: Oid = b"\x55\x1d\x1e";
pub const CRL_DISTRIBUTION_POINTS: Oid = b"\x55\x1d\x1f";
pub const AUTHORITY_KEY_ID: Oid = b"\x55\x1d\x23";
pub const EXTENDED_KEY_USAGE: Oid = b"\x55\x1d\x25";

pub const NETSCAPE_TYPE: Oid = b"\x60\x86\x48\x01\x86\xf8\x42\x01\x01";

/// Uses in an extended key usage: TLS servers, and any use.
pub const SERVER_AUTH: Oid = b"\x2b\x06\x01\x05\x05\x07\x03\x01";
pub const ANY_USE: Oid = b"\x55\x1d\x25\x00";
pub const SERVERS: [Oid; 2] = [SERVER_AUTH, ANY_USE];

/// Netscape's and Microsoft's key usages of servers with strong encryption, which OpenSSL accepts
/// for servers too (`XKU_SGC` in its `v3_purp.c`).
pub const SERVER_GATED_CRYPTO: [Oid; 2] = [
    b"\x60\x86\x48\x01\x86\xf8\x42\x04\x01",
    b"\x2b\x06\x01\x04\x01\x82\x37\x0a\x03\x03",
];

/// An extension that is absent, or there once, with its value or a reason why it has none. One that
/// is there twice has no value.
pub type Decoded<T> = Result<Option<T>, Error>;

/// Returns whether a certificate may sign others.
pub fn basic_constraints(x509: &X509) -> Decoded<bool> {
    decode(x509, BASIC_CONSTRAINTS, |value| {
        let mut fields = Reader::new(der::first(value, Tag::SEQUENCE)?);
        let is_ca = match fields.optional(Tag::BOOLEAN)?.map(|element| element.value) {
            None => false,
            Some([octet]) => *octet != 0,
            Some(_) => return Err(Error::InvalidValue),
        };
        fields.optional(Tag::INTEGER)?;
        fields.finish()?;
        Ok(is_ca)
    })
}

/// Returns whether a certificate's key may sign certificates.
pub fn signs_certificates(x509: &X509) -> Decoded<bool> {
    decode(x509, KEY_USAGE, |value| {
        let usage = BitString::new(der::first(value, Tag::BIT_STRING)?)?;
        Ok(usage.bit(5))
    })
}

/// Returns whether Netscape's certificate type, from before basic constraints, is that of a CA for
/// TLS.
pub fn is_netscape_ca(x509: &X509) -> bool {
    let types = decode(x509, NETSCAPE_TYPE, |value| {
        BitString::new(der::first(value, Tag::BIT_STRING)?)
    });
    matches!(types, Ok(Some(types)) if types.bit(5))
}

/// Returns the content of each use's OBJECT IDENTIFIER.
pub fn extended_key_usage<'a>(x509: &X509<'a>) -> Decoded<Vec<&'a [u8]>> {
    decode(x509, EXTENDED_KEY_USAGE, oids)
}

/// Returns the content of each OBJECT IDENTIFIER in the SEQUENCE at the start of `der`.
pub fn oids(der: &[u8]) -> Result<Vec<&[u8]>, Error> {
    oids_in(der::first(der, Tag::SEQUENCE)?)
}

/// Returns the content of each OBJECT IDENTIFIER in the content of a SEQUENCE.
pub fn oids_in(content: &[u8]) -> Result<Vec<&[u8]>, Error> {
    let mut oids = Reader::new(content);
    let mut all = Vec::new();
    while !oids.is_empty() {
        all.push(oids.expect(Tag::OID)?.value);
    }
    Ok(all)
}

/// Returns the subject key identifier.
pub fn key_id<'a>(x509: &X509<'a>) -> Option<&'a [u8]> {
    let value = x509.extension(SUBJECT_KEY_ID)?.value;
    der::only(value, Tag::OCTET_STRING).ok()
}

/// Returns the key identifier in the authority key identifier.
pub fn issuer_key_id<'a>(x509: &X509<'a>) -> Option<&'a [u8]> {
    let value = x509.extension(AUTHORITY_KEY_ID)?.value;
    let mut fields = Reader::new(der::only(value, Tag::SEQUENCE).ok()?);
    let key_id = fields.optional(Tag::context(0)).ok()??;
    Some(key_id.value)
}

fn decode<'a, T>(
    x509: &X509<'a>,
    oid: Oid,
    decode: impl FnOnce(&'a [u8]) -> Result<T, Error>,
) -> Decoded<T> {
    let mut found = x509.extensions().filter(|extension| extension.oid == oid);
    match (found.next(), found.next()) {
        (None, _) => Ok(None),
        (Some(Extension { value, .. }), None) => decode(value).map(Some),
        (Some(_), Some(_)) => Err(Error::InvalidValue),
    }
}
