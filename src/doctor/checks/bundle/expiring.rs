//! `bundle-expiring`.

use std::path::Path;

use super::{about, name_of, removal, studio, without_certificates};
use crate::certs::entries::{Entry, Merged};
use crate::certs::mozilla;
use crate::certs::policy::Reason;
use crate::certs::{Source, date};
use crate::doctor::{Finding, Id, Status, Subject};

const DAY: i64 = 24 * 60 * 60;

/// The last days of a CA, in which its successor should be known.
const SOON: i64 = 30 * DAY;

/// `bundle-expiring`.
pub fn check(subject: &Subject) -> Vec<Finding> {
    let Some(certificates) = &subject.certificates else {
        return without_certificates(Id::BundleExpiring);
    };
    if subject.now < mozilla::DATE {
        let why = "the system's clock is wrong, so it does not tell what has expired";
        return vec![Finding::skipped(Id::BundleExpiring, why)];
    }
    let merged = &certificates.gathered.merged;
    let until = subject.now + SOON;
    let ending = ending(&subject.dirs.root, merged, until).into_iter();
    let (replaced, missed): (Vec<_>, Vec<_>) =
        ending.partition(|(_, successor)| successor.is_some());
    if missed.is_empty() && !replaced.is_empty() {
        let notes = replaced
            .into_iter()
            .filter_map(|(entry, successor)| Some(note(entry, successor?, subject.now)));
        let passed = "every studio CA that has expired or expires soon has a successor";
        return vec![notes.fold(Finding::passed(Id::BundleExpiring, passed), Finding::detail)];
    }
    let missed = missed.into_iter();
    missed.map(|(entry, _)| finding(subject, entry)).collect()
}

/// Returns the certificates of the studio that have expired at `until`, each with its successor.
/// Certificates that are excluded for a reason other than expiry are left out.
pub fn ending<'a>(
    root: &Path,
    merged: &'a Merged,
    until: i64,
) -> Vec<(&'a Entry, Option<&'a Entry>)> {
    let ends = |entry: &&Entry| {
        matches!(entry.reason, None | Some(Reason::Expired))
            && entry.certificate.facts.not_after < until
    };
    let ending = studio::added(root, merged).into_iter().filter(ends);
    ending
        .map(|entry| (entry, successor(entry, &merged.entries, until)))
        .collect()
}

/// Returns an included certificate that replaces `entry`: with its name or its key, and valid for
/// longer.
fn successor<'a>(entry: &Entry, entries: &'a [Entry], until: i64) -> Option<&'a Entry> {
    let (old, name) = (&entry.certificate, entry.certificate.subject_name());
    let key = old.comparable_key();
    entries.iter().find(|other| {
        let new = &other.certificate;
        other.reason.is_none()
            && new.facts.is_ca
            && new.facts.not_after >= until
            && new.facts.not_after > old.facts.not_after
            && (new.subject_name() == name || new.comparable_key() == key)
    })
}

fn note(entry: &Entry, successor: &Entry, now: i64) -> String {
    format!(
        "`{}` {}; a certificate of the same CA until {} is in the bundle",
        name_of(entry),
        ends(entry, now),
        date(successor.certificate.facts.not_after)
    )
}

/// Returns when a certificate ends, as the end of a sentence.
fn ends(entry: &Entry, now: i64) -> String {
    let until = entry.certificate.facts.not_after;
    let day = date(until);
    match (until - now + DAY - 1) / DAY {
        _ if until < now => format!("has expired on {day}"),
        0 | 1 => format!("expires on {day}, within a day"),
        days => format!("expires on {day}, in {days} days"),
    }
}

fn finding(subject: &Subject, entry: &Entry) -> Finding {
    let sentence = format!(
        "the studio CA `{}` {}",
        name_of(entry),
        ends(entry, subject.now)
    );
    let is_expired = entry.certificate.facts.not_after < subject.now;
    let effect = match (&entry.reason, is_expired) {
        (Some(_), _) => "sglaunch leaves it out of the bundle: connections below it fail",
        (None, true) => "`ca.keep_expired` keeps it in the bundle, but clients still refuse it",
        (None, false) => "from then on, connections below it fail in every client",
    };
    let text = if is_expired {
        "ask IT for the CA that signs server certificates now, trust that one, and remove this one"
    } else {
        "ask IT for its successor, and trust that one before this one expires"
    };
    let found = about(entry, Id::BundleExpiring, Status::Warning, sentence)
        .detail(effect)
        .remedy(text)
        .command("sglaunch trust add NEW.cer");
    match removal(subject, entry).filter(|_| is_expired) {
        Some(command) => found.command(command),
        None if is_expired => in_files(entry).into_iter().fold(found, Finding::detail),
        None => found,
    }
}

/// Returns a line for each file from which the user has to remove the certificate.
fn in_files(entry: &Entry) -> Vec<String> {
    let paths = entry.sources.iter().filter_map(Source::path);
    paths
        .map(|path| format!("remove it from {}", path.display()))
        .collect()
}
