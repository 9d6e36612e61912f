//! Replacing a file that a user names.

use std::io;
use std::os::fd::AsFd;
use std::path::Path;

use rustix::fs::{Gid, Mode, Stat, Uid};
use rustix::io::Errno;

use super::make_world_readable;
use super::trusted_path::{TrustedDir, is_regular};
use crate::os::atomic::{Durability, retry_stale};
use crate::os::replace::Refused;

/// Writes a file that all users can read, or replaces one atomically and keeps its mode, owner and
/// group. Links of the user and root are followed, others refused. The error may contain a
/// [`Refused`]; nothing is replaced then.
pub fn replace_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    retry_stale(|| {
        let (dir, name) = TrustedDir::open(path)?;
        let before = dir.metadata(&name)?;
        if before.as_ref().is_some_and(|before| !is_regular(before)) {
            return Err(Refused::NotAFile.into());
        }
        dir.write(&name, bytes, Durability::Synced, |file| match &before {
            Some(before) => keep_rights(file, before),
            None => make_world_readable(file),
        })
    })
}

/// Gives a new file the mode, owner and group of the one that it replaces.
fn keep_rights(file: impl AsFd, before: &Stat) -> io::Result<()> {
    let now = rustix::fs::fstat(&file)?;
    let user = (now.st_uid != before.st_uid).then(|| Uid::from_raw(before.st_uid));
    let group = (now.st_gid != before.st_gid).then(|| Gid::from_raw(before.st_gid));
    if user.is_some() || group.is_some() {
        match rustix::fs::fchown(&file, user, group) {
            Err(Errno::PERM) => {
                let (user, group) = (before.st_uid, before.st_gid);
                return Err(Refused::Owner { user, group }.into());
            }
            done => done?,
        }
    }
    // Not the bits for programs, such as set-user-ID.
    let mode = Mode::from_raw_mode(before.st_mode & 0o777);
    Ok(rustix::fs::fchmod(&file, mode)?)
}
