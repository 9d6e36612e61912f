//! The certificates in the files given to `trust add`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use super::listed::{Listed, commented};
use super::{evaluate, subjects_of_cas};
use crate::certs::entries::{Entry, Merged};
use crate::certs::summary::CertificateKind as Kind;
use crate::certs::{Problem, ProblemKind, Source};
use crate::cmd::Context;
use crate::dirs::Scope;
use crate::error::{Error, Location, Result, system_reason};
use crate::order;
use crate::stores::inputs::NamedFile;

/// The certificates of the files, evaluated by the policy of `defaults`.
pub(super) struct Candidates {
    /// The files and directories as they were given.
    pub files: Vec<PathBuf>,
    /// Roots first, then intermediates, then server certificates; each by name.
    pub all: Vec<Candidate>,
    /// Problems of the files.
    pub problems: Vec<Problem>,
    /// Subjects of the CAs that are trusted without the files.
    pub trusted: BTreeSet<String>,
    /// The profile includes Mozilla's list.
    pub has_mozilla: bool,
}

/// A certificate of the files.
pub(super) struct Candidate {
    pub entry: Entry,
    /// The first file that contains it.
    pub file: PathBuf,
    pub state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// No source trusts the certificate yet.
    New,
    /// A source trusts it already.
    Trusted(TrustedBy),
    /// The certificate is below comments of certifi, but in no source: Mozilla has removed it.
    Removed,
    /// The same, but a trusted certificate has its key: Mozilla has replaced it.
    Replaced,
    /// Every bundle excludes it, for the reason of the entry.
    Excluded,
}

/// The source that a trusted certificate is counted for, the first one in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum TrustedBy {
    Mozilla,
    System,
    CaDir,
    Profile,
}

impl fmt::Display for TrustedBy {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Self::Mozilla => "by Mozilla",
            Self::System => "by the system",
            Self::CaDir => "in `ca.d`",
            Self::Profile => "in `ca.files`",
        })
    }
}

const WANTED_FILE: &str = "give the path of a CA certificate (.cer, .crt, .pem, .p7b)";

impl Candidates {
    /// Reads files and directories. One without a certificate is an error.
    ///
    /// Files that the environment or the settings of clients name do not count as trusted: they are
    /// often the very files to be replaced by those in `ca.d`.
    pub fn read(context: &Context, files: &[PathBuf], scope: Scope) -> Result<Self> {
        let paths: Vec<PathBuf> = files.iter().map(|file| context.cwd.join(file)).collect();
        for (file, path) in files.iter().zip(&paths) {
            fs::metadata(path).map_err(|error| {
                failed(
                    file,
                    format!("cannot read the file: {}", system_reason(&error)),
                )
            })?;
        }
        let (mut of_profile, mut has_mozilla) = (Vec::new(), false);
        let merged = evaluate(context, |inputs| {
            inputs.inherited.clear();
            inputs.settings = None;
            has_mozilla = inputs.mozilla.is_some();
            of_profile = inputs.files.iter().map(|file| file.path.clone()).collect();
            let named = |path: &PathBuf| NamedFile {
                path: path.clone(),
                optional: false,
            };
            inputs.files.extend(paths.iter().map(named));
        })?;
        for (file, path) in files.iter().zip(&paths) {
            check_content(file, path, &merged)?;
        }
        let sources = Sources {
            paths: &paths,
            of_profile: &of_profile,
            scope,
            context,
        };
        Ok(sources.candidates(files, merged, has_mozilla))
    }

    /// Returns the certificates that no source trusts yet.
    pub fn unknown(&self) -> impl Iterator<Item = &Candidate> {
        (self.all.iter()).filter(|candidate| candidate.state == State::New)
    }

    /// Returns how many certificates each source trusts already.
    pub fn trusted_by(&self) -> BTreeMap<TrustedBy, usize> {
        let mut counts = BTreeMap::new();
        for candidate in &self.all {
            if let State::Trusted(by) = candidate.state {
                *counts.entry(by).or_default() += 1;
            }
        }
        counts
    }

    /// Returns the location for errors: the file, if only one was given.
    pub fn locate(&self, error: Error) -> Error {
        match self.files.as_slice() {
            [file] => error.at(Location::file(file)),
            _ => error,
        }
    }
}

fn failed(file: &Path, why: String) -> Error {
    Error::new(why).at(Location::file(file)).hint(WANTED_FILE)
}

/// Fails if a file contains no certificate.
fn check_content(file: &Path, path: &Path, merged: &Merged) -> Result<()> {
    let is_own = |source: &Source| is_below(source, path);
    if (merged.entries.iter()).any(|entry| entry.sources.iter().any(is_own)) {
        return Ok(());
    }
    let mut problems = (merged.problems.iter()).filter(|problem| is_own(&problem.source));
    let absence = "no certificate to trust";
    let why = match problems.next().map(|problem| &problem.kind) {
        Some(ProblemKind::NoCertificates) => return Err(failed(file, absence.to_owned())),
        // Its text says what to do with the file.
        Some(kind @ ProblemKind::Foreign(_)) => {
            let error = Error::new(format!("{absence}: {kind}"));
            return Err(error.at(Location::file(file)));
        }
        Some(kind) => kind.shown(),
        None => "its trust settings exclude TLS servers".to_owned(),
    };
    Err(failed(file, format!("{absence}: {why}")))
}

fn is_below(source: &Source, path: &Path) -> bool {
    matches!(source, Source::File(file) if file.starts_with(path))
}

/// The sources of the evaluated certificates.
struct Sources<'a> {
    /// The files of the command line.
    paths: &'a [PathBuf],
    /// The files of the profile.
    of_profile: &'a [PathBuf],
    scope: Scope,
    context: &'a Context,
}

impl Sources<'_> {
    fn is_own(&self, source: &Source) -> bool {
        self.paths.iter().any(|path| is_below(source, path))
    }

    fn candidates(&self, files: &[PathBuf], merged: Merged, has_mozilla: bool) -> Candidates {
        let is_own = |source: &Source| self.is_own(source);
        let is_shown =
            |problem: &Problem| is_own(&problem.source) && !problem.kind.is_about_certificate();
        let problems = merged.problems.into_iter().filter(is_shown).collect();
        let others = (merged.entries.iter())
            .filter(|entry| self.trusted_by(entry).is_some() || !entry.sources.iter().any(is_own));
        let trusted = subjects_of_cas(others);
        let listed = Listed {
            commented: commented(&merged.entries, is_own),
            trusted_keys: (merged.entries.iter())
                .filter(|entry| self.trusted_by(entry).is_some())
                .map(|entry| entry.certificate.comparable_key())
                .collect(),
            has_mozilla,
        };
        let mut all: Vec<Candidate> = (merged.entries.into_iter())
            .filter_map(|entry| self.candidate(entry, &listed))
            .collect();
        order::sort_by_key(&mut all, |candidate| {
            let certificate = &candidate.entry.certificate;
            let kind = match Kind::of(certificate.facts) {
                Kind::Root => 0,
                Kind::Intermediate => 1,
                Kind::Server => 2,
            };
            (kind, certificate.name().to_lowercase())
        });
        Candidates {
            files: files.to_owned(),
            all,
            problems,
            trusted,
            has_mozilla,
        }
    }

    /// Returns a certificate of the files with its state.
    fn candidate(&self, entry: Entry, listed: &Listed) -> Option<Candidate> {
        let file = entry.sources.iter().find(|source| self.is_own(source))?;
        let file = file.path()?.to_owned();
        let has_others = entry.sources.iter().any(|source| !self.is_own(source));
        let of_list = if has_others {
            None
        } else {
            listed.state(&entry)
        };
        let state = if let Some(by) = self.trusted_by(&entry) {
            State::Trusted(by)
        } else if let Some(state) = of_list {
            state
        } else if entry.reason.is_some() {
            State::Excluded
        } else {
            State::New
        };
        Some(Candidate { entry, file, state })
    }

    /// Returns the source because of which a certificate would be trusted without the files.
    fn trusted_by(&self, entry: &Entry) -> Option<TrustedBy> {
        let by = |source: &Source| match source {
            // Only a person can choose a certificate that is not that of a CA.
            Source::Mozilla | Source::Native(_) if !entry.certificate.facts.is_ca => None,
            Source::Mozilla => Some(TrustedBy::Mozilla),
            Source::Native(_) => Some(TrustedBy::System),
            Source::Trust(path) => self.counts(path).then_some(TrustedBy::CaDir),
            Source::File(path) => {
                let is_named = self.of_profile.iter().any(|named| path.starts_with(named));
                (is_named && self.scope == Scope::User).then_some(TrustedBy::Profile)
            }
            _ => None,
        };
        let is_included = entry.reason.is_none();
        (is_included.then(|| entry.sources.iter().filter_map(by).min())).flatten()
    }

    /// Returns whether a file in `ca.d` counts for the users that are to trust the certificates.
    fn counts(&self, file: &Path) -> bool {
        self.scope == Scope::User || self.context.dirs.scope_of(file) == Scope::Site
    }
}
