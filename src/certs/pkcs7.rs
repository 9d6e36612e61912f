//! Certificates of a PKCS#7 `SignedData` (RFC 5652, 5.1).

use x509_cert::der::asn1::{AnyRef, ObjectIdentifier};
use x509_cert::der::{Decode, ErrorKind, Reader, Result, SliceReader, Tag, TagNumber, Tagged as _};

/// `id-signedData`.
const ID_SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");

const CERTIFICATES: Tag = Tag::ContextSpecific {
    constructed: true,
    number: TagNumber(0),
};

/// Returns the DER of each certificate, unchanged, so that it keeps its fingerprint.
pub fn certificates(pkcs7: &[u8]) -> Result<Vec<&[u8]>> {
    SliceReader::new(pkcs7)?.sequence(|info| {
        let kind = ObjectIdentifier::decode(info)?;
        let content = AnyRef::decode(info)?.value();
        if kind != ID_SIGNED_DATA {
            return Err(ErrorKind::OidUnknown { oid: kind }.into());
        }
        SliceReader::new(content)?.sequence(certificates_of)
    })
}

fn certificates_of<'a>(data: &mut SliceReader<'a>) -> Result<Vec<&'a [u8]>> {
    // Version, digest algorithms, signed content.
    for _ in 0..3 {
        AnyRef::decode(data)?;
    }
    let mut certificates = Vec::new();
    while !data.is_finished() {
        let part = AnyRef::decode(data)?;
        if part.tag() == CERTIFICATES {
            let mut set = SliceReader::new(part.value())?;
            while !set.is_finished() {
                certificates.push(set.tlv_bytes()?);
            }
        }
    }
    // Attribute certificates have tags of their own.
    certificates.retain(|der| der.first() == Some(&0x30));
    Ok(certificates)
}
