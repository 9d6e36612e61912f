//! Files, directories and links.

use std::fs::{self, DirBuilder, File, Metadata, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

use rustix::fs::OFlags;

/// Opens a file of this user's alone to write at its end, and makes it if it is not there. No link is followed, and
/// nothing else than a file is waited for.
pub fn open_to_append(path: &Path) -> io::Result<File> {
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    let file = (OpenOptions::new().append(true).create(true).mode(0o600))
        .custom_flags(flags.bits().cast_signed())
        .open(path)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("it is not a file"));
    }
    Ok(file)
}

/// Makes a folder that everybody can read, whatever the umask says. It may be there already, and then stays as it is.
pub fn create_folder(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    if let Some(parent) = path.parent() {
        create_folder(parent)?;
    }
    match DirBuilder::new().mode(0o755).create(path) {
        Ok(()) => fs::set_permissions(path, Permissions::from_mode(0o755)),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        Err(error) => Err(error),
    }
}

/// Opens a folder, to date it.
pub fn open_folder(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// Whether this is a link to something else.
pub fn is_link(meta: &Metadata) -> bool {
    meta.is_symlink()
}
