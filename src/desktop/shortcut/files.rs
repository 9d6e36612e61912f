//! Reads, writes and removes shortcuts, and never touches the files of others.

use std::fs;
use std::io;
use std::path::Path;

use super::{InstalledShortcut, Shortcut, system, target_of};
use crate::error::{Error, Location, Result, system_reason};
use crate::order;
use crate::os;
use crate::os::replace::Refused;

/// Extension of a shortcut's file.
pub const EXTENSION: &str = system::EXTENSION;

/// The result of writing a shortcut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WriteOutcome {
    Added,
    Updated,
    Unchanged,
}

impl WriteOutcome {
    /// Returns the name in the output of `shortcut add`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Updated => "updated",
            Self::Unchanged => "unchanged",
        }
    }
}

/// Reads a shortcut, if sglaunch made it.
pub fn read(path: &Path) -> Option<InstalledShortcut> {
    let meta = fs::symlink_metadata(path).ok()?;
    // The extension is checked before the file is opened, which could be a named pipe.
    if meta.is_symlink() || !has_extension(path) {
        return None;
    }
    let found = system::read(path, &meta)?;
    (!found.target().is_empty()).then_some(found)
}

/// Reads the shortcuts that sglaunch made in a directory, sorted by file name.
pub fn read_dir(dir: &Path) -> Vec<InstalledShortcut> {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    let mut found: Vec<_> = entries.filter_map(|entry| read(&entry.path())).collect();
    order::sort_by(&mut found, |a, b| a.path.cmp(&b.path));
    found
}

/// Writes a shortcut. Never replaces one of another profile or a file that sglaunch did not make.
pub fn write(path: &Path, shortcut: &Shortcut, is_menu: bool) -> Result<WriteOutcome> {
    let found = read(path);
    check_replaceable(path, shortcut, found.as_ref())?;
    let cannot = |error| failed("write", path, &error);
    if found.is_some() && system::is_same(path, shortcut, is_menu).map_err(cannot)? {
        return Ok(WriteOutcome::Unchanged);
    }
    system::write(path, shortcut, is_menu).map_err(cannot)?;
    Ok(match found {
        Some(_) => WriteOutcome::Updated,
        None => WriteOutcome::Added,
    })
}

fn check_replaceable(
    path: &Path,
    shortcut: &Shortcut,
    found: Option<&InstalledShortcut>,
) -> Result<()> {
    let error = match found {
        None if fs::symlink_metadata(path).is_ok() => {
            Error::new("a file that sglaunch did not create has the name of the shortcut")
                .hint("move the file away, or choose another name with --name")
        }
        Some(found)
            if found.profile() != shortcut.profile
                && found.target() != target_of(&shortcut.command) =>
        {
            Error::new(format!(
                "a shortcut to `{}` has the name of the new one",
                found.target()
            ))
            .hint("choose another name with --name, or remove the existing shortcut")
        }
        _ => return Ok(()),
    };
    Err(error.at(Location::file(path)))
}

/// Removes a shortcut.
pub fn remove(found: &InstalledShortcut) -> Result<()> {
    system::remove(&found.path).map_err(|error| failed("remove", &found.path, &error))
}

fn failed(verb: &str, path: &Path, error: &io::Error) -> Error {
    let refused = Refused::of(error);
    let is_denied = error.kind() == io::ErrorKind::PermissionDenied;
    let error = Error::new(format!(
        "cannot {verb} the shortcut: {}",
        system_reason(error)
    ))
    .at(Location::file(path));
    if is_denied {
        return error.hint(if cfg!(windows) {
            os::AS_ADMINISTRATOR
        } else {
            "run it as the owner of the directory: for all users, with sudo"
        });
    }
    match refused {
        Some(refused) => error.hint(refused.hint(path)),
        None => error,
    }
}

/// Returns the file name of a shortcut in a directory.
pub fn file_name(shortcut: &Shortcut) -> String {
    system::file_name(shortcut)
}

/// Returns whether a path has the extension of shortcuts.
pub fn has_extension(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case(EXTENSION))
}
