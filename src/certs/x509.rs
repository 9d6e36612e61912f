//! Decodes certificates: the one place that parses a certificate as a whole.
//!
//! The facts for the policy and the positions of the fields for the blocklist and for chains are kept, so
//! that a build decodes each certificate once. Only what a user sees (`summary`, `warnings`) is decoded
//! again: keeping everything would take ten times the memory of the DER.

use std::sync::OnceLock;

use x509_cert::certificate::{CertificateInner, Raw};
use x509_cert::der::{Decode, Reader, SliceReader};

use super::fields::{Fields, Span};
use super::name::{common_name, rfc4514};
use super::openssl_compat::refusal;
use super::{Facts, Fingerprint, sha1, sha256};

/// A certificate without RFC 5280's rules that real certificates break, such as that on serial numbers.
pub(super) type X509 = CertificateInner<Raw>;

/// A decoded certificate.
#[derive(Clone, Debug)]
pub struct Certificate {
    pub der: Box<[u8]>,
    pub facts: Facts,
    fields: Fields,
    fingerprints: OnceLock<Box<[Fingerprint; 2]>>,
}

impl Certificate {
    /// Decodes the certificate at the start of `der`, if OpenSSL can read it too. Ignores trailing bytes.
    pub fn new(der: &[u8]) -> Result<Self, String> {
        Self::first(der).map(|(certificate, _)| certificate)
    }

    /// Decodes the certificate at the start of `bytes`, and returns the bytes after it.
    pub(super) fn first(bytes: &[u8]) -> Result<(Self, &[u8]), String> {
        let (x509, length) = decode(bytes)?;
        if let Some(why) = refusal(&x509) {
            return Err(format!("no certificate that OpenSSL can read ({why})"));
        }
        let (der, rest) = bytes.split_at(length);
        Ok((Self::of(der, &x509)?, rest))
    }

    /// Decodes a certificate for the blocklist, even if OpenSSL cannot read it.
    pub(super) fn for_blocklist(der: &[u8]) -> Result<Self, String> {
        let (x509, length) = decode(der)?;
        Self::of(&der[..length], &x509)
    }

    fn of(der: &[u8], x509: &X509) -> Result<Self, String> {
        Ok(Self {
            facts: Facts::of(x509),
            fields: Fields::find(der).map_err(|error| format!("no certificate ({error})"))?,
            der: der.into(),
            fingerprints: OnceLock::new(),
        })
    }

    /// Returns the DER of the issuer's name.
    pub(super) fn issuer(&self) -> &[u8] {
        self.field(self.fields.issuer)
    }

    /// Returns the DER of the subject's name.
    pub(super) fn subject(&self) -> &[u8] {
        self.field(self.fields.subject)
    }

    /// Returns the serial number without leading zeros.
    pub(super) fn serial(&self) -> &[u8] {
        let serial = self.field(self.fields.serial);
        let zeros = serial.iter().take_while(|byte| **byte == 0).count();
        &serial[zeros..]
    }

    /// Returns the DER of the `SubjectPublicKeyInfo`.
    pub(super) fn public_key(&self) -> &[u8] {
        self.field(self.fields.public_key)
    }

    /// Returns the subject key identifier.
    pub(super) fn key_id(&self) -> Option<&[u8]> {
        self.fields.key_id.map(|span| self.field(span))
    }

    /// Returns the key identifier of the issuer.
    pub(super) fn issuer_key_id(&self) -> Option<&[u8]> {
        self.fields.issuer_key_id.map(|span| self.field(span))
    }

    fn field(&self, span: Span) -> &[u8] {
        span.of(&self.der)
    }

    /// Returns the common name, or the attribute of the subject that is nearest to one.
    pub fn name(&self) -> String {
        common_name(self.subject())
    }

    /// Returns the subject in the form of RFC 4514.
    pub fn subject_name(&self) -> String {
        rfc4514(self.subject())
    }

    /// Returns the issuer in the form of RFC 4514.
    pub fn issuer_name(&self) -> String {
        rfc4514(self.issuer())
    }

    /// Returns the SHA-256 and the SHA-1 of the DER, which are computed once.
    pub fn fingerprints(&self) -> &[Fingerprint; 2] {
        let compute = || {
            let sha256 = Fingerprint::Sha256(sha256(&self.der));
            Box::new([sha256, Fingerprint::Sha1(sha1(&self.der))])
        };
        self.fingerprints.get_or_init(compute)
    }
}

/// The other fields follow from these two.
impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.der == other.der && self.facts == other.facts
    }
}

impl Eq for Certificate {}

/// Decodes the certificate at the start of `bytes`, and returns its length.
pub(super) fn decode(bytes: &[u8]) -> Result<(X509, usize), String> {
    let decoded = SliceReader::new(bytes).and_then(|mut reader| {
        let certificate = X509::decode(&mut reader)?;
        Ok((certificate, usize::try_from(reader.position())?))
    });
    decoded.map_err(|error| format!("no certificate ({error})"))
}
