//! Writing with root's privileges: links and directories of other users must not redirect it.

use std::io;
use std::path::Path;
use std::sync::OnceLock;

use super::make_world_readable;
use super::trusted_path::{PRIVATE, TrustedDir};
use crate::os::atomic::Durability;
use crate::os::replace::Refused;

/// Returns the number of the effective user, which does not change.
pub fn user() -> u32 {
    static USER: OnceLock<u32> = OnceLock::new();
    *USER.get_or_init(|| rustix::process::geteuid().as_raw())
}

/// Returns whether the process has the privileges of root.
pub fn is_root() -> bool {
    user() == 0
}

/// Fails if this process is root's and `path` leads to a directory of another user, such as the
/// home that `sudo` keeps in HOME, or through a link of another user. The directories need not
/// exist.
pub fn check_root_writes(path: &Path) -> io::Result<()> {
    if !is_root() {
        return Ok(());
    }
    match TrustedDir::open_own(path) {
        Err(error) if matches!(Refused::of(&error), Some(Refused::NoDirectory(_))) => Ok(()),
        opened => opened.map(drop),
    }
}

/// Writes a file as root: atomically, by the descriptor of its directory, whose path another user
/// could change in the meantime. Returns `None` for other users.
pub fn write_as_root(path: &Path, bytes: &[u8], durability: Durability) -> Option<io::Result<()>> {
    is_root().then(|| {
        let (dir, name) = TrustedDir::open_own(path)?;
        dir.write(&name, bytes, (PRIVATE, durability), make_world_readable)
    })
}
