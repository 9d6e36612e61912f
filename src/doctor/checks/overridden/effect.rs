//! The effect of an assignment on the certificates that the program trusts.

use std::collections::HashSet;
use std::env::split_paths;
use std::path::{Path, PathBuf};

use super::super::variables::verification_off::switches_off;
use super::assignment::Assignment;
use crate::certs::Certificate;
use crate::certs::content::Content;
use crate::certs::entries::Merged;
use crate::doctor::{Status, Subject};
use crate::env::names::{CA_FILE_VARIABLES, SGLAUNCH_CERTIFI, SSL_CERT_DIR};
use crate::os;
use crate::stores::files::read_file;
use crate::stores::inherited::is_bundle;

/// Variables whose file is added to the client's own list and does not replace it.
const ADDED: [&str; 2] = ["NODE_EXTRA_CA_CERTS", "DENO_CERT"];

/// The effect of an assignment.
#[derive(Debug)]
pub(super) struct Effect {
    pub status: Status,
    kind: Kind,
    pub details: Vec<String>,
    /// A file with CAs that the bundle lacks.
    pub to_bring_over: Option<PathBuf>,
}

#[derive(Debug)]
enum Kind {
    Removed,
    Missing,
    NotAFile,
    Unreadable(String),
    NoCertificate,
    BadBlock(String),
    /// The file lacks a CA that a user chose.
    Lacks(String),
    OldBundle,
    OtherFile(usize),
    OtherDir,
    HookLost,
    VerificationOff,
}

/// The certificates that the program trusts under sglaunch.
pub(super) struct Trusted<'a> {
    all: HashSet<&'a [u8]>,
    /// The certificates that a user chose, such as the studio's.
    chosen: Vec<&'a Certificate>,
}

impl<'a> Trusted<'a> {
    pub fn of(subject: &'a Subject) -> Self {
        let certificates = subject.certificates.iter();
        let included = || {
            let merged = certificates.clone().map(|found| &found.gathered.merged);
            merged.flat_map(Merged::included)
        };
        let chosen = included().filter(|entry| {
            let is_public = |source: &crate::certs::Source| !source.is_chosen();
            !entry.sources.iter().any(is_public)
        });
        Self {
            all: included().map(|entry| &*entry.certificate.der).collect(),
            chosen: chosen.map(|entry| &entry.certificate).collect(),
        }
    }
}

/// Returns the effect of an assignment; `None` if it has none on verification.
pub(super) fn of(subject: &Subject, trusted: &Trusted, assignment: &Assignment) -> Option<Effect> {
    let Assignment { name, value, .. } = assignment;
    let before = subject.env_of_program().get(name);
    if before.is_some_and(|before| before == value.as_str()) {
        return None;
    }
    let is = |known: &str| os::same_variable(known.as_ref(), name.as_ref());
    let mut effect = if is_ca_variable(subject, name) {
        of_ca_variable(subject, trusted, assignment)
    } else if is(SSL_CERT_DIR) {
        (!value.is_empty()).then(|| Effect::warning(Kind::OtherDir))?
    } else if is("PYTHONPATH") {
        loses_hook(subject, value).then(|| Effect::failed(Kind::HookLost))?
    } else {
        // An empty value removes the variable.
        let is_off = !value.is_empty() && switches_off(name, value);
        is_off.then(|| Effect::warning(Kind::VerificationOff))?
    };
    if !assignment.is_certain {
        effect.status = effect.status.min(Status::Warning);
    }
    Some(effect)
}

/// Returns whether sglaunch sets a variable to the bundle.
fn is_ca_variable(subject: &Subject, name: &str) -> bool {
    let is = |known: &str| os::same_variable(known.as_ref(), name.as_ref());
    match &subject.profile {
        Ok(profile) => (profile.settings.ca.variables.iter()).any(|known| is(&known.value)),
        Err(_) => CA_FILE_VARIABLES.into_iter().any(is),
    }
}

fn of_ca_variable(subject: &Subject, trusted: &Trusted, assignment: &Assignment) -> Effect {
    let Assignment { name, value, .. } = assignment;
    let is_added = ADDED.contains(&name.as_str());
    let without = |kind| {
        // Then only the client's own list counts.
        if trusted.chosen.is_empty() {
            Effect::warning(kind)
        } else {
            Effect::failed(kind)
        }
    };
    if value.is_empty() {
        return without(Kind::Removed);
    }
    let path = subject.cwd.join(value);
    let unusable = |kind| {
        if is_added {
            without(kind)
        } else {
            Effect::failed(kind)
        }
    };
    let bytes = match (path.is_dir(), path.try_exists()) {
        (true, _) => return unusable(Kind::NotAFile),
        (_, Ok(false)) => return unusable(Kind::Missing),
        _ => read_file(&path),
    };
    let content = match bytes {
        Ok(bytes) => Content::parse(&bytes),
        Err(why) => return unusable(Kind::Unreadable(why.to_string())),
    };
    if content.certificates.is_empty() {
        return unusable(Kind::NoCertificate);
    }
    if let Some(problem) = content.problems.first() {
        return unusable(Kind::BadBlock(problem.to_string()));
    }
    of_file(trusted, &path, &content)
}

/// Returns the effect of a good file in place of the bundle.
fn of_file(trusted: &Trusted, path: &Path, content: &Content) -> Effect {
    let own: HashSet<&[u8]> = content.certificates.iter().map(|one| &*one.der).collect();
    let mut lacking = (trusted.chosen.iter()).filter(|one| !own.contains(&*one.der));
    let mut effect = if let Some(first) = lacking.next() {
        Effect::failed(Kind::Lacks(first.name()))
    } else if is_bundle(path) {
        Effect::warning(Kind::OldBundle)
    } else {
        Effect::warning(Kind::OtherFile(own.len()))
    };
    let rest = lacking.map(|one| format!("it also lacks `{}`", one.name()));
    effect.details.extend(rest);
    let missing = trusted
        .all
        .iter()
        .filter(|der| !own.contains(**der))
        .count();
    if missing > 0 {
        let (total, path) = (trusted.all.len(), path.display());
        effect.details.push(format!(
            "the bundle has {total} certificates, of which {path} lacks {missing}"
        ));
    }
    let extra = (content.certificates.iter()).filter(|one| !trusted.all.contains(&*one.der));
    let mut extra = extra.filter(|one| one.facts.is_ca).peekable();
    if extra.peek().is_some() {
        effect.to_bring_over = Some(path.to_owned());
    }
    let extra = extra.map(|one| format!("only this file has the CA `{}`", one.name()));
    effect.details.extend(extra.take(5));
    effect
}

/// Returns whether a value of PYTHONPATH lacks the directory of the certifi hook.
fn loses_hook(subject: &Subject, value: &str) -> bool {
    let env = subject.env_of_program();
    let before = env.non_empty("PYTHONPATH").map(split_paths);
    let hook = before.and_then(|mut dirs| dirs.next());
    env.get(SGLAUNCH_CERTIFI).is_some()
        && hook.is_some_and(|hook| !split_paths(value).any(|dir| dir == hook))
}

impl Effect {
    fn warning(kind: Kind) -> Self {
        Self::new(Status::Warning, kind)
    }

    fn failed(kind: Kind) -> Self {
        Self::new(Status::Failed, kind)
    }

    fn new(status: Status, kind: Kind) -> Self {
        Self {
            status,
            kind,
            details: Vec::new(),
            to_bring_over: None,
        }
    }

    /// Returns the sentence about an assignment.
    pub fn sentence(&self, assignment: &Assignment) -> String {
        let Assignment { name, value, .. } = assignment;
        let place = assignment.place();
        let sets = format!("{place} sets {name} to {value} after the start");
        match &self.kind {
            Kind::Removed => format!("{place} removes {name} after the start"),
            Kind::Missing => format!("{sets}, and this file does not exist"),
            Kind::NotAFile => format!("{sets}, which is a directory, not a file"),
            Kind::Unreadable(why) => format!("{sets}, which cannot be read: {why}"),
            Kind::NoCertificate => format!("{sets}, which contains no certificate"),
            Kind::BadBlock(why) => {
                format!("{sets}, of which OpenSSL may load no certificate: {why}")
            }
            Kind::Lacks(ca) => format!("{sets}, which lacks the CA `{ca}`"),
            Kind::OldBundle => {
                format!("{sets}, a bundle of sglaunch that later changes do not reach")
            }
            Kind::OtherFile(count) => {
                let noun = if *count == 1 {
                    "certificate"
                } else {
                    "certificates"
                };
                format!("{sets}, with {count} {noun} in place of the bundle")
            }
            Kind::OtherDir => format!("{sets}, a directory that OpenSSL then reads too"),
            Kind::HookLost => format!(
                "{place} replaces {name} after the start, so Python's certifi does not return the \
                 bundle: begin the value with its old one, $PYTHONPATH"
            ),
            Kind::VerificationOff => {
                format!("{place} sets {name} after the start, which switches verification off")
            }
        }
    }
}
