//! Shims: other names of sglaunch in a folder on PATH. Called by one, sglaunch starts the profile of that name.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::os;

/// The folder of shims.
#[derive(Clone, Copy, Debug)]
pub struct Shims<'a> {
    /// The folder, which may not be there yet.
    pub folder: &'a Path,
    /// The sglaunch that is to be called.
    pub own: &'a Path,
}

/// What became of a shim that was to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made {
    /// It is there now, or leads to another sglaunch than it did.
    New,
    /// It was there before.
    Before,
}

impl Shims<'_> {
    /// Where the shim `name` is, or would be.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder
            .join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }

    /// The names of the shims that are there, sorted. What else is in the folder is none.
    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder).into_iter().flatten().flatten();
        let mut names: Vec<String> = entries
            .filter_map(|entry| {
                let name = entry.file_name().into_string().ok()?;
                let name = name.strip_suffix(std::env::consts::EXE_SUFFIX)?;
                self.has(name).then(|| name.to_owned())
            })
            .collect();
        names.sort();
        names
    }

    /// Whether the shim is there.
    pub fn has(&self, name: &str) -> bool {
        os::is_other_name(&self.path(name), self.own)
    }

    /// Whether the shim calls this sglaunch, and not one that is gone or has been replaced.
    pub fn is_current(&self, name: &str) -> bool {
        os::is_name_of(&self.path(name), self.own)
    }

    /// Whether something that is no shim has this name.
    pub fn is_taken(&self, name: &str) -> bool {
        fs::symlink_metadata(self.path(name)).is_ok() && !self.has(name)
    }

    /// Makes a shim, if its name is not taken.
    pub fn add(&self, name: &str) -> io::Result<Made> {
        if self.is_current(name) {
            return Ok(Made::Before);
        }
        os::create_folder(self.folder)?;
        os::name(self.own, &self.path(name))?;
        Ok(Made::New)
    }

    /// Removes a shim that is there.
    pub fn remove(&self, name: &str) -> io::Result<()> {
        os::remove_name(&self.path(name))
    }
}
