//! Symbolic links, read together with their owner.

use std::ffi::{OsStr, OsString};
use std::os::fd::AsFd;
use std::os::unix::ffi::OsStringExt;

use rustix::fs::{FileType, Stat};

/// Maximum number of links that the kernel follows in a path (`path_resolution(7)`).
pub const MAX_LINKS: usize = 40;

/// A symbolic link.
#[derive(Debug)]
pub struct Link {
    pub owner: u32,
    pub target: OsString,
    /// The kernel resolves it without its text, as it does `/proc/self/fd/1`.
    pub is_of_kernel: bool,
}

/// Reads the link `name` in `dir`; `None` if it is not a link. Owner and target are of one link,
/// even if another user replaces it meanwhile.
#[cfg(target_os = "linux")]
pub fn read_link(dir: impl AsFd, name: &OsStr) -> rustix::io::Result<Option<Link>> {
    use rustix::fs::{Mode, OFlags, PROC_SUPER_MAGIC};

    let flags = OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let link = rustix::fs::openat(dir, name, flags, Mode::empty())?;
    let stat = rustix::fs::fstat(&link)?;
    if !is_link(&stat) {
        return Ok(None);
    }
    let target = rustix::fs::readlinkat(&link, "", Vec::new())?.into_bytes();
    let is_in_proc = rustix::fs::fstatfs(&link)?.f_type == PROC_SUPER_MAGIC;
    // `/proc/self` and `/proc/mounts` are links like others. The text of the kernel's is an
    // absolute path, which may be of another process's root, or like `pipe:[123]`.
    let is_of_kernel = is_in_proc && (target.starts_with(b"/") || target.contains(&b':'));
    Ok(Some(Link {
        owner: stat.st_uid,
        target: OsString::from_vec(target),
        is_of_kernel,
    }))
}

/// Reads the link `name` in `dir`; `None` if it is not a link. Owner and target are of one link,
/// even if another user replaces it meanwhile.
#[cfg(not(target_os = "linux"))]
pub fn read_link(dir: impl AsFd, name: &OsStr) -> rustix::io::Result<Option<Link>> {
    use rustix::fs::AtFlags;
    use rustix::io::Errno;

    let dir = dir.as_fd();
    let stat = || rustix::fs::statat(dir, name, AtFlags::SYMLINK_NOFOLLOW);
    let before = stat()?;
    if !is_link(&before) {
        return Ok(None);
    }
    let target = rustix::fs::readlinkat(dir, name, Vec::new())?.into_bytes();
    let identity = |stat: &Stat| (stat.st_dev, stat.st_ino, stat.st_ctime, stat.st_ctime_nsec);
    if identity(&before) != identity(&stat()?) {
        return Err(Errno::AGAIN);
    }
    Ok(Some(Link {
        owner: before.st_uid,
        target: OsString::from_vec(target),
        is_of_kernel: false,
    }))
}

fn is_link(stat: &Stat) -> bool {
    FileType::from_raw_mode(stat.st_mode) == FileType::Symlink
}
