//! The summary of a certificate that a user reads before trusting it.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::certs::entries::Entry;
use crate::certs::summary::{CertificateKind as Kind, summarize};
use crate::certs::warnings::{Warning, warnings};
use crate::error::printable;

/// Renders the facts of a certificate that matter for the decision, one on each line. `trusted` are
/// the subjects of the other trusted CAs, `now` is in seconds since 1970.
pub(super) fn render(entry: &Entry, trusted: &BTreeSet<String>, now: i64) -> String {
    let certificate = summarize(&entry.certificate);
    let day = |time: &str| time.get(..10).unwrap_or_default().to_owned();
    let mut text = format!("{}\n", one_line(&certificate.name));
    let mut line = |name: &str, value: &str| {
        let _ = writeln!(text, "  {name:<9}{}", one_line(value));
    };
    line("SHA-256", &certificate.sha256);
    line("SHA-1", &certificate.sha1);
    line("subject", &certificate.subject);
    let is_self_issued = entry.certificate.facts.is_self_issued;
    line(
        "issuer",
        if is_self_issued {
            "itself"
        } else {
            &certificate.issuer
        },
    );
    let (from, until) = (day(&certificate.not_before), day(&certificate.not_after));
    line("valid", &format!("from {from} until {until}"));
    line("key", &certificate.key.to_string());
    line("kind", kind(entry));
    for warning in warnings_of(entry, trusted, now) {
        line("warning", &warning.to_string());
    }
    if let Some(reason) = &entry.reason {
        line("excluded", &format!("from every bundle: {reason}"));
    }
    text
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
    let text = printable(&words.join(" "));
    if text.chars().count() <= MAX_CHARS {
        return text;
    }
    text.chars().take(MAX_CHARS).chain(['…']).collect()
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
