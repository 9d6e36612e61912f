//! Files, directories and links.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::os::windows::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;
use std::time::SystemTime;

use crate::os::special::Special;

/// A symbolic link, a junction, or another reparse point.
const FILE_ATTRIBUTE_REPARSE_POINT: u32 = 0x400;

/// The right to set the times of a file or directory.
const FILE_WRITE_ATTRIBUTES: u32 = 0x100;

/// Allows to open a directory.
const FILE_FLAG_BACKUP_SEMANTICS: u32 = 0x0200_0000;

/// Opens a link itself, not its target.
const FILE_FLAG_OPEN_REPARSE_POINT: u32 = 0x0020_0000;

/// Opens a file to read it, or a directory, which a reader then refuses.
pub fn open_to_read(path: &Path) -> io::Result<File> {
    (OpenOptions::new().read(true))
        .custom_flags(FILE_FLAG_BACKUP_SEMANTICS)
        .open(path)
}

/// Sets the mtime of a file or directory to now, which needs only the right to set its times.
pub fn touch(path: &Path) -> io::Result<()> {
    open_dir(path)?.set_modified(SystemTime::now())
}

/// Returns whether a regular file is one of the kernel's: never here.
pub fn is_of_kernel(_: &File, _: &Metadata) -> bool {
    false
}

/// Returns whether a directory is one of the kernel's: never here.
pub fn is_dir_of_kernel(_: &Path, _: &Metadata) -> bool {
    false
}

/// Opens a file to append to it, and creates it with the permissions that it inherits. Follows no
/// link.
pub fn open_to_append(path: &Path) -> io::Result<File> {
    let file = (OpenOptions::new().append(true).create(true))
        .custom_flags(FILE_FLAG_OPEN_REPARSE_POINT)
        .open(path)?;
    let meta = file.metadata()?;
    if is_link(&meta) || !meta.is_file() {
        return Err(io::Error::other("not a regular file"));
    }
    Ok(file)
}

/// Returns what a file is that is neither a regular file nor a directory: `NUL`, for instance.
pub fn special_kind(_: &Metadata) -> Special {
    Special::Device
}

/// Returns whether a file can be executed: not determined here.
pub fn is_executable(_: &Metadata) -> bool {
    true
}

/// Creates a file with the permissions that it inherits.
pub fn create_private(path: &Path) -> io::Result<File> {
    (OpenOptions::new().read(true).write(true).create_new(true)).open(path)
}

/// Creates a directory with the permissions that it inherits. It may exist already.
pub fn create_dir(path: &Path) -> io::Result<()> {
    create_dirs(path)
}

/// Creates a directory and its parents with the permissions that they inherit.
#[expect(
    clippy::disallowed_methods,
    reason = "the home directory always exists here"
)]
pub fn create_dirs(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

/// Sets the directory that is never created: none here, where the system creates it.
pub fn set_home(_: Option<&Path>) {}

/// Fails for a directory whose creation would create the home directory: never here.
#[expect(
    clippy::unnecessary_wraps,
    reason = "on Unix the home directory may be missing"
)]
pub fn check_home(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Opens a file to read it.
pub fn open_file_or_link(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// Opens a file or directory to set its times, with no further right.
pub fn open_dir(path: &Path) -> io::Result<File> {
    File::options()
        .access_mode(FILE_WRITE_ATTRIBUTES)
        .custom_flags(FILE_FLAG_BACKUP_SEMANTICS)
        .open(path)
}

/// Returns whether this is a symbolic link or a junction.
pub fn is_link(meta: &Metadata) -> bool {
    meta.file_attributes() & FILE_ATTRIBUTE_REPARSE_POINT != 0
}
