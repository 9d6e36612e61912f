//! Permissions of files and directories.

use std::fs::{self, File, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use winsafe::co;

use super::{acl, create_dir, dir, is_link, known_folder, site_group, user_dir_in};
use crate::os::ownership::Unsafe;

/// Creates a directory that only its owner can write to. It may exist already.
///
/// A new directory inherits its permissions, so its parent must be safe. Only in the data directory
/// of all users, whose permissions are wide, it gets permissions of its own.
pub fn create_own_dir(path: &Path) -> io::Result<()> {
    if let Some(own) = path.ancestors().find(|dir| is_user_dir(dir)) {
        dir::create_private_dir(own)?;
        check_own(own)?;
    } else {
        // Check before creating anything: a new directory is as safe as its parent.
        let existing = path.ancestors().find(|dir| dir.exists());
        check_own(existing.unwrap_or(path))?;
    }
    create_dir(path)?;
    check_own(path)
}

/// Creates a directory below `machine`, the directory of settings for all users, which only
/// administrators can write to. If one of them exists already, it must be as safe.
pub fn create_site_dir(machine: &Path, path: &Path) -> io::Result<()> {
    if let Some(above) = machine.parent() {
        create_dir(above)?;
    }
    // A user who may write in an existing directory need not be able to create it.
    if !machine.is_dir() {
        dir::create_administrators_dir(machine)?;
    }
    create_dir(path)?;
    match unsafe_for_site(Path::new(""), [machine, path]) {
        Some((path, why)) => Err(io::Error::other(format!("{}: {why}", path.display()))),
        None => Ok(()),
    }
}

/// Returns whether a path is that of the directory of profiles for all users, or of a file in it.
/// A group that an administrator has allowed may write these, and nothing else.
fn is_of_profiles(path: &Path) -> bool {
    let end = Path::new("sglaunch").join("profiles");
    path.ends_with(&end) || path.parent().is_some_and(|dir| dir.ends_with(&end))
}

/// Returns the first of these paths that users who are not administrators could have written, with
/// the reason. A link counts as unsafe, because its target may be on any user's disk.
pub fn unsafe_for_site<'a>(
    _: &Path,
    paths: impl IntoIterator<Item = &'a Path>,
) -> Option<(PathBuf, String)> {
    paths.into_iter().find_map(|path| {
        let meta = fs::symlink_metadata(path).ok()?;
        if is_link(&meta) {
            return Some((path.to_owned(), "it is a link".to_owned()));
        }
        // The record is read only if it matters.
        let why = acl::why_unsafe(path, None)?;
        let group = is_of_profiles(path).then(site_group::allowed).flatten();
        match group {
            Some(group) => Some((path.to_owned(), acl::why_unsafe(path, Some(&group))?)),
            None => Some((path.to_owned(), why)),
        }
    })
}

fn check_own(path: &Path) -> io::Result<()> {
    check_owner(path, &fs::symlink_metadata(path)?)
        .map_err(|risk| io::Error::new(io::ErrorKind::PermissionDenied, risk.to_string()))
}

/// Returns whether a path is that of the user's directory in the data directory of all users.
fn is_user_dir(dir: &Path) -> bool {
    let name = dir.file_name().unwrap_or_default();
    name.as_encoded_bytes().starts_with(b"sglaunch-S-1-")
        && dir.parent().and_then(user_dir_in).as_deref() == Some(dir)
}

/// Returns the creation time and the attributes of a file or directory; `None` if it cannot be
/// examined.
pub fn permissions(path: &Path) -> Option<[u64; 5]> {
    use std::os::windows::fs::MetadataExt as _;

    let meta = fs::metadata(path).ok()?;
    Some([meta.creation_time(), meta.file_attributes().into(), 0, 0, 0])
}

/// Returns a clause about users who can write to a file or directory that a studio may share.
pub fn shared_with(path: &Path, _: &Metadata) -> Option<String> {
    acl::is_world_writable(path).then(|| "all users can write to it".to_owned())
}

/// Returns the name of the file system, if it makes up permissions: not determined here.
pub fn synthetic_modes(_: &Path) -> Option<&'static str> {
    None
}

/// Returns the name of the file system, if it is that of a network: not determined here.
pub fn remote_file_system(_: &Path) -> Option<&'static str> {
    None
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
    match acl::why_unsafe(path, None) {
        Some(reason) => Err(Unsafe(reason)),
        None => Ok(()),
    }
}

/// Refuses links, whose owner does not tell who could have changed them.
pub fn check_link(_: &Metadata) -> Result<(), Unsafe> {
    Err(Unsafe("it is a symbolic link".to_owned()))
}

/// Checks the directories above a path: nothing to do here, because the directory's own permissions
/// decide.
#[expect(clippy::unnecessary_wraps, reason = "other systems can fail at it")]
pub fn check_path(_: &Path) -> Result<(), Unsafe> {
    Ok(())
}

/// Returns an action that replaces an unsafe cache directory.
pub fn own_dir_hint() -> String {
    match known_folder(&co::KNOWNFOLDERID::Profile) {
        Some(home) => format!(
            "set SGLAUNCH_CACHE_DIR to a directory below {}",
            home.display()
        ),
        None => "set SGLAUNCH_CACHE_DIR to a directory that you own".to_owned(),
    }
}

/// Returns whether a path is in a directory, after links are resolved.
fn is_below(path: &Path, dir: &Path) -> bool {
    match (fs::canonicalize(path), fs::canonicalize(dir)) {
        (Ok(path), Ok(dir)) => path.starts_with(dir),
        _ => false,
    }
}

/// Lets all users read a file: does nothing here, because files inherit their permissions.
#[expect(clippy::unnecessary_wraps, reason = "other systems can fail at it")]
pub fn make_world_readable(_: &File) -> io::Result<()> {
    Ok(())
}

/// Returns whether a path is in a user's profile, which other users cannot read.
pub fn is_hidden_from_others(path: &Path) -> bool {
    let is_in = |id| known_folder(id).is_some_and(|dir| is_below(path, &dir));
    is_in(&co::KNOWNFOLDERID::UserProfiles) && !is_in(&co::KNOWNFOLDERID::Public)
}

/// The name of the variable that contains the home directory.
pub const HOME_VARIABLE: &str = "USERPROFILE";

/// Returns whether a home directory is another user's. Administrators own many homes, so an owner
/// says nothing.
pub fn is_home_of_other(_: &Metadata) -> bool {
    false
}
