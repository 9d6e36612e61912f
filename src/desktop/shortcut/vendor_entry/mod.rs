//! The desktop entry that a program's vendor installed.

mod categories;
mod find;
mod metadata;

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::desktop_entry::{self as entry, MARK, parse_exec, unescape};
use super::linux::{ICON_EXTENSIONS, read_entry};
use categories::is_registered;
use find::find;

pub use metadata::vendor_metadata;

/// A desktop entry of a vendor.
#[derive(Debug)]
pub struct VendorEntry {
    keys: Vec<(String, String)>,
    /// The program's directory, if the entry was found there instead of in a menu. It also contains
    /// the icon.
    program_dir: Option<PathBuf>,
}

impl VendorEntry {
    /// Reads an entry, unless it is hidden or made by sglaunch.
    fn read(path: &Path) -> Option<Self> {
        let text = read_entry(path, &fs::metadata(path).ok()?)?;
        let keys: Vec<(String, String)> = entry::keys(&text)
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect();
        let entry = Self {
            keys,
            program_dir: None,
        };
        let is_true = |key| {
            let value = entry.raw(key);
            value.is_some_and(|value| value.eq_ignore_ascii_case("true"))
        };
        let is_excluded = is_true("Hidden") || is_true("NoDisplay") || entry.raw(MARK).is_some();
        (!is_excluded).then_some(entry)
    }

    /// Returns whether the entry starts a program with exactly these options.
    fn starts(&self, flags: &[String], is_program: &dyn Fn(&str) -> bool) -> bool {
        let Some(args) = self.raw("Exec").and_then(parse_exec) else {
            return false;
        };
        let is_prefix =
            |arg: &&String| *arg == "env" || *arg == "/usr/bin/env" || arg.contains('=');
        let mut args = args.iter().skip_while(is_prefix);
        let try_exec = self.raw("TryExec").map(unescape);
        let is_match = args.next().is_some_and(|arg| is_program(arg))
            || try_exec.is_some_and(|program| is_program(&program));
        is_match && args.eq(flags)
    }

    fn raw(&self, key: &str) -> Option<&str> {
        (self.keys.iter())
            .find(|(known, value)| known == key && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }

    /// Returns the value of a key without a locale.
    pub fn value(&self, key: &str) -> Option<String> {
        self.raw(key)
            .map(unescape)
            .filter(|value| !value.contains(char::is_control))
    }

    /// Returns the items of a list without duplicates.
    pub fn list(&self, key: &str) -> Vec<String> {
        let items = self.raw(key).unwrap_or_default().split(';');
        let mut known = HashSet::new();
        items
            .filter(|item| !item.is_empty() && known.insert(*item))
            .map(str::to_owned)
            .collect()
    }

    /// Returns a key and its translations, with their escaped values.
    pub fn with_translations(&self, key: &str) -> Vec<(String, String)> {
        let is_of_key = |known: &str| match known.strip_prefix(key) {
            Some("") => true,
            Some(suffix) => is_locale_suffix(suffix),
            None => false,
        };
        let is_text = |value: &str| {
            !value.is_empty() && !value.contains(char::is_control) && entry::is_escaped(value)
        };
        let mut known = HashSet::new();
        let lines = (self.keys.iter())
            .filter(|(key, value)| is_of_key(key) && is_text(value) && known.insert(key));
        lines.cloned().collect()
    }

    /// Returns the icon: a file, or a name in the theme.
    pub fn icon(&self) -> Option<String> {
        let icon = self.value("Icon")?;
        if Path::new(&icon).is_absolute() {
            return Path::new(&icon).is_file().then_some(icon);
        }
        match &self.program_dir {
            Some(dir) => icon_beside(&icon, dir),
            None => (!icon.contains('/')).then_some(icon),
        }
    }

    /// Returns the registered categories. Houdini's entries also have some of their own.
    pub fn categories(&self) -> Vec<String> {
        let mut list = self.list("Categories");
        list.retain(|name| is_registered(name));
        list
    }
}

/// Finds an icon in the program's directory. A name without an extension could be the program.
fn icon_beside(icon: &str, dir: &Path) -> Option<String> {
    let extensions = ICON_EXTENSIONS.iter().map(|name| format!(".{name}"));
    let has_extension = extensions.clone().any(|name| icon.ends_with(&name));
    let names: Vec<String> = if has_extension {
        vec![icon.to_owned()]
    } else {
        extensions.map(|name| icon.to_owned() + &name).collect()
    };
    let mut files = names.iter().map(|name| dir.join(name));
    let file = files.find(|file| file.is_file())?;
    file.to_str().map(str::to_owned)
}

/// Returns whether the end of a key is a locale, as in `Name[de]`.
fn is_locale_suffix(suffix: &str) -> bool {
    let locale = suffix
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || "_@.-".contains(c);
    locale.is_some_and(|locale| !locale.is_empty() && locale.chars().all(is_allowed))
}
