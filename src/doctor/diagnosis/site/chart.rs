//! Puts the diagnosis of a site together: its path, its views and its sources, redacted.

use super::sources::{self, Held};
use super::views::{self, Clients, Outcome};
use super::{Judgement, Link, SiteDiagnosis, View, client, judge, path, redacted, summary, words};
use crate::certs::policy::Reason;
use crate::certs::summary::CertificateSummary;
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
pub(super) struct Chart<'a> {
    pub subject: &'a Subject,
    views: &'a Views,
    clients: &'a Clients<'a>,
    pub held: &'a [Held<'a>],
    findings: &'a [Finding],
    pub redaction: &'a Redaction,
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
            is_unknown_root: is_end && sources.is_empty() && !is_denied,
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
}
