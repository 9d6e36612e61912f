//! Writing with an administrator's privileges: nothing to check here, because the permissions of
//! Windows give no user the right to create links.

use std::io;
use std::path::Path;

use crate::os::atomic::Durability;

/// Checks where root writes: nothing to do here.
#[expect(clippy::unnecessary_wraps, reason = "other systems can fail at it")]
pub fn check_root_writes(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Writes a file as root: never here.
pub fn write_as_root(_: &Path, _: &[u8], _: Durability) -> Option<io::Result<()>> {
    None
}
