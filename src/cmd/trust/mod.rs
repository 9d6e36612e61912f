//! The `trust` commands: certificates in the `ca.d` directories count for every profile.

mod add;
mod candidates;
mod confirm;
mod distrust;
mod fingerprints;
mod list;
mod listed;
mod name;
mod remove;
mod report;
mod summary;

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::Context;
use crate::bundle::now;
use crate::certs::entries::{Entry, Merged};
use crate::cli::TrustCommand;
use crate::dirs::{Scope, TRUST};
use crate::error::{Error, Result};
use crate::profile::BASE;
use crate::stores::inputs::BundleInputs;

pub fn run(context: &Context, command: TrustCommand) -> Result<u8> {
    match command {
        TrustCommand::Add {
            files,
            fingerprint,
            site,
        } => add::run(context, &files, &fingerprint, scope(site)),
        TrustCommand::List { json } => list::run(context, json),
        TrustCommand::Remove { names, site } => remove::run(context, &names, scope(site)),
    }
}

/// Returns the names that `trust remove` takes.
pub fn removable(context: &Context, scope: Scope) -> Vec<String> {
    let dir = context.dirs.trust_of(scope);
    dir.map(|dir| remove::names(&dir)).unwrap_or_default()
}

fn scope(site: bool) -> Scope {
    if site { Scope::Site } else { Scope::User }
}

/// Returns the `ca.d` directory of a scope, which may not exist yet.
fn ca_dir(context: &Context, scope: Scope) -> Result<PathBuf> {
    context.dirs.trust_of(scope).ok_or_else(|| {
        Error::new(format!("no directory `{TRUST}` without a home directory"))
            .hint("set HOME, or use --site to trust it for all users of this machine")
    })
}

/// Evaluates the certificates of the profile `defaults`, whose inputs `change` may change.
fn evaluate(context: &Context, change: impl FnOnce(&mut BundleInputs)) -> Result<Merged> {
    let mut inputs = context.inputs(&context.profile(BASE)?)?;
    change(&mut inputs);
    let gather = || context.request(&inputs).gather(now()).merged;
    Ok((context.ui).with_progress("reading certificates", gather))
}

/// Returns the subjects of the included CAs.
fn subjects_of_cas<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> BTreeSet<String> {
    entries
        .into_iter()
        .filter(|entry| entry.reason.is_none() && entry.certificate.facts.is_ca)
        .map(|entry| entry.certificate.subject_name())
        .collect()
}
