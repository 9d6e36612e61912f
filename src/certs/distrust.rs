//! Whom somebody has forbidden to trust, and how a certificate is recognised as one of them.
//!
//! A certificate authority that is distrusted under one certificate must not come back under another: the same key signed
//! by somebody else, or the same certificate encoded anew. So besides by itself it is recognised by its key, and by its
//! issuer and serial number, as p11-kit and Mozilla's NSS do it.

use std::collections::BTreeMap;

use x509_cert::der::Encode as _;

use super::rules::decode;

/// What is distrusted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Distrusted {
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
pub struct Distrust(BTreeMap<Distrusted, String>);

impl Distrust {
    /// Collects what files (or what stands for one) distrust. Of several that say the same, the first by name is blamed.
    pub fn new(words: impl IntoIterator<Item = (Distrusted, String)>) -> Self {
        let mut words: Vec<(Distrusted, String)> = words.into_iter().collect();
        words.sort_by(|(_, a), (_, b)| a.cmp(b));
        let mut distrust = BTreeMap::new();
        for (distrusted, file) in words {
            let marks = match distrusted {
                Distrusted::Certificate(der) => marks(&der),
                mark => vec![mark],
            };
            for mark in marks {
                distrust.entry(mark).or_insert_with(|| file.clone());
            }
        }
        Self(distrust)
    }

    /// The file that distrusts the certificate `der`, if one does.
    pub fn blames(&self, der: &[u8]) -> Option<&str> {
        // Nearly always, and then nothing needs to be parsed.
        if self.0.is_empty() {
            return None;
        }
        let files = marks(der).into_iter().find_map(|mark| self.0.get(&mark));
        files.map(String::as_str)
    }
}

/// Everything by which the certificate `der` is recognised.
fn marks(der: &[u8]) -> Vec<Distrusted> {
    let mut marks = vec![Distrusted::Certificate(der.into())];
    if let Ok((certificate, _)) = decode(der) {
        let content = certificate.tbs_certificate();
        if let Ok(key) = content.subject_public_key_info().to_der() {
            marks.push(Distrusted::Key(key.into()));
        }
        if let Ok(issuer) = content.issuer().to_der() {
            let serial = content.serial_number().as_bytes();
            let zeros = serial.iter().take_while(|byte| **byte == 0).count();
            marks.push(Distrusted::Issued {
                issuer: issuer.into(),
                serial: serial[zeros..].into(),
            });
        }
    }
    marks
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
        let distrust = Distrust::new([(Distrusted::Certificate(bad.clone().into()), "f".into())]);
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
            assert_eq!(distrust.blames(&der), expected, "{what}");
        }
        let marks = marks(&bad);
        // As a DER INTEGER the number is 00 c8.
        assert!(
            matches!(&marks[..], [_, _, Distrusted::Issued { serial, .. }] if **serial == [200])
        );
        for mark in marks {
            let distrust = Distrust::new([(mark, "f".into())]);
            assert_eq!(distrust.blames(&bad), Some("f"));
            assert_eq!(distrust.blames(&authority("Good", 1, &other)), None);
        }
    }

    #[test]
    fn the_file_that_is_blamed_does_not_depend_on_the_order() {
        let bad = authority("Bad", 1, &KeyPair::generate().unwrap());
        let word = |file: &str| (Distrusted::Certificate(bad.clone().into()), file.to_owned());
        for words in [[word("a"), word("b")], [word("b"), word("a")]] {
            assert_eq!(Distrust::new(words).blames(&bad), Some("a"));
        }
    }
}
