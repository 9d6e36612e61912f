//! Files, directories and links.

use std::fs::{self, DirBuilder, File, Metadata, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, FileTypeExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

use rustix::fs::{AtFlags, CWD, Mode, OFlags, Timespec, Timestamps, UTIME_NOW, UTIME_OMIT};
use rustix::io::{Errno, retry_on_intr};

use super::{above_standard_streams, check_home, check_root_writes};
use crate::os::special::Special;

/// Opens a file to read it. Does not wait for the writer of a pipe, and a terminal does not become
/// that of the process.
pub fn open_to_read(path: &Path) -> io::Result<File> {
    Ok(open_with(path, OFlags::empty())?)
}

/// Opens a file to read it. A link to a file that does not exist is an error of its own, not that
/// of a path at which nothing is.
pub fn open_file_or_link(path: &Path) -> io::Result<File> {
    match open_with(path, OFlags::NOFOLLOW) {
        Err(Errno::LOOP) => open_to_read(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => io::Error::other("it is a link to a file that is missing"),
            _ => error,
        }),
        opened => Ok(opened?),
    }
}

fn open_with(path: &Path, flags: OFlags) -> rustix::io::Result<File> {
    // musl's `open` would call the kernel a second time, to set what `CLOEXEC` sets already.
    let flags = flags | OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NONBLOCK | OFlags::NOCTTY;
    retry_on_intr(|| rustix::fs::open(path, flags, Mode::empty())).map(File::from)
}

/// Sets the mtime of a file or directory to the time of the file system, which may be a server's.
/// The owner may do that without the right to write to it.
pub fn touch(path: &Path) -> io::Result<()> {
    let time = |tv_nsec| Timespec { tv_sec: 0, tv_nsec };
    let times = Timestamps {
        last_access: time(UTIME_OMIT),
        last_modification: time(UTIME_NOW),
    };
    Ok(rustix::fs::utimensat(CWD, path, &times, AtFlags::empty())?)
}

/// Opens a file to append to it, and creates it with access for this user only. Follows no link,
/// and does not block on a pipe.
pub fn open_to_append(path: &Path) -> io::Result<File> {
    super::ignore_write_signals();
    check_root_writes(path)?;
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    let file = (OpenOptions::new().append(true).create(true).mode(0o600))
        .custom_flags(flags.bits().cast_signed())
        .open(path)?;
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("not a regular file"));
    }
    above_standard_streams(file)
}

/// Creates a file that only this user can read and write.
pub fn create_private(path: &Path) -> io::Result<File> {
    (OpenOptions::new()
        .read(true)
        .write(true)
        .create_new(true)
        .mode(0o600))
    .open(path)
}

/// Creates a directory that all users can read, whatever the umask is. An existing directory is not
/// changed.
pub fn create_dir(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    check_home(path)?;
    if let Some(parent) = path.parent() {
        create_dir(parent)?;
    }
    check_root_writes(path)?;
    match DirBuilder::new().mode(0o755).create(path) {
        Ok(()) => fs::set_permissions(path, Permissions::from_mode(0o755)),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        Err(error) => Err(error),
    }
}

/// Returns what a file is that is neither a regular file nor a directory.
pub fn special_kind(meta: &Metadata) -> Special {
    let kind = meta.file_type();
    if kind.is_fifo() {
        Special::Pipe
    } else if kind.is_socket() {
        Special::Socket
    } else {
        Special::Device
    }
}

/// Returns whether a file can be executed, by some users at least.
pub fn is_executable(meta: &Metadata) -> bool {
    meta.permissions().mode() & 0o111 != 0
}

/// Returns whether this is a symbolic link.
pub fn is_link(meta: &Metadata) -> bool {
    meta.is_symlink()
}
