//! Shortcuts: what stands in one, and the file of this system that holds it.
//!
//! Each system has its own kind of file, a module with the same function names. Such a file says by itself that it is
//! sglaunch's, and what it starts, so that nothing else has to remember it.

mod file_name;
pub mod metadata;
pub mod place;

#[cfg(all(unix, not(target_os = "macos")))]
mod entry;
#[cfg(all(unix, not(target_os = "macos")))]
mod linux;
#[cfg(all(unix, not(target_os = "macos")))]
mod vendor_entry;
#[cfg(all(unix, not(target_os = "macos")))]
use linux as system;

#[cfg(any(target_os = "macos", all(unix, test)))]
mod app;
#[cfg(target_os = "macos")]
mod macos;
#[cfg(target_os = "macos")]
use macos as system;

#[cfg(windows)]
mod lnk;
#[cfg(any(windows, test))]
mod windows_args;
#[cfg(windows)]
use lnk as system;

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, Exit, Location, Result};

/// What a shortcut shows and starts.
#[cfg_attr(
    any(windows, target_os = "macos"),
    expect(
        dead_code,
        reason = "a desktop entry says more than other systems have a place for"
    )
)]
#[derive(Clone, Debug, Default)]
pub struct Shortcut {
    /// Its name in menus.
    pub name: String,
    /// The name was chosen by the user, and so is part of the file's.
    pub is_named: bool,
    /// One line about it.
    pub comment: Option<String>,
    /// The profile.
    pub profile: String,
    /// The version that was asked for.
    pub version: Option<String>,
    /// sglaunch, and the words after it.
    pub command: Vec<String>,
    /// A picture: a path, or on Linux also a name of the theme.
    pub icon: Option<String>,
    /// It belongs into a terminal.
    pub terminal: bool,
    /// Categories of a menu.
    pub categories: Vec<String>,
    /// The types of files that it opens.
    pub mime_types: Vec<String>,
    /// The class of its windows.
    pub wm_class: Option<String>,
    /// Further lines of a desktop entry, from the vendor's own: keys and values as they stand there.
    pub lines: Vec<(String, String)>,
    /// The versions that can be started from it: what each is called, and its words.
    pub actions: Vec<Action>,
}

/// A way to start one version.
#[cfg_attr(
    any(windows, target_os = "macos"),
    expect(dead_code, reason = "only a desktop entry has actions")
)]
#[derive(Clone, Debug)]
pub struct Action {
    /// The version.
    pub version: String,
    /// The words that start it.
    pub command: Vec<String>,
}

/// A shortcut of sglaunch's on disk.
#[derive(Clone, Debug)]
pub struct Found {
    /// Its file.
    pub path: PathBuf,
    /// Its name in menus.
    pub name: String,
    /// sglaunch as it calls it, and the words after it.
    pub command: Vec<String>,
}

/// What writing a shortcut has done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// It was not there.
    Added,
    /// It was there and said something else.
    Refreshed,
    /// It was there as it is.
    Unchanged,
}

/// The options of sglaunch that shortcuts use. Those of the second list are followed by a value.
const FLAGS: [&str; 1] = [WINDOW];
const WITH_VALUE: [&str; 1] = [PROFILE_DIR];
/// Shows a failure in a window.
pub const WINDOW: &str = "--window";
/// A folder of profiles.
pub const PROFILE_DIR: &str = "--profile-dir";

impl Found {
    /// The profile and perhaps the version that it starts, as they are typed.
    pub fn target(&self) -> &str {
        let mut words = self.command.iter().skip(1);
        while let Some(word) = words.next() {
            if WITH_VALUE.contains(&word.as_str()) {
                words.next();
            } else if !FLAGS.contains(&word.as_str()) {
                return word;
            }
        }
        ""
    }

    /// The profile that it starts.
    pub fn profile(&self) -> &str {
        self.target().split('@').next().unwrap_or_default()
    }

    /// The folders of profiles that it names.
    pub fn profile_dirs(&self) -> Vec<PathBuf> {
        let options = self.command.iter().zip(self.command.iter().skip(1));
        let options = options.take_while(|(word, _)| *word != self.target());
        let dirs = options.filter(|(word, _)| *word == PROFILE_DIR);
        dirs.map(|(_, dir)| dir.into()).collect()
    }

    /// The words of a call of the shortcut itself: its own, and behind them what it was given.
    pub fn call(&self, args: &[OsString]) -> Vec<OsString> {
        let own = self.command.iter().map(OsString::from);
        own.chain(args.iter().skip(1).cloned()).collect()
    }

    /// What to say where the sglaunch that it calls is gone.
    pub fn no_sglaunch(&self) -> Error {
        let target = self.target();
        Error::new("the sglaunch that this shortcut calls is no longer there")
            .at(Location::file(self.program()))
            .exit(Exit::NotFound)
            .hint(format!(
                "install sglaunch there again, or make the shortcut again: `sglaunch shortcut add {target}`"
            ))
    }

    /// sglaunch as the shortcut calls it.
    pub fn program(&self) -> &Path {
        Path::new(self.command.first().map_or("", String::as_str))
    }
}

/// The shortcut in a file, if it is one of sglaunch's.
pub fn read(path: &Path) -> Option<Found> {
    let meta = fs::symlink_metadata(path).ok()?;
    // What a link leads to is somebody else's, and what is not there by itself may be anything, a named pipe too.
    if meta.is_symlink() || !has_extension(path) {
        return None;
    }
    let found = system::read(path, &meta)?;
    (!found.target().is_empty()).then_some(found)
}

/// The shortcut that this process was started by, where its program is the shortcut's own.
pub fn around(program: &Path) -> Option<Found> {
    system::around(program).filter(|found| !found.target().is_empty())
}

/// Every shortcut of sglaunch's in a folder, by file name.
pub fn read_folder(folder: &Path) -> Vec<Found> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found: Vec<Found> = entries.filter_map(|entry| read(&entry.path())).collect();
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// Writes a shortcut. What is there and is not sglaunch's, or of another profile, stays.
pub fn write(path: &Path, shortcut: &Shortcut, is_menu: bool) -> Result<Written> {
    let found = read(path);
    let is_there = fs::symlink_metadata(path).is_ok();
    match &found {
        None if is_there => {
            return Err(
                Error::new("a file that sglaunch has not made is in the way")
                    .at(Location::file(path))
                    .hint("move it away, or give the shortcut another name with --name"),
            );
        }
        Some(found) if found.profile() != shortcut.profile => {
            let why = format!("a shortcut to `{}` is in the way", found.target());
            return Err(Error::new(why)
                .at(Location::file(path))
                .hint("give the new one another name with --name, or remove the old one"));
        }
        _ => {}
    }
    let cannot = |error: std::io::Error| {
        Error::new(format!("the shortcut cannot be written: {error}")).at(Location::file(path))
    };
    if found.is_some() && system::is_same(path, shortcut, is_menu).map_err(cannot)? {
        return Ok(Written::Unchanged);
    }
    system::write(path, shortcut, is_menu).map_err(cannot)?;
    Ok(if found.is_some() {
        Written::Refreshed
    } else {
        Written::Added
    })
}

/// Removes a shortcut that [`read`] has found.
pub fn remove(found: &Found) -> Result<()> {
    system::remove(&found.path).map_err(|error| {
        Error::new(format!("the shortcut cannot be removed: {error}"))
            .at(Location::file(&found.path))
    })
}

/// What a shortcut's file is called in a folder.
pub fn file_name(shortcut: &Shortcut) -> String {
    system::file_name(shortcut)
}

/// Whether a path ends as a shortcut's does.
pub fn has_extension(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case(EXTENSION))
}

/// How a shortcut's file ends.
pub const EXTENSION: &str = system::EXTENSION;

/// The PATH that a shortcut has, where that is not the user's own, unless it opens in a terminal.
pub const PATH: Option<&str> = system::PATH;

/// What the desktop should know of a shortcut that was written there, and what the user still has to do.
pub use system::{announce, menu, starter, vendor};
