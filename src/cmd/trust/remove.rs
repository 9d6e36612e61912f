//! Removes a file from a folder `ca.d`.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use super::add::plain_name;
use super::{cannot, folder, judge};
use crate::certs::content::read;
use crate::certs::entries::Entry;
use crate::certs::{Problem, Source, trust_name};
use crate::cmd::Context;
use crate::dirs::Scope;
use crate::error::{Error, Location, Result, alternatives, shorten};
use crate::shell::quote;
use crate::stores::files::{is_certificate_by_name, is_left_behind, load, read_file};

/// Removes the file of this name, with the extension or without it.
pub fn run(context: &Context, name: &str, scope: Scope) -> Result<u8> {
    let files = named(&folder(context, scope)?, name);
    let path = match files.as_slice() {
        [] => return Err(nothing(context, name, scope)),
        [path] => path,
        several => {
            let names: Vec<String> = (several.iter())
                .filter_map(|path| path.file_name())
                .map(|name| name.to_string_lossy().into_owned())
                .collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            return Err(Error::new(format!("several files are called `{name}`"))
                .hint(format!("say which: {}", alternatives(&names))));
        }
    };
    // A link leads to a file that stays. What sglaunch wrote has no key, but what somebody put here may have the only one.
    let is_link = fs::symlink_metadata(path).is_ok_and(|meta| meta.is_symlink());
    if !is_link && read_file(path).is_ok_and(|bytes| read(&bytes).has_private_key) {
        return Err(
            Error::new("it holds a private key too, which would be lost")
                .at(Location::file(path))
                .hint("move it to where keys are kept"),
        );
    }
    let removed = load(path, &Source::Trust).certificates;
    fs::remove_file(path).map_err(|error| cannot("it cannot be removed", path, scope, &error))?;
    context
        .ui
        .print(format!("removed: {}\n", shorten(path, context.ui.home())))?;
    warn_of_what_stays(context, path, &removed);
    Ok(0)
}

/// Says which certificates are trusted all the same, because something else brings them.
fn warn_of_what_stays(
    context: &Context,
    path: &Path,
    removed: &[(Source, crate::certs::Certificate)],
) {
    // The file is gone, and what is wrong with a profile is no failure of that.
    let Ok(judged) = judge(context, None) else {
        return;
    };
    let is_removed = |entry: &&Entry| {
        removed
            .iter()
            .any(|(_, one)| one.der == entry.certificate.der)
    };
    for entry in judged.included().filter(is_removed) {
        let name = entry.certificate.name();
        let message = format!(
            "`{name}` is still trusted, because it is also in {}",
            entry.shown_sources().join(", ")
        );
        let source = Source::Trust(path.to_owned());
        context.ui.warn(&Problem::new(source, message));
    }
}

/// The files of a folder that hold certificates, or should, and are called `name`: exactly, or without the extension, or
/// as `trust add` writes the name of a file that is called so.
fn named(folder: &Path, name: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let files: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| {
            let name = path.file_name().unwrap_or_default();
            path.is_file()
                && !is_left_behind(name)
                && (is_certificate_by_name(path) || holds_one(path))
        })
        .collect();
    let installed = plain_name(Path::new(name));
    let ways: [&dyn Fn(&Path) -> bool; 3] = [
        &|path| path.file_name() == Some(OsStr::new(name)),
        &|path| trust_name(path) == name,
        &|path| installed.as_deref() == Some(&*trust_name(path)),
    ];
    let found = |way: &dyn Fn(&Path) -> bool| -> Vec<PathBuf> {
        files.iter().filter(|path| way(path)).cloned().collect()
    };
    let mut found = ways.into_iter().map(found);
    found.find(|found| !found.is_empty()).unwrap_or_default()
}

fn holds_one(path: &Path) -> bool {
    read_file(path).is_ok_and(|bytes| !read(&bytes).holds_none())
}

fn nothing(context: &Context, name: &str, scope: Scope) -> Error {
    let error = Error::new(format!("nothing is trusted under the name `{name}`"));
    let other = scope.other();
    let is_there = context
        .dirs
        .trust_of(other)
        .is_some_and(|folder| !named(&folder, name).is_empty());
    let word = String::from_utf8_lossy(&quote(OsStr::new(name))).into_owned();
    match other {
        Scope::Site if is_there => error.hint(format!(
            "all users of this machine trust it: sglaunch trust remove --site {word}"
        )),
        Scope::User if is_there => {
            error.hint(format!("only you trust it: sglaunch trust remove {word}"))
        }
        _ => error.hint("`sglaunch trust list` shows the names"),
    }
}
