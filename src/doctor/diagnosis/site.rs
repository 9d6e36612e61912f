//! The chain of a site, from its certificate to the root, and what each view says of it.

use crate::certs::summary::{CertificateSummary, summarize};
use crate::certs::{Certificate, hex, sha256};
use crate::doctor::run::Views;
use crate::doctor::site::{Observed, Route};
use crate::doctor::{Redaction, Subject};

/// A site, as it was observed.
#[derive(Debug, Default)]
pub struct SiteDiagnosis {
    /// Host and port.
    pub site: String,
    /// The host and port of the proxy, if there is one.
    pub proxy: Option<String>,
    /// The TLS version and the cipher of doctor's own handshake.
    pub tls: Option<String>,
    /// The certificates as the server sent them.
    pub sent: Vec<CertificateSummary>,
    /// The views of the site: sglaunch's, the program's Python's, and the environment's.
    pub views: Vec<View>,
    /// The path from the server's certificate to the root.
    pub path: Vec<Link>,
    /// The sources of trust anchors.
    pub sources: Vec<SourceTrust>,
}

/// A client's view of a site.
#[derive(Debug)]
pub struct View {
    /// As in `sglaunch's bundle`.
    pub name: String,
    /// Whether the client accepts the site; `None` if that is not known.
    pub is_accepted: Option<bool>,
    /// One sentence, lower case, no full stop.
    pub message: String,
}

/// A certificate of the path.
#[derive(Debug)]
pub struct Link {
    /// The certificate; only the name is known of one that is missing.
    pub certificate: CertificateSummary,
    /// As in `server`, `intermediate` and `root`.
    pub kind: &'static str,
    /// The server sent it.
    pub is_sent: bool,
    /// Neither the server nor any source has it.
    pub is_missing: bool,
    /// The sources that have it.
    pub sources: Vec<String>,
    /// What each view says of it, in the order of the views.
    pub judgements: Vec<Judgement>,
}

/// What a client says of a certificate.
#[derive(Debug)]
pub enum Judgement {
    /// It is a trust anchor of the client.
    Trusted,
    /// It is part of the client's path, and in order.
    Accepted,
    /// The client rejects it for this reason.
    Rejected(String),
    /// The client's path ends before it.
    NotReached,
    /// Nothing is known.
    Unknown,
}

/// A source of trust anchors, and what it has of the path.
#[derive(Debug)]
pub struct SourceTrust {
    /// As in `the system's store`.
    pub source: String,
    /// One sentence, lower case, no full stop.
    pub message: String,
    /// The source has an anchor of the path.
    pub is_trusting: bool,
}

impl Judgement {
    /// Returns the word in JSON.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Trusted => "trusted",
            Self::Accepted => "accepted",
            Self::Rejected(_) => "rejected",
            Self::NotReached => "not-reached",
            Self::Unknown => "unknown",
        }
    }

    /// Returns the reason of a rejection.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Rejected(reason) => Some(reason),
            _ => None,
        }
    }
}

impl SiteDiagnosis {
    pub fn new(
        _subject: &Subject,
        observed: &Observed,
        _views: &Views,
        redaction: &Redaction,
    ) -> Self {
        let proxy = match &observed.route {
            Route::Proxy(proxy) => Some(proxy.at.with_port()),
            Route::Direct | Route::Bad(..) => None,
        };
        let handshake = observed.outcome.as_ref().ok();
        let tls = handshake.map(|done| format!("{}, {}", done.version, done.cipher));
        let sent = observed.chain().iter();
        Self {
            site: redaction.text(&observed.site.authority()),
            proxy: proxy.map(|proxy| redaction.text(&proxy)),
            tls,
            sent: sent.map(|der| redacted(der, redaction)).collect(),
            ..Self::default()
        }
    }
}

/// Returns the summary of a certificate. Of one that cannot be decoded, only the digest is known.
fn redacted(der: &[u8], redaction: &Redaction) -> CertificateSummary {
    let Ok(certificate) = Certificate::new(der) else {
        return CertificateSummary {
            sha256: hex(&sha256(der)),
            ..CertificateSummary::default()
        };
    };
    let mut summary = summarize(&certificate);
    for name in [&mut summary.name, &mut summary.subject, &mut summary.issuer] {
        *name = redaction.text(name);
    }
    summary
}
