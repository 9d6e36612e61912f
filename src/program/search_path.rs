//! The machine that a program is looked for on, and its PATH.

use std::borrow::Cow;
use std::env::{join_paths, split_paths};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::env::Env;
use crate::os;

/// What of the machine the search needs to know.
pub struct SearchContext<'a> {
    /// The caller's environment.
    pub env: &'a Env,
    /// The user's home folder.
    pub home: Option<&'a Path>,
    /// The folder that absolute paths of a profile start from, `/` except in tests and for images of other machines.
    pub root: &'a Path,
    /// The folder that relative entries of PATH start from.
    pub cwd: &'a Path,
    /// sglaunch itself, which a profile never starts.
    pub own: &'a Path,
    /// The folder of its shims, which are sglaunch under other names.
    pub shims: Option<&'a Path>,
    /// One of them was called.
    pub is_shim: bool,
}

impl SearchContext<'_> {
    /// Whether `path` is sglaunch itself, by whatever name: the profile's program is then beyond it.
    pub(super) fn is_own(&self, path: &Path) -> bool {
        os::same_file(path, self.own)
            || path.parent().is_some_and(|folder| self.is_shims(folder))
            || self.is_another(path)
    }

    /// Whether `path` is another sglaunch's shim. Two that start each other's would never come to the program.
    fn is_another(&self, path: &Path) -> bool {
        self.is_shim && os::is_other_name(path, self.own)
    }

    fn is_shims(&self, folder: &Path) -> bool {
        self.shims.is_some_and(|shims| os::same_file(folder, shims))
    }

    /// PATH. Where a shim was called, what is behind its folder comes first: a script in front of it that calls the shim
    /// by its path means another program than itself.
    fn search_path(&self) -> Option<Cow<'_, OsStr>> {
        let path = self.env.get("PATH")?;
        if !self.is_shim {
            return Some(Cow::Borrowed(path));
        }
        let mut folders: Vec<PathBuf> = split_paths(path).collect();
        let shims = (folders.iter()).position(|folder| self.is_shims(&self.cwd.join(folder)));
        folders.rotate_left(shims.unwrap_or_default());
        join_paths(folders).ok().map(Cow::Owned)
    }

    /// The first program on PATH that is not sglaunch under another name.
    pub(super) fn on_path(&self, name: &OsStr) -> Option<PathBuf> {
        self.all_on_path(name).find(|path| !self.is_own(path))
    }

    /// Why there is no such program.
    pub(super) fn why_not_on_path(&self, name: &OsStr) -> &'static str {
        match self.first_on_path(name) {
            Some(_) => "on PATH there is only sglaunch's own shim",
            None => "not on PATH",
        }
    }

    /// What a shell would start.
    pub fn first_on_path(&self, name: &OsStr) -> Option<PathBuf> {
        self.all_on_path(name).next()
    }

    fn all_on_path(&self, name: &OsStr) -> impl Iterator<Item = PathBuf> {
        let path = self.search_path();
        let all = path.and_then(|path| which::which_in_all(name, Some(path), self.cwd).ok());
        all.into_iter().flatten()
    }
}
