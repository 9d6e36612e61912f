//! Certificates of a PKCS#7 `SignedData` (RFC 5652, 5.1), in DER or in BER.

use super::ber::Reader;
use super::der::{Error, Tag};
use super::extensions::Oid;

/// `id-signedData`.
const SIGNED_DATA: Oid = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";

const CERTIFICATES: Tag = Tag::context_constructed(0);

/// Returns the DER of each certificate, unchanged, so that it keeps its fingerprint.
pub fn certificates(pkcs7: &[u8]) -> Result<Vec<&[u8]>, Error> {
    let mut info = Reader::new(pkcs7).enter(Tag::SEQUENCE)?;
    let kind = info.read()?;
    if (kind.tag, kind.value) != (Tag::OID, SIGNED_DATA) {
        return Err(Error::InvalidValue);
    }
    let mut data = info
        .enter(Tag::context_constructed(0))?
        .enter(Tag::SEQUENCE)?;
    // Version, digest algorithms, signed content.
    for _ in 0..3 {
        data.read()?;
    }
    let mut certificates = Vec::new();
    while !data.is_empty() {
        let part = data.read()?;
        if part.tag == CERTIFICATES {
            let mut set = Reader::new(part.value);
            while !set.is_empty() {
                certificates.push(set.read()?);
            }
        }
    }
    // Attribute certificates have tags of their own.
    certificates.retain(|element| element.tag == Tag::SEQUENCE);
    Ok(certificates.iter().map(|element| element.der).collect())
}
