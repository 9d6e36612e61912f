//! Certificates, decoded.
//!
//! A build decodes each certificate once. The facts for the policy are kept. The fields for the
//! blocklist and for chains are found once, when something is denied or distrusted, and kept as
//! positions in the DER. Only the fields for display (`summary`, `warnings`) are decoded again:
//! keeping them would take ten times the memory of the DER.

use std::sync::OnceLock;

use super::extensions::extended_key_usage;
use super::fields::{ByteSpan, Fields};
use super::name::{common_name, rfc4514};
use super::public_key::normalized;
use super::x509::X509;
use super::{Facts, Fingerprint, sha1, sha256};

/// A decoded certificate.
#[derive(Clone, Debug)]
pub struct Certificate {
    pub der: Box<[u8]>,
    pub facts: Facts,
    fields: OnceLock<Box<Fields>>,
    fingerprints: OnceLock<Box<[Fingerprint; 2]>>,
}

impl Certificate {
    /// Decodes the certificate at the start of `der`. Ignores trailing bytes.
    pub fn new(der: &[u8]) -> Result<Self, String> {
        Self::first(der).map(|(certificate, _)| certificate)
    }

    /// Decodes the certificate at the start of `bytes`, and returns the bytes after it.
    pub(super) fn first(bytes: &[u8]) -> Result<(Self, &[u8]), String> {
        let x509 = X509::decode(bytes).map_err(|error| error.to_string())?;
        Ok((Self::of(&x509), &bytes[x509.der.len()..]))
    }

    fn of(x509: &X509) -> Self {
        Self {
            der: x509.der.into(),
            facts: Facts::of(x509),
            fields: OnceLock::new(),
            fingerprints: OnceLock::new(),
        }
    }

    /// Returns the DER of the issuer's name.
    pub(crate) fn issuer(&self) -> &[u8] {
        self.field(self.fields().issuer)
    }

    /// Returns the DER of the subject's name.
    pub(crate) fn subject(&self) -> &[u8] {
        self.field(self.fields().subject)
    }

    /// Returns the serial number without leading zeros.
    pub(super) fn serial(&self) -> &[u8] {
        let serial = self.field(self.fields().serial);
        let zeros = serial.iter().take_while(|byte| **byte == 0).count();
        &serial[zeros..]
    }

    /// Returns the DER of the `SubjectPublicKeyInfo`.
    pub(crate) fn public_key(&self) -> &[u8] {
        self.field(self.fields().public_key)
    }

    /// Returns the public key in the one form in which it can be compared.
    pub fn comparable_key(&self) -> Box<[u8]> {
        normalized(self.public_key())
    }

    /// Returns the subject key identifier.
    pub(crate) fn key_id(&self) -> Option<&[u8]> {
        self.fields().key_id.map(|span| self.field(span))
    }

    /// Returns the key identifier of the issuer.
    pub(crate) fn issuer_key_id(&self) -> Option<&[u8]> {
        self.fields().issuer_key_id.map(|span| self.field(span))
    }

    /// Returns whether the extended key usage cannot be decoded. Decodes the certificate again.
    pub(super) fn has_undecodable_usage(&self) -> bool {
        X509::decode(&self.der).is_ok_and(|x509| extended_key_usage(&x509).is_err())
    }

    fn fields(&self) -> &Fields {
        // A decoded certificate can be decoded again.
        let of = || X509::decode(&self.der).map(|x509| Fields::of(&x509));
        self.fields
            .get_or_init(|| Box::new(of().unwrap_or_default()))
    }

    fn field(&self, span: ByteSpan) -> &[u8] {
        span.of(&self.der)
    }

    /// Returns the common name, or the attribute of the subject that is nearest to one.
    pub fn name(&self) -> String {
        common_name(self.subject())
    }

    /// Returns the common name of the issuer, or the attribute that is nearest to one.
    pub fn common_name_of_issuer(&self) -> String {
        common_name(self.issuer())
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
