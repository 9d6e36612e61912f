//! The chain of a site, from its certificate to the root, and the judgements of each view.

mod assemble;
mod client;
mod judge;
mod path;
mod sentences;
mod source_rows;
mod sources;
#[cfg(test)]
mod tests;
mod views;

use crate::certs::summary::{CertificateSummary, summarize};
use crate::certs::{Certificate, hex, sha256};
use crate::doctor::Redaction;
use crate::doctor::site::{Observed, Route};
pub use assemble::diagnoses;
pub use judge::JudgementKind;

/// A site, as it was observed.
#[derive(Debug, Default)]
pub struct SiteDiagnosis {
    /// Host and port.
    pub site: String,
    /// The host and port of the proxy, if there is one.
    pub proxy: Option<String>,
    /// The TLS version and the cipher of doctor's own handshake.
    pub tls: Option<String>,
    /// Why doctor's own handshake failed.
    pub fault: Option<String>,
    /// Why the views, the path and the sources are not known.
    pub problem: Option<&'static str>,
    /// The certificates as the server sent them.
    pub sent: Vec<CertificateSummary>,
    /// The certificates that were sent and do not belong to the path.
    pub unused: Vec<CertificateSummary>,
    /// The views of the site: sglaunch's, the program's Python's, and the environment's.
    pub views: Vec<View>,
    /// The path from the server's certificate to the root. It ends before if neither the server nor
    /// a source has an issuer, then with a certificate that is missing, and if certificates sign
    /// each other.
    pub path: Vec<Link>,
    /// The sources of trust anchors that have a certificate of the path or of the same name, and
    /// always the system's store and Mozilla's list.
    pub sources: Vec<SourceTrust>,
}

/// A client's view of a site.
#[derive(Debug)]
pub struct View {
    /// `sglaunch`, `python` or `environment`.
    pub id: &'static str,
    /// As in `sglaunch's bundle`.
    pub name: &'static str,
    /// Whether the client accepts the certificates, also if the handshake fails for another reason;
    /// `None` if that is not known. A Python's own handshake decides for it.
    pub is_accepted: Option<bool>,
    /// One sentence, lower case, no full stop.
    pub message: String,
    /// The files and stores from which the client loads its trust anchors.
    pub trusts: Vec<String>,
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
    /// It is the end of the path, and no source of the bundle, the system's store or Mozilla's list
    /// has or denies it: its fingerprint must be confirmed through another channel.
    pub is_unknown_root: bool,
    /// The sources that have it.
    pub sources: Vec<String>,
    /// The judgements of the views, in their order.
    pub judgements: Vec<Judgement>,
}

/// A judgement of a client on a certificate.
#[derive(Debug)]
pub struct Judgement {
    pub kind: JudgementKind,
    /// The end of a sentence about the certificate, such as `expired on 2026-01-02`. Also one that
    /// is accepted may have a remark.
    pub reason: Option<String>,
    /// OpenSSL's error, `X509_V_ERR_…`.
    pub code: Option<u32>,
}

/// A source of trust anchors, and what it has of the path.
#[derive(Debug)]
pub struct SourceTrust {
    /// As in `the system's store`.
    pub source: String,
    /// One sentence, lower case, no full stop.
    pub message: String,
    /// The source has the root of the path, also if the profile denies it.
    pub is_trusting: bool,
    pub certificates: Vec<SourceCertificate>,
}

/// A certificate of a source.
#[derive(Debug)]
pub struct SourceCertificate {
    pub name: String,
    pub sha256: String,
    /// As in `trusted`, `expired`, `denied` and `other-key`.
    pub state: &'static str,
}

impl JudgementKind {
    /// Returns the word in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Trusted => "trusted",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::NotReached => "not-reached",
            Self::Unknown => "unknown",
        }
    }
}

impl SiteDiagnosis {
    /// Returns what is known without the views.
    pub fn observed(observed: &Observed, redaction: &Redaction) -> Self {
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
    match Certificate::new(der) {
        Ok(certificate) => summary(&certificate, redaction),
        Err(_) => CertificateSummary {
            sha256: hex(&sha256(der)),
            ..CertificateSummary::default()
        },
    }
}

fn summary(certificate: &Certificate, redaction: &Redaction) -> CertificateSummary {
    let mut summary = summarize(certificate);
    for name in [&mut summary.name, &mut summary.subject, &mut summary.issuer] {
        *name = redaction.text(name);
    }
    summary
}
