//! The chain of a site, from its certificate to the root, and what each view says of it.

mod client;
mod judge;
mod path;
mod sources;
#[cfg(test)]
mod tests;
mod views;
mod words;

use crate::certs::policy::Reason;
use crate::certs::summary::{CertificateSummary, summarize};
use crate::certs::{Certificate, hex, sha256};
use crate::doctor::run::Views;
use crate::doctor::site::{Observed, Route};
use crate::doctor::trust::{Anchors, Chain, Member, is_self_signed, lacks_intermediate};
use crate::doctor::{Finding, Redaction, Status, Subject};
pub use judge::JudgementKind;
use sources::{Held, Holder, State};
use views::{Clients, Outcome};

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
    /// The certificates that were sent and do not belong to the path.
    pub unused: Vec<CertificateSummary>,
    /// The views of the site: sglaunch's, the program's Python's, and the environment's.
    pub views: Vec<View>,
    /// The path from the server's certificate to the root.
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
    /// Whether the client accepts the site; `None` if that is not known.
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
    /// It is the end of the path, and no source has it: its fingerprint must be confirmed another
    /// way before it is trusted.
    pub is_unknown_root: bool,
    /// The sources that have it.
    pub sources: Vec<String>,
    /// What each view says of it, in the order of the views.
    pub judgements: Vec<Judgement>,
}

/// What a client says of a certificate.
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
    /// The source has an anchor of the path.
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

/// The views, in order: their names in JSON and for people.
const VIEWS: [(&str, &str); 3] = [
    ("sglaunch", "sglaunch's bundle"),
    ("python", "the program's Python"),
    ("environment", "the environment without sglaunch"),
];

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

/// Returns the diagnoses of all sites.
pub fn diagnoses(
    subject: &Subject,
    views: &Views,
    findings: &[Finding],
    redaction: &Redaction,
) -> Vec<SiteDiagnosis> {
    if views.sites.is_empty() {
        return Vec::new();
    }
    let report = (views.python.as_ref().ok()).and_then(|python| python.outcome.as_ref().ok());
    let clients = Clients::new(subject, report);
    let held = sources::all(subject, &clients);
    let chart = Chart {
        subject,
        views,
        clients: &clients,
        held: &held,
        findings,
        redaction,
    };
    views.sites.iter().map(|site| chart.of(site)).collect()
}

/// The inputs of the diagnoses.
struct Chart<'a> {
    subject: &'a Subject,
    views: &'a Views,
    clients: &'a Clients<'a>,
    held: &'a [Held<'a>],
    findings: &'a [Finding],
    redaction: &'a Redaction,
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

impl Chart<'_> {
    fn of(&self, observed: &Observed) -> SiteDiagnosis {
        let mut site = SiteDiagnosis::observed(observed, self.redaction);
        let chain = Chain::decode(observed.chain());
        let chain = chain.as_ref();
        let outcomes = views::outcomes(
            self.subject,
            observed,
            chain,
            self.clients,
            &self.views.python,
        );
        let all = Anchors::new(self.held.iter().map(|held| &*held.certificate));
        let certificates = self.subject.certificates.as_ref();
        let bundle = certificates.map(|one| Anchors::of_bundle(&one.gathered.merged));
        let bundle = bundle.unwrap_or_default();
        let path = chain.map(|chain| path::path(chain, &bundle, &all, self.subject.now));
        let path = path.unwrap_or_default();
        let fault = self.fault(&site.site, observed);
        site.views = self.views(&outcomes, fault);
        site.path = self.links(&path, &outcomes);
        if !path.is_empty() {
            site.sources = self.sources(&path);
        }
        let is_used = |der: &Vec<u8>| path.iter().any(|link| *link.certificate.der == **der);
        let unused = observed.chain().iter().filter(|der| !is_used(der));
        site.unused = unused.map(|der| redacted(der, self.redaction)).collect();
        site
    }

    /// Returns why there was no handshake: the message of the check that has failed.
    fn fault(&self, site: &str, observed: &Observed) -> Option<&str> {
        observed.fault()?;
        let is_of_site =
            |one: &&Finding| one.status == Status::Failed && one.site.as_deref() == Some(site);
        let finding = self.findings.iter().find(is_of_site);
        Some(finding.map_or("see the checks of the site", |one| &one.message))
    }

    fn views(&self, outcomes: &[Outcome; 3], fault: Option<&str>) -> Vec<View> {
        let clients = self.clients.in_order();
        let all = VIEWS.iter().zip(outcomes).zip(clients);
        all.map(|(((id, name), outcome), client)| {
            let places = client.map_or(&[][..], |client| &client.places);
            let places = places.iter().map(words::place);
            View {
                id,
                name,
                is_accepted: outcome.is_accepted(),
                message: self.redaction.text(&words::view(outcome, fault)),
                trusts: places.map(|place| self.redaction.text(&place)).collect(),
            }
        })
        .collect()
    }

    fn links<'a>(&self, path: &[Member<'a>], outcomes: &[Outcome<'_, 'a>; 3]) -> Vec<Link> {
        let mut links: Vec<Link> = (0..path.len())
            .map(|index| self.link(path, index, outcomes))
            .collect();
        if let Some(last) = path.last().filter(|last| !is_self_signed(last)) {
            links.push(self.missing(path, last, outcomes));
        }
        links
    }

    fn link<'a>(&self, path: &[Member<'a>], index: usize, outcomes: &[Outcome<'_, 'a>; 3]) -> Link {
        let member = &path[index];
        let of_link = |held: &&Held| held.certificate.der == member.certificate.der;
        let mut sources: Vec<String> = Vec::new();
        for held in self.held.iter().filter(of_link) {
            let source = self.redaction.text(&words::holder(&held.holder));
            if !sources.contains(&source) {
                sources.push(source);
            }
        }
        let is_end = index + 1 == path.len() && is_self_signed(member);
        Link {
            certificate: summary(member.certificate, self.redaction),
            kind: match index {
                0 => "server",
                _ if is_end => "root",
                _ => "intermediate",
            },
            is_sent: !member.is_anchor(),
            is_missing: false,
            is_unknown_root: is_end && sources.is_empty(),
            sources,
            judgements: self.judgements(path, index, outcomes),
        }
    }

    /// Returns the issuer of the last certificate, which nobody has.
    fn missing<'a>(
        &self,
        path: &[Member<'a>],
        last: &Member,
        outcomes: &[Outcome<'_, 'a>; 3],
    ) -> Link {
        let name = self.redaction.text(&last.issuer_name());
        let subject = self.redaction.text(&last.certificate.issuer_name());
        let certificates = self.subject.certificates.as_ref();
        let is_intermediate = certificates
            .is_some_and(|one| lacks_intermediate(&one.gathered.merged, path.first(), last));
        Link {
            certificate: CertificateSummary {
                name,
                subject,
                ..CertificateSummary::default()
            },
            kind: if is_intermediate {
                "intermediate"
            } else {
                "root"
            },
            is_sent: false,
            is_missing: true,
            is_unknown_root: !is_intermediate,
            sources: Vec::new(),
            judgements: self.judgements(path, path.len(), outcomes),
        }
    }

    fn judgements<'a>(
        &self,
        path: &[Member<'a>],
        index: usize,
        outcomes: &[Outcome<'_, 'a>; 3],
    ) -> Vec<Judgement> {
        let certificates = self.subject.certificates.as_ref();
        let judgement = |(outcome, client): (&Outcome<'_, 'a>, Option<&client::Client>)| {
            let exclusion = |member: &Member| -> Option<Reason> {
                views::exclusion(certificates, client, member)
            };
            let (kind, why) = outcome.judge(path, index, &exclusion);
            let reason = why.as_ref().map(|why| words::why(why, outcome.verdict()));
            Judgement {
                kind,
                reason: reason.map(|reason| self.redaction.text(&reason)),
                code: why.as_ref().and_then(judge::Why::code),
            }
        };
        let clients = self.clients.in_order();
        outcomes.iter().zip(clients).map(judgement).collect()
    }

    fn sources(&self, path: &[Member]) -> Vec<SourceTrust> {
        let rows = sources::of_path(self.held, path).into_iter();
        let rows = rows.map(|(holder, held)| self.source(path, &holder, &held));
        rows.chain(self.denials(path)).collect()
    }

    fn source(&self, path: &[Member], holder: &Holder, held: &[&Held]) -> SourceTrust {
        let now = self.subject.now;
        let mut states: Vec<(&Held, State)> = Vec::new();
        for one in held {
            let is_same =
                |(other, _): &(&Held, State)| other.certificate.der == one.certificate.der;
            if !states.iter().any(is_same) {
                states.push((one, State::of(one, path, now)));
            }
        }
        let inputs = self.subject.certificates.as_ref().map(|one| &one.inputs);
        let key = match holder {
            Holder::System if inputs.is_some_and(|inputs| !inputs.native) => Some("native"),
            Holder::Mozilla if inputs.is_some_and(|inputs| inputs.mozilla.is_none()) => {
                Some("mozilla")
            }
            _ => None,
        };
        let certificates = states.iter().map(|(held, state)| SourceCertificate {
            name: self.redaction.text(&held.certificate.name()),
            sha256: held.certificate.fingerprints()[0].to_string(),
            state: state.name(),
        });
        SourceTrust {
            source: self.redaction.text(&words::holder(holder)),
            message: self.redaction.text(&words::source(&states, key)),
            is_trusting: (states.iter())
                .any(|(_, state)| matches!(state, State::Trusted | State::Denied)),
            certificates: certificates.collect(),
        }
    }

    /// Returns what denies or distrusts a certificate of the path.
    fn denials(&self, path: &[Member]) -> Vec<SourceTrust> {
        let Some(certificates) = &self.subject.certificates else {
            return Vec::new();
        };
        let mut rows = Vec::new();
        for member in path {
            let (holder, state) = match certificates.denial_of(member.certificate) {
                Some(Reason::Denied) => (Holder::Deny, State::Denied),
                Some(Reason::Distrusted(by)) => {
                    (Holder::Blocklist(by.to_string()), State::Distrusted)
                }
                _ => continue,
            };
            rows.push(SourceTrust {
                source: self.redaction.text(&words::holder(&holder)),
                message: self.redaction.text(&format!(
                    "{} `{}`",
                    words::verb(state),
                    member.name()
                )),
                is_trusting: false,
                certificates: vec![SourceCertificate {
                    name: self.redaction.text(&member.name()),
                    sha256: member.certificate.fingerprints()[0].to_string(),
                    state: state.name(),
                }],
            });
        }
        rows
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
