//! The summaries of certificates that a user reads before trusting them.

use std::collections::BTreeSet;
use std::path::Path;

use super::candidates::Candidate;
use super::subjects_of_cas;
use crate::certs::entries::Entry;
use crate::certs::summary::{CertificateKind as Kind, CertificateSummary, summarize};
use crate::certs::warnings::{Warning, warnings};
use crate::error::printable;

/// The certificates of a question.
pub(super) struct Cards<'a> {
    /// Shows only what identifies a certificate.
    pub is_short: bool,
    /// The certificates come from several files, which are shown.
    pub has_files: bool,
    /// Shown files are relative to this directory.
    pub cwd: &'a Path,
    /// Subjects of the other trusted CAs.
    pub trusted: &'a BTreeSet<String>,
    /// Seconds since 1970.
    pub now: i64,
}

impl Cards<'_> {
    /// Renders the facts of certificates that matter for the decision, one on each line.
    pub fn render(&self, candidates: &[&Candidate]) -> String {
        let entries = candidates.iter().map(|candidate| &candidate.entry);
        let mut trusted = self.trusted.clone();
        trusted.extend(subjects_of_cas(entries));
        let mut cards = Vec::new();
        for candidate in candidates {
            let warnings = warnings_of(&candidate.entry, &trusted, self.now);
            // An issuer that several certificates lack is named once.
            for warning in &warnings {
                if let Warning::UntrustedIssuer(issuer) = warning {
                    trusted.insert(issuer.clone());
                }
            }
            cards.push(self.card(candidate, &warnings));
        }
        cards.join(if self.is_short { "" } else { "\n" })
    }

    fn card(&self, candidate: &Candidate, warnings: &[Warning]) -> String {
        let certificate = summarize(&candidate.entry.certificate);
        let mut lines = vec![("SHA-256", certificate.sha256.clone())];
        if self.is_short {
            let text = format!("{} until {}", kind(&candidate.entry), certificate.expires());
            lines.push(("kind", text));
        } else {
            lines.extend(facts(&candidate.entry, &certificate));
        }
        if self.has_files {
            let file = candidate.file.strip_prefix(self.cwd);
            let file = file.unwrap_or(&candidate.file);
            lines.push(("file", file.to_string_lossy().into_owned()));
        }
        let warnings = warnings
            .iter()
            .map(|warning| ("warning", warning.to_string()));
        lines.extend(warnings);
        let line = |(name, value): &(&str, String)| format!("  {name:<9}{}\n", one_line(value));
        let lines: String = lines.iter().map(line).collect();
        format!("{}\n{lines}", one_line(&certificate.name))
    }
}

fn facts(entry: &Entry, certificate: &CertificateSummary) -> [(&'static str, String); 6] {
    let day = |time: &str| time.get(..10).unwrap_or_default().to_owned();
    let issuer = if entry.certificate.facts.is_self_issued {
        "itself"
    } else {
        &certificate.issuer
    };
    let (from, until) = (day(&certificate.not_before), day(&certificate.not_after));
    [
        ("SHA-1", certificate.sha1.clone()),
        ("subject", certificate.subject.clone()),
        ("issuer", issuer.to_owned()),
        ("valid", format!("from {from} until {until}")),
        ("key", certificate.key.to_string()),
        ("kind", kind(entry).to_owned()),
    ]
}

/// Returns the name of a certificate on one line.
pub(super) fn name_of(entry: &Entry) -> String {
    one_line(&entry.certificate.name())
}

/// Returns the name of a certificate for a list of many.
pub(super) fn short_name_of(entry: &Entry) -> String {
    cut_to(&name_of(entry), 60)
}

/// Returns the warnings for users who trust a certificate, among them a missing issuer.
pub(super) fn warnings_of(entry: &Entry, trusted: &BTreeSet<String>, now: i64) -> Vec<Warning> {
    let mut warnings = warnings(&entry.certificate, now);
    if Kind::of(entry.certificate.facts) == Kind::Intermediate {
        let issuer = entry.certificate.issuer_name();
        if !trusted.contains(&issuer) {
            warnings.push(Warning::UntrustedIssuer(issuer));
        }
    }
    warnings
}

/// Makes a text from a certificate safe to print as one line, so that it cannot imitate another
/// line: no control characters, single blanks, at most a few lines of a terminal.
fn one_line(text: &str) -> String {
    const MAX_CHARS: usize = 300;
    let words: Vec<&str> = text.split_whitespace().collect();
    cut_to(&printable(&words.join(" ")), MAX_CHARS)
}

fn cut_to(text: &str, max_chars: usize) -> String {
    if text.chars().count() <= max_chars {
        return text.to_owned();
    }
    text.chars().take(max_chars).chain(['…']).collect()
}

fn kind(entry: &Entry) -> &'static str {
    match Kind::of(entry.certificate.facts) {
        Kind::Root => "root CA: signed by itself",
        Kind::Intermediate => "intermediate CA: signed by its issuer",
        Kind::Server if entry.certificate.facts.is_self_issued => {
            "server certificate: signed by itself, valid for this server only"
        }
        Kind::Server => "server certificate: trust the CA that signed it instead",
    }
}
