//! Ownership: whether only the user and administrators can change a file or directory.
//!
//! Bundles decide which CAs programs trust, so a directory that other users can write to is never
//! used.

use std::fmt;
use std::fs::{self, Metadata};
use std::io;
use std::path::Path;

use super::{atomic, check_link, is_link};

pub use super::{check_owner, check_path};

/// A reason why another user may control a file or directory, a clause that follows the path.
#[derive(Debug, PartialEq, Eq)]
pub struct Unsafe(pub String);

impl fmt::Display for Unsafe {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Checks that `dir` is a directory that only its owner can change, or a link of the user or root
/// to one. `meta` does not follow links.
pub fn check_dir_or_link(dir: &Path, meta: &Metadata) -> Result<(), Unsafe> {
    if !is_link(meta) {
        return check_dir(dir, meta);
    }
    check_link(meta)?;
    match fs::metadata(dir) {
        Ok(target) => check_dir(dir, &target),
        Err(_) => Err(Unsafe("it is a link to nothing".to_owned())),
    }
}

/// Checks that `dir` is a directory that only its owner can change. `meta` does not follow links.
pub fn check_dir(dir: &Path, meta: &Metadata) -> Result<(), Unsafe> {
    if is_link(meta) {
        return Err(Unsafe("it is a symbolic link".to_owned()));
    }
    if !meta.is_dir() {
        return Err(Unsafe("it is not a directory".to_owned()));
    }
    check_owner(dir, meta)
}

/// Removes a file or directory that another user can change or could have replaced.
pub fn remove_if_unsafe(path: &Path) -> io::Result<()> {
    let Ok(meta) = fs::symlink_metadata(path) else {
        return Ok(());
    };
    if !is_link(&meta) && check_owner(path, &meta).is_ok() {
        return Ok(());
    }
    if meta.is_dir() {
        atomic::remove_dir(path)
    } else {
        atomic::remove_file(path)
    }
}
