//! What somebody must see of a certificate before it is trusted.

use std::fmt::Write as _;

use crate::certs::concerns::{Concern, concerns};
use crate::certs::describe::Kind;
use crate::certs::merge::Entry;
use crate::cmd::certificate::Certificate;
use crate::error::printable;

/// Everything about the certificate of an entry that counts for the decision, a line for each.
pub fn card(entry: &Entry, now: i64) -> String {
    let certificate = Certificate::new(&entry.der);
    let about = &certificate.about;
    let day = |time: &str| time.get(..10).unwrap_or_default().to_owned();
    let mut text = format!("{}\n", printable(&about.name));
    let mut line = |name: &str, value: &str| {
        let _ = writeln!(text, "  {name:<9}{}", printable(value));
    };
    line("subject", &about.subject);
    line(
        "issuer",
        if entry.facts.is_self_issued {
            "itself"
        } else {
            &about.issuer
        },
    );
    let (from, until) = (day(&about.not_before), day(&about.not_after));
    line("valid", &format!("from {from} until {until}"));
    line("key", &about.key.to_string());
    line("SHA-256", &certificate.sha256);
    line("SHA-1", &certificate.sha1);
    line("kind", what_it_is(entry));
    for concern in hurts(entry, now) {
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
pub fn hurts(entry: &Entry, now: i64) -> Vec<Concern> {
    // It was examined when it was read, so there is an answer.
    concerns(&entry.der, now).unwrap_or_default()
}

fn what_it_is(entry: &Entry) -> &'static str {
    match Kind::of(entry.facts) {
        Kind::Root => "root: an authority that vouches for itself",
        Kind::Intermediate => {
            "intermediate: an authority that its issuer vouches for, whose root must be trusted too"
        }
        Kind::Server if entry.facts.is_self_issued => {
            "server certificate: it vouches for itself, and for nothing else"
        }
        Kind::Server => "server certificate: its issuer is what can be trusted",
    }
}
