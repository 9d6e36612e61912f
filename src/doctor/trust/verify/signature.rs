//! Signatures and validity, from the last certificate of a path to the server's own
//! (`internal_verify`).

use super::Verification;
use super::extensions::KEY_CERT_SIGN;
use super::fields::bits;
use crate::certs::der::{Reader, Tag};
use crate::certs::extensions::{KEY_USAGE, Oid};
use crate::certs::public_key::{EC, PublicKey};
use crate::certs::x509::{Algorithm, X509};
use crate::doctor::crypto;
use crate::doctor::trust::verdict::{Kind, NotJudged};

/// RSA moduli that ring verifies with.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2041..=8192;

const RSA_ENCRYPTION: Oid = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01";

impl Verification<'_, '_> {
    pub fn check_signatures_and_times(&mut self) {
        for depth in (0..self.path.len()).rev() {
            if depth + 1 < self.path.len() {
                self.check_signature(depth);
            }
            self.check_time(depth);
        }
    }

    fn check_signature(&mut self, depth: usize) {
        let (issuer, subject) = (self.path[depth + 1].x509, self.path[depth].x509);
        let usage = bits(&issuer, KEY_USAGE);
        if usage.is_some_and(|usage| !usage.bit(KEY_CERT_SIGN)) {
            self.object(depth + 1, Kind::CannotSign);
        }
        match is_signed_by(&subject, &issuer) {
            Some(true) => {}
            Some(false) => self.object(depth, Kind::Signature),
            None => self.not_judged.push(NotJudged::Signature(depth)),
        }
    }

    fn check_time(&mut self, depth: usize) {
        let (now, x509) = (self.rules.now, &self.path[depth].x509);
        let kind = if x509.not_before > now {
            Kind::NotYetValid(x509.not_before)
        } else if x509.not_after <= now {
            Kind::Expired(x509.not_after)
        } else {
            return;
        };
        self.object(depth, kind);
    }
}

/// Returns whether a certificate is signed with a key; `None` if ring cannot verify it.
pub fn is_signed_by(subject: &X509, issuer: &X509) -> Option<bool> {
    if subject.inner_algorithm.der != subject.outer_algorithm.der {
        return Some(false);
    }
    if !is_supported_key(issuer) {
        return None;
    }
    let key = issuer.public_key.key.whole_bytes()?;
    let signed = signed_part(subject)?;
    let signature = subject.signature.whole_bytes()?;
    let (of_signature, of_key) = (
        identifier(&subject.outer_algorithm)?,
        identifier(&issuer.public_key.algorithm)?,
    );
    let provider = crypto::provider();
    let algorithms = provider.signature_verification_algorithms.all.iter();
    let mut fitting = algorithms.filter(|algorithm| {
        algorithm.signature_alg_id().as_ref() == of_signature
            && algorithm.public_key_alg_id().as_ref() == of_key
    });
    let algorithm = fitting.next()?;
    Some(algorithm.verify_signature(key, signed, signature).is_ok())
}

/// Returns whether ring reads the key: an uncompressed point, or a modulus that is not too short
/// and not too long.
fn is_supported_key(certificate: &X509) -> bool {
    let key = &certificate.public_key;
    match key.algorithm.oid {
        EC => key.key.bytes.first() == Some(&4),
        RSA_ENCRYPTION => match PublicKey::of(certificate) {
            PublicKey::Rsa(bits) => RSA_BITS.contains(&bits),
            _ => false,
        },
        _ => true,
    }
}

/// Returns the signed bytes of a certificate.
fn signed_part<'a>(certificate: &X509<'a>) -> Option<&'a [u8]> {
    let mut outer = Reader::new(certificate.der).enter(Tag::SEQUENCE).ok()?;
    Some(outer.read().ok()?.der)
}

/// Returns an `AlgorithmIdentifier` without the SEQUENCE around it.
fn identifier<'a>(algorithm: &Algorithm<'a>) -> Option<&'a [u8]> {
    Some(Reader::new(algorithm.der).expect(Tag::SEQUENCE).ok()?.value)
}
