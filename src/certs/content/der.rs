//! Reads DER: certificates one behind the other, or a PKCS#7.

use super::{Content, Foreign};
use crate::certs::ber;
use crate::certs::der::Tag;
use crate::certs::trust_settings::{self, ServerTrust};
use crate::certs::{Certificate, Part, ProblemKind, pkcs7};

impl Content {
    pub(super) fn parse_der(bytes: &[u8]) -> Self {
        let mut content = Self::default();
        content.read_der(bytes);
        content
    }

    fn read_der(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while !rest.trim_ascii().is_empty() {
            match Certificate::first(rest) {
                Ok((certificate, behind)) => match self.read_first(certificate, behind) {
                    Ok(behind) => rest = behind,
                    Err(why) => return self.skip(Part::All, why),
                },
                Err(why) if rest.len() == bytes.len() => {
                    if let Err(why) = self.read_other_der(bytes, why) {
                        self.problems.push(ProblemKind::Undecodable(why));
                    }
                    return;
                }
                Err(why) => return self.skip(Part::Rest(bytes.len() - rest.len()), why),
            }
        }
    }

    /// Adds a certificate with the trust settings behind it, and returns the bytes after them.
    fn read_first<'a>(
        &mut self,
        certificate: Certificate,
        behind: &'a [u8],
    ) -> Result<&'a [u8], String> {
        let (trust, rest) = match trust_settings::read(behind) {
            Ok(settings) => settings,
            // Too short for a certificate: trust settings, which may have rejected this one.
            Err(why) if matches!(behind, [0x30, 0..=0x7f, ..]) => return Err(why),
            Err(_) => (ServerTrust::Allowed, behind),
        };
        self.apply_trust_settings(certificate, trust);
        Ok(rest)
    }

    /// Reads DER that is not a certificate; `why` is the certificate parser's error.
    pub(super) fn read_other_der(&mut self, bytes: &[u8], why: String) -> Result<(), String> {
        match ber::first_field(bytes) {
            // A PKCS#7 begins with its type (RFC 5652, 3).
            Some(first) if first.tag == Tag::OID => self.read_pkcs7(bytes),
            _ => Err(Foreign::of_der(bytes).map_or(why, |known| known.to_string())),
        }
    }

    pub(super) fn read_pkcs7(&mut self, bytes: &[u8]) -> Result<(), String> {
        if let Some(known) = Foreign::of_pkcs7(bytes) {
            self.foreign = Some(known);
            return Ok(());
        }
        let certificates = pkcs7::certificates(bytes).map_err(|error| {
            format!("not a PKCS#7 with certificates ({error}): export its certificates as PEM")
        })?;
        for (number, der) in (1..).zip(certificates) {
            match Certificate::new(der) {
                Ok(certificate) => self.certificates.push(certificate),
                Err(why) => self.skip(Part::Certificate(number), why),
            }
        }
        Ok(())
    }
}
