//! `trust add`: installs certificates in a `ca.d` directory once the user has confirmed them.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use super::candidates::{Candidate, Candidates};
use super::confirm::confirm;
use super::name::{certificate_name, file_name, write_numbered};
use super::summary::name_of;
use super::{ca_dir, distrust, fingerprints};
use crate::certs::{Fingerprint, pem};
use crate::cmd::Context;
use crate::cmd::settings_dir::cannot_change;
use crate::dirs::Scope;
use crate::error::{Result, shorten};
use crate::os::atomic::remove_file;
use crate::stores::files::load_drop_ins;

/// Installs the certificates of files that have one of the fingerprints or, without fingerprints,
/// those that the user confirms on the terminal. All files are checked before one is installed.
pub fn run(
    context: &Context,
    files: &[PathBuf],
    wanted: &[Fingerprint],
    scope: Scope,
) -> Result<u8> {
    let dir = ca_dir(context, scope)?;
    for file in files {
        distrust::check(context, file)?;
    }
    let candidates = Candidates::read(context, files, scope)?;
    let confirmed = if wanted.is_empty() {
        confirm(context, &candidates, scope)?
    } else {
        let matching = fingerprints::matching(&candidates, wanted)?;
        fingerprints::warn(context, &candidates, &matching);
        matching
    };
    let installed = installed(context, &dir);
    let new: Vec<&Candidate> = (confirmed.into_iter())
        .filter(|candidate| !installed.contains(&candidate.entry.certificate.der))
        .collect();
    let message = if new.is_empty() {
        "no change".to_owned()
    } else {
        summary(context, &install(context, &dir, &candidates, &new, scope)?)
    };
    if wanted.is_empty() {
        context.ui.print(message + "\n")?;
    } else {
        // Scripts pass fingerprints, and should print nothing on success.
        context.ui.info(1, || message);
    }
    Ok(0)
}

/// Returns the certificates of a `ca.d` directory.
fn installed(context: &Context, dir: &Path) -> BTreeSet<Box<[u8]>> {
    let loaded = load_drop_ins(&context.dirs.root, dir, context.dirs.scope_of(dir));
    let certificates = loaded.certificates.into_iter();
    certificates
        .map(|(_, certificate)| certificate.der)
        .collect()
}

/// Names the installed certificates and their files.
fn summary(context: &Context, installed: &[(&Candidate, PathBuf)]) -> String {
    let named = |(candidate, path): &(&Candidate, PathBuf)| {
        let path = shorten(path, context.ui.home());
        format!("{}, in {path}", name_of(&candidate.entry))
    };
    let start = "trusted from the next launch on:";
    if let [only] = installed {
        return format!("{start} {}", named(only));
    }
    let lines = installed.iter().map(|one| format!("\n  {}", named(one)));
    lines.fold(start.to_owned(), |text, line| text + &line)
}

/// Writes each certificate to a file of its own, or none if one cannot be written.
fn install<'a>(
    context: &Context,
    dir: &Path,
    candidates: &Candidates,
    new: &[&'a Candidate],
    scope: Scope,
) -> Result<Vec<(&'a Candidate, PathBuf)>> {
    let failed =
        |error: io::Error| cannot_change("cannot install the certificate", dir, scope, &error);
    context.dirs.create(scope, dir).map_err(failed)?;
    let mut written = Vec::new();
    for candidate in new {
        let pem = pem::encode(&candidate.entry.certificate.der);
        match write_numbered(dir, &name(candidates, candidate), &pem) {
            Ok(path) => written.push((*candidate, path)),
            Err(error) => {
                for (_, path) in &written {
                    let _ = remove_file(path);
                }
                return Err(failed(error));
            }
        }
    }
    Ok(written)
}

/// Returns the name of an installed certificate: that of its file, if the file contains no other
/// certificate, or else its own.
fn name(candidates: &Candidates, candidate: &Candidate) -> String {
    let mut others = (candidates.all.iter()).filter(|other| other.file == candidate.file);
    let own = if others.nth(1).is_none() {
        file_name(&candidate.file)
    } else {
        certificate_name(&candidate.entry.certificate.name())
    };
    own.unwrap_or_else(|| "certificate".to_owned())
}
