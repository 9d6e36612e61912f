//! Works with the folders `ca.d`: certificates that are trusted whatever the profile.

mod add;
mod list;
mod remove;
mod summary;

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use super::Context;
use crate::bundle::now;
use crate::certs::entries::{Entry, Merged};
use crate::cli::TrustCommand;
use crate::dirs::{Scope, TRUST};
use crate::error::{Error, Location, Result};
use crate::os;
use crate::profile::BASE;
use crate::stores::gather;
use crate::stores::inputs::NamedFile;

/// Runs one of the commands.
pub fn run(context: &Context, command: TrustCommand) -> Result<u8> {
    match command {
        TrustCommand::Add {
            file,
            fingerprint,
            site,
        } => add::run(context, &file, &fingerprint, scope(site)),
        TrustCommand::List { json } => list::run(context, json),
        TrustCommand::Remove { name, site } => remove::run(context, &name, scope(site)),
    }
}

fn scope(site: bool) -> Scope {
    if site { Scope::Site } else { Scope::User }
}

/// The folder of a scope, which may not be there yet.
fn folder(context: &Context, scope: Scope) -> Result<PathBuf> {
    context.dirs.trust_of(scope).ok_or_else(|| {
        Error::new(format!(
            "without a home there is no folder `{TRUST}` of yours"
        ))
        .hint("set HOME, or trust it for all users of this machine with --site")
    })
}

/// What the profile `defaults` trusts, and `file` beside it.
fn judge(context: &Context, file: Option<NamedFile>) -> Result<Merged> {
    let mut inputs = context.inputs(&context.profile(BASE)?)?;
    inputs.files.extend(file);
    let gather = || gather(&inputs, &context.dirs.root, now()).merged;
    Ok((context.ui).slowly("reading certificates", gather))
}

/// The authorities that are trusted, by their subjects.
fn authorities<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> BTreeSet<String> {
    entries
        .into_iter()
        .filter(|entry| entry.reason.is_none() && entry.certificate.facts.is_ca)
        .map(|entry| entry.certificate.subject_name())
        .collect()
}

/// What to say when a folder `ca.d` cannot be changed.
fn cannot(what: &str, path: &Path, scope: Scope, error: &io::Error) -> Error {
    let message = Error::new(format!("{what}: {error}")).at(Location::file(path));
    match scope {
        Scope::Site if os::unsafe_site_dir(path).is_some() => message.hint(os::SITE_HINT),
        Scope::Site if error.kind() == io::ErrorKind::PermissionDenied => message
            .hint("do it as an administrator: with sudo, or in a console that was started as one"),
        Scope::Site => message,
        Scope::User => message.hint("make it writable for you"),
    }
}
