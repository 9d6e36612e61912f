//! Certificates out of the bytes of a file, whatever shape they have.
//!
//! OpenSSL loses a whole file to one bad block, and other readers lose one to a byte order mark. Here each block stands
//! alone: a bad one costs itself and one sentence.

use std::borrow::Cow;
use std::fmt::Display;

use cms::cert::CertificateChoices;
use cms::content_info::ContentInfo;
use cms::signed_data::SignedData;
use memchr::memmem::find;
use x509_cert::der::{Decode, Encode};

use super::rules::{Facts, examine};

/// A certificate that can be used, as it was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Its bytes, exactly.
    pub der: Box<[u8]>,
    /// What was found in them.
    pub facts: Facts,
}

impl Certificate {
    /// The certificate that `der` begins with. What stands after it is dropped: in `TRUSTED CERTIFICATE` blocks
    /// OpenSSL keeps its own notes there.
    pub fn new(der: &[u8]) -> Result<Self, String> {
        let (facts, length) = examine(der)?;
        Ok(Self {
            der: der[..length].into(),
            facts,
        })
    }
}

/// What a file held.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Content {
    /// In the order of the file.
    pub certificates: Vec<Certificate>,
    /// What could not be used, a sentence each.
    pub problems: Vec<String>,
    /// There is a private key in it, which is never read.
    pub has_private_key: bool,
}

/// Reads PEM, DER and PKCS#7.
pub fn read(bytes: &[u8]) -> Content {
    let mut content = Content::default();
    // The tag and the long length of a SEQUENCE: no text begins like that.
    if matches!(bytes, [0x30, length, ..] if *length >= 0x80) {
        match Certificate::new(bytes) {
            Ok(certificate) => content.certificates.push(certificate),
            Err(why) => content.pkcs7(bytes, &why),
        }
        return content;
    }
    let text = text_of(bytes);
    for (number, block) in (1..).zip(blocks(&text)) {
        if let Err(why) = content.block(&block) {
            content.problems.push(format!(
                "block {number} ({}) is left out: {why}",
                printable(block.label)
            ));
        }
    }
    content
}

impl Content {
    fn block(&mut self, block: &Block) -> Result<(), String> {
        match block.label {
            b"CERTIFICATE" | b"X509 CERTIFICATE" | b"TRUSTED CERTIFICATE" => {
                self.certificates.push(Certificate::new(&block.decode()?)?);
            }
            b"PKCS7" | b"CMS" | b"PKCS #7 SIGNED DATA" => self.certificates_of(&block.decode()?)?,
            label if label.ends_with(b"PRIVATE KEY") => self.has_private_key = true,
            // Requests, parameters, revocation lists: no business of ours.
            _ => {}
        }
        Ok(())
    }

    fn pkcs7(&mut self, bytes: &[u8], otherwise: &str) {
        if self.certificates_of(bytes).is_err() {
            self.problems.push(otherwise.to_owned());
        }
    }

    fn certificates_of(&mut self, pkcs7: &[u8]) -> Result<(), String> {
        let wrong = |error: &dyn Display| format!("no PKCS#7 ({error})");
        let info = ContentInfo::from_der(pkcs7).map_err(|error| wrong(&error))?;
        let data: SignedData = info.content.decode_as().map_err(|error| wrong(&error))?;
        let certificates = data
            .certificates
            .map(|set| set.0.into_vec())
            .unwrap_or_default();
        for (number, certificate) in (1..).zip(certificates) {
            let CertificateChoices::Certificate(certificate) = certificate else {
                continue;
            };
            let der = certificate.to_der().map_err(|error| wrong(&error))?;
            match Certificate::new(&der) {
                Ok(certificate) => self.certificates.push(certificate),
                Err(why) => self
                    .problems
                    .push(format!("certificate {number} is left out: {why}")),
            }
        }
        Ok(())
    }
}

/// The bytes of a text file without what its editor put around them: UTF-16 becomes UTF-8, byte order marks go.
fn text_of(bytes: &[u8]) -> Cow<'_, [u8]> {
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
struct Block<'a> {
    label: &'a [u8],
    /// What stands between the two lines; `None` where the end is missing.
    body: Option<&'a [u8]>,
}

const BEGIN: &[u8] = b"-----BEGIN ";
const DASHES: &[u8] = b"-----";

/// Cuts text at its BEGIN lines, each block ending at its END line or, where that is missing, at the next BEGIN.
fn blocks(text: &[u8]) -> impl Iterator<Item = Block<'_>> {
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
    fn decode(&self) -> Result<Vec<u8>, String> {
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
