//! `bundle-strict`.

use super::{about, name_of, studio, without_certificates};
use crate::certs::Source;
use crate::certs::entries::Entry;
use crate::certs::warnings::{Warning, warnings};
use crate::doctor::{Finding, Id, Status, Subject};

/// `bundle-strict`.
pub fn check(subject: &Subject) -> Vec<Finding> {
    let Some(certificates) = &subject.certificates else {
        return without_certificates(Id::BundleStrict);
    };
    let studio = studio::certificates(subject, certificates).into_iter();
    let included = studio.filter(|entry| entry.reason.is_none());
    let refused = included.filter_map(|entry| Some((entry, reasons(entry, subject.now)?)));
    refused
        .map(|(entry, reasons)| {
            if entry.sources.iter().all(Source::is_native) {
                of_store(entry, &reasons)
            } else {
                finding(entry, &reasons)
            }
        })
        .collect()
}

/// Returns a finding of one line about a CA that only the system's store has: an administrator
/// added it, and the user cannot replace it.
fn of_store(entry: &Entry, reasons: &[&str]) -> Finding {
    let sentence = format!(
        "the system's store has `{}`, which Python 3.13 and later refuse: {}",
        name_of(entry),
        reasons.join(", ")
    );
    Finding::warning(Id::BundleStrict, sentence)
}

fn reasons(entry: &Entry, now: i64) -> Option<Vec<&'static str>> {
    let mut warnings = warnings(&entry.certificate, now).into_iter();
    warnings.find_map(|warning| match warning {
        Warning::Strict(reasons) => Some(reasons),
        _ => None,
    })
}

fn finding(entry: &Entry, reasons: &[&str]) -> Finding {
    let sentence = format!(
        "Python 3.13 and later refuse the studio CA `{}`: {}",
        name_of(entry),
        reasons.join(", ")
    );
    about(entry, Id::BundleStrict, Status::Warning, sentence)
        .detail("affected: programs with Python 3.13 or later, such as Houdini 22 and SG Desktop")
        .detail(
            "not affected: Python before 3.13, shotgun_api3's records (httplib2), curl, git, Node",
        )
        .remedy(
            "ask IT to issue this CA again, for the same name and key: version 3, with a critical \
             basicConstraints (CA:TRUE), a keyUsage with keyCertSign and cRLSign, and a \
             subjectKeyIdentifier; then trust the new certificate and remove the old one",
        )
        .command("sglaunch trust add NEW.cer")
}
