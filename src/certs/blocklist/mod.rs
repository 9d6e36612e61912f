//! Whom somebody has forbidden to trust, and how a certificate is recognised as one of them.
//!
//! A certificate authority that is distrusted under one certificate must not come back under another: the same key signed
//! by somebody else, or the same certificate encoded anew. So besides by itself it is recognised by its key, and by its
//! issuer and serial number, as p11-kit does it; and by its key however that is written, which p11-kit compares as bytes.

use std::collections::BTreeMap;

use x509_cert::der::oid::db::rfc5912::{ID_EC_PUBLIC_KEY, ID_RSASSA_PSS, RSA_ENCRYPTION};
use x509_cert::der::{Decode as _, Encode as _};
use x509_cert::spki::SubjectPublicKeyInfoOwned;

use super::x509::decode;

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
mod tests;
