//! git's `http.sslCAInfo` and `http.<url>.sslCAInfo` (`git-config(1)`, "FILES").
//!
//! A repository's own settings are not read: a launch has no repository. `includeIf` is skipped,
//! because its conditions are about a repository too. `http.sslCAPath` is not needed: git uses it
//! beside `GIT_SSL_CAINFO`.

use std::path::{Path, PathBuf};

use super::git_syntax::{self, Entry};
use super::search::{Search, SettingsFile, Value};

/// The files of the whole system; which one git reads is decided when it is compiled.
const SYSTEM: &[&str] = if cfg!(windows) {
    &[]
} else if cfg!(target_os = "macos") {
    &[
        "/etc/gitconfig",
        "/usr/local/etc/gitconfig",
        "/opt/homebrew/etc/gitconfig",
    ]
} else {
    &["/etc/gitconfig", "/usr/local/etc/gitconfig"]
};

/// The same in the directories of all programs and of their data on Windows.
const SYSTEM_OF_WINDOWS: [(&str, &str); 2] = [
    ("ProgramData", "Git/config"),
    ("ProgramFiles", "Git/etc/gitconfig"),
];

/// Maximum number of files that include each other, as in git.
const MAXIMUM_DEPTH: usize = 10;

/// Maximum number of included files. git fails at the maximum depth; here a file that includes
/// itself in ten lines would be read ten billion times.
const MAXIMUM_INCLUDES: usize = 100;

/// Finds the CA files of git.
pub(super) fn search(search: &mut Search) {
    let mut settings = Settings::default();
    for (index, file) in system_files(search).into_iter().enumerate() {
        settings.read(search, &file, Some(index), 0);
    }
    for file in user_files(search) {
        settings.read(search, &file, None, 0);
    }
    settings.read_variables(search);
    for (_, _, value) in settings.values {
        // Since git 2.52 (`git-config(1)`, "pathname").
        let required = value.text.strip_prefix(b":(optional)");
        let text = required.unwrap_or(&value.text);
        // Relative to where git is installed, which is not known.
        if !text.starts_with(b"%(prefix)/") {
            let path = search.expand_home(text);
            search.add(&value.file, value.line, path, required.is_some());
        }
    }
}

/// Returns the files of the whole system.
fn system_files(search: &Search) -> Vec<SettingsFile> {
    let variables = search.variables;
    let without = variables.get("GIT_CONFIG_NOSYSTEM").unwrap_or_default();
    let without = without.to_string_lossy().to_ascii_lowercase();
    if !["", "0", "false", "no", "off"].contains(&&*without) {
        return Vec::new();
    }
    if let Some(file) = variables.get("GIT_CONFIG_SYSTEM") {
        return vec![SettingsFile::of_user(file)];
    }
    let of_windows = SYSTEM_OF_WINDOWS.iter().filter_map(|(variable, path)| {
        let dir = Path::new(variables.non_empty(variable)?);
        Some(search.site_file(dir.join(path)))
    });
    let files = SYSTEM.iter().map(|path| search.site_file(path));
    files.chain(of_windows).collect()
}

/// Returns the files of the user; the later wins.
fn user_files(search: &Search) -> Vec<SettingsFile> {
    let variables = search.variables;
    if let Some(file) = variables.get("GIT_CONFIG_GLOBAL") {
        return vec![SettingsFile::of_user(file)];
    }
    let config = variables.config_home().map(|dir| dir.join("git/config"));
    // On Windows, git prefers HOME to the directory of the user's profile.
    let home = variables.non_empty("HOME").map(PathBuf::from);
    let home = home.or_else(|| variables.home.clone());
    let own = home.map(|home| home.join(".gitconfig"));
    config
        .into_iter()
        .chain(own)
        .map(SettingsFile::of_user)
        .collect()
}

/// The values of `http.sslCAInfo`, each with its subsection, which is a URL, and with the number of
/// the system's file that has it.
#[derive(Default)]
struct Settings {
    values: Vec<(Option<Vec<u8>>, Option<usize>, Value)>,
    /// The number of included files that have been read.
    includes: usize,
}

impl Settings {
    /// Reads a file and those that it includes.
    fn read(
        &mut self,
        search: &mut Search,
        file: &SettingsFile,
        system: Option<usize>,
        depth: usize,
    ) {
        let Some(text) = search.read(file) else {
            return;
        };
        let (entries, bad_line) = git_syntax::parse(&text);
        for entry in entries {
            let line = Some(entry.line);
            self.add(search, file, line, entry, system, depth);
        }
        if let Some(line) = bad_line {
            search.add_bad_line(file, line, "git");
        }
    }

    /// Reads the settings in the environment.
    fn read_variables(&mut self, search: &mut Search) {
        let variables = search.variables;
        let mut all = variables.iter();
        while let Some((name, key)) = all.next() {
            let is_key = name.as_encoded_bytes().starts_with(b"GIT_CONFIG_KEY_");
            let Some((name, value)) = is_key.then(|| all.next()).flatten() else {
                continue;
            };
            let mut parts = key.as_encoded_bytes().splitn(2, |byte| *byte == b'.');
            let section = parts.next().unwrap_or_default().to_ascii_lowercase();
            let rest = parts.next().unwrap_or_default();
            let dot = rest.iter().rposition(|byte| *byte == b'.');
            let name_at = dot.map_or(0, |dot| dot + 1);
            let entry = Entry {
                section,
                subsection: dot.map(|dot| rest[..dot].to_vec()),
                name: rest[name_at..].to_ascii_lowercase(),
                value: Some(value.as_encoded_bytes().to_vec()),
                line: 0,
            };
            self.add(search, &SettingsFile::of_user(name), None, entry, None, 0);
        }
    }

    fn add(
        &mut self,
        search: &mut Search,
        file: &SettingsFile,
        line: Option<usize>,
        entry: Entry,
        system: Option<usize>,
        depth: usize,
    ) {
        let Some(text) = entry.value else {
            return;
        };
        let value = Value {
            text,
            file: file.clone(),
            line,
        };
        match (&*entry.section, &entry.subsection, &*entry.name) {
            (b"http", _, b"sslcainfo") => self.set(entry.subsection, system, value),
            (b"include", None, b"path") if !value.text.is_empty() => {
                let path = search.expand_home(&value.text);
                let included = match line.and(file.path.parent()) {
                    _ if path.is_absolute() && file.is_site => search.site_file(path),
                    _ if path.is_absolute() => SettingsFile::of_user(path),
                    Some(dir) => SettingsFile {
                        path: dir.join(path),
                        ..*file
                    },
                    // git refuses a relative path in the environment.
                    None => return,
                };
                if depth < MAXIMUM_DEPTH && self.includes < MAXIMUM_INCLUDES {
                    self.includes += 1;
                    self.read(search, &included, system, depth + 1);
                }
            }
            _ => {}
        }
    }

    /// Sets a value instead of an earlier one. An empty value only removes that.
    fn set(&mut self, subsection: Option<Vec<u8>>, system: Option<usize>, value: Value) {
        // Only one of the system's files counts for each git.
        (self.values)
            .retain(|(known, of, _)| *known != subsection || system.is_some() && *of != system);
        if !value.text.is_empty() {
            self.values.push((subsection, system, value));
        }
    }
}
