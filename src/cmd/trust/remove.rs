//! Removes a file from a folder `ca.d`.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use super::{cannot, folder};
use crate::certs::read::read;
use crate::certs::trust_name;
use crate::cmd::Caller;
use crate::error::{Error, Place, Result, alternatives, shorten};
use crate::places::Scope;
use crate::sources::files::{load_drop_ins, read_file};

/// Removes the file of this name, with the extension or without it.
pub fn run(caller: &Caller, name: &str, scope: Scope) -> Result<u8> {
    let files = named(&folder(caller, scope)?, name);
    let path = match files.as_slice() {
        [] => return Err(nothing(caller, name, scope)),
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
                .at(Place::file(path))
                .hint("move it to where keys are kept"),
        );
    }
    fs::remove_file(path).map_err(|error| cannot("it cannot be removed", path, scope, &error))?;
    caller.ui.print(format!(
        "not trusted any more from the next launch on: {}\n",
        shorten(path, caller.ui.home())
    ))?;
    Ok(0)
}

/// The files of a folder that hold certificates and are called `name`.
fn named(folder: &Path, name: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| entry.path())
        .filter(|path| trust_name(path) == name || path.file_name() == Some(OsStr::new(name)))
        .filter(|path| path.is_file() && !load_drop_ins(path).certificates.is_empty())
        .collect()
}

fn nothing(caller: &Caller, name: &str, scope: Scope) -> Error {
    let error = Error::new(format!("nothing is trusted under the name `{name}`"));
    let other = scope.other();
    let is_there = caller
        .places
        .trust_of(other)
        .is_some_and(|folder| !named(&folder, name).is_empty());
    match other {
        Scope::Site if is_there => error.hint(format!(
            "all users of this machine trust it: sglaunch trust remove --site {name}"
        )),
        Scope::User if is_there => {
            error.hint(format!("only you trust it: sglaunch trust remove {name}"))
        }
        _ => error.hint("`sglaunch trust list` shows the names"),
    }
}
