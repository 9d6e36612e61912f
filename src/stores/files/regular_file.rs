//! Reading one file.

use std::fs;
use std::io;
use std::path::Path;

use crate::certs::ProblemKind;

/// The maximum size of a file of certificates, in bytes. All public roots together have 1 MiB.
const LIMIT: u64 = 64 * 1024 * 1024;

/// Returns the size of a regular file. Opening a pipe or a device could block.
pub fn check_regular_file(path: &Path) -> Result<u64, ProblemKind> {
    let meta = fs::metadata(path).map_err(|error| unreadable(&error))?;
    if !meta.is_file() {
        return Err(ProblemKind::NotAFile);
    }
    if meta.len() > LIMIT {
        return Err(ProblemKind::TooLarge(LIMIT / 1024 / 1024));
    }
    Ok(meta.len())
}

/// Reads a regular file.
pub fn read_file(path: &Path) -> Result<Vec<u8>, ProblemKind> {
    check_regular_file(path)?;
    fs::read(path).map_err(|error| unreadable(&error))
}

pub(super) fn unreadable(error: &io::Error) -> ProblemKind {
    ProblemKind::Unreadable(error.to_string())
}
