//! Groups that may write profiles for all users. Only Windows has them: elsewhere, `sudo` and tools
//! that distribute files do this for a group.

use std::io;
use std::path::Path;

use crate::os::GroupFault;

/// The place of the record. Only Windows has one.
pub const SITE_GROUP_RECORD: &str = "";

/// Fails, because only Windows has this.
pub fn find_site_group(_: &str) -> Result<String, GroupFault> {
    Err(GroupFault::Unsupported)
}

/// Fails, because only Windows has this.
pub fn allow_site_group(_: &Path, _: &str) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
