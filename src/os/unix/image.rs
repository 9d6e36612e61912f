//! Paths below another root, such as that of a mounted image: symbolic links in it mean what they
//! mean in the image, and `..` does not leave it.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use rustix::fd::OwnedFd;
use rustix::io::Errno;

use super::link::MAX_LINKS;
use super::path_rights::{check_path_below, parts};
use crate::os::ownership::Unsafe;

/// The root directory of an image.
#[derive(Debug)]
pub struct Image {
    root: PathBuf,
    /// The root for `openat2`; `None` if this kernel does not have it (before Linux 5.6).
    dir: Option<OwnedFd>,
}

impl Image {
    /// Returns the image at `root`; `None` for `/`, below which the kernel resolves paths itself.
    pub fn at(root: &Path) -> Option<Self> {
        (root.parent().is_some()).then(|| Self {
            root: root.to_owned(),
            dir: open_root(root).ok(),
        })
    }

    /// Returns the root directory.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Returns the path without links of the file or directory to which `path` leads in the image.
    /// A path that is not below the root is returned as it is.
    pub fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        let Ok(inner) = path.strip_prefix(&self.root) else {
            return Ok(path.to_owned());
        };
        match self.open(inner) {
            Some(Ok(found)) => match self.path_of(&found) {
                Some(path) => Ok(path),
                None => walk(&self.root, inner),
            },
            Some(Err(error)) => Err(error),
            None => walk(&self.root, inner),
        }
    }

    /// Returns the metadata of the file or directory to which `path` leads in the image.
    pub fn metadata(&self, path: &Path) -> io::Result<Metadata> {
        let Ok(inner) = path.strip_prefix(&self.root) else {
            return fs::metadata(path);
        };
        match self.open(inner) {
            Some(found) => fs::File::from(found?).metadata(),
            None => fs::metadata(walk(&self.root, inner)?),
        }
    }

    /// Returns the path with the directories above its last component resolved, but not a link at
    /// its end.
    pub fn resolve_parent(&self, path: &Path) -> io::Result<PathBuf> {
        match (path.parent(), path.file_name()) {
            (Some(parent), Some(name)) => Ok(self.resolve(parent)?.join(name)),
            _ => self.resolve(path),
        }
    }

    /// Returns whether `path` is a symbolic link itself.
    pub fn is_link(&self, path: &Path) -> bool {
        self.resolve_parent(path)
            .is_ok_and(|path| path.is_symlink())
    }

    /// Returns the path of a file or directory that may not exist yet, with the directories above
    /// it resolved that exist.
    pub fn resolve_new(&self, path: &Path) -> PathBuf {
        match (self.resolve(path), path.parent(), path.file_name()) {
            (Ok(path), ..) => path,
            (_, Some(parent), Some(name)) if parent.starts_with(&self.root) => {
                self.resolve_new(parent).join(name)
            }
            _ => path.to_owned(),
        }
    }

    /// Checks, like [`check_path`](super::check_path), the directories and links between the root
    /// and `path`.
    pub fn check_path(&self, path: &Path) -> Result<(), Unsafe> {
        match path.strip_prefix(&self.root) {
            Ok(inner) => check_path_below(&self.root, inner),
            Err(_) => super::check_path(path),
        }
    }

    /// Opens a file or directory in the image, for its metadata only; `None` if the kernel cannot
    /// do that.
    #[cfg(target_os = "linux")]
    fn open(&self, inner: &Path) -> Option<io::Result<OwnedFd>> {
        use rustix::fs::{Mode, OFlags, ResolveFlags, openat2};

        /// Attempts if another process renames directories meanwhile.
        const ATTEMPTS: usize = 8;

        let dir = self.dir.as_ref()?;
        let inner = if inner.as_os_str().is_empty() {
            Path::new(".")
        } else {
            inner
        };
        let flags = OFlags::PATH | OFlags::CLOEXEC;
        let open = || openat2(dir, inner, flags, Mode::empty(), ResolveFlags::IN_ROOT);
        let opened = (0..ATTEMPTS)
            .map(|_| open())
            .find(|opened| !matches!(opened, Err(Errno::AGAIN | Errno::INTR)))?;
        match opened {
            // A container's filter answers PERM to calls that it does not know.
            Err(Errno::NOSYS | Errno::PERM | Errno::INVAL | Errno::TOOBIG) => None,
            opened => Some(opened.map_err(io::Error::from)),
        }
    }

    #[cfg(not(target_os = "linux"))]
    #[expect(clippy::unused_self, reason = "Linux uses it")]
    fn open(&self, _: &Path) -> Option<io::Result<OwnedFd>> {
        None
    }

    /// Returns the path of an open file; `None` if it has none, or `/proc` is not mounted.
    fn path_of(&self, file: &OwnedFd) -> Option<PathBuf> {
        let real = fs::read_link(proc_link(file)).ok()?;
        let root = fs::read_link(proc_link(self.dir.as_ref()?)).ok()?;
        let path = self.root.join(real.strip_prefix(root).ok()?);
        // A directory above it may have been removed.
        path.symlink_metadata().is_ok().then_some(path)
    }
}

fn proc_link(file: &OwnedFd) -> String {
    use std::os::fd::AsRawFd as _;

    format!("/proc/self/fd/{}", file.as_raw_fd())
}

#[cfg(target_os = "linux")]
fn open_root(root: &Path) -> rustix::io::Result<OwnedFd> {
    use rustix::fs::{Mode, OFlags};

    let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
    rustix::fs::open(root, flags, Mode::empty())
}

#[cfg(not(target_os = "linux"))]
fn open_root(_: &Path) -> rustix::io::Result<OwnedFd> {
    Err(Errno::NOSYS)
}

/// Resolves a path below `root` one component after the other.
fn walk(root: &Path, inner: &Path) -> io::Result<PathBuf> {
    let mut rest = parts(inner);
    let mut current = root.to_owned();
    let mut links = 0;
    while let Some(name) = rest.pop() {
        if name == ".." {
            if current != root {
                current.pop();
            }
            continue;
        }
        let next = current.join(&name);
        let meta = fs::symlink_metadata(&next)?;
        if meta.is_symlink() {
            links += 1;
            if links > MAX_LINKS {
                return Err(Errno::LOOP.into());
            }
            let target = fs::read_link(&next)?;
            if target.is_absolute() {
                root.clone_into(&mut current);
            }
            rest.extend(parts(&target));
        } else {
            current = next;
        }
        if !rest.is_empty() && !meta.is_symlink() && !meta.is_dir() {
            return Err(Errno::NOTDIR.into());
        }
    }
    Ok(current)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    /// Returns the image with and without `openat2`.
    fn both(root: &Path) -> [Image; 2] {
        let walked = Image {
            root: root.to_owned(),
            dir: None,
        };
        [Image::at(root).unwrap(), walked]
    }

    #[test]
    fn links_are_resolved_below_the_root_with_and_without_the_kernel() {
        let dir = tempfile::tempdir().unwrap();
        let outer = fs::canonicalize(dir.path()).unwrap();
        fs::create_dir_all(outer.join("real/etc/ssl")).unwrap();
        fs::create_dir_all(outer.join("real/nix/store/x")).unwrap();
        for file in [
            "real/etc/ssl/a",
            "real/nix/store/x/b",
            "secret",
            "real/same",
        ] {
            fs::write(outer.join(file), "").unwrap();
        }
        // The root itself may be a link.
        symlink("real", outer.join("image")).unwrap();
        let root = outer.join("image");
        let outside = outer.join("secret");
        for (target, link) in [
            ("/nix/store/x", "etc/static"),
            ("/etc/static/b", "etc/ssl/absolute"),
            ("../static/b", "etc/ssl/relative"),
            ("../../../../../etc/ssl/a", "etc/ssl/above"),
            ("../../../../../secret", "etc/ssl/escape"),
            (outside.to_str().unwrap(), "etc/ssl/outside"),
            ("/etc/passwd", "etc/ssl/host"),
            ("loop", "etc/ssl/loop"),
            ("/", "etc/ssl/root"),
        ] {
            symlink(target, root.join(link)).unwrap();
        }
        for image in both(&root) {
            for (path, expected) in [
                ("etc/ssl/a", "etc/ssl/a"),
                ("etc/static/b", "nix/store/x/b"),
                ("etc/ssl/absolute", "nix/store/x/b"),
                ("etc/ssl/relative", "nix/store/x/b"),
                ("etc/ssl/above", "etc/ssl/a"),
                ("etc/ssl/../../../../same", "same"),
                ("etc/ssl/root/same", "same"),
                ("etc/ssl/root", ""),
                ("..", ""),
                ("", ""),
                ("etc/./ssl/", "etc/ssl"),
            ] {
                let path = root.join(path);
                let found = image.resolve(&path).unwrap();
                assert_eq!(found, root.join(expected), "{}", path.display());
                let expected = fs::metadata(&found).unwrap();
                let found = image.metadata(&path).unwrap();
                let id = |meta: &Metadata| super::super::identity_of(meta);
                assert_eq!(id(&found), id(&expected));
            }
            for (path, errno) in [
                ("etc/ssl/escape", Errno::NOENT),
                ("etc/ssl/outside", Errno::NOENT),
                ("etc/ssl/host", Errno::NOENT),
                ("etc/ssl/none", Errno::NOENT),
                ("etc/ssl/a/b", Errno::NOTDIR),
                ("etc/ssl/a/..", Errno::NOTDIR),
                ("etc/ssl/loop", Errno::LOOP),
            ] {
                let path = root.join(path);
                let error = io::Error::from(errno).raw_os_error();
                assert_eq!(
                    image.resolve(&path).unwrap_err().raw_os_error(),
                    error,
                    "{path:?}"
                );
                assert_eq!(
                    image.metadata(&path).unwrap_err().raw_os_error(),
                    error,
                    "{path:?}"
                );
            }
            assert!(image.is_link(&root.join("etc/ssl/host")));
            assert!(!image.is_link(&root.join("etc/static/b")));
            let new = image.resolve_new(&root.join("etc/static/new/file"));
            assert_eq!(new, root.join("nix/store/x/new/file"));
            assert_eq!(image.resolve(&outside).unwrap(), outside);
        }
        assert!(Image::at(Path::new("/")).is_none());
    }
}
