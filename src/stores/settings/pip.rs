//! pip's `cert` (<https://pip.pypa.io/en/stable/topics/configuration/>).

use std::path::{Path, PathBuf};

use super::ini::{self, Part};
use super::search::{Search, SettingsFile, Value};
use crate::os;

const NAME: &str = if cfg!(windows) { "pip.ini" } else { "pip.conf" };

/// The sections of all commands and of those that connect to an index. Options of `DEFAULT` count
/// in every section.
const SECTIONS: [&str; 8] = [
    "global", "download", "index", "install", "list", "lock", "search", "wheel",
];

/// Finds the CA files of pip.
pub(super) fn search(search: &mut Search) {
    let named = search.variables.non_empty("PIP_CONFIG_FILE");
    if named.is_some_and(|file| file == os::NULL_DEVICE) {
        return;
    }
    let named = named.map(SettingsFile::of_user);
    let named = named.and_then(|file| Some((search.read(&file)?, file)));
    // A file that the environment names replaces the user's, and is read last.
    let user = named.is_none().then(|| user_files(search));
    let site = search.variables.non_empty("VIRTUAL_ENV");
    let site = site.map(|dir| SettingsFile::of_user(Path::new(dir).join(NAME)));
    let mut values: Vec<(String, Value)> = Vec::new();
    let files = global_files(search).into_iter();
    for file in files.chain(user.into_iter().flatten()).chain(site) {
        if let Some(text) = search.read(&file) {
            read(search, &file, &text, &mut values);
        }
    }
    if let Some((text, file)) = named {
        read(search, &file, &text, &mut values);
    }
    for (_, value) in values {
        let path = search.expand_home(&value.text);
        search.add(&value.file, value.line, path, false);
    }
}

/// Returns the files of all users; the later wins.
fn global_files(search: &Search) -> Vec<SettingsFile> {
    let variables = search.variables;
    let paths: Vec<PathBuf> = if cfg!(windows) {
        let data = variables.non_empty("ProgramData");
        data.iter()
            .map(|dir| Path::new(dir).join("pip").join(NAME))
            .collect()
    } else if cfg!(target_os = "macos") {
        vec!["/Library/Application Support/pip/pip.conf".into()]
    } else {
        let dirs = variables.non_empty("XDG_CONFIG_DIRS");
        let dirs = std::env::split_paths(dirs.unwrap_or("/etc/xdg".as_ref()));
        let dirs = dirs.map(|dir| dir.join("pip").join(NAME));
        dirs.chain(["/etc/pip.conf".into()]).collect()
    };
    paths.iter().map(|path| search.site_file(path)).collect()
}

/// Returns the files of the user; the later wins.
fn user_files(search: &mut Search) -> Vec<SettingsFile> {
    let variables = search.variables;
    let Some(home) = &variables.home else {
        return Vec::new();
    };
    let (old, new) = if cfg!(windows) {
        let data = variables.non_empty("APPDATA");
        (home.join("pip"), data.map(|dir| Path::new(dir).join("pip")))
    } else if cfg!(target_os = "macos") {
        let own = home.join("Library/Application Support/pip");
        let new = if search.is_dir(&own) {
            own
        } else {
            home.join(".config/pip")
        };
        (home.join(".pip"), Some(new))
    } else {
        let config = variables.config_home();
        (home.join(".pip"), config.map(|dir| dir.join("pip")))
    };
    let files = [Some(old), new].into_iter().flatten();
    files
        .map(|dir| SettingsFile::of_user(dir.join(NAME)))
        .collect()
}

/// Adds the values of a file, each in place of an earlier one of its section. pip ignores an empty
/// value, which still hides an earlier one.
fn read(search: &mut Search, file: &SettingsFile, text: &[u8], values: &mut Vec<(String, Value)>) {
    let (parts, bad_line) = ini::parse(&String::from_utf8_lossy(text));
    for part in parts {
        let Part::Entry(entry) = part else {
            continue;
        };
        let name = entry.name.replace('_', "-");
        let is_cert = name.strip_prefix("--").unwrap_or(&name) == "cert";
        let section = match &*entry.section {
            "DEFAULT" => "global",
            section => section,
        };
        if !is_cert || !SECTIONS.contains(&section) {
            continue;
        }
        values.retain(|(known, _)| known != section);
        if !entry.value.is_empty() {
            let section = section.to_owned();
            let value = Value {
                text: entry.value.into_bytes(),
                file: file.clone(),
                line: Some(entry.line),
            };
            values.push((section, value));
        }
    }
    if let Some(line) = bad_line {
        search.add_bad_line(file, line, "pip");
    }
}
