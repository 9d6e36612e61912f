//! Shims: symbolic links to sglaunch, named after profiles.

use std::env::ArgsOs;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use super::{check_root_writes, real_path, same_file};
use crate::os::is_sglaunch_name;

/// Returns the arguments of this process, beginning with the name by which it was called.
pub fn args(args: ArgsOs, _: &Path) -> impl Iterator<Item = OsString> {
    args
}

/// Returns the name by which a program was called.
pub fn invoked_name(path: &Path) -> &OsStr {
    path.file_name().unwrap_or_default()
}

/// Creates or atomically replaces the link `path` to `target`, or to the program `exe` without one.
pub fn create_shim(target: Option<&Path>, exe: &Path, path: &Path) -> io::Result<()> {
    check_root_writes(path)?;
    let dir = path.parent().unwrap_or(Path::new("."));
    let draft = tempfile::Builder::new()
        .prefix(".shim-")
        .make_in(dir, |draft| {
            std::os::unix::fs::symlink(target.unwrap_or(exe), draft)
        })?;
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

/// Whether shims are copies of sglaunch, not links to it.
pub const COPIES_SHIMS: bool = false;

/// Returns whether `path` starts any sglaunch, as a link to a file of that name. Does not read the
/// program, because the search calls this for each one on PATH.
pub fn starts_sglaunch(path: &Path) -> bool {
    fs::read_link(path).is_ok_and(|target| target.file_name().is_some_and(is_sglaunch_name))
}

/// Returns what a shim in the directory `dir` leads to, if each machine that mounts `dir` finds the
/// program `exe` there: a relative path within one file system, which may be mounted elsewhere.
pub fn shared_target(exe: &Path, dir: &Path) -> Option<PathBuf> {
    let dir = real_path(dir).ok()?;
    let exe = real_path(exe.parent()?).ok()?.join(exe.file_name()?);
    let common = dir.ancestors().find(|above| exe.starts_with(above))?;
    // The root directory is each machine's own.
    common.parent()?;
    let target = real_path(&exe).ok()?;
    // Only directories are compared: on overlayfs, a file has another device than its directory.
    let device = |path: &Path| fs::metadata(path).map(|meta| meta.dev()).ok();
    let share = device(&dir)?;
    let has_device = |path| device(path) == Some(share);
    let dirs = [common, exe.parent()?, target.parent()?];
    let is_shared = dirs.into_iter().all(has_device);
    let up = dir.strip_prefix(common).ok()?.components().map(|_| "..");
    let down = exe.strip_prefix(common).ok()?;
    is_shared.then(|| up.map(PathBuf::from).chain([down.to_owned()]).collect())
}

/// Returns the path that a shim leads to.
pub fn shim_target(path: &Path) -> Option<PathBuf> {
    fs::read_link(path).ok()
}

/// Returns whether `path` is a shim of the program `exe`.
pub fn is_shim_of(path: &Path, exe: &Path) -> bool {
    same_file(path, exe)
}

/// Returns whether a shim of the program `exe` is up to date: a link always is.
pub fn is_fresh_shim(_: &Path, _: &Path) -> bool {
    true
}

/// Returns `None`: only copies, on Windows, have records.
pub fn ignored_record(_: &Path) -> Option<PathBuf> {
    None
}

/// Does nothing: only copies, on Windows, are renewed.
pub fn renew_shim(_: &Path, _: &Path) {}
