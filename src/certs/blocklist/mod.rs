//! The blocklist: matches certificates by DER, by public key, or by issuer and serial number.
//!
//! A distrusted CA must not come back under another certificate: its key signed by another CA, or
//! the same certificate in another encoding. p11-kit matches by these three too, but compares keys
//! as bytes.

mod origin;
mod recorded;

use crate::order;
use std::collections::{BTreeMap, BTreeSet};

use super::Certificate;
use super::name::sorted;
use super::public_key::normalized;

pub use origin::{DistrustedBy, Origin};
pub use recorded::{KeyDigest, Recorded};

/// A key by which distrusted certificates are matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MatchKey {
    /// Distrusts the certificate, its public key, and its issuer and serial number.
    Certificate(Certificate),
    /// The DER of a certificate that cannot be decoded.
    Undecodable(Box<[u8]>),
    /// The DER of a `SubjectPublicKeyInfo`.
    Key(Box<[u8]>),
    /// An issuer and a serial number.
    Issued {
        /// The DER of the Name.
        issuer: Box<[u8]>,
        /// The content of the INTEGER without leading zeros.
        serial: Box<[u8]>,
    },
    /// A digest of one of the above that an earlier build recorded.
    Digest(KeyDigest),
}

/// All match keys, each with its origin. If a key has several, the first by name is used.
#[derive(Debug, Default)]
pub struct Blocklist {
    certificates: BTreeMap<Box<[u8]>, (Option<Certificate>, Origin)>,
    keys: BTreeMap<Box<[u8]>, Origin>,
    issued: BTreeMap<Issued, Origin>,
    /// Distrust of origins that cannot be read now.
    kept: BTreeMap<KeyDigest, Origin>,
}

/// An issuer and a serial number, as in [`MatchKey::Issued`].
type Issued = (Box<[u8]>, Box<[u8]>);

impl MatchKey {
    /// Returns the key that matches the certificate `der`.
    pub fn certificate(der: &[u8]) -> Self {
        Certificate::new(der).map_or_else(|_| Self::Undecodable(der.into()), Self::Certificate)
    }
}

impl Blocklist {
    /// Collects match keys, each with its origin.
    pub fn new(keys: impl IntoIterator<Item = (MatchKey, Origin)>) -> Self {
        let mut keys: Vec<(MatchKey, Origin)> = keys.into_iter().collect();
        order::sort_by_key(&mut keys, |(_, origin)| origin.to_string());
        let mut blocklist = Self::default();
        for (key, origin) in keys {
            blocklist.add(key, origin);
        }
        blocklist
    }

    fn add(&mut self, key: MatchKey, origin: Origin) {
        match key {
            MatchKey::Certificate(certificate) => self.add_certificate(certificate, origin),
            MatchKey::Undecodable(der) => {
                self.certificates.entry(der).or_insert((None, origin));
            }
            MatchKey::Key(spki) => {
                self.keys.entry(normalized(&spki)).or_insert(origin);
            }
            MatchKey::Issued { issuer, serial } => {
                self.issued.entry((issuer, serial)).or_insert(origin);
            }
            MatchKey::Digest(digest) => {
                self.kept.entry(digest).or_insert(origin);
            }
        }
    }

    fn add_certificate(&mut self, certificate: Certificate, origin: Origin) {
        let key = normalized(certificate.public_key());
        self.keys.entry(key).or_insert_with(|| origin.clone());
        if let Some(issued) = issued(&certificate) {
            self.issued.entry(issued).or_insert_with(|| origin.clone());
        }
        let der = certificate.der.clone();
        let entry = self.certificates.entry(der);
        entry.or_insert((Some(certificate), origin));
    }

    pub fn is_empty(&self) -> bool {
        self.certificates.is_empty()
            && self.keys.is_empty()
            && self.issued.is_empty()
            && self.kept.is_empty()
    }

    /// Returns the origin that distrusts a certificate, if possible one that can be read.
    pub fn blocked_by(&self, certificate: &Certificate) -> Option<DistrustedBy> {
        if self.is_empty() {
            return None;
        }
        let by_der = || Some(&self.certificates.get(&certificate.der)?.1);
        let by_key = || self.keys.get(&normalized(certificate.public_key()));
        let by_serial = || self.issued.get(&issued(certificate)?);
        let found = by_der().or_else(by_key).or_else(by_serial);
        let by_digest = || {
            let digests = KeyDigest::all_of(certificate);
            digests.iter().find_map(|digest| self.kept.get(digest))
        };
        let is_kept = found.is_none();
        let found = found.or_else(|| (!self.kept.is_empty()).then(by_digest).flatten());
        found.map(|origin| DistrustedBy {
            origin: origin.clone(),
            is_kept,
        })
    }

    /// Returns the origin that cannot be read and because of which an earlier build excluded all
    /// issuers of a certificate.
    pub fn orphaned_by(&self, certificate: &Certificate) -> Option<DistrustedBy> {
        let digest = || KeyDigest::of_orphan(&certificate.der);
        let origin = (!self.kept.is_empty()).then(|| self.kept.get(&digest()));
        origin.flatten().map(|origin| DistrustedBy {
            origin: origin.clone(),
            is_kept: true,
        })
    }

    /// Returns the origins that cannot be read and distrusted certificates at an earlier build.
    pub fn kept_origins(&self) -> BTreeSet<&Origin> {
        self.kept.values().collect()
    }

    /// Returns the certificates that are distrusted as such, each with its origin.
    pub fn certificates(&self) -> impl Iterator<Item = (&Certificate, &Origin)> {
        let all = self.certificates.values();
        all.filter_map(|(certificate, origin)| Some((certificate.as_ref()?, origin)))
    }
}

/// Returns issuer and serial number. The sets in the issuer are sorted, because some issuers do not
/// sort them.
fn issued(certificate: &Certificate) -> Option<Issued> {
    Some((
        sorted(certificate.issuer()).ok()?,
        certificate.serial().into(),
    ))
}

#[cfg(test)]
mod tests;
