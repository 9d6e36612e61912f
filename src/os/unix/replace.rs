//! Replacing a file that a user names.

use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::os::fd::AsFd;
use std::path::Path;

use rustix::fs::{Gid, Mode, Stat, Uid};
use rustix::io::Errno;

use super::make_world_readable;
use super::trusted_path::{BY_UMASK, PRIVATE, TrustedDir, is_regular};
use crate::os::atomic::{Durability, retry_stale};
use crate::os::replace::Refused;

/// Writes a file that all users can read, or replaces one atomically and keeps its mode, owner and
/// group. Links of the user and root are followed, others refused. The error may contain a
/// [`Refused`]; nothing is replaced then.
pub fn replace_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    replace(path, bytes, PRIVATE, make_world_readable)
}

/// Writes a file like [`replace_file`], but the umask decides who can read a new one.
pub fn replace_file_by_umask(path: &Path, bytes: &[u8]) -> io::Result<()> {
    replace(path, bytes, BY_UMASK, |_| Ok(()))
}

/// Fails if [`replace_file_by_umask`] would fail, except for a disk that is full.
pub fn check_replace(path: &Path) -> io::Result<()> {
    retry_stale(|| {
        let (dir, _, before) = open(path)?;
        dir.check(BY_UMASK, |file| match &before {
            Some(before) => keep_rights(file, before),
            None => Ok(()),
        })
    })
}

fn replace(
    path: &Path,
    bytes: &[u8],
    mode: Mode,
    set_rights: fn(&File) -> io::Result<()>,
) -> io::Result<()> {
    retry_stale(|| {
        let (dir, name, before) = open(path)?;
        dir.write(
            &name,
            bytes,
            (mode, Durability::Synced),
            |file| match &before {
                Some(before) => keep_rights(file, before),
                None => set_rights(file),
            },
        )
    })
}

/// Opens the directory of a file. Returns the file's name in it, and its metadata if it exists.
fn open(path: &Path) -> io::Result<(TrustedDir, OsString, Option<Stat>)> {
    let (dir, name) = TrustedDir::open(path)?;
    let before = dir.metadata(&name)?;
    if before.as_ref().is_some_and(|before| !is_regular(before)) {
        return Err(Refused::NotAFile.into());
    }
    Ok((dir, name, before))
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
