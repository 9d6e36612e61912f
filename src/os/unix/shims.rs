//! Shims: further names of a program.

use std::env::ArgsOs;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::Path;

use super::same_file;
use crate::os::is_own_name;

/// The words of the call of this program.
pub fn call(args: ArgsOs, _: &Path) -> impl Iterator<Item = OsString> {
    args
}

/// What was typed to call a program.
pub fn typed_name(path: &Path) -> &OsStr {
    path.file_name().unwrap_or_default()
}

/// Makes `path` another name of the program `own`. What is there is replaced in one step.
pub fn name(own: &Path, path: &Path) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let draft = tempfile::Builder::new()
        .prefix(".shim-")
        .make_in(folder, |draft| std::os::unix::fs::symlink(own, draft))?;
    draft.persist(path).map_err(|error| error.error)
}

/// Removes another name of a program.
pub fn remove_name(path: &Path) -> io::Result<()> {
    fs::remove_file(path)
}

/// Whether something is another name of some sglaunch: a link to one, even if that is gone, or to `own`, whatever its
/// file is called.
pub fn is_other_name(path: &Path, own: &Path) -> bool {
    let Ok(target) = fs::read_link(path) else {
        return false;
    };
    target.file_name().is_some_and(is_own_name) || same_file(path, own)
}

/// Whether `path` is another name of the program `own`.
pub fn is_name_of(path: &Path, own: &Path) -> bool {
    same_file(path, own)
}
