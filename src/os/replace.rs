//! Reasons not to write a file that a user names.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// A reason why a named file is not written. It is inside an [`io::Error`].
#[derive(Debug, PartialEq, Eq)]
pub enum Refused {
    /// A directory, device or pipe.
    NotAFile,
    /// The directory of the file does not exist.
    NoDirectory(PathBuf),
    /// The home directory does not exist, and is not created.
    NoHome(PathBuf),
    /// A symbolic link of another user, who decides where it leads.
    ForeignLink { path: PathBuf, owner: u32 },
    /// A directory of another user, in which root does not write.
    ForeignDir { path: PathBuf, owner: u32 },
    /// The kernel's link to an open file, or into another process's root.
    KernelLink(PathBuf),
    /// The file belongs to a user or group that a new file cannot be given to.
    Owner { user: u32, group: u32 },
}

impl Refused {
    /// Returns the reason in an error, if it has one.
    pub fn of(error: &io::Error) -> Option<&Self> {
        error.get_ref()?.downcast_ref()
    }

    /// Returns an action that helps. `path` is the file.
    pub fn hint(&self, path: &Path) -> String {
        match self {
            Self::NotAFile => "give the path of a file".to_owned(),
            Self::NoDirectory(dir) => format!("create it first: {}", dir.display()),
            Self::NoHome(_) => "set HOME to a directory of yours, or use --site".to_owned(),
            Self::ForeignLink { path, .. } => format!(
                "remove the link, or give a path that does not contain it: {}",
                path.display()
            ),
            Self::ForeignDir { owner, .. } => format!("run sglaunch as user {owner}"),
            Self::KernelLink(_) => {
                "print the bundle instead: cat \"$(sglaunch bundle path)\"".to_owned()
            }
            Self::Owner { .. } => format!("remove {} first, or give another path", path.display()),
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::NotAFile => f.write_str("not a regular file"),
            Self::NoDirectory(dir) => write!(f, "there is no directory {}", dir.display()),
            Self::NoHome(home) => {
                write!(f, "the home directory {} does not exist", home.display())
            }
            Self::ForeignLink { path, owner } => {
                let path = path.display();
                write!(f, "{path} is a symbolic link of another user ({owner})")
            }
            Self::ForeignDir { path, owner } => {
                let path = path.display();
                write!(
                    f,
                    "{path} belongs to user {owner}, and root does not write there"
                )
            }
            Self::KernelLink(path) => {
                let path = path.display();
                write!(f, "{path} is not a file, but the kernel's link to one")
            }
            Self::Owner { user, group } => {
                write!(f, "cannot keep the file's owner and group ({user}:{group})")
            }
        }
    }
}

impl std::error::Error for Refused {}

impl From<Refused> for io::Error {
    fn from(reason: Refused) -> Self {
        let kind = match reason {
            Refused::NotAFile => io::ErrorKind::InvalidInput,
            Refused::NoDirectory(_) => io::ErrorKind::NotFound,
            _ => io::ErrorKind::PermissionDenied,
        };
        Self::new(kind, reason)
    }
}
