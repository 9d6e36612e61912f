//! Permissions of files and directories.

use std::fs::{DirBuilder, File, Metadata, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::create_dir;
use crate::os::ownership::Unsafe;

/// Creates a directory that only its owner can write to. It may exist already.
pub fn create_own_dir(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o755).create(path)
}

/// Creates a directory of settings for all users, which all users can read. It may exist already.
pub fn create_site_dir(_: &Path, path: &Path) -> io::Result<()> {
    create_dir(path)
}

/// Returns the first of these paths that users who are not administrators could have written, with
/// the reason: none here, because only root can write where settings for all users are.
pub fn unsafe_for_site<'a>(_: impl IntoIterator<Item = &'a Path>) -> Option<(PathBuf, String)> {
    None
}

/// Returns whether every user of the machine can create files in a directory.
pub fn is_world_writable(_: &Path, meta: &Metadata) -> bool {
    meta.mode() & 0o002 != 0
}

/// Checks that no user except the current one and root can write to a file or directory.
pub fn check_owner(path: &Path, meta: &Metadata) -> Result<(), Unsafe> {
    let owner = meta.uid();
    let user = rustix::process::geteuid().as_raw();
    if owner != user && owner != 0 {
        return Err(Unsafe {
            reason: format!("it belongs to user {owner}, and you are user {user}"),
            hint: "set SGLAUNCH_CACHE_DIR to a directory that you own".to_owned(),
        });
    }
    if meta.mode() & 0o022 != 0 {
        return Err(Unsafe {
            reason: format!(
                "other users can write to it (mode {:03o})",
                meta.mode() & 0o777
            ),
            hint: if is_shared(meta) {
                "set SGLAUNCH_CACHE_DIR to a directory that you own".to_owned()
            } else {
                format!("remove that permission: chmod go-w '{}'", path.display())
            },
        });
    }
    Ok(())
}

/// Returns whether a directory is meant for several users, as `/tmp` is: it has the sticky bit, and
/// must keep its permissions.
fn is_shared(meta: &Metadata) -> bool {
    meta.mode() & 0o1000 != 0
}

/// Lets all users read a file that was created for this user only.
pub fn make_world_readable(file: &File) -> io::Result<()> {
    file.set_permissions(Permissions::from_mode(0o644))
}
