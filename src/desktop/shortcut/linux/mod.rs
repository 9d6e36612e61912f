//! Shortcuts on Linux and the other Unixes: desktop entries.

mod notify;

use std::fs::{self, Metadata, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use super::desktop_entry::{self, MARK, parse_exec, raw_value, unescape, without_prefix};
use super::file_name::slug;
use super::installed::WINDOW;
use super::{InstalledShortcut, Shortcut};
use crate::dirs::Dirs;
use crate::os;
use crate::os::atomic::{remove_file, write_atomically};

pub use super::vendor_entry::vendor_metadata;
pub use notify::notify_desktop;

pub const EXTENSION: &str = "desktop";

/// Extensions of icons (Icon Theme Specification).
pub const ICON_EXTENSIONS: &[&str] = &["png", "svg", "xpm"];

pub const DESKTOP_PATH: Option<&str> = None;

/// Largest desktop entry that is read, in bytes.
const LIMIT: u64 = 1024 * 1024;

/// Mode of an entry outside a menu, which desktops start only if it is executable.
const EXECUTABLE: u32 = 0o755;

/// Returns the directory of the user's desktop entries (XDG Base Directory Specification).
pub fn menu_dir(dirs: &Dirs) -> Option<PathBuf> {
    Some(dirs.data_home()?.join("applications"))
}

/// Returns the directory of the desktop entries of all users.
#[expect(clippy::unnecessary_wraps, reason = "macOS has none")]
pub fn site_menu_dir(dirs: &Dirs) -> Option<PathBuf> {
    Some(dirs.site_applications())
}

/// Returns sglaunch and its options: `--window` even in a terminal, because desktops close the
/// terminal and the error message with it.
pub fn exec_command(exe: &Path, _: bool) -> (PathBuf, &'static [&'static str]) {
    (exe.to_owned(), &[WINDOW])
}

/// Returns `None`: only Windows has a program without a console for shortcuts.
pub fn missing_program(_: &Shortcut) -> Option<PathBuf> {
    None
}

pub fn file_name(shortcut: &Shortcut) -> String {
    let profile = slug(&shortcut.profile);
    let suffix = match (&shortcut.version, shortcut.is_named) {
        (_, true) => format!("-{}", slug(&shortcut.name)),
        (Some(version), false) => format!("-{}", slug(version)),
        (None, false) => String::new(),
    };
    format!("sglaunch-{profile}{suffix}.{EXTENSION}")
}

pub fn read(path: &Path, meta: &Metadata) -> Option<InstalledShortcut> {
    let text = read_entry(path, meta)?;
    Some(InstalledShortcut {
        path: path.to_owned(),
        recorded: Some(unescape(raw_value(&text, MARK)?)),
        name: unescape(raw_value(&text, "Name")?),
        command: without_prefix(parse_exec(raw_value(&text, "Exec")?)?),
    })
}

/// Reads the text of a file that can be a desktop entry.
pub fn read_entry(path: &Path, meta: &Metadata) -> Option<String> {
    if !meta.is_file() || meta.len() > LIMIT {
        return None;
    }
    fs::read_to_string(path).ok()
}

/// Returns `None`: an entry contains no executable.
pub fn enclosing_app(_: &Path) -> Option<InstalledShortcut> {
    None
}

pub fn is_same(path: &Path, shortcut: &Shortcut, is_menu: bool) -> io::Result<bool> {
    let has_mode = is_menu || fs::metadata(path)?.permissions().mode() & 0o777 == EXECUTABLE;
    Ok(has_mode && fs::read(path)? == desktop_entry::format(shortcut).as_bytes())
}

pub fn write(path: &Path, shortcut: &Shortcut, is_menu: bool) -> io::Result<()> {
    if let (true, Some(dir)) = (is_menu, path.parent()) {
        os::create_dirs(dir)?;
    }
    write_atomically(path, desktop_entry::format(shortcut).as_bytes())?;
    if !is_menu {
        fs::set_permissions(path, Permissions::from_mode(EXECUTABLE))?;
    }
    Ok(())
}

pub fn remove(path: &Path) -> io::Result<()> {
    remove_file(path)
}
