//! Reading of sources: the only way in which a store reads files. Each read leaves the stamp that
//! tells later launches whether another read would have the same result.

use std::fs::{self, DirEntry, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use super::Loaded;
use super::stamp::Stamp;
use crate::certs::ProblemKind;
use crate::certs::blocklist::Origin;
use crate::error::system_reason;
use crate::os::read::{ReadError, is_absence, is_not_found, read_regular, retry};
use crate::os::special::{NotAFile, Special};
use crate::os::{self, Image};

/// The maximum size of a file of certificates, in bytes. All public roots together have 1 MiB.
const LIMIT: u64 = 64 * 1024 * 1024;

/// A path that exists, and whose stamp was taken.
#[derive(Debug)]
pub(super) struct Stamped {
    pub path: PathBuf,
    /// The path at which the file or directory is opened: another one in an image.
    pub real: PathBuf,
    pub meta: Metadata,
    /// The index of the stamp.
    index: usize,
}

/// Reads a file that is not a source, and leaves no stamp.
pub fn read_file(path: &Path) -> Result<Vec<u8>, ProblemKind> {
    match read_regular(path, LIMIT) {
        Ok((bytes, _)) => Ok(bytes),
        Err(error) => Err(kind_of(&error)),
    }
}

impl Loaded {
    /// Creates a source without content. Links below `root` are resolved as in an image.
    pub(super) fn below(root: &Path) -> Self {
        Self {
            image: Image::at(root),
            ..Self::default()
        }
    }

    /// Takes the stamp of a path before it is read, following links.
    pub(super) fn stamp(&mut self, path: &Path) -> Result<Stamped, ProblemKind> {
        let found = retry(|| self.metadata(path));
        let identity = found.as_ref().map(os::identity_of);
        (self.stamps).push(Stamp::in_image(self.image.as_ref(), path, identity));
        let resolved = found.and_then(|meta| match retry(|| self.resolve(path)) {
            Ok(real) => Ok((real, meta)),
            Err(error) => {
                // It has just been there.
                self.stamps.push(Stamp::always_stale());
                Err(error)
            }
        });
        match resolved {
            Ok((real, meta)) => Ok(Stamped {
                path: path.to_owned(),
                real,
                meta,
                index: self.stamps.len() - 1,
            }),
            Err(error) if is_not_found(&error) => Err(ProblemKind::NotFound),
            Err(error) if is_absence(&error) && self.is_link(path) => Err(ProblemKind::LinkLoop),
            Err(error) => Err(self.unread(path, kind_of(&error.into()))),
        }
    }

    /// Takes the stamp of a path that is not read.
    pub(super) fn add_stamp(&mut self, path: &Path) {
        let identity = retry(|| self.metadata(path)).map(|meta| os::identity_of(&meta));
        let stamp = Stamp::in_image(self.image.as_ref(), path, identity.as_ref().copied());
        self.stamps.push(stamp);
    }

    /// Returns the metadata of a path without leaving a stamp.
    pub(super) fn metadata(&self, path: &Path) -> io::Result<Metadata> {
        match &self.image {
            Some(image) => image.metadata(path),
            None => fs::metadata(path),
        }
    }

    fn resolve(&self, path: &Path) -> io::Result<PathBuf> {
        match &self.image {
            Some(image) => image.resolve(path),
            None => Ok(path.to_owned()),
        }
    }

    /// Returns whether a path is a symbolic link.
    pub(super) fn is_link(&self, path: &Path) -> bool {
        match &self.image {
            Some(image) => image.is_link(path),
            None => path.is_symlink(),
        }
    }

    /// Reads a file.
    pub(super) fn read_stamped(&mut self, file: &Stamped) -> Result<Vec<u8>, ProblemKind> {
        // Opening a device may have an effect.
        if !file.meta.is_file() {
            let why = NotAFile::new(&file.path, &file.meta);
            return Err(self.unread(&file.path, ProblemKind::NotAFile(why)));
        }
        match read_regular(&file.real, LIMIT) {
            Ok((bytes, _)) => Ok(bytes),
            Err(error) => {
                if let ReadError::Failed(error) = &error {
                    self.read_failed(file, error);
                }
                Err(self.unread(&file.path, kind_of(&error)))
            }
        }
    }

    /// Lists a directory. The entries' own paths are not those of an image.
    pub(super) fn list_stamped(&mut self, dir: &Stamped) -> Result<Vec<DirEntry>, ProblemKind> {
        if os::is_dir_of_kernel(&dir.real, &dir.meta) {
            let why = NotAFile::of(Special::KernelDir, &dir.path);
            return Err(self.unread(&dir.path, ProblemKind::NotAFile(why)));
        }
        retry(|| fs::read_dir(&dir.real)?.collect()).map_err(|error| {
            self.read_failed(dir, &error);
            self.unread(&dir.path, ProblemKind::UnreadableDir(system_reason(&error)))
        })
    }

    fn read_failed(&mut self, source: &Stamped, error: &io::Error) {
        if let Some(stamp) = self.stamps.get_mut(source.index) {
            stamp.read_failed(error);
        }
    }

    /// Remembers that the content of a path is not known, unless it does not exist.
    fn unread(&mut self, path: &Path, kind: ProblemKind) -> ProblemKind {
        if kind != ProblemKind::NotFound {
            self.unreadable.push(Origin::File(path.to_owned()));
        }
        kind
    }
}

fn kind_of(error: &ReadError) -> ProblemKind {
    match error {
        ReadError::NotAFile(why) => ProblemKind::NotAFile(*why),
        ReadError::TooLarge(limit) => ProblemKind::TooLarge(limit / 1024 / 1024),
        ReadError::Failed(error) if error.kind() == io::ErrorKind::NotFound => {
            ProblemKind::NotFound
        }
        ReadError::Failed(error) => ProblemKind::Unreadable(system_reason(error)),
    }
}
