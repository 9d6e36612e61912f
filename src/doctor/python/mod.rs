//! The view of the program's own Python, by a script that it runs.

use std::path::PathBuf;

use serde::Deserialize;

use super::{Options, Subject};

/// What the program's Python reports.
#[derive(Debug)]
pub struct Python {
    pub interpreter: PathBuf,
    pub outcome: Result<Report, String>,
}

/// The report of the script.
#[derive(Debug, Deserialize)]
pub struct Report {
    /// Major, minor and patch.
    pub version: [u32; 3],
    /// `None` if there is no ssl module.
    pub ssl: Option<Ssl>,
    /// The handshakes, one for each site, in the order of the sites.
    pub attempts: Vec<Attempt>,
}

/// The ssl module and its default context.
#[derive(Debug, Deserialize)]
pub struct Ssl {
    /// As in `OpenSSL 3.0.19 27 Jan 2026`.
    pub openssl: String,
    /// `OPENSSL_VERSION_INFO`: major, minor, fix, patch, status.
    pub openssl_version: [u32; 5],
    /// The default context has `VERIFY_X509_STRICT`.
    pub is_strict: bool,
    /// The default context has `VERIFY_X509_PARTIAL_CHAIN`.
    pub accepts_partial_chain: bool,
    /// The security level of the default context, since Python 3.10.
    pub security_level: Option<u32>,
    /// The number of CAs in a default context.
    pub ca_count: usize,
}

/// A handshake with a site.
#[derive(Debug, Deserialize)]
pub struct Attempt {
    /// The host and port of the site.
    pub site: String,
    /// `None` if the handshake succeeded.
    pub failure: Option<Failure>,
}

/// A handshake that failed.
#[derive(Debug, Deserialize)]
pub struct Failure {
    /// The class of the exception, as in `SSLCertVerificationError`.
    pub kind: String,
    /// `X509_V_ERR_…` of OpenSSL, since Python 3.7.
    pub verify_code: Option<u32>,
    /// OpenSSL's reason, as in `CERTIFICATE_VERIFY_FAILED`.
    pub reason: Option<String>,
    /// The text of the exception.
    pub text: String,
}

impl Python {
    /// Returns the handshake with a site, by its host and port.
    pub fn attempt_of(&self, site: &super::site::Site) -> Option<&Attempt> {
        let report = self.outcome.as_ref().ok()?;
        let name = site.authority();
        report.attempts.iter().find(|attempt| attempt.site == name)
    }
}

/// Runs the script in the program's Python; `None` if the program has none that can be asked.
pub fn observe(_subject: &Subject, _options: &Options) -> Option<Python> {
    None
}
