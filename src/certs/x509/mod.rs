//! Decodes the structure of a certificate (RFC 5280, 4.1). The fields are borrowed.
//!
//! Nothing here is stricter than the clients are: real certificates break many of RFC 5280's rules.
//! Further checks of a client are in a module of that client.

mod parts;

use std::fmt;

use super::der::{self, Error as DerError, Reader, Tag};
use super::name::walk;
use super::time;

pub use parts::{Algorithm, BitString, Extension, PublicKeyInfo};

/// A decoded certificate.
#[derive(Clone, Copy, Debug)]
pub struct X509<'a> {
    /// The whole certificate.
    pub der: &'a [u8],
    /// The version as the certificate has it: 0 for version 1.
    pub version: u8,
    /// The content of the INTEGER.
    pub serial: &'a [u8],
    /// The signature algorithm in the signed part.
    pub inner_algorithm: Algorithm<'a>,
    /// The DER of the Name.
    pub issuer: &'a [u8],
    /// Seconds since 1970, and 0 for a time before.
    pub not_before: i64,
    /// Seconds since 1970, and 0 for a time before.
    pub not_after: i64,
    /// The DER of the Name.
    pub subject: &'a [u8],
    pub public_key: PublicKeyInfo<'a>,
    pub issuer_unique_id: Option<BitString<'a>>,
    pub subject_unique_id: Option<BitString<'a>>,
    /// `None` if there is no list of extensions.
    extensions: Option<Extensions<'a>>,
    /// The signature algorithm outside of the signed part.
    pub outer_algorithm: Algorithm<'a>,
    pub signature: BitString<'a>,
}

/// The field of an error in bytes that do not begin like a certificate.
const CERTIFICATE: &str = "certificate";

/// A reason why bytes are not a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    field: &'static str,
    kind: DerError,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self.kind {
            DerError::Ber => f.write_str("sglaunch reads certificates in DER only, not in BER"),
            kind if self.field == CERTIFICATE => write!(f, "not a certificate: {kind}"),
            kind => write!(f, "invalid certificate: {}: {kind}", self.field),
        }
    }
}

impl<'a> X509<'a> {
    /// Decodes the certificate at the start of `bytes`. More may follow.
    pub fn decode(bytes: &'a [u8]) -> Result<Self, Error> {
        let whole = in_field(CERTIFICATE, Reader::new(bytes).expect(Tag::SEQUENCE))?;
        let outer = &mut Reader::new(whole.value);
        let inner = &mut in_field(CERTIFICATE, outer.enter(Tag::SEQUENCE))?;
        let version = in_field("version", version(inner))?;
        let serial = in_field("serial number", inner.expect(Tag::INTEGER))?.value;
        let inner_algorithm = in_field("signature algorithm", Algorithm::read(inner))?;
        let issuer = in_field("issuer", name(inner))?;
        let (not_before, not_after) = in_field("validity", validity(inner))?;
        let subject = in_field("subject", name(inner))?;
        let public_key = in_field("public key", PublicKeyInfo::read(inner))?;
        let issuer_unique_id = in_field("unique identifier", unique_id(inner, 1))?;
        let subject_unique_id = in_field("unique identifier", unique_id(inner, 2))?;
        let extensions = in_field("extensions", extensions(inner))?;
        in_field("signed part", inner.finish())?;
        let outer_algorithm = in_field("signature algorithm", Algorithm::read(outer))?;
        let signature = in_field("signature", BitString::read(outer))?;
        in_field("signature", outer.finish())?;
        Ok(Self {
            der: whole.der,
            version,
            serial,
            inner_algorithm,
            issuer,
            not_before,
            not_after,
            subject,
            public_key,
            issuer_unique_id,
            subject_unique_id,
            extensions,
            outer_algorithm,
            signature,
        })
    }

    /// Returns the value of an extension; `None` if it is absent or there twice.
    pub fn extension(&self, oid: &[u8]) -> Option<Extension<'a>> {
        let mut found = self.extensions().filter(|extension| extension.oid == oid);
        let first = found.next()?;
        found.next().is_none().then_some(first)
    }

    /// Returns whether the certificate has a list of extensions, which may be empty.
    pub fn has_extensions(&self) -> bool {
        self.extensions.is_some()
    }

    /// Returns the extensions in their order.
    pub fn extensions(&self) -> impl Iterator<Item = Extension<'a>> {
        self.extensions.iter().flat_map(Extensions::iter)
    }
}

/// The extensions of a certificate. They are kept decoded, because the checks of each client read
/// all of them.
#[derive(Clone, Copy, Debug)]
struct Extensions<'a> {
    first: [Extension<'a>; KEPT],
    /// The number of extensions in `first`.
    kept: usize,
    /// The other extensions.
    more: Reader<'a>,
}

/// Maximum number of extensions that are kept. Few certificates have more.
const KEPT: usize = 10;

impl<'a> Extensions<'a> {
    /// Decodes each extension in the content of the list.
    fn decode(content: &'a [u8]) -> Result<Self, DerError> {
        let mut extensions = Self {
            first: [Extension::default(); KEPT],
            kept: 0,
            more: Reader::new(content),
        };
        for kept in &mut extensions.first {
            if extensions.more.is_empty() {
                break;
            }
            *kept = Extension::read(&mut extensions.more)?;
            extensions.kept += 1;
        }
        let mut more = extensions.more;
        while !more.is_empty() {
            Extension::read(&mut more)?;
        }
        Ok(extensions)
    }

    fn iter(&self) -> impl Iterator<Item = Extension<'a>> {
        let kept = self.first.iter().take(self.kept).copied();
        let mut more = self.more;
        // Each has been decoded before.
        kept.chain(std::iter::from_fn(move || Extension::read(&mut more).ok()))
    }
}

/// Adds the name of the field to an error.
fn in_field<T>(field: &'static str, result: Result<T, DerError>) -> Result<T, Error> {
    result.map_err(|kind| Error { field, kind })
}

/// Reads the version. OpenSSL and GnuTLS read later ones than 3 (which no standard defines) too.
fn version(reader: &mut Reader) -> Result<u8, DerError> {
    let Some(explicit) = reader.optional(Tag::context_constructed(0))? else {
        return Ok(0);
    };
    match der::only(explicit.value, Tag::INTEGER)? {
        [version @ 0..=0x7f] => Ok(*version),
        _ => Err(DerError::InvalidValue),
    }
}

/// Reads a Name, and returns its DER. `name` decodes the attributes again.
fn name<'a>(reader: &mut Reader<'a>) -> Result<&'a [u8], DerError> {
    let name = reader.expect(Tag::SEQUENCE)?;
    walk(name, |_| ())?;
    Ok(name.der)
}

fn validity(reader: &mut Reader) -> Result<(i64, i64), DerError> {
    let mut times = reader.enter(Tag::SEQUENCE)?;
    let mut time = || time::seconds(times.read()?);
    let validity = (time()?, time()?);
    times.finish()?;
    Ok(validity)
}

fn unique_id<'a>(reader: &mut Reader<'a>, number: u64) -> Result<Option<BitString<'a>>, DerError> {
    let element = reader.optional(Tag::context(number))?;
    element
        .map(|element| BitString::new(element.value))
        .transpose()
}

/// Reads the list of extensions.
fn extensions<'a>(reader: &mut Reader<'a>) -> Result<Option<Extensions<'a>>, DerError> {
    let Some(explicit) = reader.optional(Tag::context_constructed(3))? else {
        return Ok(None);
    };
    let list = der::only(explicit.value, Tag::SEQUENCE)?;
    Extensions::decode(list).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certs::tests::{authority, with_extensions};

    /// Every change of one bit decodes to fields inside of the certificate, or fails.
    #[test]
    fn all_extensions_are_returned() {
        let names: Vec<[u64; 4]> = (1..=25).map(|number| [1, 2, 3, number]).collect();
        for count in [0, 1, 9, 10, 11, 25] {
            let extensions = names[..count].iter();
            let extensions: Vec<(&[u64], &[u8])> = extensions
                .map(|name| (&name[..], &b"\x05\x00"[..]))
                .collect();
            let der = with_extensions(&extensions);
            let x509 = X509::decode(&der).unwrap();
            let last = |extension: Extension| extension.oid[2];
            let expected: Vec<u8> = (1..=25).take(count).collect();
            assert_eq!(x509.extensions().map(last).collect::<Vec<_>>(), expected);
        }
    }

    #[test]
    fn no_bit_makes_the_decoder_fail_otherwise_than_with_an_error() {
        let right = authority("A");
        let mut decoded = 0;
        for at in 0..right.len() {
            for bit in 0..8 {
                let mut der = right.clone();
                der[at] ^= 1 << bit;
                if let Ok(x509) = X509::decode(&der) {
                    decoded += 1;
                    assert!(x509.extensions().count() < 10);
                    assert!(x509.der.len() <= der.len());
                }
            }
        }
        assert!(decoded > right.len(), "{decoded}");
    }
}
