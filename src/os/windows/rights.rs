//! Rights to files and directories.

use std::fs::{self, File, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use winsafe::co;

use super::{acl, create_folder, folder, in_data, is_link, known_folder};
use crate::os::ownership::Unsafe;

/// Makes a folder that only its owner can write to. It may be there already.
///
/// What is made inherits its rights, so it is the place that decides. Only in the data of all users it does not.
pub fn create_own_folder(path: &Path) -> io::Result<()> {
    if let Some(own) = path.ancestors().find(|folder| is_users_own(folder)) {
        folder::create_private_folder(own)?;
        check_own(own)?;
    } else {
        // What is not there yet is as safe as where it would be, and not made where it would not be.
        let there = path.ancestors().find(|folder| folder.exists());
        check_own(there.unwrap_or(path))?;
    }
    create_folder(path)?;
    check_own(path)
}

/// Makes a folder below `machine`, the one of the settings for all users, which only administrators can write to. Both
/// may be there already, and then must be so.
pub fn create_folder_for_all(machine: &Path, path: &Path) -> io::Result<()> {
    if let Some(above) = machine.parent() {
        create_folder(above)?;
    }
    folder::create_administrators_folder(machine)?;
    create_folder(path)?;
    match why_not_for_all([machine, path]) {
        Some((place, why)) => Err(io::Error::other(format!("{}: {why}", place.display()))),
        None => Ok(()),
    }
}

/// Why what is in these folders and files cannot count for all users, and in which: somebody who is no administrator could
/// have put it there. A link is as good as what it leads to, which may be on anybody's disk.
pub fn why_not_for_all<'a>(
    places: impl IntoIterator<Item = &'a Path>,
) -> Option<(PathBuf, String)> {
    places.into_iter().find_map(|place| {
        let meta = fs::symlink_metadata(place).ok()?;
        let why = if is_link(&meta) {
            Some("it is a link".to_owned())
        } else {
            acl::why_unsafe(place)
        };
        Some((place.to_owned(), why?))
    })
}

fn check_own(path: &Path) -> io::Result<()> {
    check_owner(path, &fs::symlink_metadata(path)?)
        .map_err(|risk| io::Error::new(io::ErrorKind::PermissionDenied, risk.reason))
}

/// Whether a folder is the user's own in the data of all users, or would be.
fn is_users_own(folder: &Path) -> bool {
    let name = folder.file_name().unwrap_or_default();
    name.as_encoded_bytes().starts_with(b"sglaunch-S-1-")
        && folder.parent().and_then(in_data).as_deref() == Some(folder)
}

/// Whether every user of the machine can put files into a folder.
pub fn anyone_can_write(path: &Path, _: &Metadata) -> bool {
    acl::is_for_everybody(path)
}

/// Checks that no user except the current one and administrators can write to a file or directory.
///
/// The user's profile directory is safe: only an administrator can give others access to it.
/// Elsewhere, as in `D:\` or `ProgramData`, all users can often write, so the ACL decides.
pub fn check_owner(path: &Path, _: &Metadata) -> Result<(), Unsafe> {
    let home = known_folder(&co::KNOWNFOLDERID::Profile);
    if home.as_ref().is_some_and(|home| is_below(path, home)) {
        return Ok(());
    }
    let Some(reason) = acl::why_unsafe(path) else {
        return Ok(());
    };
    let hint = match home {
        Some(home) => format!(
            "set SGLAUNCH_CACHE_DIR to a directory below {}",
            home.display()
        ),
        None => "set SGLAUNCH_CACHE_DIR to a directory that you own".to_owned(),
    };
    Err(Unsafe { reason, hint })
}

/// Whether a path is in a folder, links on the way followed.
fn is_below(path: &Path, folder: &Path) -> bool {
    match (fs::canonicalize(path), fs::canonicalize(folder)) {
        (Ok(path), Ok(folder)) => path.starts_with(folder),
        _ => false,
    }
}

/// Lets everybody read a file that was made for this user alone: here it was not, it has inherited its folder's rights.
#[expect(clippy::unnecessary_wraps, reason = "other systems can fail at it")]
pub fn let_all_read(_: &File) -> io::Result<()> {
    Ok(())
}
