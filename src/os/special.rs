//! Paths that lead neither to a regular file nor to a directory that can be read.

use std::fmt;
use std::fs::Metadata;
use std::path::Path;

/// The kind of a file that is not a regular file, or not on a disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Special {
    Dir,
    Device,
    Pipe,
    Socket,
    /// A file below `/proc` or `/sys`, which may have no end.
    KernelFile,
    /// A directory below `/proc` or `/sys`.
    KernelDir,
}

/// A path that leads to something special.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NotAFile {
    pub kind: Special,
    /// The path is a symbolic link.
    pub is_link: bool,
}

impl NotAFile {
    /// Describes a path that does not lead to a regular file outside of the kernel's file systems.
    pub fn new(path: &Path, meta: &Metadata) -> Self {
        let kind = match meta {
            meta if meta.is_file() => Special::KernelFile,
            meta if meta.is_dir() => Special::Dir,
            meta => super::special_kind(meta),
        };
        Self::of(kind, path)
    }

    /// Describes a path that leads to this.
    pub fn of(kind: Special, path: &Path) -> Self {
        let is_link = path.is_symlink();
        Self { kind, is_link }
    }
}

impl fmt::Display for NotAFile {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match (self.is_link, self.kind) {
            (true, kind) => write!(f, "symbolic link to {kind}"),
            (false, Special::Dir) => f.write_str("a directory, not a file"),
            (false, kind @ (Special::KernelFile | Special::KernelDir)) => {
                write!(f, "{kind}, which is not read")
            }
            (false, kind) => write!(f, "{kind}, not a file or a directory"),
        }
    }
}

impl fmt::Display for Special {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Special::Dir => "a directory",
            Special::Device => "a device",
            Special::Pipe => "a pipe",
            Special::Socket => "a socket",
            Special::KernelFile => "a file of the kernel",
            Special::KernelDir => "a directory of the kernel",
        })
    }
}
