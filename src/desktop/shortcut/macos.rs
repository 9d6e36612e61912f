//! Applications as files (macOS): the user's own folder of them, and wherever else.

use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};

use super::file_name::shown;
use super::metadata::Vendor;
use super::{Found, Shortcut, app};
use crate::dirs::Dirs;
use crate::env::Env;

pub use app::{around, remove};

/// How an application's folder ends.
pub const EXTENSION: &str = "app";

/// How a picture's file ends.
pub const PICTURES: &[&str] = &["icns"];

/// The PATH of what a desktop starts: launchd's, because nobody's shell is asked.
pub const PATH: Option<&str> = Some("/usr/bin:/bin:/usr/sbin:/sbin");

/// The user's folder of applications, which Launchpad and Spotlight show.
pub fn menu(dirs: &Dirs) -> Option<PathBuf> {
    Some(dirs.home.as_ref()?.join("Applications"))
}

/// sglaunch, and how it is called so that it shows failures where the user looks.
pub fn starter(own: &Path, terminal: bool) -> (PathBuf, &'static [&'static str]) {
    (
        own.to_owned(),
        if terminal { &[] } else { &[super::WINDOW] },
    )
}

/// The picture of the program's own application.
pub fn vendor(program: &Path, _: &[String], _: &Dirs, _: &Env, _: &Path) -> Vendor {
    Vendor {
        icon: app::icon_of(program),
        ..Vendor::default()
    }
}

pub fn file_name(shortcut: &Shortcut) -> String {
    format!("{}.{EXTENSION}", shown(&shortcut.name))
}

pub fn read(path: &Path, meta: &Metadata) -> Option<Found> {
    meta.is_dir().then(|| app::read(path)).flatten()
}

pub fn is_same(path: &Path, shortcut: &Shortcut, _: bool) -> io::Result<bool> {
    app::is_same(path, shortcut)
}

pub fn write(path: &Path, shortcut: &Shortcut, _: bool) -> io::Result<()> {
    app::write(path, shortcut)
}

/// macOS sees by itself what is there.
pub fn announce(_: &Path, _: bool, _: bool, _: &Env) -> Option<&'static str> {
    None
}
