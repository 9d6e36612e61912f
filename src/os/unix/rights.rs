//! Rights to files and directories.

use std::fs::{DirBuilder, File, Metadata, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use super::create_folder;
use crate::os::ownership::Unsafe;

/// Makes a folder that only its owner can write to. It may be there already.
pub fn create_own_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o755).create(path)
}

/// Makes a folder of the settings for all users, which everybody can read. It may be there already.
pub fn create_folder_for_all(_: &Path, path: &Path) -> io::Result<()> {
    create_folder(path)
}

/// Why what is in these folders and files cannot count for all users, and in which: nobody but root can put it there.
pub fn why_not_for_all<'a>(_: impl IntoIterator<Item = &'a Path>) -> Option<(PathBuf, String)> {
    None
}

/// Whether every user of the machine can put files into a folder.
pub fn anyone_can_write(_: &Path, meta: &Metadata) -> bool {
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
            hint: format!("remove that permission: chmod go-w '{}'", path.display()),
        });
    }
    Ok(())
}

/// Lets everybody read a file that was made for this user alone.
pub fn let_all_read(file: &File) -> io::Result<()> {
    file.set_permissions(Permissions::from_mode(0o644))
}
