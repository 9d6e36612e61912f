//! Shims: links to sglaunch, or copies of it, named after a profile. On PATH, a shim starts that
//! profile.

use std::env::consts::EXE_SUFFIX;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::order;
use crate::os;

/// The directory of shims.
#[derive(Clone, Copy, Debug)]
pub struct ShimDir<'a> {
    /// The directory, which may not exist yet.
    pub path: &'a Path,
    /// The sglaunch that new shims start.
    pub exe: &'a Path,
    /// The path of that sglaunch in new shims: relative in a directory that machines share. A copy
    /// for machines that do not find it has none.
    pub target: Option<&'a Path>,
    /// The directory was named, and other machines share it.
    pub is_shared: bool,
}

/// The result of adding a shim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddOutcome {
    Added,
    Unchanged,
}

impl ShimDir<'_> {
    /// Returns the path of a shim.
    pub fn shim(&self, name: &str) -> PathBuf {
        self.path.join(format!("{name}{EXE_SUFFIX}"))
    }

    /// Returns the sorted names of the shims. Ignores other files in the directory.
    pub fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path).into_iter().flatten().flatten();
        let names = entries.filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let name = name.strip_suffix(EXE_SUFFIX)?;
            self.has(name).then(|| name.to_owned())
        });
        let mut names: Vec<String> = names.collect();
        order::sort(&mut names);
        names
    }

    /// Returns whether the shim exists.
    pub fn has(&self, name: &str) -> bool {
        // The directory may also contain sglaunch itself.
        !os::is_sglaunch_name(name.as_ref()) && os::is_shim(&self.shim(name), self.exe)
    }

    /// Returns whether the shim starts this sglaunch, and not one that was moved.
    pub fn is_current(&self, name: &str) -> bool {
        os::is_shim_of(&self.shim(name), self.exe)
    }

    /// Returns whether a file that is not a shim has this name.
    pub fn is_taken(&self, name: &str) -> bool {
        fs::symlink_metadata(self.shim(name)).is_ok() && !self.has(name)
    }

    /// Adds a shim, or makes an existing one start this sglaunch.
    pub fn add(&self, name: &str) -> io::Result<AddOutcome> {
        let shim = self.shim(name);
        let target = os::shim_target(&shim);
        let is_same = if self.is_shared {
            target.as_deref() == self.target
        } else {
            target.is_some()
        };
        if is_same && self.is_current(name) && os::is_fresh_shim(&shim, self.exe) {
            return Ok(AddOutcome::Unchanged);
        }
        os::create_dir(self.path)?;
        os::create_shim(self.target, self.exe, &shim)?;
        Ok(AddOutcome::Added)
    }

    /// Returns the path that a shim leads to, if no file is there.
    pub fn missing_target(&self, name: &str) -> Option<PathBuf> {
        let target = os::shim_target(&self.shim(name))?;
        (!self.path.join(&target).is_file()).then_some(target)
    }

    /// Removes a shim.
    pub fn remove(&self, name: &str) -> io::Result<()> {
        os::remove_shim(&self.shim(name))
    }
}

/// Renews the shim that handed this call over to the sglaunch `exe`, if it is in the user's own
/// directory of shims. After a failure, it hands over the next call too.
pub fn renew_called(shim: &Path, exe: &Path, own_dir: Option<&Path>) {
    if !os::COPIES_SHIMS || shim == exe {
        return;
    }
    if (shim.parent().zip(own_dir)).is_some_and(|(dir, own)| os::same_file(dir, own)) {
        os::renew_shim(exe, shim);
    }
}
