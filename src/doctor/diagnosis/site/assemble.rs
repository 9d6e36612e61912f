//! Assembles the diagnosis of a site from its path, its views and its sources, redacted.

use super::path::End;
use super::sources::{self, Held, Holder};
use super::views::{self, Clients, Outcome};
use super::{
    Judgement, Link, SiteDiagnosis, View, client, judge, path, redacted, sentences, summary,
};
use crate::certs::policy::Reason;
use crate::certs::summary::CertificateSummary;
use crate::doctor::checks::owner;
use crate::doctor::run::Views;
use crate::doctor::site::Observed;
use crate::doctor::trust::{Anchors, Chain, Member, is_self_signed, lacks_intermediate};
use crate::doctor::{Finding, Redaction, Status, Subject};

/// The views, in order: their names in JSON and for people.
const VIEWS: [(&str, &str); 3] = [
    ("sglaunch", "sglaunch's bundle"),
    ("python", "the program's Python"),
    ("environment", "the environment without sglaunch"),
];

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
    let inputs = Inputs {
        subject,
        views,
        clients: &clients,
        held: &held,
        findings,
        redaction,
    };
    views
        .sites
        .iter()
        .map(|site| inputs.diagnosis_of(site))
        .collect()
}

/// The inputs of the diagnoses.
pub(super) struct Inputs<'a> {
    pub subject: &'a Subject,
    views: &'a Views,
    clients: &'a Clients<'a>,
    pub held: &'a [Held<'a>],
    findings: &'a [Finding],
    pub redaction: &'a Redaction,
}

impl Inputs<'_> {
    fn diagnosis_of(&self, observed: &Observed) -> SiteDiagnosis {
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
        let (path, end) = path.unwrap_or((Vec::new(), End::NoIssuer));
        site.fault = self.fault(&site.site, observed);
        site.views = self.views(&outcomes, site.fault.as_deref());
        site.path = self.links((&path, end), &outcomes);
        if !path.is_empty() {
            site.sources = self.sources(&path);
        }
        let is_used = |der: &Vec<u8>| path.iter().any(|link| *link.certificate.der == **der);
        let unused = observed.chain().iter().filter(|der| !is_used(der));
        site.unused = unused.map(|der| redacted(der, self.redaction)).collect();
        site
    }

    /// Returns why there was no handshake: the message of the check that reports the fault.
    fn fault(&self, site: &str, observed: &Observed) -> Option<String> {
        let owner = owner(observed.fault()?);
        let is_meant = |one: &&Finding| {
            let is_fault = matches!(one.status, Status::Failed | Status::Warning);
            one.id == owner && is_fault && one.site.as_deref() == Some(site)
        };
        let finding = self.findings.iter().find(is_meant);
        Some(match finding {
            Some(finding) => finding.message.clone(),
            None => format!("run the check `{owner}` for the reason"),
        })
    }

    fn views(&self, outcomes: &[Outcome; 3], fault: Option<&str>) -> Vec<View> {
        let clients = self.clients.in_order();
        let all = VIEWS.iter().zip(outcomes).zip(clients);
        all.map(|(((id, name), outcome), client)| {
            let places = client.map_or(&[][..], |client| &client.places);
            let places = places.iter().map(sentences::place);
            View {
                id,
                name,
                is_accepted: outcome.is_accepted(),
                message: self.redaction.text(&sentences::view(outcome, fault)),
                trusts: places.map(|place| self.redaction.text(&place)).collect(),
            }
        })
        .collect()
    }

    fn links<'a>(
        &self,
        (path, end): (&[Member<'a>], End),
        outcomes: &[Outcome<'_, 'a>; 3],
    ) -> Vec<Link> {
        let indices = 0..path.len();
        let links = indices.map(|index| self.link((path, end), index, outcomes));
        let last = path.last().filter(|_| end == End::NoIssuer);
        let missing = last.map(|last| self.missing(path, last, outcomes));
        links.chain(missing).collect()
    }

    fn link<'a>(
        &self,
        (path, end): (&[Member<'a>], End),
        index: usize,
        outcomes: &[Outcome<'_, 'a>; 3],
    ) -> Link {
        let member = &path[index];
        let of_link = |held: &&Held| held.certificate.der == member.certificate.der;
        let mut sources: Vec<String> = Vec::new();
        let mut is_known = false;
        for held in self.held.iter().filter(of_link) {
            // The checks do not count what a client loads by itself: they advise to trust it.
            is_known |= !matches!(held.holder, Holder::Client(_));
            let source = self.redaction.text(&sentences::holder(&held.holder));
            if !sources.contains(&source) {
                sources.push(source);
            }
        }
        let certificates = self.subject.certificates.as_ref();
        let denial = certificates.and_then(|one| one.denial_of(member.certificate));
        let is_denied = denial.is_some();
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
            is_unknown_root: is_end && !is_known && !is_denied,
            sources,
            judgements: self.judgements((path, end), index, outcomes),
        }
    }

    /// Returns the issuer of the last certificate, which neither the server nor a source has.
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
            judgements: self.judgements((path, End::NoIssuer), path.len(), outcomes),
        }
    }

    fn judgements<'a>(
        &self,
        path: (&[Member<'a>], End),
        index: usize,
        outcomes: &[Outcome<'_, 'a>; 3],
    ) -> Vec<Judgement> {
        let certificates = self.subject.certificates.as_ref();
        let judgement = |(outcome, client): (&Outcome<'_, 'a>, Option<&client::Client>)| {
            let exclusion = |member: &Member| -> Option<Reason> {
                views::exclusion(certificates, client, member)
            };
            let (kind, why) = outcome.judge(path, index, &exclusion);
            let reason = why
                .as_ref()
                .map(|why| sentences::why(why, outcome.verdict()));
            Judgement {
                kind,
                reason: reason.map(|reason| self.redaction.text(&reason)),
                code: why.as_ref().and_then(judge::Why::code),
            }
        };
        let clients = self.clients.in_order();
        outcomes.iter().zip(clients).map(judgement).collect()
    }
}
