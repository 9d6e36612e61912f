//! The cache directory, and the directories that replace it.

use std::borrow::Cow;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::os;

/// The cache directories, in the order in which a launch looks for a bundle in them.
#[derive(Clone, Debug, Default)]
pub struct CacheDirs {
    named: Vec<CacheDir>,
    /// Holds the user's private directories, which are found by their names and owner. Another user
    /// could be the first to create a directory of any other name there.
    temp: Option<PathBuf>,
}

/// A cache directory with a name that is known in advance.
#[derive(Clone, Debug)]
pub struct CacheDir {
    path: PathBuf,
    /// A directory that is never created, such as the user's home.
    base: Option<PathBuf>,
    /// The path is not the user's choice.
    is_default: bool,
}

impl CacheDir {
    /// Returns the directory that the user has named.
    pub fn named(path: PathBuf) -> Self {
        Self {
            path,
            base: None,
            is_default: false,
        }
    }

    /// Returns a directory of the system's choice. `base` is not created if it is missing.
    pub fn standard(path: PathBuf, base: Option<&Path>) -> Self {
        Self {
            base: base
                .filter(|base| path.starts_with(base))
                .map(Path::to_owned),
            path,
            is_default: true,
        }
    }

    /// Replaces the path by one that every program can read.
    #[cfg(windows)]
    pub fn map(self, readable: impl FnOnce(PathBuf) -> Option<PathBuf>) -> Option<Self> {
        Some(Self {
            path: readable(self.path)?,
            ..self
        })
    }
}

impl CacheDirs {
    /// Creates a list from directories with known names, followed by private ones in `temp`.
    /// Relative paths are left out.
    pub fn new(named: impl IntoIterator<Item = CacheDir>, temp: Option<&Path>) -> Self {
        let named = named.into_iter().filter(|dir| dir.path.is_absolute());
        Self {
            named: named.collect(),
            temp: temp.filter(|dir| dir.is_absolute()).map(Path::to_owned),
        }
    }

    /// Returns the directory that is tried first. Does not access it.
    pub fn first(&self) -> Option<&Path> {
        self.named.first().map(|dir| dir.path.as_path())
    }

    /// Iterates over the directories; only the private ones are known to exist. Looks for those
    /// when the iterator gets to them.
    pub fn iter(&self) -> impl Iterator<Item = Cow<'_, Path>> {
        let named = (self.named.iter()).map(|dir| Cow::Borrowed(dir.path.as_path()));
        let temp = self.temp.iter();
        let private = temp.flat_map(|temp| os::private_dirs(temp).into_iter().map(Cow::Owned));
        named.chain(private)
    }

    /// Iterates over the directories that a bundle can be written to. If there is no private one
    /// yet, creates one when the iterator gets to its end.
    pub fn to_write(&self) -> impl Iterator<Item = Result<Cow<'_, Path>, (&Path, io::Error)>> {
        let named = (self.named.iter()).map(|dir| Ok(Cow::Borrowed(dir.path.as_path())));
        let private = self.temp.iter().map(|temp| {
            let found = os::private_dirs(temp).into_iter().next();
            let dir = found.map_or_else(|| os::create_private_dir(temp), Ok);
            dir.map(Cow::Owned).map_err(|error| (temp.as_path(), error))
        });
        named.chain(private)
    }

    /// Returns whether `dir` is one of these directories. Does not access any.
    pub fn contains(&self, dir: &Path) -> bool {
        let is_private =
            |temp: &PathBuf| dir.parent() == Some(temp) && os::is_private_dir_name(dir);
        self.named.iter().any(|named| named.path == dir)
            || self.temp.as_ref().is_some_and(is_private)
    }

    /// Returns a directory above `dir` that is missing and must not be created.
    pub fn missing_base(&self, dir: &Path) -> Option<&Path> {
        let base = self.of(dir)?.base.as_deref()?;
        (!base.is_dir()).then_some(base)
    }

    /// Returns whether a directory of the system's choice is below a home directory that is missing
    /// or another user's, as farms and services have it.
    pub fn is_of_no_home(&self, dir: &Path) -> bool {
        let base = self.of(dir).and_then(|dir| dir.base.as_deref());
        base.is_some_and(|base| match fs::metadata(base) {
            Ok(meta) => os::is_home_of_other(&meta),
            Err(_) => true,
        })
    }

    /// Returns whether the path of a directory is not the user's choice.
    pub fn is_default(&self, dir: &Path) -> bool {
        self.of(dir).is_none_or(|named| named.is_default)
    }

    fn of(&self, dir: &Path) -> Option<&CacheDir> {
        self.named.iter().find(|named| named.path == dir)
    }
}

impl From<PathBuf> for CacheDirs {
    /// Creates a list of one directory that the user has named.
    fn from(dir: PathBuf) -> Self {
        Self::new([CacheDir::named(dir)], None)
    }
}
