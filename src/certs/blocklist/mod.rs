//! The blocklist: matches certificates by DER, by public key, or by issuer and serial number.
//!
//! A distrusted CA must not come back under another certificate: its key signed by another CA, or
//! the same certificate in another encoding. p11-kit matches by these three too, but compares keys
//! as bytes.

use std::collections::BTreeMap;

use x509_cert::der::{Decode as _, Encode as _};
use x509_cert::name::Name;

use super::Certificate;
use super::public_key::normalized;

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
}

/// All match keys, each with the file that contains it. If several do, the first by name is kept.
#[derive(Debug, Default)]
pub struct Blocklist {
    certificates: BTreeMap<Box<[u8]>, (Option<Certificate>, String)>,
    keys: BTreeMap<Box<[u8]>, String>,
    issued: BTreeMap<Issued, String>,
}

/// An issuer and a serial number, as in [`MatchKey::Issued`].
type Issued = (Box<[u8]>, Box<[u8]>);

impl MatchKey {
    /// Returns the key that matches the certificate `der`, even if OpenSSL cannot read it.
    pub fn certificate(der: &[u8]) -> Self {
        Certificate::for_blocklist(der)
            .map_or_else(|_| Self::Undecodable(der.into()), Self::Certificate)
    }
}

impl Blocklist {
    /// Collects match keys, each with the file, or the store, that contains it.
    pub fn new(keys: impl IntoIterator<Item = (MatchKey, String)>) -> Self {
        let mut keys: Vec<(MatchKey, String)> = keys.into_iter().collect();
        keys.sort_by(|(_, a), (_, b)| a.cmp(b));
        let mut blocklist = Self::default();
        for (key, file) in keys {
            blocklist.add(key, file);
        }
        blocklist
    }

    fn add(&mut self, key: MatchKey, file: String) {
        match key {
            MatchKey::Certificate(certificate) => self.add_certificate(certificate, file),
            MatchKey::Undecodable(der) => {
                self.certificates.entry(der).or_insert((None, file));
            }
            MatchKey::Key(spki) => {
                self.keys.entry(normalized(&spki)).or_insert(file);
            }
            MatchKey::Issued { issuer, serial } => {
                self.issued.entry((issuer, serial)).or_insert(file);
            }
        }
    }

    fn add_certificate(&mut self, certificate: Certificate, file: String) {
        let key = normalized(certificate.public_key());
        self.keys.entry(key).or_insert_with(|| file.clone());
        if let Some(issued) = issued(&certificate) {
            self.issued.entry(issued).or_insert_with(|| file.clone());
        }
        let der = certificate.der.clone();
        let entry = self.certificates.entry(der);
        entry.or_insert((Some(certificate), file));
    }

    pub fn is_empty(&self) -> bool {
        self.certificates.is_empty() && self.keys.is_empty() && self.issued.is_empty()
    }

    /// Returns the file that distrusts a certificate.
    pub fn blocked_by(&self, certificate: &Certificate) -> Option<&str> {
        if self.is_empty() {
            return None;
        }
        let by_der = || Some(&self.certificates.get(&certificate.der)?.1);
        let by_key = || self.keys.get(&normalized(certificate.public_key()));
        let by_serial = || self.issued.get(&issued(certificate)?);
        let file = by_der().or_else(by_key).or_else(by_serial);
        file.map(String::as_str)
    }

    /// Returns the certificates that are distrusted as such, each with the file that contains it.
    pub fn certificates(&self) -> impl Iterator<Item = (&Certificate, &str)> {
        let all = self.certificates.values();
        all.filter_map(|(certificate, file)| Some((certificate.as_ref()?, file.as_str())))
    }
}

/// Returns issuer and serial number. The issuer is encoded anew, because some issuers do not sort
/// the sets in their name.
fn issued(certificate: &Certificate) -> Option<Issued> {
    let issuer = Name::from_der(certificate.issuer()).ok()?.to_der().ok()?;
    Some((issuer.into(), certificate.serial().into()))
}

#[cfg(test)]
mod tests;
