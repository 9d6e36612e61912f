//! A certificate as tables and JSON show it.

use serde_json::{Map, Value, json};

use crate::certs;
use crate::certs::summary::{CertificateSummary, summarize};

/// What there is to show of a certificate.
pub struct Certificate {
    /// What it says of itself.
    pub about: CertificateSummary,
    /// Its SHA-256, in hexadecimal digits.
    pub sha256: String,
    /// Its SHA-1, in hexadecimal digits.
    pub sha1: String,
}

impl Certificate {
    /// What there is to show of `der`, which was examined when it was read.
    pub fn new(certificate: &certs::Certificate) -> Self {
        let [sha256, sha1] = certificate.fingerprints();
        Self {
            about: summarize(certificate),
            sha256: sha256.to_string(),
            sha1: sha1.to_string(),
        }
    }

    /// The day that it expires on.
    pub fn expires(&self) -> &str {
        self.about.not_after.get(..10).unwrap_or_default()
    }

    /// The order of lists: by name, as people look for it.
    pub fn sort_key(&self) -> (String, String) {
        (self.about.name.to_lowercase(), self.sha256.clone())
    }

    /// The keys that every list in JSON has.
    pub fn json(&self) -> Map<String, Value> {
        let CertificateSummary {
            subject,
            issuer,
            serial,
            not_before,
            not_after,
            ..
        } = &self.about;
        [
            ("subject", json!(subject)),
            ("issuer", json!(issuer)),
            ("serial", json!(serial)),
            ("not_before", json!(not_before)),
            ("not_after", json!(not_after)),
            ("sha1", json!(self.sha1)),
            ("sha256", json!(self.sha256)),
        ]
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .collect()
    }
}
