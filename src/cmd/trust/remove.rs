//! `trust remove`: removes files from a `ca.d` directory.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use super::list::Origins;
use super::name::file_name;
use super::{ca_dir, evaluate};
use crate::certs::content::Content;
use crate::certs::{Certificate, Problem, Source, trust_name};
use crate::cmd::Context;
use crate::cmd::settings_dir::cannot_change;
use crate::dirs::Scope;
use crate::error::{Error, Location, Result, alternatives, ascii, shorten, shown_name};
use crate::order;
use crate::os::atomic::remove_file;
use crate::profile::BASE;
use crate::shell::quote;
use crate::stores::files::{is_certificate_by_name, is_leftover, load, read_file};

/// Removes the files of these names, given with or without their extensions, or none if one of
/// them cannot be removed.
pub fn run(context: &Context, names: &[String], scope: Scope) -> Result<u8> {
    let mut paths: Vec<PathBuf> = Vec::new();
    for name in names {
        let path = find_one(context, name, scope)?;
        refuse_private_key(&path)?;
        if !paths.contains(&path) {
            paths.push(path);
        }
    }
    let mut removed = Vec::new();
    for path in paths {
        let certificates = load(&context.dirs.root, &path, &Source::Trust).certificates;
        remove_file(&path).map_err(|error| {
            cannot_change("cannot remove the certificate", &path, scope, &error)
        })?;
        let shown = shorten(&path, context.ui.home());
        context.ui.print(format!("removed: {shown}\n"))?;
        removed.extend(certificates);
    }
    warn_if_still_trusted(context, &removed);
    Ok(0)
}

fn find_one(context: &Context, name: &str, scope: Scope) -> Result<PathBuf> {
    let mut files = named(&ca_dir(context, scope)?, name);
    match files.len() {
        0 => Err(not_found(context, name, scope)),
        1 => Ok(files.remove(0)),
        _ => {
            let names: Vec<_> = (files.iter())
                .filter_map(|path| Some(path.file_name()?.to_string_lossy()))
                .collect();
            let names: Vec<&str> = names.iter().map(|name| &**name).collect();
            Err(Error::new(format!("several files have the name `{name}`"))
                .hint(format!("give the extension too: {}", alternatives(&names))))
        }
    }
}

/// Refuses a file with a private key: it may be the only copy. sglaunch itself installs no keys,
/// and removing a link keeps its target.
fn refuse_private_key(path: &Path) -> Result<()> {
    let is_link = fs::symlink_metadata(path).is_ok_and(|meta| meta.is_symlink());
    if is_link || !read_file(path).is_ok_and(|bytes| Content::parse(&bytes).has_private_key) {
        return Ok(());
    }
    Err(
        Error::new("cannot remove the certificate: the file also holds a private key")
            .at(Location::file(path))
            .hint("move the file out of this directory yourself"),
    )
}

/// Warns of removed certificates that another source still contains.
fn warn_if_still_trusted(context: &Context, removed: &[(Source, Certificate)]) {
    // The files are removed, so an invalid profile must not fail the command.
    let Ok(merged) = evaluate(context, |_| ()) else {
        return;
    };
    let mut problems = Vec::new();
    for entry in merged.included() {
        let mut own = removed.iter();
        if let Some((source, _)) = own.find(|(_, one)| one.der == entry.certificate.der) {
            let name = shown_name(&entry.certificate.name());
            let sources = entry.shown_sources().join(", ");
            let message = format!("`{name}` is still trusted, because it is also in {sources}");
            problems.push(Problem::new(source.clone(), message));
        }
    }
    context.ui.warn_all(&problems);
}

/// Returns the names of the certificate files of a directory, with the extension where it tells two
/// apart.
pub(super) fn names(dir: &Path) -> Vec<String> {
    let files = certificate_files(dir);
    let mut counts: BTreeMap<_, usize> = BTreeMap::new();
    for path in &files {
        *counts.entry(trust_name(path)).or_default() += 1;
    }
    let names = files
        .iter()
        .map(|path| match counts.get(&trust_name(path)) {
            Some(1) => trust_name(path).into_owned(),
            _ => (path.file_name().unwrap_or_default())
                .to_string_lossy()
                .into_owned(),
        });
    let mut names: Vec<String> = names.collect();
    order::sort(&mut names);
    names
}

fn certificate_files(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    (entries.map(|entry| entry.path()))
        .filter(|path| {
            let name = path.file_name().unwrap_or_default();
            path.is_file()
                && !is_leftover(name)
                && (is_certificate_by_name(path) || holds_certificates(path))
        })
        .collect()
}

/// Returns the certificate files of a directory that match a name: exactly, else without the
/// extension, else by the name that `trust add` gives to a file of that name, else as `trust list`
/// writes the name into a pipe on Windows.
fn named(dir: &Path, name: &str) -> Vec<PathBuf> {
    let files = certificate_files(dir);
    let installed = file_name(Path::new(name));
    let matches: [&dyn Fn(&Path) -> bool; 4] = [
        &|path| path.file_name() == Some(OsStr::new(name)),
        &|path| trust_name(path) == name,
        &|path| installed.as_deref() == Some(&*trust_name(path)),
        &|path| ascii(&trust_name(path)) == name,
    ];
    let matching = |is_match: &dyn Fn(&Path) -> bool| -> Vec<PathBuf> {
        let matching = files.iter().filter(|path| is_match(path));
        matching.cloned().collect()
    };
    let mut found = matches.into_iter().map(matching);
    found.find(|found| !found.is_empty()).unwrap_or_default()
}

fn holds_certificates(path: &Path) -> bool {
    read_file(path).is_ok_and(|bytes| Content::parse(&bytes).has_certificates())
}

fn not_found(context: &Context, name: &str, scope: Scope) -> Error {
    let error = Error::new(format!("no trusted certificate has the name `{name}`"));
    let other = scope.other();
    let is_in_other =
        (context.dirs.trust_of(other)).is_some_and(|dir| !named(&dir, name).is_empty());
    let of_profile = || {
        let profile = context.profile(BASE).ok()?;
        Origins::new(context, &profile).ok()?.line_naming(name)
    };
    if let Some(line) = (!is_in_other).then(of_profile).flatten() {
        return error.hint(format!("remove the file from `ca.files` at {line}"));
    }
    let name = quote(OsStr::new(name));
    match other {
        Scope::Site if is_in_other => error.hint(format!(
            "remove the one for all users: `sglaunch trust remove --site {name}`"
        )),
        Scope::User if is_in_other => error.hint(format!(
            "remove the one for your user: `sglaunch trust remove {name}`"
        )),
        _ => error.hint("run `sglaunch trust list` to see the names"),
    }
}
