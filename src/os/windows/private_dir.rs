//! Private directories in the directory of temporary files: none here, because each user has a
//! directory of temporary files.

use std::io;
use std::path::{Path, PathBuf};

/// Returns whether a path has the name of a private directory: never here.
pub fn is_private_dir_name(_: &Path) -> bool {
    false
}

/// Returns the private directories: none here.
pub fn private_dirs(_: &Path) -> Vec<PathBuf> {
    Vec::new()
}

/// Fails, because there are no private directories here.
pub fn create_private_dir(_: &Path) -> io::Result<PathBuf> {
    Err(io::ErrorKind::Unsupported.into())
}
