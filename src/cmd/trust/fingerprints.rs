//! The certificates that `trust add` installs by their fingerprints.

use super::candidates::{Candidate, Candidates};
use super::summary::{name_of, warnings_of};
use crate::bundle::now;
use crate::certs::{Fingerprint, Problem, Source};
use crate::cmd::Context;
use crate::error::{Error, Result};

use super::report::not_installed;
use super::subjects_of_cas;

/// Returns the certificates with these fingerprints. Each must exist and be usable.
pub(super) fn matching<'a>(
    candidates: &'a Candidates,
    fingerprints: &[Fingerprint],
) -> Result<Vec<&'a Candidate>> {
    let has = |candidate: &Candidate, fingerprint: &Fingerprint| {
        let own = candidate.entry.certificate.fingerprints();
        own.contains(fingerprint)
    };
    let is_missing = |one: &&Fingerprint| !candidates.all.iter().any(|other| has(other, one));
    if let Some(missing) = fingerprints.iter().find(is_missing) {
        return Err(no_match(candidates, missing));
    }
    let matching: Vec<&Candidate> = (candidates.all.iter())
        .filter(|candidate| fingerprints.iter().any(|one| has(candidate, one)))
        .collect();
    let mut unusable = matching.iter().filter(|one| one.entry.reason.is_some());
    match unusable.next() {
        Some(candidate) => Err(not_installed(candidates, candidate)),
        None => Ok(matching),
    }
}

fn no_match(candidates: &Candidates, fingerprint: &Fingerprint) -> Error {
    let error = Error::new(format!("no certificate has the fingerprint {fingerprint}"));
    let notes = candidates.all.iter().map(|candidate| {
        let [sha256, _] = candidate.entry.certificate.fingerprints();
        format!("{sha256}  {}", name_of(&candidate.entry))
    });
    let error = notes.fold(candidates.locate(error), Error::note);
    error.hint("compare the fingerprint with the one that the sender of the file gives you")
}

/// Warns of the problems of the files and of the certificates, which no question shows.
pub(super) fn warn(context: &Context, candidates: &Candidates, installed: &[&Candidate]) {
    let mut trusted = candidates.trusted.clone();
    trusted.extend(subjects_of_cas(installed.iter().map(|one| &one.entry)));
    let of_certificate = |candidate: &&Candidate| {
        let warnings = warnings_of(&candidate.entry, &trusted, now()).into_iter();
        let source = Source::File(candidate.file.clone());
        let name = name_of(&candidate.entry);
        let problem = move |warning| Problem::new(source.clone(), format!("`{name}`: {warning}"));
        warnings.map(problem).collect::<Vec<_>>()
    };
    let of_certificates: Vec<Problem> = installed.iter().flat_map(of_certificate).collect();
    (context.ui).warn_all(candidates.problems.iter().chain(&of_certificates));
}
