//! Replacing a file that a user names.

use std::fs;
use std::io;
use std::path::Path;

use crate::os::atomic::write_atomically;
use crate::os::replace::Refused;

/// Writes a file, or replaces one atomically. The error may contain a [`Refused`].
pub fn replace_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // The target of a link is replaced, not the link. A device must not become a file.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if fs::metadata(&path).is_ok_and(|meta| !meta.is_file()) {
        return Err(Refused::NotAFile.into());
    }
    if let Some(dir) = path.parent().filter(|dir| !dir.is_dir()) {
        return Err(Refused::NoDirectory(dir.to_owned()).into());
    }
    write_atomically(&path, bytes)
}
