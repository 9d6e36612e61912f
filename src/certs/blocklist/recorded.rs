//! Distrust as the record of a build stores it: short digests by which certificates are matched.
//!
//! If a list of distrust cannot be read, the next build matches certificates by these.

use serde::{Deserialize, Serialize};

use super::{Issued, MatchKey, Origin, issued};
use crate::certs::public_key::normalized;
use crate::certs::{Certificate, hex, sha256};

/// Everything that an origin distrusts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    pub origin: Origin,
    /// The digests as text, one after the other: a letter and hexadecimal digits.
    keys: String,
}

/// The first half of the SHA-256 of a key by which certificates are matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeyDigest {
    kind: DigestKind,
    digest: [u8; 16],
}

/// The kind of the data that a digest was computed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum DigestKind {
    /// The DER of a certificate.
    Certificate,
    /// A public key in the form in which keys are compared.
    Key,
    /// An issuer and a serial number.
    Issued,
    /// The DER of an intermediate whose issuers were all excluded.
    Orphan,
}

impl Recorded {
    /// Returns the digests of all keys, by origin.
    pub fn of(mut keys: Vec<(KeyDigest, Origin)>) -> Vec<Self> {
        keys.sort_by(|(a, first), (b, second)| (first, a).cmp(&(second, b)));
        keys.dedup();
        let mut all: Vec<Self> = Vec::new();
        for (key, origin) in keys {
            match all.last_mut() {
                Some(last) if last.origin == origin => last.keys.push_str(&key.text()),
                _ => all.push(Self {
                    origin,
                    keys: key.text(),
                }),
            }
        }
        all
    }

    /// Returns the match keys, each with the origin. Skips what is not a digest.
    pub fn match_keys(&self) -> impl Iterator<Item = (MatchKey, Origin)> {
        let texts = self.keys.as_bytes().chunks(KeyDigest::LENGTH);
        texts
            .filter_map(KeyDigest::parse)
            .map(|key| (MatchKey::Digest(key), self.origin.clone()))
    }
}

impl KeyDigest {
    /// The length of the text.
    const LENGTH: usize = 33;

    /// Returns the digest of the certificate itself.
    pub fn of_der(der: &[u8]) -> Self {
        Self::new(DigestKind::Certificate, der)
    }

    /// Returns the digest of an intermediate whose issuers were all excluded.
    pub fn of_orphan(der: &[u8]) -> Self {
        Self::new(DigestKind::Orphan, der)
    }

    /// Returns all digests by which a certificate is matched.
    pub fn all_of(certificate: &Certificate) -> Vec<Self> {
        let key = Self::of_key(certificate.public_key());
        let mut all = vec![Self::of_der(&certificate.der), key];
        all.extend(issued(certificate).map(|issued| Self::of_issued(&issued)));
        all
    }

    fn of_key(spki: &[u8]) -> Self {
        Self::new(DigestKind::Key, &normalized(spki))
    }

    fn of_issued((issuer, serial): &Issued) -> Self {
        // The DER of the issuer contains its own length.
        Self::new(DigestKind::Issued, &[&issuer[..], serial].concat())
    }

    fn new(kind: DigestKind, bytes: &[u8]) -> Self {
        let mut digest = [0; 16];
        digest.copy_from_slice(&sha256(bytes)[..16]);
        Self { kind, digest }
    }

    fn text(self) -> String {
        let letter = match self.kind {
            DigestKind::Certificate => 'c',
            DigestKind::Key => 'k',
            DigestKind::Issued => 'i',
            DigestKind::Orphan => 'o',
        };
        format!("{letter}{}", hex(&self.digest))
    }

    fn parse(text: &[u8]) -> Option<Self> {
        let (letter, digits) = text.split_first()?;
        let kind = match letter {
            b'c' => DigestKind::Certificate,
            b'k' => DigestKind::Key,
            b'i' => DigestKind::Issued,
            b'o' => DigestKind::Orphan,
            _ => return None,
        };
        let number = u128::from_str_radix(str::from_utf8(digits).ok()?, 16).ok()?;
        Some(Self {
            kind,
            digest: number.to_be_bytes(),
        })
    }
}

impl MatchKey {
    /// Returns the digests by which the certificates of this key are matched.
    pub fn digests(&self) -> Vec<KeyDigest> {
        match self {
            Self::Certificate(certificate) => KeyDigest::all_of(certificate),
            Self::Undecodable(der) => vec![KeyDigest::of_der(der)],
            Self::Key(spki) => vec![KeyDigest::of_key(spki)],
            Self::Issued { issuer, serial } => {
                vec![KeyDigest::of_issued(&(issuer.clone(), serial.clone()))]
            }
            Self::Digest(digest) => vec![*digest],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certs::blocklist::Blocklist;
    use crate::certs::tests::authority;

    #[test]
    fn each_digest_matches_alone_and_comes_back_from_text() {
        let certificate = Certificate::new(&authority("Bad")).unwrap();
        let digests = MatchKey::Certificate(certificate.clone()).digests();
        assert_eq!(digests.len(), 3);
        for digest in digests {
            let text = digest.text();
            assert_eq!(text.len(), KeyDigest::LENGTH);
            assert_eq!(KeyDigest::parse(text.as_bytes()), Some(digest));
            let blocklist = Blocklist::new([(MatchKey::Digest(digest), "/f".into())]);
            assert!(blocklist.blocked_by(&certificate).unwrap().is_kept);
        }
        let orphan = KeyDigest::of_orphan(&certificate.der);
        let blocklist = Blocklist::new([(MatchKey::Digest(orphan), "/f".into())]);
        assert_eq!(blocklist.blocked_by(&certificate), None);
        assert!(blocklist.orphaned_by(&certificate).is_some());
    }

    #[test]
    fn an_origin_that_can_be_read_is_named_before_one_that_cannot() {
        let certificate = Certificate::new(&authority("Bad")).unwrap();
        let kept = MatchKey::Digest(KeyDigest::of_der(&certificate.der));
        let key = MatchKey::Key(certificate.public_key().into());
        let blocklist = Blocklist::new([(kept, "/a".into()), (key, "/b".into())]);
        assert_eq!(blocklist.blocked_by(&certificate), Some("/b".into()));
    }

    #[test]
    fn damaged_text_is_skipped() {
        let digit = "c".to_owned() + &"0".repeat(32);
        let keys = [&digit, &"x".repeat(33), &"c".repeat(32)[..], "é"].concat();
        let recorded = Recorded {
            origin: "/f".into(),
            keys,
        };
        assert_eq!(recorded.match_keys().count(), 1);
    }
}
