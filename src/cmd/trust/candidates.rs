//! The certificates of a file that `trust add` is to install.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::{evaluate, subjects_of_cas};
use crate::certs::entries::Entry;
use crate::certs::policy::Reason;
use crate::certs::summary::CertificateKind as Kind;
use crate::certs::{Fingerprint, Problem, Source};
use crate::cmd::Context;
use crate::error::{Error, Location, Result, printable};
use crate::stores::inputs::NamedFile;

/// The certificates of a file, evaluated by the policy of `defaults`.
pub(super) struct Candidates {
    pub file: PathBuf,
    /// Roots first, then intermediates, then server certificates.
    pub entries: Vec<Entry>,
    pub problems: Vec<Problem>,
    /// Subjects of the CAs that are trusted without the file.
    pub trusted: BTreeSet<String>,
}

const WANTED_FILE: &str = "give the path of a CA certificate (.cer, .crt, .pem, .p7b)";

impl Candidates {
    /// Reads a file or directory. One without a usable certificate is an error.
    pub fn read(context: &Context, file: &Path) -> Result<Self> {
        let path = context.cwd.join(file);
        let failed = |why: String| Error::new(why).at(Location::file(file)).hint(WANTED_FILE);
        fs::metadata(&path).map_err(|error| failed(format!("cannot read the file: {error}")))?;
        let named = NamedFile {
            path: path.clone(),
            optional: false,
        };
        let merged = evaluate(context, Some(named))?;
        let is_own =
            |source: &Source| matches!(source, Source::File(file) if file.starts_with(&path));
        let problems: Vec<Problem> = (merged.problems.into_iter())
            .filter(|problem| is_own(&problem.source))
            .collect();
        let others = (merged.entries.iter()).filter(|entry| !entry.sources.iter().all(is_own));
        let trusted = subjects_of_cas(others);
        let mut entries: Vec<Entry> = (merged.entries.into_iter())
            .filter(|entry| entry.sources.iter().any(is_own))
            .collect();
        if entries.is_empty() {
            let why = match problems.first() {
                Some(problem) => problem.kind.to_string(),
                None => "its trust settings exclude TLS servers".to_owned(),
            };
            return Err(failed(format!("no certificate to trust: {why}")));
        }
        entries.sort_by_key(|entry| match Kind::of(entry.certificate.facts) {
            Kind::Root => 0,
            Kind::Intermediate => 1,
            Kind::Server => 2,
        });
        Ok(Self {
            file: file.to_owned(),
            entries,
            problems,
            trusted,
        })
    }

    /// Returns the certificates with these fingerprints. Each must exist and be usable.
    pub fn with_fingerprints(&self, fingerprints: &[Fingerprint]) -> Result<Vec<&Entry>> {
        let has = |fingerprint: &Fingerprint| {
            (self.entries.iter())
                .any(|entry| entry.certificate.fingerprints().contains(fingerprint))
        };
        if let Some(missing) = fingerprints.iter().find(|fingerprint| !has(fingerprint)) {
            return Err(self.no_match(missing));
        }
        let matching: Vec<&Entry> = (self.entries.iter())
            .filter(|entry| {
                let own = entry.certificate.fingerprints();
                own.iter().any(|one| fingerprints.contains(one))
            })
            .collect();
        let mut excluded =
            (matching.iter()).filter_map(|entry| Some((entry, entry.reason.as_ref()?)));
        match excluded.next() {
            Some((entry, reason)) => Err(self
                .excluded(reason)
                .note(format!("certificate: {}", name_of(entry)))),
            None => Ok(matching),
        }
    }

    fn no_match(&self, fingerprint: &Fingerprint) -> Error {
        let error = Error::new(format!("no certificate has the fingerprint {fingerprint}"))
            .at(Location::file(&self.file));
        let notes = (self.entries.iter()).map(|entry| {
            let [sha256, _] = entry.certificate.fingerprints();
            format!("{sha256}  {}", name_of(entry))
        });
        notes
            .fold(error, Error::note)
            .hint("compare the fingerprint with the one that the sender of the file gives you")
    }

    /// Returns the error for a certificate that no bundle would include.
    pub fn excluded(&self, reason: &Reason) -> Error {
        Error::new(format!(
            "this certificate would be excluded from every bundle: {reason}"
        ))
        .at(Location::file(&self.file))
        .hint(match reason {
            Reason::Denied => "remove its fingerprint from `ca.deny` to trust it",
            Reason::Distrusted(_) => "add its fingerprint to `ca.allow` of a profile to trust it",
            Reason::Issuer(_) => "add the certificate of its issuer instead",
            Reason::Expired | Reason::NotACa | Reason::NotForServers => {
                "ask for the certificate of the CA that signs server certificates now"
            }
            Reason::Unreadable(..) => "ask for a certificate that follows RFC 5280",
        })
    }
}

fn name_of(entry: &Entry) -> String {
    printable(&entry.certificate.name())
}
