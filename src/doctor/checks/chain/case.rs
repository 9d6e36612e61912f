//! A chain with the verdict of OpenSSL: the input of all checks of chains.

use std::ffi::OsStr;

use super::anchor::{self, Missing};
use super::owner::first_owner;
use crate::certs::entries::{Entry, Merged};
use crate::certs::{Certificate, date};
use crate::doctor::python::{Attempt, Python};
use crate::doctor::site::Observed;
use crate::doctor::trust::{
    Anchors, Chain, Kind, Member, MozillaVerdict, NotJudged, Objection, Rules, Verdict, by_mozilla,
    of_system, openssl_text, rules_of_openssl, verify,
};
use crate::doctor::{Certificates, Finding, Id, Status, Subject};
use crate::error::shown_name;
use crate::shell::quote;

/// Trusts a certificate of a saved chain. It has no digest of what the server sent, which would
/// confirm itself: `trust add` compares what the user types with the file.
pub const TRUST_SAVED: &str = "sglaunch trust add chain.pem --fingerprint HEX";

/// The chain of a site, and the verdict of an OpenSSL that trusts the bundle.
pub struct Case<'a> {
    pub subject: &'a Subject,
    pub observed: &'a Observed,
    pub python: Option<&'a Python>,
    pub certificates: &'a Certificates,
    pub chain: &'a Chain,
    pub rules: Rules,
    /// By the rules of OpenSSL without partial chains and strict checks.
    pub verdict: Verdict<'a>,
}

/// Runs a check on the chain that a site sent.
pub fn examine(
    id: Id,
    subject: &Subject,
    observed: &Observed,
    python: Option<&Python>,
    run: impl FnOnce(&Case) -> Vec<Finding>,
) -> Vec<Finding> {
    let Some(certificates) = &subject.certificates else {
        return vec![Finding::skipped(
            id,
            "there is no bundle to verify the chain with",
        )];
    };
    let Some(chain) = Chain::decode(observed.chain()) else {
        return vec![Finding::skipped(id, "the server sent no certificate")];
    };
    let report = python.and_then(|python| python.outcome.as_ref().ok());
    let rules = rules_of_openssl(subject.now, &observed.site.host, report);
    let anchors = Anchors::of_bundle(&certificates.gathered.merged);
    let verdict = verify(&chain, &anchors, &rules);
    run(&Case {
        subject,
        observed,
        python,
        certificates,
        chain: &chain,
        rules,
        verdict,
    })
}

impl<'a> Case<'a> {
    pub fn merged(&self) -> &'a Merged {
        &self.certificates.gathered.merged
    }

    pub fn host(&self) -> &str {
        &self.observed.site.host
    }

    /// Returns the entry of a certificate among those of all sources.
    pub fn entry_of(&self, certificate: &Certificate) -> Option<&'a Entry> {
        let mut entries = self.merged().entries.iter();
        entries.find(|entry| entry.certificate.der == certificate.der)
    }

    /// Returns the objections of some kinds.
    pub fn objections(&self, is_meant: impl Fn(&Kind) -> bool) -> Vec<&Objection> {
        let objections = self.verdict.objections.iter();
        objections.filter(|one| is_meant(&one.kind)).collect()
    }

    /// Returns why the chain does not end in a trusted certificate.
    pub fn missing(&self) -> Option<Missing<'a>> {
        anchor::missing(self)
    }

    /// Returns the handshake of the program's Python.
    pub fn attempt(&self) -> Option<&'a Attempt> {
        self.python?.attempt_of(&self.observed.site)
    }

    /// Returns whether the program's Python accepts the site.
    pub fn is_accepted_by_python(&self) -> bool {
        (self.attempt()).is_some_and(|attempt| attempt.failure.is_none())
    }

    /// Returns a finding that has failed, unless the program's Python accepts the site.
    pub fn objection(&self, id: Id, message: impl Into<String>) -> Finding {
        if self.is_accepted_by_python() {
            let finding = Finding::new(id, Status::Warning, message);
            return finding.detail(
                "the program's Python accepts the site nevertheless; other clients may not",
            );
        }
        let mut finding = Finding::failed(id, message);
        if first_owner(self) == Some(id) {
            let code = self.verdict.code();
            let text = openssl_text(code);
            finding = finding.detail(format!("OpenSSL reports: {text} ({code})"));
        }
        match self.attempt().and_then(|attempt| attempt.failure.as_ref()) {
            Some(failure) => {
                finding.detail(format!("Python reports: {}", shown_name(&failure.text)))
            }
            None => finding,
        }
    }

    /// Returns a line for each certificate of the path.
    pub fn path_lines(&self) -> Vec<String> {
        let line = |(depth, member): (usize, &Member)| {
            let from = if member.is_anchor() {
                self.source_of(member)
            } else {
                "sent by the server".to_owned()
            };
            format!("{depth}: {}, {from}", member.name())
        };
        self.verdict.path.iter().enumerate().map(line).collect()
    }

    /// Returns the sources that supply an anchor.
    pub fn source_of(&self, member: &Member) -> String {
        let entry = self.entry_of(member.certificate);
        let sources = entry.map(Entry::shown_sources).unwrap_or_default();
        format!("trusted from {}", sources.join(", "))
    }

    /// Returns a description of a certificate of the path.
    pub fn described(&self, depth: usize) -> String {
        self.verdict.described(depth)
    }

    /// Returns the verdicts of the system's store and of Mozilla's list.
    pub fn other_views(&self) -> Vec<String> {
        let system = if self.is_accepted_by_system() {
            "the system's store alone accepts the chain"
        } else {
            "the system's store alone does not accept the chain"
        };
        let mozilla = match self.by_mozilla() {
            MozillaVerdict::Accepted => "Mozilla's list alone accepts the chain",
            MozillaVerdict::NotJudged => "it is unknown whether Mozilla's list accepts the chain",
            MozillaVerdict::UnknownIssuer | MozillaVerdict::Rejected => {
                "Mozilla's list alone does not accept the chain"
            }
        };
        vec![system.to_owned(), mozilla.to_owned()]
    }

    pub fn is_accepted_by_system(&self) -> bool {
        let system = of_system(self.subject);
        let anchors = Anchors::new(system.iter().map(|one| &**one));
        verify(self.chain, &anchors, &self.rules).is_accepted()
    }

    pub fn by_mozilla(&self) -> MozillaVerdict {
        by_mozilla(self.observed.chain(), self.host(), self.subject.now)
    }

    /// Returns a line for each signature that cannot be verified here.
    pub fn unverified(&self) -> Vec<String> {
        let parts = self.verdict.not_judged.iter();
        let line = |part: &NotJudged| match part {
            NotJudged::Signature(depth) => Some(format!(
                "the signature of {} was not verified: sglaunch does not support its algorithm or \
                 key, so only names and key identifiers were compared",
                self.described(*depth)
            )),
            NotJudged::Constraint(_) | NotJudged::Strength(_) => None,
        };
        parts.filter_map(line).collect()
    }

    /// Returns the command that writes what the server sent to `chain.pem`.
    pub fn save_command(&self) -> String {
        format!("{} --save-chain chain.pem", self.doctor_command())
    }

    pub fn doctor_command(&self) -> String {
        let url = format!("https://{}", self.observed.site.authority());
        format!(
            "sglaunch doctor {} --site {}",
            self.target(),
            quote(OsStr::new(&url))
        )
    }

    /// Returns the profile as a word of a command.
    pub fn target(&self) -> String {
        quote(OsStr::new(&self.subject.target))
    }
}

/// Returns the lines that identify a certificate.
pub fn identity(certificate: &Certificate) -> Vec<String> {
    let [sha256, sha1] = certificate.fingerprints();
    let facts = certificate.facts;
    let (from, until) = (date(facts.not_before), date(facts.not_after));
    vec![
        format!("subject: {}", shown_name(&certificate.subject_name())),
        format!("issuer: {}", shown_name(&certificate.issuer_name())),
        format!("valid from {from} until {until}"),
        format!("SHA-256: {sha256}"),
        format!("SHA-1: {sha1}"),
    ]
}

/// Adds lines to a finding.
pub fn with_details(finding: Finding, lines: impl IntoIterator<Item = String>) -> Finding {
    lines.into_iter().fold(finding, Finding::detail)
}
