//! The user's home directory, which is never created: it may be mounted later, and that of a
//! service is missing on purpose.

use std::fs::{self, Metadata};
use std::io::{self, ErrorKind};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::{check_root_writes, user};
use crate::os::replace::Refused;

/// Set once for the process, so that every function that creates directories checks it.
static HOME: OnceLock<PathBuf> = OnceLock::new();

/// Sets the directory that is never created.
pub fn set_home(home: Option<&Path>) {
    home.map(|home| HOME.set(home.to_owned()));
}

/// Fails for a directory whose creation would create the home directory.
pub fn check_home(dir: &Path) -> io::Result<()> {
    match HOME.get() {
        Some(home) if dir.starts_with(home) && !home.is_dir() => {
            let refused = Refused::NoHome(home.clone());
            Err(io::Error::new(ErrorKind::NotFound, refused))
        }
        _ => Ok(()),
    }
}

/// Creates a directory and its parents with the permissions of the umask.
#[expect(clippy::disallowed_methods, reason = "after the check")]
pub fn create_dirs(dir: &Path) -> io::Result<()> {
    check_home(dir)?;
    check_root_writes(dir)?;
    fs::create_dir_all(dir)
}

/// The name of the variable that contains the home directory.
pub const HOME_VARIABLE: &str = "HOME";

/// The users to whom file servers and user namespaces map those whom they do not know.
const NOBODY: [u32; 2] = [65_534, 4_294_967_294];

/// Returns whether a home directory is another user's.
pub fn is_home_of_other(meta: &Metadata) -> bool {
    meta.uid() != user() && !NOBODY.contains(&meta.uid())
}
