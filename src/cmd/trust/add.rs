//! `trust add`: installs certificates in a `ca.d` directory once the user has confirmed them.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use super::candidates::Candidates;
use super::confirm::confirm;
use super::name::write_numbered;
use super::{ca_dir, cannot_change, distrust};
use crate::certs::entries::Entry;
use crate::certs::{Fingerprint, pem};
use crate::cmd::Context;
use crate::dirs::Scope;
use crate::error::{Result, shorten};
use crate::os;
use crate::stores::files::load_drop_ins;

/// Installs the certificates of a file that have one of the fingerprints or, without fingerprints,
/// those that the user confirms on the terminal.
pub fn run(
    context: &Context,
    file: &Path,
    fingerprints: &[Fingerprint],
    scope: Scope,
) -> Result<u8> {
    let dir = ca_dir(context, scope)?;
    distrust::refuse(context, file)?;
    let candidates = Candidates::read(context, file)?;
    let installed = installed(context, &dir);
    let confirmed = if fingerprints.is_empty() {
        confirm(context, &candidates, &installed, scope)?
    } else {
        candidates.with_fingerprints(fingerprints)?
    };
    let new: Vec<&Entry> = (confirmed.into_iter())
        .filter(|entry| !installed.contains(&entry.certificate.der))
        .collect();
    let message = if new.is_empty() {
        "no change: already trusted".to_owned()
    } else {
        let path = install(context, &dir, file, &new, scope)?;
        let path = shorten(&path, context.ui.home());
        format!("trusted from the next launch on: {path}")
    };
    if fingerprints.is_empty() {
        context.ui.print(message + "\n")?;
    } else {
        // Scripts pass fingerprints, and should print nothing on success.
        context.ui.info(1, || message);
    }
    Ok(0)
}

/// Returns the certificates of a `ca.d` directory.
fn installed(context: &Context, dir: &Path) -> BTreeSet<Box<[u8]>> {
    let loaded = load_drop_ins(dir, context.dirs.scope_of(dir));
    let certificates = loaded.certificates.into_iter();
    certificates
        .map(|(_, certificate)| certificate.der)
        .collect()
}

/// Writes certificates, and nothing else of `file`, under a name that is not taken.
fn install(
    context: &Context,
    dir: &Path,
    file: &Path,
    new: &[&Entry],
    scope: Scope,
) -> Result<PathBuf> {
    let failed =
        |error: io::Error| cannot_change("cannot install the certificate", dir, scope, &error);
    match scope {
        Scope::User => os::create_dir(dir),
        Scope::Site => os::create_site_dir(&context.dirs.machine_config, dir),
    }
    .map_err(failed)?;
    let pem: String = new
        .iter()
        .map(|entry| pem::encode(&entry.certificate.der))
        .collect();
    write_numbered(dir, file, &pem).map_err(failed)
}
