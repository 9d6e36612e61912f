//! The strength of keys and digests against OpenSSL's security level (`check_key_level`,
//! `check_sig_level`).

use super::Verification;
use crate::certs::der::{Reader, Tag};
use crate::certs::extensions::Oid;
use crate::certs::public_key::{EC, PublicKey, RSA};
use crate::certs::x509::{Algorithm, X509};
use crate::doctor::trust::verdict::{Kind, NotJudged};

/// Bits of security that each level requires (`minbits_table`).
const REQUIRED: [u32; 5] = [80, 112, 128, 192, 256];

/// A type of keys and of the signatures that they make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyType {
    Rsa,
    RsaPss,
    Ec,
    Dsa,
    Ed25519,
    Ed448,
    Other,
}

const ED25519: Oid = b"\x2b\x65\x70";
const ED448: Oid = b"\x2b\x65\x71";
const DSA: Oid = b"\x2a\x86\x48\xce\x38\x04\x01";

/// The algorithms PKCS #1, and RSASSA-PSS.
const PKCS1: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01";
const PSS: Oid = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a";
const ECDSA: &[u8] = b"\x2a\x86\x48\xce\x3d\x04";
/// DSA with SHA-1, and with the digests of SHA-2.
const DSA_SHA1: &[u8] = b"\x2a\x86\x48\xce\x38\x04\x03";
const DSA_SHA2: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x03";

/// SHA-256, SHA-384, SHA-512 and SHA-224 (RFC 5754), up to the last octet.
const SHA2: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x02";

pub fn key_type(algorithm: &Algorithm) -> KeyType {
    match algorithm.oid {
        PSS => KeyType::RsaPss,
        oid if RSA.contains(&oid) => KeyType::Rsa,
        EC => KeyType::Ec,
        DSA => KeyType::Dsa,
        ED25519 => KeyType::Ed25519,
        ED448 => KeyType::Ed448,
        _ => KeyType::Other,
    }
}

/// Returns the type of the key that makes signatures of this algorithm.
pub fn signature_type(algorithm: &Algorithm) -> KeyType {
    match algorithm.oid {
        PSS => KeyType::RsaPss,
        oid if oid.starts_with(PKCS1) => KeyType::Rsa,
        oid if oid.starts_with(ECDSA) => KeyType::Ec,
        oid if oid == DSA_SHA1 || oid.starts_with(DSA_SHA2) => KeyType::Dsa,
        ED25519 => KeyType::Ed25519,
        ED448 => KeyType::Ed448,
        _ => KeyType::Other,
    }
}

impl Verification<'_, '_> {
    /// Checks the server's own key, which OpenSSL does before it builds a path.
    pub fn check_own_key(&mut self) {
        self.check_key(0);
    }

    /// Checks the keys of issuers, and the digests of all but the last certificate.
    pub fn check_strength(&mut self) {
        for depth in 0..self.path.len() {
            if depth > 0 {
                self.check_key(depth);
            }
            if depth + 1 < self.path.len() {
                self.check_digest(depth);
            }
        }
    }

    fn check_key(&mut self, depth: usize) {
        let (Some(required), Some(member)) = (self.required(), self.path.get(depth)) else {
            return;
        };
        match key_bits(&member.x509) {
            Some(bits) if bits < required => self.object(depth, Kind::WeakKey { bits, required }),
            Some(_) => {}
            None => self.not_judged.push(NotJudged::Strength(depth)),
        }
    }

    fn check_digest(&mut self, depth: usize) {
        let Some(required) = self.required() else {
            return;
        };
        let algorithm = &self.path[depth].x509.outer_algorithm;
        match digest_bits(algorithm, self.rules.is_sha1_weak) {
            Some(bits) if bits < required => {
                self.object(depth, Kind::WeakDigest { bits, required });
            }
            Some(_) => {}
            None => self.not_judged.push(NotJudged::Strength(depth)),
        }
    }

    /// Returns the bits that the level requires; `None` at level 0.
    fn required(&self) -> Option<u32> {
        let level = usize::try_from(self.rules.level).unwrap_or_default();
        let index = level.min(REQUIRED.len()).checked_sub(1)?;
        REQUIRED.get(index).copied()
    }
}

/// Returns the bits of security of a key (`EVP_PKEY_get_security_bits`).
fn key_bits(certificate: &X509) -> Option<u32> {
    match key_type(&certificate.public_key.algorithm) {
        KeyType::Rsa | KeyType::RsaPss => match PublicKey::of(certificate) {
            PublicKey::Rsa(bits) => Some(rsa_bits(bits)),
            _ => None,
        },
        KeyType::Ec => curve_bits(certificate),
        KeyType::Ed25519 => Some(128),
        KeyType::Ed448 => Some(224),
        KeyType::Dsa | KeyType::Other => None,
    }
}

/// The lengths in bits from which the modulus of an RSA key has 8, 16, … 256 bits of security (SP
/// 800-56B, appendix D, rounded as by `ossl_ifc_ffc_compute_security_bits`).
///
/// 256 bits are enough for the highest level. A table, because a logarithm would load libm at every
/// launch of a dynamic program.
const RSA_LENGTHS: [usize; 32] = [
    16, 41, 81, 137, 213, 308, 425, 565, 729, 919, 1137, 1382, 1657, 1962, 2300, 2670, 3074, 3513,
    3989, 4501, 5052, 5642, 6272, 6944, 7681, 8414, 9215, 10_060, 10_952, 11_890, 12_876, 13_911,
];

/// Returns the bits of security of an RSA key by the length of its modulus.
fn rsa_bits(length: usize) -> u32 {
    let reached = RSA_LENGTHS.iter().filter(|least| **least <= length);
    reached.map(|_| 8).sum()
}

/// Curves with the bits of security of each, by `EC_GROUP_order_bits`.
const CURVES: [(Oid, u32); 9] = [
    (b"\x2a\x86\x48\xce\x3d\x03\x01\x07", 128),
    (b"\x2b\x81\x04\x00\x22", 192),
    (b"\x2b\x81\x04\x00\x23", 256),
    (b"\x2b\x81\x04\x00\x0a", 128),
    (b"\x2b\x81\x04\x00\x21", 112),
    (b"\x2a\x86\x48\xce\x3d\x03\x01\x01", 80),
    (b"\x2b\x24\x03\x03\x02\x08\x01\x01\x07", 128),
    (b"\x2b\x24\x03\x03\x02\x08\x01\x01\x0b", 192),
    (b"\x2b\x24\x03\x03\x02\x08\x01\x01\x0d", 256),
];

fn curve_bits(certificate: &X509) -> Option<u32> {
    let curve = certificate.public_key.algorithm.parameters?.value;
    let (_, bits) = CURVES.iter().find(|(oid, _)| *oid == curve)?;
    Some(*bits)
}

/// Returns the bits of security of a signature's digest (`x509_sig_info_init`).
pub fn digest_bits(algorithm: &Algorithm, is_sha1_weak: bool) -> Option<u32> {
    let sha1 = if is_sha1_weak { 63 } else { 80 };
    let md5 = if is_sha1_weak { 39 } else { 64 };
    let oid = algorithm.oid;
    match signature_type(algorithm) {
        KeyType::Ed25519 => Some(128),
        KeyType::Ed448 => Some(224),
        KeyType::RsaPss => pss_bits(algorithm, sha1),
        KeyType::Rsa => match oid.strip_prefix(PKCS1)? {
            [2..=4] => Some(md5),
            [5] => Some(sha1),
            [14] => Some(112),
            [11] => Some(128),
            [12] => Some(192),
            [13] => Some(256),
            _ => None,
        },
        KeyType::Ec => match oid.strip_prefix(ECDSA)? {
            [1] => Some(sha1),
            [3, 1] => Some(112),
            [3, 2] => Some(128),
            [3, 3] => Some(192),
            [3, 4] => Some(256),
            _ => None,
        },
        KeyType::Dsa if oid == DSA_SHA1 => Some(sha1),
        KeyType::Dsa => match oid.strip_prefix(DSA_SHA2)? {
            [1] => Some(112),
            [2] => Some(128),
            _ => None,
        },
        KeyType::Other => None,
    }
}

/// Returns the bits of the digest in the parameters of RSASSA-PSS (RFC 4055, 3.1). The default is
/// SHA-1.
fn pss_bits(algorithm: &Algorithm, sha1: u32) -> Option<u32> {
    let parameters = algorithm
        .parameters
        .filter(|parameters| parameters.tag == Tag::SEQUENCE)?;
    let mut fields = Reader::new(parameters.value);
    let Some(digest) = fields.optional(Tag::context_constructed(0)).ok()? else {
        return Some(sha1);
    };
    let mut digest = Reader::new(digest.value).enter(Tag::SEQUENCE).ok()?;
    match digest.expect(Tag::OID).ok()?.value.strip_prefix(SHA2)? {
        [4] => Some(112),
        [1] => Some(128),
        [2] => Some(192),
        [3] => Some(256),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::LN_2;

    use super::*;

    /// The figures are those that `EVP_PKEY_get_security_bits` of OpenSSL 3 returns.
    #[test]
    fn rsa_keys_have_the_strength_that_openssl_computes() {
        for (length, bits) in [
            (512, 56),
            (768, 72),
            (1024, 80),
            (1536, 96),
            (2048, 112),
            (3072, 128),
            (4096, 152),
            (8192, 200),
            (16_384, 256),
        ] {
            assert_eq!(rsa_bits(length), bits, "{length}");
        }
    }

    /// OpenSSL rounds to bytes, and caps the result at 192 bits up to a length of 7680.
    #[test]
    fn the_lengths_are_those_of_the_formula() {
        for length in 8..16_384_u16 {
            let x = f64::from(length) * LN_2;
            let bits = (1.923 * (x * x.ln().powi(2)).cbrt() - 4.69) / LN_2;
            let most = if length <= 7680 { 192.0 } else { 256.0 };
            let rounded = ((bits.floor() + 4.0) / 8.0).floor() * 8.0;
            let found = f64::from(rsa_bits(length.into()));
            assert_eq!(
                found.to_string(),
                rounded.clamp(0.0, most).to_string(),
                "{length}"
            );
        }
    }
}
