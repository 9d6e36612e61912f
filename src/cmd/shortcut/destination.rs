//! The path of a new shortcut.

use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::cmd::Context;
use crate::desktop::shortcut::{
    EXTENSION, Shortcut, file_name, has_extension, menu_dir, site_menu_dir,
};
use crate::error::{Error, Location, Result};

/// Returns the path of a shortcut: in the directory or file of `--to`, on the desktop, in the menu
/// of all users, or in the menu.
pub fn resolve(
    context: &Context,
    shortcut: &Shortcut,
    (desktop, site, to): (bool, bool, Option<PathBuf>),
) -> Result<PathBuf> {
    match to {
        Some(path) => chosen(&context.cwd.join(path), shortcut).map(without_parents),
        None => Ok(default_dir(context, desktop, site)?.join(file_name(shortcut))),
    }
}

fn default_dir(context: &Context, desktop: bool, site: bool) -> Result<PathBuf> {
    let (dir, what) = match (desktop, site) {
        (true, _) => (context.dirs.desktop(), "desktop"),
        (_, true) => (site_menu_dir(&context.dirs), "menu"),
        _ => (menu_dir(&context.dirs), "menu"),
    };
    dir.ok_or_else(|| {
        let error = Error::new(format!("the directory of your {what} was not found"));
        // Without HOME, there is no directory of the user.
        error.hint(if context.dirs.home.is_none() {
            "set HOME to a directory of yours, or choose a directory with --to"
        } else {
            "choose a directory with --to"
        })
    })
}

/// Returns the path for `--to`, which is a directory or a new file.
fn chosen(path: &Path, shortcut: &Shortcut) -> Result<PathBuf> {
    if path.is_dir() && !has_extension(path) {
        return Ok(path.join(file_name(shortcut)));
    }
    let error = Error::new("the directory does not exist").at(Location::file(path));
    if !has_extension(path) {
        return Err(error.hint(format!(
            "create it, or choose a file with the extension .{EXTENSION}"
        )));
    }
    if !path.parent().is_some_and(Path::is_dir) {
        return Err(error.hint("create it"));
    }
    Ok(path.to_owned())
}

/// Removes `..` from a path, so that the registry of shortcuts contains each file once.
fn without_parents(path: PathBuf) -> PathBuf {
    let path = std::path::absolute(&path).unwrap_or(path);
    let (Some(dir), Some(name)) = (path.parent(), path.file_name()) else {
        return path;
    };
    if !path.components().any(|part| part == Component::ParentDir) {
        return path;
    }
    fs::canonicalize(dir).map_or_else(|_| path.clone(), |dir| dir.join(name))
}
