//! Checks of the bundle and its sources.

pub mod expiring;
pub mod location;
pub mod partial_chain;
pub mod roots_old;
pub mod source;
pub mod strict;
pub mod studio;

use crate::certs::Source;
use crate::certs::entries::Entry;
use crate::doctor::{Finding, Id, Status, Subject};
use crate::error::shown_name;
use crate::shell::quote;

/// Returns the finding of a check that needs the certificates, if there are none.
fn without_certificates(id: Id) -> Vec<Finding> {
    let why = "the certificates of the profile are not known";
    vec![Finding::skipped(id, why)]
}

/// Returns a result with `found` about the certificate: its name, its sources and its fingerprint.
fn about(entry: &Entry, id: Id, status: Status, found: impl Into<String>) -> Finding {
    let certificate = &entry.certificate;
    let [sha256, _] = certificate.fingerprints();
    let sources = entry.shown_sources().join(", ");
    Finding::new(id, status, found)
        .detail(format!(
            "subject {}",
            shown_name(&certificate.subject_name())
        ))
        .detail(format!("source {sources}"))
        .detail(format!("SHA-256 {sha256}"))
}

/// Returns the name of a certificate for a sentence.
fn name_of(entry: &Entry) -> String {
    shown_name(&entry.certificate.name())
}

/// Returns the command that removes a certificate which only `trust add` has installed.
fn removal(subject: &Subject, entry: &Entry) -> Option<String> {
    let [Source::Trust(path)] = &*entry.sources else {
        return None;
    };
    Some(trust_remove(subject, path))
}

/// Returns the command that removes a file of a `ca.d` directory.
fn trust_remove(subject: &Subject, path: &std::path::Path) -> String {
    let site = match subject.dirs.scope_of(path) {
        crate::dirs::Scope::User => "",
        crate::dirs::Scope::Site => "--site ",
    };
    let name = crate::certs::trust_name(path);
    format!(
        "sglaunch trust remove {site}{}",
        quote(name.as_ref().as_ref())
    )
}
