//! Public keys: in the one form in which they are compared, and as users see them.

use std::fmt;

use super::der::{Reader, Tag};
use super::extensions::Oid;
use super::oid::known_name;
use super::x509::{Algorithm, PublicKeyInfo, X509};

/// Algorithms of keys (RFC 5912).
pub const RSA: [Oid; 2] = [
    b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01",
    b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a",
];
pub const EC: Oid = b"\x2a\x86\x48\xce\x3d\x02\x01";

/// Elliptic curves, and their common names (RFC 5480, 2.1.1.1).
const CURVES: [(Oid, &str); 3] = [
    (b"\x2a\x86\x48\xce\x3d\x03\x01\x07", "P-256"),
    (b"\x2b\x81\x04\x00\x22", "P-384"),
    (b"\x2b\x81\x04\x00\x23", "P-521"),
];

/// Returns a key in the one form in which it can be compared.
///
/// The same key has several encodings: an RSA key with and without parameters; a point of a curve
/// uncompressed, compressed, or with the curve's parameters beside it. A key of another kind stays
/// as it is.
pub fn normalized(spki: &[u8]) -> Box<[u8]> {
    known(spki).unwrap_or_else(|| spki.into())
}

fn known(spki: &[u8]) -> Option<Box<[u8]>> {
    let info = PublicKeyInfo::decode(spki).ok()?;
    let key = info.key.whole_bytes()?;
    let (tag, key) = match info.algorithm.oid {
        oid if RSA.contains(&oid) => (b'r', key),
        EC => (b'e', x_coordinate(key)?),
        _ => return None,
    };
    Some([&[tag], key].concat().into())
}

/// Returns the first coordinate of a point on a curve (SEC 1, 2.3.3). The two points that have it
/// belong to one private key.
fn x_coordinate(point: &[u8]) -> Option<&[u8]> {
    let x = match point {
        [2 | 3, x @ ..] => Some(x),
        [4 | 6 | 7, both @ ..] if both.len().is_multiple_of(2) => Some(&both[..both.len() / 2]),
        _ => None,
    };
    x.filter(|x| !x.is_empty())
}

/// The algorithm of a public key, as users know it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum PublicKey {
    /// RSA, with the length of the modulus in bits.
    Rsa(usize),
    /// An elliptic curve, or another algorithm, by name.
    Other(String),
    #[default]
    Unknown,
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Rsa(bits) => write!(f, "RSA, {bits} bits"),
            Self::Other(name) => f.write_str(name),
            Self::Unknown => f.write_str("unknown"),
        }
    }
}

impl PublicKey {
    pub(crate) fn of(certificate: &X509) -> Self {
        let info = &certificate.public_key;
        match info.algorithm.oid {
            oid if RSA.contains(&oid) => modulus(info).map_or(Self::Unknown, Self::Rsa),
            EC => curve(&info.algorithm).map_or(Self::Unknown, Self::Other),
            oid => Self::Other(known_name(oid)),
        }
    }
}

/// Returns the length of an RSA key's modulus in bits (RFC 8017, appendix A.1.1).
fn modulus(info: &PublicKeyInfo) -> Option<usize> {
    let mut key = Reader::new(info.key.whole_bytes()?)
        .enter(Tag::SEQUENCE)
        .ok()?;
    let modulus = key.expect(Tag::INTEGER).ok()?.value;
    key.expect(Tag::INTEGER).ok()?;
    let zeros = modulus.iter().take_while(|byte| **byte == 0).count();
    let first = modulus.get(zeros)?;
    Some((modulus.len() - zeros) * 8 - first.leading_zeros() as usize)
}

/// Returns the name of an elliptic curve.
fn curve(algorithm: &Algorithm) -> Option<String> {
    let parameter = algorithm
        .parameters
        .filter(|parameter| parameter.tag == Tag::OID)?;
    let named = CURVES.iter().find(|(oid, _)| *oid == parameter.value);
    Some(match named {
        Some((_, name)) => format!("EC {name}"),
        None => format!("EC {}", known_name(parameter.value)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_of_one_key_are_equal() {
        let spki = |algorithm: &[u8], key: &[u8]| {
            let bits = [&[0], key].concat();
            let tlv = |tag: u8, value: &[u8]| {
                [&[tag, u8::try_from(value.len()).unwrap()], value].concat()
            };
            tlv(0x30, &[tlv(0x30, algorithm), tlv(3, &bits)].concat())
        };
        let ec = b"\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07";
        let (x, y) = ([7; 32], [9; 32]);
        let whole = normalized(&spki(ec, &[&[4][..], &x, &y].concat()));
        for other in [
            spki(ec, &[&[2][..], &x].concat()),
            spki(ec, &[&[3][..], &x].concat()),
            spki(
                &[&ec[..9], b"\x30\x00"].concat(),
                &[&[4][..], &x, &y].concat(),
            ),
        ] {
            assert_eq!(normalized(&other), whole);
        }
        assert_ne!(normalized(&spki(ec, &[&[2][..], &y].concat())), whole);
        let rsa = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01";
        let with_null = [&rsa[..], b"\x05\x00"].concat();
        let key = b"\x30\x06\x02\x01\x0b\x02\x01\x03";
        let without = normalized(&spki(rsa, key));
        assert_eq!(normalized(&spki(&with_null, key)), without);
    }
}
