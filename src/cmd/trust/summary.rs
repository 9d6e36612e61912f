//! What somebody must see of a certificate before it is trusted.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::certs::entries::Entry;
use crate::certs::summary::CertificateKind;
use crate::certs::warnings::{Warning, warnings};
use crate::cmd::certificate::Certificate;
use crate::error::printable;

/// Everything about the certificate of an entry that counts for the decision, a line for each. `trusted` are the subjects
/// of the authorities that are trusted beside it.
pub fn card(entry: &Entry, trusted: &BTreeSet<String>, now: i64) -> String {
    let certificate = Certificate::new(&entry.certificate);
    let about = &certificate.about;
    let day = |time: &str| time.get(..10).unwrap_or_default().to_owned();
    let mut text = format!("{}\n", plain(&about.name));
    let mut line = |name: &str, value: &str| {
        let _ = writeln!(text, "  {name:<9}{}", plain(value));
    };
    line("SHA-256", &certificate.sha256);
    line("SHA-1", &certificate.sha1);
    line("subject", &about.subject);
    line(
        "issuer",
        if entry.certificate.facts.is_self_issued {
            "itself"
        } else {
            &about.issuer
        },
    );
    let (from, until) = (day(&about.not_before), day(&about.not_after));
    line("valid", &format!("from {from} until {until}"));
    line("key", &about.key.to_string());
    line("kind", what_it_is(entry));
    for concern in hurts(entry, trusted, now) {
        line("warning", &concern.to_string());
    }
    if let Some(reason) = &entry.reason {
        line(
            "useless",
            &format!("it would be left out: {}", reason.clause()),
        );
    }
    text
}

/// What will hurt those who trust the certificate of an entry.
pub fn hurts(entry: &Entry, trusted: &BTreeSet<String>, now: i64) -> Vec<Warning> {
    // It was examined when it was read, so there is an answer.
    let mut warnings = warnings(&entry.certificate, now);
    if CertificateKind::of(entry.certificate.facts) == CertificateKind::Intermediate {
        let issuer = entry.certificate.issuer_name();
        if !trusted.contains(&issuer) {
            warnings.push(Warning::Rootless(issuer));
        }
    }
    warnings
}

/// What a certificate says, so that it cannot be taken for a line of ours: without what does not show, the blanks between
/// words made one, and no longer than a few lines of a terminal.
fn plain(text: &str) -> String {
    const LONGEST: usize = 300;
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = printable(&words.join(" "));
    if text.chars().count() <= LONGEST {
        return text;
    }
    text.chars().take(LONGEST).chain(['…']).collect()
}

fn what_it_is(entry: &Entry) -> &'static str {
    match CertificateKind::of(entry.certificate.facts) {
        CertificateKind::Root => "root: an authority that vouches for itself",
        CertificateKind::Intermediate => "intermediate: an authority that its issuer vouches for",
        CertificateKind::Server if entry.certificate.facts.is_self_issued => {
            "server certificate: it vouches for itself, and for nothing else"
        }
        CertificateKind::Server => "server certificate: its issuer is what can be trusted",
    }
}
