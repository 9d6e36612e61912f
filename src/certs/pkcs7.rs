//! Certificates of a PKCS#7.

use x509_cert::der::asn1::{AnyRef, ObjectIdentifier};
use x509_cert::der::{Decode, ErrorKind, Reader, SliceReader, Tag, TagNumber, Tagged as _};

/// The certificates of a `SignedData` (RFC 5652, 5.1), each exactly as it stands there: it must keep its fingerprint.
pub(super) fn certificates_in(pkcs7: &[u8]) -> x509_cert::der::Result<Vec<&[u8]>> {
    SliceReader::new(pkcs7)?.sequence(|info| {
        let kind = ObjectIdentifier::decode(info)?;
        let content = AnyRef::decode(info)?.value();
        if kind != ID_SIGNED_DATA {
            return Err(ErrorKind::OidUnknown { oid: kind }.into());
        }
        SliceReader::new(content)?.sequence(|data| {
            // Its version, the algorithms, and what is signed.
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
            // Attribute certificates and their like have tags of their own.
            certificates.retain(|der| der.first() == Some(&0x30));
            Ok(certificates)
        })
    })
}

/// `id-signedData` (RFC 5652, 5.1).
const ID_SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");

/// The tag of the certificates in it.
const CERTIFICATES: Tag = Tag::ContextSpecific {
    constructed: true,
    number: TagNumber(0),
};
