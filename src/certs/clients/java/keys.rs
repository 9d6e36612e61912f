//! Public keys and algorithms as Java decodes them.

use super::{has_short_tag, is_oid};
use crate::certs::clients::values;
use crate::certs::der::{self, Element, Reader, Tag};
use crate::certs::x509::{Algorithm, PublicKeyInfo};

const RSA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01";
const RSA_PSS: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a";
const MGF1: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x08";
const DSA: &[u8] = b"\x2a\x86\x48\xce\x38\x04\x01";
const ELLIPTIC_CURVE: &[u8] = b"\x2a\x86\x48\xce\x3d\x02\x01";

/// Prefixes of the algorithms whose parameters Java may decode: US organizations, OIW, Certicom,
/// Thawte, NIST.
const KNOWN: [&[u8]; 5] = [
    b"\x2a\x86\x48",
    b"\x2b\x0e\x03",
    b"\x2b\x81\x04",
    b"\x2b\x65",
    b"\x60\x86\x48",
];

/// Algorithms whose keys Java decodes and that no CA has: Diffie-Hellman, twice, and HSS/LMS.
const OTHER_KEYS: [&[u8]; 3] = [
    b"\x2a\x86\x48\x86\xf7\x0d\x01\x03\x01",
    b"\x2a\x86\x48\xce\x3e\x02\x01",
    b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x03\x11",
];

/// X25519, X448, Ed25519 and Ed448, with the length of the key.
const FIXED_LENGTH_KEYS: [(&[u8], usize); 4] = [
    (b"\x2b\x65\x6e", 32),
    (b"\x2b\x65\x6f", 56),
    (b"\x2b\x65\x70", 32),
    (b"\x2b\x65\x71", 57),
];

/// The curves that CAs have, of those in its `CurveDB.java`, with the length of a coordinate:
/// P-192, P-224, P-256, P-384, P-521, secp256k1, and brainpool's of 256, 384 and 512 bits.
const CURVES: [(&[u8], usize); 9] = [
    (b"\x2a\x86\x48\xce\x3d\x03\x01\x01", 24),
    (b"\x2b\x81\x04\x00\x21", 28),
    (b"\x2a\x86\x48\xce\x3d\x03\x01\x07", 32),
    (b"\x2b\x81\x04\x00\x22", 48),
    (b"\x2b\x81\x04\x00\x23", 66),
    (b"\x2b\x81\x04\x00\x0a", 32),
    (b"\x2b\x24\x03\x03\x02\x08\x01\x01\x07", 32),
    (b"\x2b\x24\x03\x03\x02\x08\x01\x01\x0b", 48),
    (b"\x2b\x24\x03\x03\x02\x08\x01\x01\x0d", 64),
];

/// Returns whether Java decodes a signature algorithm.
pub fn is_signature_algorithm(algorithm: &Algorithm) -> bool {
    match without_null(algorithm) {
        Some(parameters) if algorithm.oid == RSA_PSS => is_pss(parameters),
        parameters => is_oid(algorithm.oid) && has_free_parameters(algorithm.oid, parameters),
    }
}

/// Returns whether Java decodes a public key.
pub fn is_public_key(info: &PublicKeyInfo) -> bool {
    let Algorithm { oid, .. } = info.algorithm;
    let parameters = without_null(&info.algorithm);
    let key = info.key.bytes;
    let length = |table: &[(&[u8], usize)], oid: &[u8]| {
        let found = table.iter().find(|(known, _)| *known == oid);
        found.map(|(_, length)| *length)
    };
    if let Some(length) = length(&FIXED_LENGTH_KEYS, oid) {
        return parameters.is_none() && key.len() == length;
    }
    match oid {
        RSA => parameters.is_none() && is_rsa(key),
        RSA_PSS => parameters.is_none_or(is_pss) && is_rsa(key),
        DSA => {
            parameters.is_none_or(is_dsa)
                && der::only(key, Tag::INTEGER).is_ok_and(values::is_integer)
        }
        ELLIPTIC_CURVE => {
            let curve = parameters.filter(|parameters| parameters.tag == Tag::OID);
            let length = curve.and_then(|curve| length(&CURVES, curve.value));
            length.is_some_and(|length| key.first() == Some(&4) && key.len() == 1 + 2 * length)
        }
        _ => !OTHER_KEYS.contains(&oid) && is_oid(oid) && has_free_parameters(oid, parameters),
    }
}

/// Returns the parameters of an algorithm. NULL counts as none.
fn without_null<'a>(algorithm: &Algorithm<'a>) -> Option<Element<'a>> {
    algorithm
        .parameters
        .filter(|parameters| parameters.der != b"\x05\x00")
}

/// Returns whether Java keeps the parameters without decoding them.
fn has_free_parameters(oid: &[u8], parameters: Option<Element>) -> bool {
    let is_known = KNOWN.iter().any(|prefix| oid.starts_with(prefix));
    parameters.is_none_or(|parameters| {
        !is_known && has_short_tag(parameters.tag) && parameters.tag != Tag::NULL
    })
}

/// Follows `RSAKeyFactory.java` (RFC 8017, A.1.1): at least 512 bits, at most 16,384, with a limit
/// for the exponent of keys above 3,072.
fn is_rsa(key: &[u8]) -> bool {
    let numbers = || {
        let mut fields = Reader::new(der::only(key, Tag::SEQUENCE)?);
        let numbers = (
            fields.expect(Tag::INTEGER)?.value,
            fields.expect(Tag::INTEGER)?.value,
        );
        fields.finish()?;
        Ok::<_, der::Error>(numbers)
    };
    let Ok((modulus, exponent)) = numbers() else {
        return false;
    };
    if !(values::is_integer(modulus) && values::is_integer(exponent)) {
        return false;
    }
    let digits = |number| -> &[u8] {
        let number: &[u8] = number;
        number.strip_prefix(b"\0").unwrap_or(number)
    };
    let (modulus, exponent) = (digits(modulus), digits(exponent));
    let is_short =
        exponent.len() < modulus.len() || exponent.len() == modulus.len() && exponent < modulus;
    (64..=2048).contains(&modulus.len())
        && is_short
        && !matches!(exponent, [] | [0..=2])
        && (modulus.len() <= 384 || exponent.len() <= 8)
}

/// Returns whether the parameters of DSA are three numbers (RFC 3279, 2.3.2).
fn is_dsa(parameters: Element) -> bool {
    let mut fields = Reader::new(parameters.value);
    let mut integer = || {
        fields
            .expect(Tag::INTEGER)
            .is_ok_and(|number| values::is_integer(number.value))
    };
    let are_integers = integer() && integer() && integer();
    parameters.tag == Tag::SEQUENCE && are_integers && fields.is_empty()
}

/// Returns whether the parameters of RSASSA-PSS can be decoded (RFC 8017, A.2.3, and
/// `PSSParameters.java`).
fn is_pss(parameters: Element) -> bool {
    let fields = || {
        let mut fields = Reader::new(parameters.value);
        let hash = fields.optional(Tag::context_constructed(0))?;
        let mask = fields.optional(Tag::context_constructed(1))?;
        let salt = fields.optional(Tag::context_constructed(2))?;
        let trailer = fields.optional(Tag::context_constructed(3))?;
        fields.finish()?;
        Ok::<_, der::Error>((hash, mask, salt, trailer))
    };
    let Ok((hash, mask, salt, trailer)) = fields() else {
        return false;
    };
    let is_small = |field: Element| {
        matches!(
            der::only(field.value, Tag::INTEGER),
            Ok([0..=0x7f] | [0, 0x80..=0xff])
        )
    };
    let is_one = |field: Element| matches!(der::only(field.value, Tag::INTEGER), Ok([1]));
    parameters.tag == Tag::SEQUENCE
        && hash.is_none_or(|hash| is_hash(hash.value))
        && mask.is_none_or(|mask| is_mask(mask.value))
        && salt.is_none_or(is_small)
        && trailer.is_none_or(is_one)
}

fn is_mask(der: &[u8]) -> bool {
    let algorithm = Algorithm::decode(der)
        .ok()
        .filter(|algorithm| algorithm.oid == MGF1);
    let hash = algorithm.and_then(|algorithm| algorithm.parameters);
    hash.is_some_and(|hash| is_hash(hash.der))
}

/// Returns whether an algorithm is SHA-1, or of the SHA-2 family.
fn is_hash(der: &[u8]) -> bool {
    const SHA1: &[u8] = b"\x2b\x0e\x03\x02\x1a";
    const SHA2: &[u8] = b"\x60\x86\x48\x01\x65\x03\x04\x02";
    Algorithm::decode(der).is_ok_and(|hash| {
        let is_known = hash.oid == SHA1 || matches!(hash.oid.strip_prefix(SHA2), Some([1..=4]));
        is_known && without_null(&hash).is_none()
    })
}
