//! Paths.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// Returns `path` if it is absolute.
pub fn strip_drive(path: &str) -> Option<&str> {
    path.starts_with('/').then_some(path)
}

/// Returns a path with the separators of this system.
pub fn native_path(path: OsString) -> PathBuf {
    path.into()
}

/// Returns the name of a program.
pub fn program_name(path: &Path) -> Option<&OsStr> {
    path.file_name()
}

/// Returns the path without symbolic links.
pub fn real_path(path: &Path) -> io::Result<PathBuf> {
    fs::canonicalize(path)
}

/// Returns whether two paths lead to the same file.
pub fn same_file(a: &Path, b: &Path) -> bool {
    let identity = |path| fs::metadata(path).map(|meta| (meta.dev(), meta.ino()));
    identity(a).is_ok_and(|a| identity(b).is_ok_and(|b| a == b))
}

/// The directories that are searched for programs if PATH is not set, those of glibc's `execvp`.
pub const DEFAULT_PATH: Option<&str> = Some("/bin:/usr/bin");

/// The separator between the paths of a list such as `PATH`, and between the texts of
/// [`path_to_text`](super::path_to_text).
pub const LIST_SEPARATOR: char = ':';
