//! Whom somebody has forbidden to trust, and how a certificate is recognised as one of them.
//!
//! A certificate authority that is distrusted under one certificate must not come back under another: the same key signed
//! by somebody else, or the same certificate encoded anew. So besides by itself it is recognised by its key, and by its
//! issuer and serial number, as p11-kit does it; and by its key however that is written, which p11-kit compares as bytes.

use std::collections::BTreeMap;

use x509_cert::der::oid::db::rfc5912::{ID_EC_PUBLIC_KEY, ID_RSASSA_PSS, RSA_ENCRYPTION};
use x509_cert::der::{Decode as _, Encode as _};
use x509_cert::spki::SubjectPublicKeyInfoOwned;

use super::policy::decode;

/// What is distrusted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MatchKey {
    /// The DER of a certificate: it is recognised by itself, by its key, and by its issuer and serial number.
    Certificate(Box<[u8]>),
    /// The DER of a key (a `SubjectPublicKeyInfo`).
    Key(Box<[u8]>),
    /// What this issuer (the DER of its Name) has given this number (the content of the INTEGER, without leading zeros).
    Issued {
        /// The issuer.
        issuer: Box<[u8]>,
        /// The serial number.
        serial: Box<[u8]>,
    },
}

/// Everything that is distrusted, and which file says so.
#[derive(Debug, Default)]
pub struct Blocklist(BTreeMap<MatchKey, String>);

impl Blocklist {
    /// Collects what files (or what stands for one) distrust. Of several that say the same, the first by name is blamed.
    pub fn new(words: impl IntoIterator<Item = (MatchKey, String)>) -> Self {
        let mut words: Vec<(MatchKey, String)> = words.into_iter().collect();
        words.sort_by(|(_, a), (_, b)| a.cmp(b));
        let mut distrust = BTreeMap::new();
        for (distrusted, file) in words {
            let match_keys = match distrusted {
                MatchKey::Certificate(der) => match_keys(&der),
                MatchKey::Key(der) => vec![MatchKey::Key(normal(&der).unwrap_or(der))],
                issued @ MatchKey::Issued { .. } => vec![issued],
            };
            for mark in match_keys {
                distrust.entry(mark).or_insert_with(|| file.clone());
            }
        }
        Self(distrust)
    }

    /// Whether nobody is distrusted.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The file that distrusts the certificate `der`, if one does.
    pub fn blocked_by(&self, der: &[u8]) -> Option<&str> {
        // Often, and then nothing needs to be parsed.
        if self.is_empty() {
            return None;
        }
        let files = match_keys(der)
            .into_iter()
            .find_map(|mark| self.0.get(&mark));
        files.map(String::as_str)
    }

    /// The certificates that are distrusted as such, each with the file that says so.
    pub fn certificates(&self) -> impl Iterator<Item = (&[u8], &str)> {
        self.0.iter().filter_map(|(mark, file)| match mark {
            MatchKey::Certificate(der) => Some((&**der, file.as_str())),
            _ => None,
        })
    }
}

impl MatchKey {
    /// The key of the certificate `der`.
    pub fn key_of(der: &[u8]) -> Option<Self> {
        let (certificate, _) = decode(der).ok()?;
        let key = certificate.tbs_certificate().subject_public_key_info();
        Some(Self::Key(key.to_der().ok()?.into()))
    }
}

/// Everything by which the certificate `der` is recognised, its key in the one way in which keys are compared.
fn match_keys(der: &[u8]) -> Vec<MatchKey> {
    let mut match_keys = vec![MatchKey::Certificate(der.into())];
    if let Some(MatchKey::Key(key)) = MatchKey::key_of(der) {
        match_keys.push(MatchKey::Key(normal(&key).unwrap_or(key)));
    }
    if let Ok((certificate, _)) = decode(der) {
        let content = certificate.tbs_certificate();
        if let Ok(issuer) = content.issuer().to_der() {
            let serial = content.serial_number().as_bytes();
            let zeros = serial.iter().take_while(|byte| **byte == 0).count();
            match_keys.push(MatchKey::Issued {
                issuer: issuer.into(),
                serial: serial[zeros..].into(),
            });
        }
    }
    match_keys
}

/// A key in the one form in which it can be compared, because the same key can be written in several: an RSA key with
/// and without parameters, a point of a curve whole, compressed, or with the curve's own numbers beside it.
fn normal(spki: &[u8]) -> Option<Box<[u8]>> {
    let info = SubjectPublicKeyInfoOwned::from_der(spki).ok()?;
    let key = info.subject_public_key.as_bytes()?;
    let (tag, key) = match info.algorithm.oid {
        RSA_ENCRYPTION | ID_RSASSA_PSS => (b'r', key),
        ID_EC_PUBLIC_KEY => (b'e', x_coordinate(key)?),
        _ => return None,
    };
    Some([&[tag], key].concat().into())
}

/// The first coordinate of a point on a curve (SEC 1, 2.3.3); there are two points with it, and one private key for both.
fn x_coordinate(point: &[u8]) -> Option<&[u8]> {
    let x = match point {
        [2 | 3, x @ ..] => Some(x),
        [4 | 6 | 7, both @ ..] if both.len().is_multiple_of(2) => Some(&both[..both.len() / 2]),
        _ => None,
    };
    x.filter(|x| !x.is_empty())
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, DnType, IsCa, KeyPair};

    use super::*;

    /// An authority of this name and number, with this key.
    fn authority(name: &str, serial: u64, key: &KeyPair) -> Vec<u8> {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.serial_number = Some(serial.into());
        params.is_ca = IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        params.self_signed(key).unwrap().der().to_vec()
    }

    #[test]
    fn a_certificate_is_recognised_in_three_ways() {
        let (key, other) = (KeyPair::generate().unwrap(), KeyPair::generate().unwrap());
        let bad = authority("Bad", 200, &key);
        let distrust = Blocklist::new([(MatchKey::Certificate(bad.clone().into()), "f".into())]);
        for (what, der, expected) in [
            ("itself", bad.clone(), Some("f")),
            (
                "its key under another name",
                authority("New", 7, &key),
                Some("f"),
            ),
            (
                "its issuer and number with another key",
                authority("Bad", 200, &other),
                Some("f"),
            ),
            (
                "another number of the issuer",
                authority("Bad", 201, &other),
                None,
            ),
            (
                "the same number of another",
                authority("Good", 200, &other),
                None,
            ),
        ] {
            assert_eq!(distrust.blocked_by(&der), expected, "{what}");
        }
        let match_keys = match_keys(&bad);
        // As a DER INTEGER the number is 00 c8.
        assert!(
            matches!(&match_keys[..], [_, _, MatchKey::Issued { serial, .. }] if **serial == [200])
        );
        for mark in match_keys {
            let distrust = Blocklist::new([(mark, "f".into())]);
            assert_eq!(distrust.blocked_by(&bad), Some("f"));
            assert_eq!(distrust.blocked_by(&authority("Good", 1, &other)), None);
        }
    }

    #[test]
    fn a_key_is_the_same_however_it_is_written() {
        let spki = |algorithm: &[u8], key: &[u8]| {
            let bits = [&[0], key].concat();
            let tlv = |tag: u8, value: &[u8]| {
                [&[tag, u8::try_from(value.len()).unwrap()], value].concat()
            };
            tlv(0x30, &[tlv(0x30, algorithm), tlv(3, &bits)].concat())
        };
        let ec = b"\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07";
        let (x, y) = ([7; 32], [9; 32]);
        let whole = normal(&spki(ec, &[&[4][..], &x, &y].concat())).unwrap();
        for other in [
            spki(ec, &[&[2][..], &x].concat()),
            spki(ec, &[&[3][..], &x].concat()),
            spki(
                &[&ec[..9], b"\x30\x00"].concat(),
                &[&[4][..], &x, &y].concat(),
            ),
        ] {
            assert_eq!(normal(&other).as_ref(), Some(&whole));
        }
        assert_ne!(normal(&spki(ec, &[&[2][..], &y].concat())), Some(whole));
        let rsa = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01";
        let with_null = [&rsa[..], b"\x05\x00"].concat();
        let key = b"\x30\x06\x02\x01\x0b\x02\x01\x03";
        let normal_rsa = normal(&spki(rsa, key));
        assert!(normal_rsa.is_some());
        assert_eq!(normal(&spki(&with_null, key)), normal_rsa);
    }

    #[test]
    fn the_file_that_is_blamed_does_not_depend_on_the_order() {
        let bad = authority("Bad", 1, &KeyPair::generate().unwrap());
        let word = |file: &str| (MatchKey::Certificate(bad.clone().into()), file.to_owned());
        for words in [[word("a"), word("b")], [word("b"), word("a")]] {
            assert_eq!(Blocklist::new(words).blocked_by(&bad), Some("a"));
        }
    }
}
