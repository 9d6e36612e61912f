//! Shortcuts on macOS: applications.

use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};

use super::file_name::display_name;
use super::installed::WINDOW;
use super::metadata::VendorMetadata;
use super::{InstalledShortcut, Shortcut, app_bundle};
use crate::dirs::Dirs;
use crate::env::Env;

pub use app_bundle::{enclosing_app, remove};

pub const EXTENSION: &str = "app";

pub const ICON_EXTENSIONS: &[&str] = &["icns"];

/// PATH of launchd, which reads no shell's startup files.
pub const DESKTOP_PATH: Option<&str> = Some("/usr/bin:/bin:/usr/sbin:/sbin");

/// Returns the user's own directory of applications, which Launchpad and Spotlight show.
pub fn menu_dir(dirs: &Dirs) -> Option<PathBuf> {
    Some(dirs.home.as_ref()?.join("Applications"))
}

/// Returns `None`: shortcuts for all users are desktop entries.
pub fn site_menu_dir(_: &Dirs) -> Option<PathBuf> {
    None
}

/// Returns sglaunch and its options: `--window`, unless the program runs in Terminal.
pub fn exec_command(exe: &Path, terminal: bool) -> (PathBuf, &'static [&'static str]) {
    let options: &[_] = if terminal { &[] } else { &[WINDOW] };
    (exe.to_owned(), options)
}

/// Returns `None`: only Windows has a program without a console for shortcuts.
pub fn missing_program(_: &Shortcut) -> Option<PathBuf> {
    None
}

/// Returns the icon of the program's own application.
pub fn vendor_metadata(
    program: &Path,
    _: &[Vec<String>],
    _: &Dirs,
    _: &Env,
    _: &Path,
) -> VendorMetadata {
    VendorMetadata {
        icon: app_bundle::icon_of(program),
        ..VendorMetadata::default()
    }
}

pub fn file_name(shortcut: &Shortcut) -> String {
    format!("{}.{EXTENSION}", display_name(&shortcut.name))
}

pub fn read(path: &Path, meta: &Metadata) -> Option<InstalledShortcut> {
    meta.is_dir().then(|| app_bundle::read(path)).flatten()
}

pub fn is_same(path: &Path, shortcut: &Shortcut, _: bool) -> io::Result<bool> {
    app_bundle::is_same(path, shortcut)
}

pub fn write(path: &Path, shortcut: &Shortcut, _: bool) -> io::Result<()> {
    app_bundle::write(path, shortcut)
}

/// Does nothing: macOS watches its directories.
pub fn notify_desktop(_: &Path, _: bool, _: bool, _: &Env) -> Option<&'static str> {
    None
}
