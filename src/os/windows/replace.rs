//! Replacing a file that a user names.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::os::atomic::{temporary_in, write_atomically};
use crate::os::replace::Refused;

/// Writes a file, or replaces one atomically. The error may contain a [`Refused`].
pub fn replace_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_atomically(&target(path)?, bytes)
}

/// Writes a file like [`replace_file`]. Files inherit their permissions from the directory.
pub fn replace_file_by_umask(path: &Path, bytes: &[u8]) -> io::Result<()> {
    replace_file(path, bytes)
}

/// Fails if the directory cannot be written, or the path is not a file. Only [`replace_file`] finds
/// that another program has the file open, or that the disk is full.
pub fn check_replace(path: &Path) -> io::Result<()> {
    let target = target(path)?;
    target
        .parent()
        .map_or(Ok(()), |dir| temporary_in(dir).map(drop))
}

/// Returns the target of a link, which is replaced, not the link. A device must not become a file.
fn target(path: &Path) -> io::Result<PathBuf> {
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if fs::metadata(&path).is_ok_and(|meta| !meta.is_file()) {
        return Err(Refused::NotAFile.into());
    }
    match path.parent().filter(|dir| !dir.is_dir()) {
        Some(dir) => Err(Refused::NoDirectory(dir.to_owned()).into()),
        None => Ok(path),
    }
}
