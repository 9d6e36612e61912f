//! Shims: symbolic links to sglaunch, named after profiles.

use std::env::ArgsOs;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::Path;

use super::{check_root_writes, same_file};
use crate::os::is_sglaunch_name;

/// Returns the arguments of this process, beginning with the name by which it was called.
pub fn args(args: ArgsOs, _: &Path) -> impl Iterator<Item = OsString> {
    args
}

/// Returns the name by which a program was called.
pub fn invoked_name(path: &Path) -> &OsStr {
    path.file_name().unwrap_or_default()
}

/// Creates or atomically replaces the shim `path` of the program `exe`.
pub fn create_shim(exe: &Path, path: &Path) -> io::Result<()> {
    check_root_writes(path)?;
    let dir = path.parent().unwrap_or(Path::new("."));
    let draft = tempfile::Builder::new()
        .prefix(".shim-")
        .make_in(dir, |draft| std::os::unix::fs::symlink(exe, draft))?;
    draft.persist(path).map_err(|error| error.error)
}

/// Removes a shim.
pub fn remove_shim(path: &Path) -> io::Result<()> {
    check_root_writes(path)?;
    fs::remove_file(path)
}

/// Returns whether `path` is a shim of any sglaunch: a link to one, even if that no longer exists,
/// or to `exe`, whatever its file name is.
pub fn is_shim(path: &Path, exe: &Path) -> bool {
    let Ok(target) = fs::read_link(path) else {
        return false;
    };
    target.file_name().is_some_and(is_sglaunch_name) || same_file(path, exe)
}

/// Returns whether `path` is a shim of the program `exe`.
pub fn is_shim_of(path: &Path, exe: &Path) -> bool {
    same_file(path, exe)
}
