//! The path of sglaunch in shims and shortcuts, which must be valid for longer than this process.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::Context;
use crate::dirs::TransientDir;
use crate::error::{Error, Location, Result, shorten};
use crate::os;
use crate::program;

impl Context {
    /// Returns the path for shims and shortcuts: the link by which sglaunch was called, if any,
    /// because an update of sglaunch keeps the link.
    ///
    /// A path with the version of sglaunch, as of Homebrew, is gone after an update. If it was
    /// called, the link on PATH is used.
    pub fn lasting_path(&self) -> PathBuf {
        let paths = self.own_paths();
        let lasting = paths.iter().find(|path| self.transient_dir(path).is_none());
        lasting.or(paths.first()).unwrap_or(&self.exe).clone()
    }

    /// Fails if `path` is in a transient directory. `link` is "shim" or "shortcut", which would
    /// contain the path.
    pub fn check_lasting_path(&self, path: &Path, link: &str) -> Result<()> {
        let Some(dir) = self.transient_dir(path) else {
            return Ok(());
        };
        let (dir, kind, end) = match &dir {
            TransientDir::Temporary(dir) => (dir, "directory of temporary files", "it is emptied"),
            TransientDir::Cache(dir) => (dir, "cache", "it is pruned"),
            TransientDir::Store(dir) => (dir, "store of packages", "its garbage is collected"),
        };
        let dir = shorten(dir, self.ui.home());
        let hint = if is_in_venv(&os::real_path(path).unwrap_or_else(|_| path.to_owned())) {
            "install sglaunch with pip, pipx, `uv tool` or a package of the system, and run that one"
                .to_owned()
        } else {
            format!(
                "install sglaunch, or copy it to a directory such as {}, and run it from there",
                os::USER_PROGRAMS
            )
        };
        Err(Error::new(format!(
            "sglaunch is in {dir}, a {kind}: the {link} would break when {end}"
        ))
        .at(Location::file(path))
        .hint(hint))
    }

    fn transient_dir(&self, path: &Path) -> Option<TransientDir> {
        TransientDir::above(path, &self.dirs, &self.env, &self.cwd)
    }

    /// Returns the paths of this sglaunch, the best for shims and shortcuts first.
    fn own_paths(&self) -> Vec<PathBuf> {
        let on_path = |name: &OsStr| self.search_context().first_on_path(name);
        let called = if program::is_path(&self.argv0) {
            Some(self.cwd.join(&self.argv0))
        } else {
            on_path(&self.argv0)
        };
        let linked = on_path("sglaunch".as_ref());
        let has_version = |path: &PathBuf| {
            let path = path.to_string_lossy();
            path.contains(env!("CARGO_PKG_VERSION"))
        };
        let (first, second) = if called.as_ref().is_some_and(has_version) {
            (linked, called)
        } else {
            (called, linked)
        };
        let known = [first, second].into_iter().flatten();
        let known = known.filter(|path| os::same_file(path, &self.exe));
        let known = known.filter_map(|path| std::path::absolute(path).ok());
        known.chain([self.exe.clone()]).collect()
    }
}

/// Returns whether a program is in a virtual environment of Python.
fn is_in_venv(program: &Path) -> bool {
    let environment = program.ancestors().nth(2);
    environment.is_some_and(|dir| dir.join("pyvenv.cfg").is_file())
}
