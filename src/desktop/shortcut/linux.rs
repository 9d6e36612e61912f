//! Desktop entries as files (Linux and the other Unixes): the user's menu, and what is double-clicked elsewhere.

use std::fs::{self, Metadata, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use super::entry::{self, MARK, unescape, value};
use super::file_name::word;
use super::metadata::Vendor;
use super::vendor_entry::find;
use super::{Found, Shortcut};
use crate::desktop::tool;
use crate::dirs::Dirs;
use crate::env::Env;
use crate::os::atomic::write_atomically;

/// How an entry's file ends.
pub const EXTENSION: &str = "desktop";

/// How a picture's file may end (Icon Theme Specification).
pub const PICTURES: &[&str] = &["png", "svg", "xpm"];

/// The PATH of what a desktop starts, where that is not the user's own.
pub const PATH: Option<&str> = None;

/// What an entry may not be larger than, in bytes.
const LIMIT: u64 = 1024 * 1024;

/// The folder of the user's menu, below the user's data (XDG Base Directory Specification), wherever sglaunch's own are.
pub fn menu(dirs: &Dirs) -> Option<PathBuf> {
    Some(dirs.data_home()?.join("applications"))
}

/// What the vendor's own entry says.
pub fn vendor(program: &Path, flags: &[String], dirs: &Dirs, env: &Env, cwd: &Path) -> Vendor {
    let Some(entry) = find(program, flags, dirs, env, cwd) else {
        return Vendor::default();
    };
    let mut mime_types = entry.list("MimeType");
    // Those of that kind are addresses of web pages and the like, which begin with a word of the vendor's.
    mime_types.retain(|name| is_type(name) && !name.starts_with("x-scheme-handler/"));
    let texts = ["GenericName", "Comment", "Keywords"].map(|key| entry.lines(key));
    let switches = ["StartupNotify", "PrefersNonDefaultGPU"].map(|key| entry.lines(key));
    let is_switch = |(_, value): &(String, String)| matches!(value.as_str(), "true" | "false");
    let switches = switches.into_iter().flatten().filter(is_switch);
    let names = entry
        .lines("Name")
        .into_iter()
        .filter(|(key, _)| key != "Name");
    Vendor {
        name: entry.value("Name"),
        comment: None,
        icon: entry.icon(),
        categories: entry.categories(),
        mime_types,
        wm_class: entry.value("StartupWMClass"),
        names: names.collect(),
        lines: texts.into_iter().flatten().chain(switches).collect(),
    }
}

/// Whether this can be a type of files: two names (RFC 6838) and a slash.
fn is_type(text: &str) -> bool {
    let is_name = |name: &str| {
        !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "!#$&-^_.+".contains(c))
    };
    text.split_once('/')
        .is_some_and(|(kind, name)| is_name(kind) && is_name(name))
}

/// sglaunch, and how it is called so that it shows failures where the user looks: a terminal is closed with what it says.
pub fn starter(own: &Path, _: bool) -> (PathBuf, &'static [&'static str]) {
    (own.to_owned(), &[super::WINDOW])
}

pub fn file_name(shortcut: &Shortcut) -> String {
    let profile = word(&shortcut.profile);
    let rest = match (&shortcut.version, shortcut.is_named) {
        (_, true) => format!("-{}", word(&shortcut.name)),
        (Some(version), false) => format!("-{}", word(version)),
        (None, false) => String::new(),
    };
    format!("sglaunch-{profile}{rest}.{EXTENSION}")
}

pub fn read(path: &Path, meta: &Metadata) -> Option<Found> {
    let text = text(path, meta)?;
    value(&text, MARK)?;
    Some(Found {
        path: path.to_owned(),
        name: unescape(value(&text, "Name")?),
        command: entry::command(&text)?,
    })
}

/// An entry has no program of its own.
pub fn around(_: &Path) -> Option<Found> {
    None
}

/// The text of an entry, if it can be one.
pub fn text(path: &Path, meta: &Metadata) -> Option<String> {
    if !meta.is_file() || meta.len() > LIMIT {
        return None;
    }
    fs::read_to_string(path).ok()
}

pub fn is_same(path: &Path, shortcut: &Shortcut, is_menu: bool) -> io::Result<bool> {
    let has_mode = is_menu || fs::metadata(path)?.permissions().mode() & 0o777 == EXECUTABLE;
    Ok(has_mode && fs::read(path)? == entry::text(shortcut).as_bytes())
}

/// An entry that is not in a menu is started only where it is executable.
const EXECUTABLE: u32 = 0o755;

pub fn write(path: &Path, shortcut: &Shortcut, is_menu: bool) -> io::Result<()> {
    if let (true, Some(folder)) = (is_menu, path.parent()) {
        fs::create_dir_all(folder)?;
    }
    write_atomically(path, entry::text(shortcut).as_bytes())?;
    if !is_menu {
        fs::set_permissions(path, Permissions::from_mode(EXECUTABLE))?;
    }
    Ok(())
}

pub fn remove(path: &Path) -> io::Result<()> {
    fs::remove_file(path)
}

/// Tells the desktop of an entry that was written or removed. Gives what is left to the user, if anything.
///
/// A menu is read anew whenever its folder changes; only the list of what opens which type of file is kept in a file, that
/// a tool of milliseconds writes. GNOME starts an entry on the desktop only after somebody has said that it is trusted.
pub fn announce(path: &Path, is_menu: bool, has_types: bool, env: &Env) -> Option<&'static str> {
    let folder = path.parent().unwrap_or(path);
    if is_menu {
        if has_types || folder.join("mimeinfo.cache").exists() {
            tool::run_quietly(
                "update-desktop-database",
                &["-q".as_ref(), folder.as_os_str()],
                env,
            );
        }
        return None;
    }
    let args = ["set", "-t", "string"].map(AsRef::as_ref);
    let args = [
        &args[..],
        &[
            path.as_os_str(),
            "metadata::trusted".as_ref(),
            "true".as_ref(),
        ],
    ]
    .concat();
    let is_gnome = env.get("XDG_CURRENT_DESKTOP").is_some_and(|desktop| {
        let desktop = desktop.to_string_lossy().to_lowercase();
        desktop
            .split(':')
            .any(|name| ["gnome", "unity"].contains(&name))
    });
    let is_trusted = path.exists() && is_gnome && tool::run_quietly("gio", &args, env);
    (path.exists() && !is_trusted)
        .then_some("if it does not start: right-click it, and choose Allow Launching")
}
