//! Builds signed certificates out of DER, as no CA's software lets one write them.

use rcgen::{KeyPair, PublicKeyData as _, SigningKey as _};

/// The DER of a certificate's fields that differ between the tests.
pub struct Parts {
    pub subject: Vec<u8>,
    pub not_before: Vec<u8>,
    pub extensions: Vec<Vec<u8>>,
}

impl Parts {
    /// Returns the fields of a usual CA.
    pub fn new(common_name: &str) -> Self {
        let text = tlv(0x0c, common_name.as_bytes());
        Self {
            subject: name(&[attribute(COMMON_NAME, &text)]),
            not_before: tlv(0x17, b"250101000000Z"),
            extensions: vec![ca(0xff)],
        }
    }

    /// Signs the certificate for the public key of `own`.
    pub fn sign(&self, issuer: &[u8], signer: &KeyPair, own: &KeyPair) -> Vec<u8> {
        let algorithm = seq(&[tlv(6, b"\x2a\x86\x48\xce\x3d\x04\x03\x02")]);
        let content = seq(&[
            tlv(0xa0, &tlv(2, b"\x02")),
            tlv(2, b"\x11"),
            algorithm.clone(),
            issuer.to_vec(),
            seq(&[self.not_before.clone(), tlv(0x17, b"400101000000Z")]),
            self.subject.clone(),
            own.subject_public_key_info(),
            tlv(0xa3, &seq(&self.extensions)),
        ]);
        let signature = signer.sign(&content).expect("ring signs");
        seq(&[
            content,
            algorithm,
            tlv(3, &[b"\0", &signature[..]].concat()),
        ])
    }
}

pub const COMMON_NAME: &[u8] = b"\x55\x04\x03";

/// Basic constraints of a CA, with the octet of the BOOLEAN that makes them critical.
pub fn ca(critical: u8) -> Vec<u8> {
    let value = seq(&[tlv(1, b"\xff")]);
    extension(b"\x55\x1d\x13", &tlv(1, &[critical]), &value)
}

/// An extension; `critical` is the DER of its BOOLEAN or empty.
pub fn extension(oid: &[u8], critical: &[u8], value: &[u8]) -> Vec<u8> {
    seq(&[tlv(6, oid), critical.to_vec(), tlv(4, value)])
}

pub fn attribute(oid: &[u8], value: &[u8]) -> Vec<u8> {
    seq(&[tlv(6, oid), value.to_vec()])
}

/// A name with each attribute in a set of its own.
pub fn name(attributes: &[Vec<u8>]) -> Vec<u8> {
    let sets: Vec<Vec<u8>> = attributes.iter().map(|one| tlv(0x31, one)).collect();
    seq(&sets)
}

pub fn seq(fields: &[Vec<u8>]) -> Vec<u8> {
    tlv(0x30, &fields.concat())
}

pub fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).expect("a short field");
    let [high, low] = length.to_be_bytes();
    let head = match length {
        0..0x80 => vec![tag, low],
        0x80..0x100 => vec![tag, 0x81, low],
        _ => vec![tag, 0x82, high, low],
    };
    [&head, content].concat()
}
