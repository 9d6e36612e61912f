//! Certificates out of the bytes of a file, whatever shape they have.
//!
//! OpenSSL loses a whole file to one bad block, and other readers lose one to a byte order mark. Here each block stands
//! alone: a bad one costs itself and one sentence.

use x509_cert::der::asn1::AnyRef;
use x509_cert::der::{Decode, Header, SliceReader, Tag, Tagged as _};

use super::pem::{Block, blocks, text_of};
use super::pkcs7::certificates_in;
use super::trust_settings::{self, Servers};
use super::{Certificate, Part, ProblemKind};

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

fn printable(label: &[u8]) -> String {
    crate::error::printable(&String::from_utf8_lossy(label))
}

#[cfg(test)]
mod tests;
