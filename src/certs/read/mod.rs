//! Certificates out of the bytes of a file, whatever shape they have.
//!
//! OpenSSL loses a whole file to one bad block, and other readers lose one to a byte order mark. Here each block stands
//! alone: a bad one costs itself and one sentence.

use std::borrow::Cow;

use memchr::memmem::find;
use x509_cert::der::asn1::{AnyRef, ObjectIdentifier};
use x509_cert::der::{Decode, ErrorKind, Header, Reader, SliceReader, Tag, TagNumber, Tagged as _};

use super::policy::{Facts, examine};
use super::trust_settings::{self, Servers};
use super::{Part, ProblemKind};

/// A certificate that can be used, as it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Its bytes, exactly.
    pub der: Box<[u8]>,
    /// What was found in them.
    pub facts: Facts,
}

impl Certificate {
    /// The certificate that `der` begins with. What stands after it is dropped.
    pub fn new(der: &[u8]) -> Result<Self, String> {
        Self::first(der).map(|(certificate, _)| certificate)
    }

    /// The certificate that `bytes` begin with, and what stands after it.
    fn first(bytes: &[u8]) -> Result<(Self, &[u8]), String> {
        let (facts, length) = examine(bytes)?;
        let (der, rest) = bytes.split_at(length);
        let der = der.into();
        Ok((Self { der, facts }, rest))
    }
}

/// What a file held.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Content {
    /// In the order of the file.
    pub certificates: Vec<Certificate>,
    /// Those that the file itself says must not vouch for servers.
    pub distrusted: Vec<Certificate>,
    /// What could not be used.
    pub problems: Vec<ProblemKind>,
    /// There is a private key in it, which is never read.
    pub has_private_key: bool,
}

/// Reads PEM, DER and PKCS#7.
pub fn read(bytes: &[u8]) -> Content {
    // The tag of a SEQUENCE and a length of up to four bytes. A text in UTF-8 does not go on like that behind a zero; one
    // in another encoding may, and then there is no certificate where DER has one.
    if !matches!(bytes, [0x30, 0x80..=0x84, ..]) {
        return Content::of_text(bytes);
    }
    let der = Content::of_der(bytes);
    if !der.holds_none() {
        return der;
    }
    let text = Content::of_text(bytes);
    if text.holds_none() { der } else { text }
}

impl Content {
    fn of_text(bytes: &[u8]) -> Self {
        let mut content = Self::default();
        let text = text_of(bytes);
        for (number, block) in (1..).zip(blocks(&text)) {
            if let Err(why) = content.block(&block) {
                let part = Part::Block(number, printable(block.label));
                content.problems.push(ProblemKind::Skipped { part, why });
            }
        }
        content
    }

    /// Certificates in DER, one behind the other, or a PKCS#7.
    fn of_der(bytes: &[u8]) -> Self {
        let mut content = Self::default();
        content.der(bytes);
        content
    }

    /// Whether there is no certificate in it, be it one to trust or not.
    pub fn holds_none(&self) -> bool {
        self.certificates.is_empty() && self.distrusted.is_empty()
    }

    fn block(&mut self, block: &Block) -> Result<(), String> {
        match block.label {
            b"CERTIFICATE" | b"X509 CERTIFICATE" => {
                let der = block.decode()?;
                match Certificate::new(&der) {
                    Ok(certificate) => self.certificates.push(certificate),
                    Err(why) => self.other_der(&der, why)?,
                }
            }
            b"TRUSTED CERTIFICATE" => {
                let der = block.decode()?;
                let (certificate, rest) = Certificate::first(&der)?;
                let servers = match rest {
                    [] => Servers::Allowed,
                    settings => trust_settings::read(settings)?.0,
                };
                self.heed(certificate, servers);
            }
            b"PKCS7" | b"CMS" | b"PKCS #7 SIGNED DATA" => self.pkcs7(&block.decode()?)?,
            label if label.ends_with(b"PRIVATE KEY") => self.has_private_key = true,
            // Requests, parameters, revocation lists: no business of ours.
            _ => {}
        }
        Ok(())
    }

    fn der(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while !rest.trim_ascii().is_empty() {
            match Certificate::first(rest) {
                Ok((certificate, behind)) => match trust_settings::read(behind) {
                    Ok((servers, behind)) => {
                        self.heed(certificate, servers);
                        rest = behind;
                    }
                    // Too short for a certificate, these were settings, and may have rejected it.
                    Err(why) if matches!(behind, [0x30, 0..=0x7f, ..]) => {
                        let part = Part::All;
                        return self.problems.push(ProblemKind::Skipped { part, why });
                    }
                    Err(_) => {
                        self.heed(certificate, Servers::Allowed);
                        rest = behind;
                    }
                },
                Err(why) if rest.len() == bytes.len() => {
                    if let Err(why) = self.other_der(bytes, why) {
                        self.problems.push(ProblemKind::Undecodable(why));
                    }
                    return;
                }
                Err(why) => {
                    let at = bytes.len() - rest.len();
                    let part = Part::Rest(at);
                    return self.problems.push(ProblemKind::Skipped { part, why });
                }
            }
        }
    }

    /// Takes what is no certificate, for which `why` says why not.
    fn other_der(&mut self, bytes: &[u8], why: String) -> Result<(), String> {
        let first = SliceReader::new(bytes).and_then(|mut reader| {
            let header = Header::decode(&mut reader)?;
            header.tag().assert_eq(Tag::Sequence)?;
            AnyRef::decode(&mut reader)
        });
        match first {
            // A PFX begins with its version (RFC 7292, 4), a PKCS#7 with what it is (RFC 5652, 3).
            Ok(first) if (first.tag(), first.value()) == (Tag::Integer, &[3]) => Err(
                "it is a PKCS#12 file, with a password and a key: export its certificates as PEM"
                    .to_owned(),
            ),
            Ok(first) if first.tag() == Tag::ObjectIdentifier => self.pkcs7(bytes),
            _ => Err(why),
        }
    }

    /// Takes a certificate as its trust settings say.
    fn heed(&mut self, mut certificate: Certificate, servers: Servers) {
        certificate.facts.is_for_servers &= servers == Servers::Allowed;
        match servers {
            Servers::Rejected => self.distrusted.push(certificate),
            Servers::Allowed | Servers::Unmentioned => self.certificates.push(certificate),
        }
    }

    fn pkcs7(&mut self, bytes: &[u8]) -> Result<(), String> {
        let certificates = certificates_in(bytes).map_err(|error| {
            format!("no PKCS#7 in DER ({error}): export its certificates as PEM")
        })?;
        for (number, der) in (1..).zip(certificates) {
            match Certificate::new(der) {
                Ok(certificate) => self.certificates.push(certificate),
                Err(why) => {
                    let part = Part::Certificate(number);
                    self.problems.push(ProblemKind::Skipped { part, why });
                }
            }
        }
        Ok(())
    }
}

/// The certificates of a `SignedData` (RFC 5652, 5.1), each exactly as it stands there: it must keep its fingerprint.
fn certificates_in(pkcs7: &[u8]) -> x509_cert::der::Result<Vec<&[u8]>> {
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

/// The bytes of a text file without what its editor put around them: UTF-16 becomes UTF-8, byte order marks go.
pub(super) fn text_of(bytes: &[u8]) -> Cow<'_, [u8]> {
    let utf16 = |decode: fn([u8; 2]) -> u16, bytes: &[u8]| -> Cow<'_, [u8]> {
        let (pairs, _) = bytes.as_chunks::<2>();
        let units = pairs.iter().map(|pair| decode(*pair));
        let text: String = char::decode_utf16(units)
            .map(|c| c.unwrap_or('\u{fffd}'))
            .collect();
        Cow::Owned(text.into_bytes())
    };
    match bytes {
        [0xef, 0xbb, 0xbf, rest @ ..] => Cow::Borrowed(rest),
        [0xff, 0xfe, rest @ ..] => utf16(u16::from_le_bytes, rest),
        [0xfe, 0xff, rest @ ..] => utf16(u16::from_be_bytes, rest),
        // Without a mark, every other byte of Latin text is zero.
        [a, 0, b, 0, ..] if *a != 0 && *b != 0 => utf16(u16::from_le_bytes, bytes),
        [0, a, 0, b, ..] if *a != 0 && *b != 0 => utf16(u16::from_be_bytes, bytes),
        _ => Cow::Borrowed(bytes),
    }
}

/// One PEM block, cut out of its file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Block<'a> {
    pub label: &'a [u8],
    /// What stands between the two lines; `None` where the end is missing.
    body: Option<&'a [u8]>,
}

const BEGIN: &[u8] = b"-----BEGIN ";
const DASHES: &[u8] = b"-----";

/// Cuts text at its BEGIN lines, each block ending at its END line or, where that is missing, at the next BEGIN.
pub(super) fn blocks(text: &[u8]) -> impl Iterator<Item = Block<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let start = find(rest, BEGIN)? + BEGIN.len();
            rest = &rest[start..];
            let Some(label) = find(rest, DASHES).map(|end| &rest[..end]) else {
                continue;
            };
            if label.contains(&b'\n') || label.contains(&b'\r') {
                continue;
            }
            let after = &rest[label.len() + DASHES.len()..];
            let own = &after[..find(after, BEGIN).unwrap_or(after.len())];
            let end = [b"-----END ", label, DASHES].concat();
            rest = after;
            return Some(Block {
                label,
                body: find(own, &end).map(|end| &own[..end]),
            });
        }
    })
}

impl Block<'_> {
    pub fn decode(&self) -> Result<Vec<u8>, String> {
        let body = self.body.ok_or("its END line is missing")?;
        // Lone carriage returns, indentation and one long line are all the same to a reader of base64 without them.
        let base64: Vec<u8> = body
            .iter()
            .copied()
            .filter(|byte| !byte.is_ascii_whitespace())
            .collect();
        let whole = [
            b"-----BEGIN X-----\n",
            base64.as_slice(),
            b"\n-----END X-----\n",
        ]
        .concat();
        let block = pem::parse(whole).map_err(|_| "it is not base64")?;
        match block.contents() {
            [] => Err("it is empty".to_owned()),
            _ => Ok(block.into_contents()),
        }
    }
}

fn printable(label: &[u8]) -> String {
    crate::error::printable(&String::from_utf8_lossy(label))
}

#[cfg(test)]
mod tests;
