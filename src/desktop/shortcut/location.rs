//! Locations of shortcuts: in the menu, on the desktop, or elsewhere.

use std::path::{Path, PathBuf};

use super::registry::registered;
use super::{InstalledShortcut, menu_dir, read, read_dir, site_menu_dir};
use crate::dirs::Dirs;
use crate::error::Result;

/// The location of a shortcut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShortcutLocation {
    Menu,
    Desktop,
    /// The menu of all users.
    Site,
    /// A path that the user chose with `--to`.
    Other,
}

impl ShortcutLocation {
    /// Returns the location of a path.
    pub fn of(path: &Path, dirs: &Dirs) -> Self {
        let is_in = |dir: Option<PathBuf>| {
            path.parent()
                .is_some_and(|parent| Some(parent) == dir.as_deref())
        };
        if is_in(menu_dir(dirs)) {
            Self::Menu
        } else if is_in(dirs.desktop()) {
            Self::Desktop
        } else if is_in(site_menu_dir(dirs)) {
            Self::Site
        } else {
            Self::Other
        }
    }

    /// Returns whether desktops show the shortcuts of this location in their menu.
    pub fn is_menu(self) -> bool {
        matches!(self, Self::Menu | Self::Site)
    }

    /// Returns the name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Menu => "menu",
            Self::Desktop => "desktop",
            Self::Site => "site",
            Self::Other => "other",
        }
    }
}

/// Finds every shortcut that sglaunch made for this user or for all users.
pub fn find_all(dirs: &Dirs) -> Result<Vec<(ShortcutLocation, InstalledShortcut)>> {
    let mut all: Vec<(ShortcutLocation, InstalledShortcut)> = Vec::new();
    for (location, dir) in [
        (ShortcutLocation::Menu, menu_dir(dirs)),
        (ShortcutLocation::Desktop, dirs.desktop()),
        (ShortcutLocation::Site, site_menu_dir(dirs)),
    ] {
        let found = dir.iter().flat_map(|dir| read_dir(dir));
        all.extend(found.map(|found| (location, found)));
    }
    for path in registered(dirs)? {
        let is_new = !all.iter().any(|(_, found)| found.path == path);
        if let Some(found) = read(&path).filter(|_| is_new) {
            all.push((ShortcutLocation::Other, found));
        }
    }
    Ok(all)
}
