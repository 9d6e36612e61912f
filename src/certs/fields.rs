//! Positions of a certificate's fields in its DER, which take less memory than copies of them.

use x509_cert::der::asn1::{AnyRef, ObjectIdentifier, OctetStringRef};
use x509_cert::der::oid::AssociatedOid as _;
use x509_cert::der::{Decode, Reader, Result, SliceReader, Tag, TagNumber, Tagged as _};
use x509_cert::ext::pkix::{AuthorityKeyIdentifier, SubjectKeyIdentifier};

/// The fields by which the blocklist and chains match certificates (RFC 5280, 4.1).
#[derive(Clone, Debug, Default)]
pub struct Fields {
    /// The content of the INTEGER.
    pub serial: ByteSpan,
    pub issuer: ByteSpan,
    pub subject: ByteSpan,
    /// The `SubjectPublicKeyInfo`.
    pub public_key: ByteSpan,
    /// The subject key identifier (4.2.1.2).
    pub key_id: Option<ByteSpan>,
    /// The key identifier in the authority key identifier (4.2.1.1).
    pub issuer_key_id: Option<ByteSpan>,
}

/// The start and the end of a field.
#[derive(Clone, Copy, Debug, Default)]
pub struct ByteSpan {
    start: u32,
    end: u32,
}

const VERSION: Tag = context_specific(0, true);
const EXTENSIONS: Tag = context_specific(3, true);
const KEY_IDENTIFIER: Tag = context_specific(0, false);

const fn context_specific(number: u32, constructed: bool) -> Tag {
    Tag::ContextSpecific {
        constructed,
        number: TagNumber(number),
    }
}

impl Fields {
    /// Finds the fields of a certificate that has been decoded.
    pub fn find(der: &[u8]) -> Result<Self> {
        let certificate = AnyRef::from_der(der)?.value();
        let content = AnyRef::decode(&mut SliceReader::new(certificate)?)?.value();
        let mut reader = SliceReader::new(content)?;
        if Tag::peek(&reader)? == VERSION {
            reader.tlv_bytes()?;
        }
        let span = |field: &[u8]| ByteSpan::new(field, der);
        let serial = span(AnyRef::decode(&mut reader)?.value());
        let _signature = reader.tlv_bytes()?;
        let issuer = span(reader.tlv_bytes()?);
        let _validity = reader.tlv_bytes()?;
        let subject = span(reader.tlv_bytes()?);
        let public_key = span(reader.tlv_bytes()?);
        let extensions = extensions(&mut reader)?;
        Ok(Self {
            serial,
            issuer,
            subject,
            public_key,
            key_id: key_id(extensions).map(span),
            issuer_key_id: issuer_key_id(extensions).map(span),
        })
    }
}

impl ByteSpan {
    fn new(field: &[u8], der: &[u8]) -> Self {
        let start = field.as_ptr().addr() - der.as_ptr().addr();
        // `der` crate lengths are at most 256 MiB.
        let position = |index| u32::try_from(index).unwrap_or_default();
        Self {
            start: position(start),
            end: position(start + field.len()),
        }
    }

    /// Returns the field's bytes in `der`, the certificate in which the span was found.
    pub fn of(self, der: &[u8]) -> &[u8] {
        let range = self.start as usize..self.end as usize;
        der.get(range).unwrap_or_default()
    }
}

/// Returns the content of the extensions, which follow unique identifiers or nothing.
fn extensions<'a>(reader: &mut SliceReader<'a>) -> Result<&'a [u8]> {
    while !reader.is_finished() {
        let element = AnyRef::decode(reader)?;
        if element.tag() == EXTENSIONS {
            return Ok(AnyRef::from_der(element.value())?.value());
        }
    }
    Ok(&[])
}

fn key_id(extensions: &[u8]) -> Option<&[u8]> {
    let value = extension(extensions, SubjectKeyIdentifier::OID)?;
    let key_id = <&OctetStringRef>::from_der(value).ok()?;
    Some(key_id.as_bytes())
}

fn issuer_key_id(extensions: &[u8]) -> Option<&[u8]> {
    let value = extension(extensions, AuthorityKeyIdentifier::OID)?;
    let fields = AnyRef::from_der(value).ok()?.value();
    let first = AnyRef::decode(&mut SliceReader::new(fields).ok()?).ok()?;
    (first.tag() == KEY_IDENTIFIER).then(|| first.value())
}

/// Returns the value of an extension, unless the certificate has it twice.
fn extension(extensions: &[u8], id: ObjectIdentifier) -> Option<&[u8]> {
    let mut reader = SliceReader::new(extensions).ok()?;
    let mut found = None;
    while !reader.is_finished() {
        let content = AnyRef::decode(&mut reader).ok()?.value();
        let mut fields = SliceReader::new(content).ok()?;
        if ObjectIdentifier::decode(&mut fields).ok()? == id {
            let mut value = AnyRef::decode(&mut fields).ok()?;
            if value.tag() == Tag::Boolean {
                value = AnyRef::decode(&mut fields).ok()?;
            }
            if found.replace(value.value()).is_some() {
                return None;
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use x509_cert::der::Encode as _;

    use super::*;
    use crate::certs::Certificate;
    use crate::certs::x509::decode;

    #[test]
    fn fields_are_those_that_the_parser_decodes() {
        for der in webpki_root_certs::TLS_SERVER_ROOT_CERTS {
            let (parsed, _) = decode(der).unwrap();
            let content = parsed.tbs_certificate();
            let certificate = Certificate::new(der).unwrap();
            assert_eq!(certificate.issuer(), content.issuer().to_der().unwrap());
            assert_eq!(certificate.subject(), content.subject().to_der().unwrap());
            let spki = content.subject_public_key_info();
            assert_eq!(certificate.public_key(), spki.to_der().unwrap());
            let serial = content.serial_number().as_bytes();
            assert!(serial.ends_with(certificate.serial()));
            let key_id = content.get_extension::<SubjectKeyIdentifier>().unwrap();
            let key_id = key_id.map(|(_, id)| id.0.into_bytes());
            assert_eq!(certificate.key_id(), key_id.as_deref());
            let issuer = content.get_extension::<AuthorityKeyIdentifier>().unwrap();
            let issuer = issuer.and_then(|(_, id)| Some(id.key_identifier?.into_bytes()));
            assert_eq!(certificate.issuer_key_id(), issuer.as_deref());
        }
    }

    /// Without its fields, a distrusted certificate would match nothing.
    #[test]
    fn every_certificate_that_decodes_has_its_fields() {
        let roots = webpki_root_certs::TLS_SERVER_ROOT_CERTS;
        let smallest = roots.iter().min_by_key(|der| der.len()).unwrap();
        let mut decoded = 0;
        for at in 0..smallest.len() {
            for bit in 0..8 {
                let mut der = smallest.to_vec();
                der[at] ^= 1 << bit;
                if let Ok((_, length)) = decode(&der) {
                    decoded += 1;
                    assert!(Fields::find(&der[..length]).is_ok(), "byte {at}, bit {bit}");
                }
            }
        }
        assert!(decoded > smallest.len(), "{decoded}");
    }

    #[test]
    fn a_duplicate_extension_is_ignored() {
        let key_id = b"0\x09\x06\x03U\x1d\x0e\x04\x02\x04\x00";
        let other = b"0\x0c\x06\x03U\x1d\x13\x01\x01\xff\x04\x020\x00";
        let found = |extensions: &[&[u8]]| {
            let extensions = extensions.concat();
            extension(&extensions, SubjectKeyIdentifier::OID).is_some()
        };
        assert!(found(&[other, key_id, other]));
        assert!(!found(&[other]) && !found(&[key_id, other, key_id]));
    }
}
