//! The three views of a site.

use super::client::Client;
use super::judge::{Judge, Judged, JudgementKind};
use super::path::End;
use crate::certs::policy::Reason;
use crate::doctor::python::{Failure, NoPython, Python, Report};
use crate::doctor::site::Observed;
use crate::doctor::trust::{
    Anchors, Chain, Member, Rules, Verdict, rules_of_openssl, rules_of_python, verify,
};
use crate::doctor::{Certificates, Subject};

/// What a client does with a site.
#[derive(Debug)]
pub enum Outcome<'s, 'a> {
    /// The verdict of the verifier with the client's rules and anchors.
    Judged(Verdict<'a>),
    /// The handshake of a Python, and the verdict that explains it.
    Tried(Option<&'s Failure>, Option<Verdict<'a>>),
    /// There is no bundle.
    NoBundle,
    NoPython(&'s NoPython),
    NoReport(&'s Python),
    /// The site sent no certificate.
    NoCertificate,
}

/// The clients of a launch, and the certificates that they trust.
#[derive(Debug)]
pub struct Clients<'a> {
    pub bundle: Option<Client<'a>>,
    pub python: Option<Client<'a>>,
    pub environment: Client<'a>,
}

impl<'a> Clients<'a> {
    pub fn new(subject: &'a Subject, report: Option<&Report>) -> Self {
        Self {
            bundle: Client::of_bundle(subject),
            python: report.map(|report| Client::of_python(subject, report)),
            environment: Client::of_environment(subject),
        }
    }

    /// Returns the clients in the order of the views.
    pub fn in_order(&self) -> [Option<&Client<'a>>; 3] {
        let [bundle, python] = [&self.bundle, &self.python].map(Option::as_ref);
        [bundle, python, Some(&self.environment)]
    }
}

/// Returns the outcomes of the three clients, in the order of the views.
pub fn outcomes<'s, 'a>(
    subject: &Subject,
    observed: &Observed,
    chain: Option<&'a Chain>,
    clients: &'a Clients,
    python: &'s Result<Python, NoPython>,
) -> [Outcome<'s, 'a>; 3] {
    let (now, host) = (subject.now, &*observed.site.host);
    let report = python.as_ref().ok();
    let report = report.and_then(|python| python.outcome.as_ref().ok());
    let rules = rules_of_openssl(now, host, report);
    let judged = |client: &'a Client| match chain {
        Some(chain) => Outcome::Judged(verdict(chain, client, &rules)),
        None => Outcome::NoCertificate,
    };
    let of_bundle = (clients.bundle.as_ref()).map_or(Outcome::NoBundle, judged);
    let of_python = match python {
        Err(why) => Outcome::NoPython(why),
        Ok(python) => match &python.outcome {
            Err(_) => Outcome::NoReport(python),
            Ok(report) => {
                let attempt = python.attempt_of(&observed.site);
                let explained = chain.zip(clients.python.as_ref()).map(|(chain, client)| {
                    verdict(chain, client, &rules_of_python(now, host, report))
                });
                match attempt {
                    Some(attempt) => {
                        let failure = attempt.failure.as_ref();
                        let explained = explained.filter(|verdict| explains(verdict, failure));
                        Outcome::Tried(failure, explained)
                    }
                    None => Outcome::NoReport(python),
                }
            }
        },
    };
    [of_bundle, of_python, judged(&clients.environment)]
}

fn verdict<'a>(chain: &'a Chain, client: &'a Client, rules: &Rules) -> Verdict<'a> {
    let anchors = Anchors::new(client.anchors.iter().map(|(_, one)| &**one));
    verify(chain, &anchors, rules)
}

/// Returns whether a verdict explains the end of a handshake: both accept, or the first objection
/// is the error that OpenSSL reported.
pub(super) fn explains(verdict: &Verdict, failure: Option<&Failure>) -> bool {
    let Some(failure) = failure else {
        return verdict.is_accepted();
    };
    // Before Python 3.7, the exception has no code.
    failure.is_of_certificates()
        && match failure.verify_code {
            Some(code) => verdict.code() == code,
            None => !verdict.is_accepted(),
        }
}

impl<'a> Outcome<'_, 'a> {
    /// Returns whether the client accepts the certificates, or succeeds in its own handshake;
    /// `None` if that is not known.
    pub fn is_accepted(&self) -> Option<bool> {
        match self {
            Self::Judged(verdict) => Some(verdict.is_accepted()),
            Self::Tried(failure, _) => Some(failure.is_none()),
            _ => None,
        }
    }

    /// Returns the verdict that explains the outcome.
    pub fn verdict(&self) -> Option<&Verdict<'a>> {
        match self {
            Self::Judged(verdict) => Some(verdict),
            Self::Tried(_, verdict) => verdict.as_ref(),
            _ => None,
        }
    }

    /// Judges the certificate of a path at an index; behind its end is the one that is missing.
    pub fn judge<'v>(
        &'v self,
        (path, end): (&'v [Member<'a>], End),
        index: usize,
        exclusion: &'v dyn Fn(&Member) -> Option<Reason>,
    ) -> Judged<'v> {
        match self.verdict() {
            Some(verdict) => {
                let judge = Judge {
                    verdict,
                    path,
                    end,
                    exclusion,
                };
                judge.judge(index)
            }
            None => (JudgementKind::Unknown, None),
        }
    }
}

/// Returns why the store of a client leaves out a certificate.
pub fn exclusion(
    certificates: Option<&Certificates>,
    client: Option<&Client>,
    member: &Member,
) -> Option<Reason> {
    let (certificates, client) = (certificates?, client?);
    let mut entries = certificates.gathered.merged.entries.iter();
    let entry = entries.find(|entry| entry.certificate.der == member.certificate.der);
    let reason = entry.and_then(|entry| entry.reason.clone());
    let reason = reason.or_else(|| certificates.denial_of(member.certificate))?;
    let is_own = match reason {
        _ if client.has_bundle() => true,
        Reason::Distrusted(_) => client.has_system(),
        _ => false,
    };
    is_own.then_some(reason)
}
