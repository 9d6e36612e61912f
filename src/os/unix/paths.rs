//! Paths.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// `path`, if it begins at the root.
pub fn from_root(path: &str) -> Option<&str> {
    path.starts_with('/').then_some(path)
}

/// A path as the system writes it.
pub fn native(path: OsString) -> PathBuf {
    path.into()
}

/// What a program is called.
pub fn program_name(path: &Path) -> Option<&OsStr> {
    path.file_name()
}

/// Where a path leads, without a link in it.
pub fn real_path(path: &Path) -> io::Result<PathBuf> {
    fs::canonicalize(path)
}

/// Whether two paths lead to the same file.
pub fn same_file(a: &Path, b: &Path) -> bool {
    match (fs::metadata(a), fs::metadata(b)) {
        (Ok(a), Ok(b)) => (a.dev(), a.ino()) == (b.dev(), b.ino()),
        _ => false,
    }
}

/// What stands between the paths of a list such as PATH, and between the texts of [`path_to_text`].
pub const LIST_SEPARATOR: char = ':';
