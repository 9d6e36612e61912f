//! The JSON keys of a certificate, which all lists share.

use serde_json::{Map, Value, json};

use crate::certs::summary::CertificateSummary;

pub fn certificate_json(summary: &CertificateSummary) -> Map<String, Value> {
    [
        ("subject", json!(summary.subject)),
        ("issuer", json!(summary.issuer)),
        ("serial", json!(summary.serial)),
        ("not_before", json!(summary.not_before)),
        ("not_after", json!(summary.not_after)),
        ("sha1", json!(summary.sha1)),
        ("sha256", json!(summary.sha256)),
    ]
    .into_iter()
    .map(|(key, value)| (key.to_owned(), value))
    .collect()
}
