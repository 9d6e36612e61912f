//! Certificate summaries, for tables, JSON and questions.

use super::facts::is_ca_by_netscape_type;
use super::name::rfc4514;
use super::public_key::PublicKey;
use super::time::rfc3339;
use super::x509::X509;
use super::{Certificate, Facts, hex};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CertificateSummary {
    /// The common name, or the attribute of the subject that is nearest to one.
    pub name: String,
    /// In the form of RFC 4514, as the issuer.
    pub subject: String,
    pub issuer: String,
    /// In hexadecimal digits.
    pub serial: String,
    /// In the form of RFC 3339, as `not_after`.
    pub not_before: String,
    pub not_after: String,
    pub key: PublicKey,
    /// Only Netscape's certificate type marks the certificate as a CA.
    pub is_ca_by_netscape_type: bool,
    /// In hexadecimal digits, as `sha256`.
    pub sha1: String,
    pub sha256: String,
}

impl CertificateSummary {
    /// Returns the day on which the certificate expires.
    pub fn expires(&self) -> &str {
        self.not_after.get(..10).unwrap_or_default()
    }

    /// Returns the key that sorts lists by name.
    pub fn sort_key(&self) -> (String, String) {
        (self.name.to_lowercase(), self.sha256.clone())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateKind {
    /// A CA that is self-signed.
    Root,
    /// A CA that another CA has signed.
    Intermediate,
    /// A certificate of a server, a program or a person.
    Server,
}

impl CertificateKind {
    pub fn of(facts: Facts) -> Self {
        match (facts.is_ca, facts.is_self_issued) {
            (true, true) => Self::Root,
            (true, false) => Self::Intermediate,
            (false, _) => Self::Server,
        }
    }

    /// Returns the kind's name in tables and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Root => "root",
            Self::Intermediate => "intermediate",
            Self::Server => "server",
        }
    }
}

/// Summarizes a certificate for display, which decodes it again.
pub fn summarize(certificate: &Certificate) -> CertificateSummary {
    let Ok(x509) = X509::decode(&certificate.der) else {
        return CertificateSummary::default();
    };
    let [sha256, sha1] = certificate.fingerprints();
    CertificateSummary {
        name: certificate.name(),
        subject: rfc4514(x509.subject),
        issuer: rfc4514(x509.issuer),
        serial: hex(x509.serial),
        not_before: rfc3339(x509.not_before),
        not_after: rfc3339(x509.not_after),
        key: PublicKey::of(&x509),
        is_ca_by_netscape_type: is_ca_by_netscape_type(&x509),
        sha1: sha1.to_string(),
        sha256: sha256.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certs::tests::authority;

    #[test]
    fn certificates_are_sorted_by_name_without_case() {
        let names = ["alpha", "Beta", "gamma"];
        let keys = names.map(|name| {
            let certificate = Certificate::new(&authority(name)).unwrap();
            summarize(&certificate).sort_key()
        });
        assert!(keys.is_sorted_by(|a, b| a < b), "{keys:?}");
    }
}
