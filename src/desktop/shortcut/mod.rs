//! Shortcuts: their content, and the files that hold them.
//!
//! Each system has its own kind of file and a module with the same function names. The file itself
//! contains a mark of sglaunch and the command, so no list of shortcuts is needed.

mod file_name;
mod files;
mod installed;
pub mod location;
pub mod metadata;
mod registry;

#[cfg(all(unix, not(target_os = "macos")))]
mod desktop_entry;
#[cfg(all(unix, not(target_os = "macos")))]
mod linux;
#[cfg(all(unix, not(target_os = "macos")))]
mod vendor_entry;
#[cfg(all(unix, not(target_os = "macos")))]
use linux as system;

#[cfg(any(target_os = "macos", all(unix, test)))]
mod app_bundle;
#[cfg(target_os = "macos")]
mod macos;
#[cfg(target_os = "macos")]
use macos as system;

#[cfg(any(windows, test))]
mod link_file;
#[cfg(windows)]
mod shell_link;
#[cfg(windows)]
mod windows;
#[cfg(windows)]
use windows as system;

pub use file_name::is_device;
pub use files::{EXTENSION, WriteOutcome, file_name, has_extension, read, read_dir, remove, write};
pub use installed::{InstalledShortcut, target_of};
pub use registry::{register, unregister};
pub use system::{menu_dir, missing_program, notify_desktop, site_menu_dir, vendor_metadata};

use std::path::Path;

/// PATH of a program that the desktop starts, if it differs from the PATH of the user's shells.
pub const DESKTOP_PATH: Option<&str> = system::DESKTOP_PATH;

/// The content of a shortcut.
#[cfg_attr(
    any(windows, target_os = "macos"),
    expect(
        dead_code,
        reason = "a desktop entry holds more than the files of other systems"
    )
)]
#[derive(Clone, Debug, Default)]
pub struct Shortcut {
    pub name: String,
    /// Whether the user chose the name, which then is a part of the file name.
    pub is_named: bool,
    pub comment: Option<String>,
    pub profile: String,
    /// The version that the user requested.
    pub version: Option<String>,
    /// The path of sglaunch and its arguments.
    pub command: Vec<String>,
    /// Path of the icon, or on Linux its name in the theme.
    pub icon: Option<String>,
    pub terminal: bool,
    pub categories: Vec<String>,
    pub mime_types: Vec<String>,
    pub wm_class: Option<String>,
    /// Further keys and escaped values of a desktop entry, from the vendor's.
    pub extra_keys: Vec<(String, String)>,
    pub actions: Vec<Action>,
}

/// A menu item that starts one of the installed versions.
#[cfg_attr(
    any(windows, target_os = "macos"),
    expect(dead_code, reason = "only a desktop entry has actions")
)]
#[derive(Clone, Debug)]
pub struct Action {
    pub version: String,
    pub command: Vec<String>,
}

/// Returns the shortcut that this executable is a part of.
pub fn enclosing_app(program: &Path) -> Option<InstalledShortcut> {
    system::enclosing_app(program).filter(|found| !found.target().is_empty())
}
