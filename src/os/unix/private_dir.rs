//! Private directories in the directory of temporary files.

use crate::order;
use std::fs::{self, DirBuilder, Permissions};
use std::io;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use super::{check_path, user};

/// Returns the beginning of the names of the user's private directories.
fn prefix() -> String {
    format!("sglaunch-{}-", user())
}

/// Returns whether a path has the name of a private directory of this user.
pub fn is_private_dir_name(dir: &Path) -> bool {
    let name = dir.file_name().unwrap_or_default().as_bytes();
    name.starts_with(prefix().as_bytes())
}

/// Returns the private directories of this user in `temp`, sorted by name: real directories of the
/// user that no other user can access. None if other users could replace them.
pub fn private_dirs(temp: &Path) -> Vec<PathBuf> {
    let prefix = prefix();
    if check_path(&temp.join(&prefix)).is_err() {
        return Vec::new();
    }
    let entries = fs::read_dir(temp).into_iter().flatten().flatten();
    // There may be thousands of others.
    let named = entries.filter(|entry| {
        let name = entry.file_name();
        name.as_bytes().starts_with(prefix.as_bytes())
    });
    let paths = named.map(|entry| entry.path());
    let mut dirs: Vec<PathBuf> = paths.filter(|path| is_private(path)).collect();
    order::sort(&mut dirs);
    dirs
}

fn is_private(dir: &Path) -> bool {
    fs::symlink_metadata(dir)
        .is_ok_and(|meta| meta.is_dir() && meta.uid() == user() && meta.mode() & 0o7777 == 0o700)
}

/// Creates a private directory with a random name in `temp` (`mkdtemp(3)`).
pub fn create_private_dir(temp: &Path) -> io::Result<PathBuf> {
    check_path(&temp.join(prefix())).map_err(|risk| io::Error::other(risk.to_string()))?;
    let create = |path: &Path| {
        DirBuilder::new().mode(0o700).create(path)?;
        // The umask may forbid even the user to use it.
        fs::set_permissions(path, Permissions::from_mode(0o700))
    };
    // The error of `tempdir_in` would contain the random name instead of the system's error.
    let dir = tempfile::Builder::new()
        .prefix(&prefix())
        .make_in(temp, create)?;
    let ((), path) = dir.keep()?;
    Ok(path)
}
