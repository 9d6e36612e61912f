//! Contents of certificate files: PEM, p11-kit's format, DER and PKCS#7.
//!
//! OpenSSL loses a whole file to one bad block, and other readers lose one to a byte order mark.
//! Here each block is read alone: a bad one is skipped and becomes a problem.

mod der;
mod foreign;

use std::collections::HashSet;

use super::blocklist::MatchKey;
use super::p11kit::{self, Chunk};
use super::pem::{Block, blocks, decode_bare, decode_text};
use super::trust_settings::{self, ServerTrust};
use super::{Certificate, Part, ProblemKind};
use crate::error::printable;

pub use foreign::Foreign;

/// Bytes of a block with a small certificate. Most files have larger ones, and what is reserved for
/// more certificates than a file has is never written.
const SMALL_BLOCK: usize = 512;

/// The content of a file.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Content {
    /// In the order of the file.
    pub certificates: Vec<Certificate>,
    /// Keys of the certificates that trust settings or p11-kit's sections in the file distrust for
    /// servers.
    pub distrusted: Vec<MatchKey>,
    pub problems: Vec<ProblemKind>,
    /// The file contains a private key, which is never read.
    pub has_private_key: bool,
    /// The format of a file without certificates, if it is a known one.
    pub foreign: Option<Foreign>,
}

impl Content {
    /// Reads PEM, DER or PKCS#7, whichever `bytes` are.
    pub fn parse(bytes: &[u8]) -> Self {
        Self::parse_any(bytes).recognised(bytes)
    }

    fn parse_any(bytes: &[u8]) -> Self {
        // The tag of a SEQUENCE and a length of up to four bytes. Text in UTF-8 cannot start with
        // these bytes. Text in another encoding may, but then it is not a certificate in DER.
        if !matches!(bytes, [0x30, 0x80..=0x84, ..]) {
            return Self::parse_text(bytes);
        }
        let der = Self::parse_der(bytes);
        if der.has_certificates() {
            return der;
        }
        let text = Self::parse_text(bytes);
        if text.has_certificates() { text } else { der }
    }

    /// Returns whether a file has only certificates whose DER is in `known`. It is quicker than
    /// decoding them.
    pub fn is_known(bytes: &[u8], known: &HashSet<Box<[u8]>>) -> bool {
        let is_known = |block: Block| {
            block.label == b"CERTIFICATE" && block.decode().is_ok_and(|der| known.contains(&*der))
        };
        let mut blocks = blocks(bytes).peekable();
        blocks.peek().is_some() && blocks.all(is_known)
    }

    fn parse_text(bytes: &[u8]) -> Self {
        let text = decode_text(bytes);
        let mut content = Self {
            // A list that grows step by step is copied several times.
            certificates: Vec::with_capacity(text.len() / SMALL_BLOCK),
            ..Self::default()
        };
        if p11kit::has_header(&text) {
            content.read_p11_kit(&text);
        } else if content.read_blocks(&text, 1) == 1
            && let Some(decoded) = decode_bare(&text)
        {
            return Self::parse(&decoded);
        }
        content
    }

    /// Reads the blocks of a text, whose first one has this number. Returns the next number.
    fn read_blocks(&mut self, text: &[u8], first: usize) -> usize {
        let mut next = first;
        for block in blocks(text) {
            if let Err(why) = self.read_block(&block) {
                let label = printable(&String::from_utf8_lossy(block.label));
                self.skip(Part::Block(next, label), why);
            }
            next += 1;
        }
        next
    }

    /// Reads a file in p11-kit's format. Its sections may distrust their certificates.
    fn read_p11_kit(&mut self, text: &[u8]) {
        let mut block = 1;
        for (number, chunk) in (1..).zip(p11kit::chunks(text)) {
            match chunk {
                Ok(Chunk::Distrusted(match_keys)) => self.distrusted.extend(match_keys),
                Ok(Chunk::Text(text)) => block = self.read_blocks(&text, block),
                Err(why) => self.skip(Part::Section(number), why),
            }
        }
    }

    /// Returns whether the file contains a certificate, trusted or distrusted.
    pub fn has_certificates(&self) -> bool {
        !(self.certificates.is_empty() && self.distrusted.is_empty())
    }

    fn read_block(&mut self, block: &Block) -> Result<(), String> {
        match block.label {
            b"CERTIFICATE" | b"X509 CERTIFICATE" => {
                let der = block.decode()?;
                match Certificate::new(&der) {
                    Ok(certificate) => self.certificates.push(certificate),
                    Err(why) => self.read_other_der(&der, why)?,
                }
            }
            b"TRUSTED CERTIFICATE" => {
                let der = block.decode()?;
                let (certificate, settings) = Certificate::first(&der)?;
                let trust = match settings {
                    [] => ServerTrust::Allowed,
                    settings => trust_settings::read(settings)?.0,
                };
                self.apply_trust_settings(certificate, trust);
            }
            b"PKCS7" | b"CMS" | b"PKCS #7 SIGNED DATA" => self.read_pkcs7(&block.decode()?)?,
            label if label.ends_with(b"PRIVATE KEY") => self.has_private_key = true,
            // Requests, parameters and revocation lists are not certificates.
            _ => {}
        }
        Ok(())
    }

    /// Adds a certificate to the trusted or the distrusted ones, as its trust settings require.
    fn apply_trust_settings(&mut self, mut certificate: Certificate, trust: ServerTrust) {
        certificate.facts.is_for_servers &= trust == ServerTrust::Allowed;
        match trust {
            ServerTrust::Rejected => self.distrusted.push(MatchKey::Certificate(certificate)),
            ServerTrust::Allowed | ServerTrust::OtherPurposes => {
                self.certificates.push(certificate);
            }
        }
    }

    fn skip(&mut self, part: Part, why: String) {
        self.problems.push(ProblemKind::Skipped { part, why });
    }
}

#[cfg(test)]
mod tests;
