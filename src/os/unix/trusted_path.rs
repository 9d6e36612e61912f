//! Directories that are opened without following links of other users: each component of a path is
//! opened by the descriptor of its directory, and only links of the user and root are followed.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, CWD, FileType, Mode, OFlags, Stat};
use rustix::io::Errno;

use super::is_foreign;
use super::link::{MAX_LINKS, read_link};
use crate::os::atomic::{Durability, write_all};
use crate::os::replace::Refused;
use crate::os::temporary_name;

/// The mode of a file that only this user can read.
pub const PRIVATE: Mode = Mode::from_raw_mode(0o600);

/// The mode of a file whose permissions the umask decides.
pub const BY_UMASK: Mode = Mode::from_raw_mode(0o666);

/// Attempts to find a name for a temporary file.
const ATTEMPTS: usize = 100;

/// A directory held by its descriptor: it stays the same whatever happens to its path. Unlike a
/// [`HeldDir`](super::HeldDir), it need not be readable, and cannot be listed.
#[derive(Debug)]
pub struct TrustedDir {
    dir: OwnedFd,
}

/// A temporary file in a [`TrustedDir`], which is removed unless it is renamed.
#[derive(Debug)]
struct TrustedTemp<'a> {
    dir: &'a TrustedDir,
    name: OsString,
    file: File,
}

impl TrustedDir {
    /// Opens the directory of the file that the absolute path leads to, and returns it with the
    /// file's name there. The file itself need not exist; it is not a link when this returns.
    ///
    /// The error may contain a [`Refused`].
    pub fn open(path: &Path) -> io::Result<(Self, OsString)> {
        Walk::new(path)?.finish()
    }

    /// Opens the directory of a file like [`TrustedDir::open`], unless it is, or is in, a directory
    /// of another user.
    pub fn open_own(path: &Path) -> io::Result<(Self, OsString)> {
        let walk = Walk {
            refuses_foreign: true,
            ..Walk::new(path)?
        };
        walk.finish()
    }

    /// Returns the metadata of a file in the directory, of a link itself; `None` if it does not
    /// exist.
    pub fn metadata(&self, name: &OsStr) -> io::Result<Option<Stat>> {
        match rustix::fs::statat(&self.dir, name, AtFlags::SYMLINK_NOFOLLOW) {
            Err(Errno::NOENT) => Ok(None),
            found => Ok(Some(found?)),
        }
    }

    /// Fails if a file of this mode cannot be created here, or not with these permissions.
    pub fn check(
        &self,
        mode: Mode,
        set_rights: impl FnOnce(&File) -> io::Result<()>,
    ) -> io::Result<()> {
        set_rights(&self.create_temp(mode)?.file)
    }

    /// Writes a file, or replaces one atomically. The new file has the mode, without the bits of
    /// the umask, until `set_rights` sets its permissions.
    pub fn write(
        &self,
        name: &OsStr,
        bytes: &[u8],
        (mode, durability): (Mode, Durability),
        set_rights: impl FnOnce(&File) -> io::Result<()>,
    ) -> io::Result<()> {
        let draft = self.create_temp(mode)?;
        set_rights(&draft.file)?;
        write_all(&draft.file, bytes)?;
        durability.ensure(&draft.file)?;
        draft.rename(name)
    }

    /// Creates an empty temporary file.
    fn create_temp(&self, mode: Mode) -> io::Result<TrustedTemp<'_>> {
        super::ignore_write_signals();
        let flags =
            OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        for _ in 0..ATTEMPTS {
            let name = temporary_name();
            match rustix::fs::openat(&self.dir, &name, flags, mode) {
                Err(Errno::EXIST) => {}
                file => {
                    let file = super::above_standard_streams(file?.into())?;
                    return Ok(TrustedTemp {
                        dir: self,
                        name,
                        file,
                    });
                }
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }
}

impl TrustedTemp<'_> {
    /// Renames the file to `name` in its directory, over an existing file.
    fn rename(mut self, name: &OsStr) -> io::Result<()> {
        rustix::fs::renameat(&self.dir.dir, &self.name, &self.dir.dir, name)?;
        self.name.clear();
        Ok(())
    }
}

impl Drop for TrustedTemp<'_> {
    fn drop(&mut self) {
        if !self.name.is_empty() {
            // Its directory may be gone.
            let _ = rustix::fs::unlinkat(&self.dir.dir, &self.name, AtFlags::empty());
        }
    }
}

/// The way along a path.
struct Walk {
    dir: OwnedFd,
    /// The path of `dir`, for messages.
    path: PathBuf,
    /// The components that are left, the next one last.
    rest: Vec<OsString>,
    links: usize,
    /// Directories of other users end the walk.
    refuses_foreign: bool,
}

impl Walk {
    fn new(path: &Path) -> io::Result<Self> {
        let mut walk = Self {
            dir: open_dir_at(CWD, OsStr::new("/"))?,
            path: "/".into(),
            rest: Vec::new(),
            links: 0,
            refuses_foreign: false,
        };
        walk.push(path.as_os_str().as_bytes());
        Ok(walk)
    }

    /// Puts the components of a path in front of those that are left. `.` stays in the directory,
    /// as a slash at the end of the path does.
    fn push(&mut self, path: &[u8]) {
        let components = path.rsplit(|byte| *byte == b'/');
        let components = components.enumerate().filter_map(|(index, name)| {
            let name = if name.is_empty() && index == 0 {
                b"."
            } else {
                name
            };
            (!name.is_empty()).then(|| OsString::from_vec(name.to_vec()))
        });
        self.rest.extend(components);
    }

    /// Walks to the end. Returns the last directory, and the name of the file in it.
    fn finish(mut self) -> io::Result<(TrustedDir, OsString)> {
        while let Some(name) = self.rest.pop() {
            if name == "." {
                continue;
            }
            if name == ".." {
                self.path.pop();
                self.dir = open_dir_at(&self.dir, &name)?;
            } else if let Some(target) = self.link(&name)? {
                self.follow(&target)?;
            } else if self.rest.is_empty() {
                return Ok((TrustedDir { dir: self.dir }, name));
            } else {
                self.enter(&name)?;
            }
        }
        // The path ends in a directory.
        Err(Refused::NotAFile.into())
    }

    fn enter(&mut self, name: &OsStr) -> io::Result<()> {
        self.dir = match open_dir_at(&self.dir, name) {
            Err(Errno::NOENT | Errno::NOTDIR) => return Err(self.no_directory(name)),
            dir => dir?,
        };
        self.path.push(name);
        if !self.refuses_foreign {
            return Ok(());
        }
        let owner = rustix::fs::fstat(&self.dir)?.st_uid;
        if is_foreign(owner) {
            let path = self.path.clone();
            return Err(Refused::ForeignDir { path, owner }.into());
        }
        Ok(())
    }

    fn follow(&mut self, target: &OsStr) -> io::Result<()> {
        self.links += 1;
        if self.links > MAX_LINKS {
            return Err(Errno::LOOP.into());
        }
        if target.as_bytes().starts_with(b"/") {
            self.dir = open_dir_at(CWD, OsStr::new("/"))?;
            self.path = "/".into();
        }
        self.push(target.as_bytes());
        Ok(())
    }

    /// Returns where a link leads; `None` for anything else and for what does not exist.
    fn link(&self, name: &OsStr) -> io::Result<Option<OsString>> {
        let link = match read_link(&self.dir, name) {
            Err(Errno::NOENT) if !self.rest.is_empty() => return Err(self.no_directory(name)),
            Err(Errno::NOENT) => return Ok(None),
            link => link?,
        };
        let Some(link) = link else {
            return Ok(None);
        };
        let path = self.path.join(name);
        if link.is_of_kernel {
            return Err(Refused::KernelLink(path).into());
        }
        let owner = link.owner;
        if is_foreign(owner) {
            return Err(Refused::ForeignLink { path, owner }.into());
        }
        Ok(Some(link.target))
    }

    /// Returns the error for a missing directory of the path, with the components below it.
    fn no_directory(&self, name: &OsStr) -> io::Error {
        let below = self.rest.iter().skip(1).rev();
        let path = below.fold(self.path.join(name), |path, name| path.join(name));
        Refused::NoDirectory(path).into()
    }
}

/// Opens a directory for access to its entries only, which needs no permission to read it.
#[cfg(target_os = "linux")]
const SEARCH: OFlags = OFlags::PATH;
#[cfg(target_os = "macos")]
const SEARCH: OFlags = OFlags::from_bits_retain(libc::O_SEARCH.cast_unsigned());
#[cfg(not(any(target_os = "linux", target_os = "macos")))]
const SEARCH: OFlags = OFlags::RDONLY;

/// Opens a directory, never a link to one, for access to its entries.
fn open_dir_at(dir: impl AsFd, name: &OsStr) -> rustix::io::Result<OwnedFd> {
    let flags = SEARCH | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    rustix::fs::openat(dir, name, flags, Mode::empty())
}

/// Returns whether this is a regular file.
pub fn is_regular(stat: &Stat) -> bool {
    FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile
}
