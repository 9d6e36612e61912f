//! Inputs of the program search, and lookups on PATH.

use std::borrow::Cow;
use std::env::{join_paths, split_paths};
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf, is_separator};

use super::app_bundle::is_app;
use super::lookup;
use super::not_found::CandidateError;
use super::placeholder::Placeholder;
use super::sandbox::Sandboxed;
use crate::env::Env;
use crate::os::{self, Image};
use crate::profile::Piece;
use crate::profile::{Template, Values};

/// Inputs of the program search.
#[derive(Clone, Copy)]
pub struct SearchContext<'a> {
    /// The caller's environment.
    pub env: &'a Env,
    /// The user's home directory.
    pub home: Option<&'a Path>,
    /// The directory that absolute paths of a profile start from: `/`, or `SGLAUNCH_ROOT` for tests
    /// and mounted images.
    pub root: &'a Path,
    /// The directory that relative entries of PATH start from.
    pub cwd: &'a Path,
    /// The sglaunch executable, which a profile never starts.
    pub exe: &'a Path,
    /// The directory of shims, which are links to sglaunch.
    pub shims: Option<&'a Path>,
    /// The cache directory, which a sandboxed program must be able to read.
    pub cache: Option<&'a Path>,
    /// Whether sglaunch was called through a shim.
    pub is_shim: bool,
    /// The directory of the shim that was called by its path, which machines may share.
    pub called_in: Option<&'a Path>,
}

impl SearchContext<'_> {
    /// Expands a candidate except for its version, below the root directory if it is an absolute
    /// path.
    pub(super) fn resolve(&self, candidate: &Template) -> Result<Vec<Piece>, CandidateError> {
        // `${HFS}/bin/houdini` with an empty HFS does not mean /bin/houdini.
        if let Some(name) = candidate.empty_variable(self.env) {
            return Err(CandidateError::EmptyVariable(name.to_owned()));
        }
        let values = Values {
            env: self.env,
            home: self.home,
            version: None,
        };
        let mut pieces = candidate.pieces(values).map_err(CandidateError::Template)?;
        let has_root = self.root.parent().is_some();
        if let (true, Some(path), Some(first)) = (
            has_root,
            candidate.path_from_root(self.env),
            pieces.first_mut(),
        ) {
            let mut rooted = self.root.as_os_str().to_owned();
            rooted.push(path);
            *first = Piece::Text(rooted);
        }
        remove_double_slashes(&mut pieces);
        Ok(pieces)
    }

    /// Returns whether the directory of a program is before that of another one on PATH.
    pub(super) fn is_before(&self, program: &Path, other: &Path) -> bool {
        let [dir, other] = [program, other].map(Path::parent);
        let dirs = self.search_path();
        let mut dirs = (dirs.iter())
            .flat_map(split_paths)
            .map(|it| self.cwd.join(it));
        let first = dirs.find(|it| [dir, other].contains(&Some(it)));
        dir != other && first.as_deref() == dir
    }

    /// Returns the program that a path leads to.
    pub(super) fn program_at(&self, path: &OsStr) -> Option<PathBuf> {
        self.with_extension(path).or_else(|| {
            let path = self.in_image(os::native_path(path.to_owned()))?;
            let is_program = match fs::metadata(&path) {
                Ok(meta) => meta.is_file() || is_app(&path),
                Err(_) => false,
            };
            (is_program && !self.is_own(&path)).then_some(path)
        })
    }

    /// Returns the path of a file or directory with its links resolved as in the image, if that is
    /// another file. The path tells some programs their version or their name. A path that leads to
    /// nothing has none.
    pub(super) fn in_image(&self, path: PathBuf) -> Option<PathBuf> {
        let Some(image) = (path.starts_with(self.root))
            .then(|| Image::at(self.root))
            .flatten()
        else {
            return Some(path);
        };
        let real = image.resolve(&path).ok()?;
        Some(if os::same_file(&real, &path) {
            path
        } else {
            real
        })
    }

    /// Returns the file that a path without an extension means on Windows: there can be a
    /// `tank.bat` for Windows beside the `tank` for other systems.
    pub(super) fn with_extension(&self, path: &OsStr) -> Option<PathBuf> {
        if !os::ADDS_EXTENSIONS {
            return None;
        }
        let found = self.on_path(path).ok()?;
        (!os::same_file(&found, Path::new(path))).then_some(found)
    }

    /// Returns the first program on PATH that is not sglaunch under another name, no placeholder
    /// of the system, and not in a sandbox that hides the bundle.
    pub(super) fn on_path(&self, name: &OsStr) -> Result<PathBuf, CandidateError> {
        let mut reason = CandidateError::NotOnPath;
        for path in self.all_on_path(name) {
            if let Some(placeholder) = Placeholder::at(&path, self) {
                reason = CandidateError::Placeholder(placeholder);
            } else if self.is_own(&path) {
                reason = CandidateError::OnlyOwnShim;
            } else if let Some(program) = Sandboxed::at(&path, self) {
                reason = CandidateError::Sandboxed(program);
            } else {
                return Ok(path);
            }
        }
        Err(reason)
    }

    /// Returns the program that a shell would start.
    pub fn first_on_path(&self, name: &OsStr) -> Option<PathBuf> {
        self.all_on_path(name).next()
    }

    fn all_on_path(&self, name: &OsStr) -> impl Iterator<Item = PathBuf> {
        let path = self.search_path();
        path.map(|path| lookup::programs(name, &path, self))
            .into_iter()
            .flatten()
    }

    /// Returns PATH. For a shim it begins behind the directory of the shim: a script before that
    /// directory that calls the shim by its path must not start itself again.
    fn search_path(&self) -> Option<Cow<'_, OsStr>> {
        let path = self.env.search_path()?;
        if !self.is_shim {
            return Some(Cow::Borrowed(path));
        }
        let mut dirs: Vec<PathBuf> = split_paths(path).collect();
        let shims = (dirs.iter()).position(|dir| self.has_shim(&self.cwd.join(dir)));
        dirs.rotate_left(shims.unwrap_or_default());
        join_paths(dirs).ok().map(Cow::Owned)
    }

    /// Returns whether `path` is sglaunch itself under any name, or the shim of another sglaunch.
    /// Two shims that start each other would never reach the program, and a launch that starts a
    /// shim would add the profile's arguments twice. The profile's program is then found after it.
    pub(super) fn is_own(&self, path: &Path) -> bool {
        os::starts_sglaunch(path)
            || os::same_file(path, self.exe)
            || (self.is_shim || os::COPIES_SHIMS) && self.is_any_shim(path)
    }

    fn is_any_shim(&self, path: &Path) -> bool {
        path.parent().is_some_and(|dir| self.is_shims_dir(dir))
            || self.is_shim && os::is_shim(path, self.exe)
    }

    /// Returns whether `dir` contains the shim that was called, or the user's shims.
    fn has_shim(&self, dir: &Path) -> bool {
        self.is_shims_dir(dir)
            || self
                .called_in
                .is_some_and(|called| os::same_file(called, dir))
    }

    fn is_shims_dir(&self, dir: &Path) -> bool {
        // Most users have no shims.
        self.shims.is_some_and(|shims| os::same_file(shims, dir))
    }
}

/// Removes the second slash where a variable ends in one: `${HFS}/bin` with `/opt/hfs20.5/`.
fn remove_double_slashes(pieces: &mut [Piece]) {
    let mut has_slash = false;
    for piece in pieces {
        let Piece::Text(text) = piece else {
            has_slash = false;
            continue;
        };
        if has_slash && let Some(rest) = text.to_str().and_then(|it| it.strip_prefix(is_separator))
        {
            *text = rest.into();
        }
        let last = text.as_encoded_bytes().last();
        has_slash = last.is_some_and(|byte| is_separator(char::from(*byte)));
    }
}
