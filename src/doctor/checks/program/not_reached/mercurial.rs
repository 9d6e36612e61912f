//! Mercurial's `web.cacerts` (`hgrc(5)`), which wins over the variables. Debian's package sets it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::doctor::Subject;
use crate::order;
use crate::os::LIST_SEPARATOR;
use crate::os::read::read_text;

/// Maximum size of a settings file in bytes.
const MAX_SIZE: u64 = 1024 * 1024;

/// Returns the place at which Mercurial's settings name a file that is not the variable's; `None`
/// if there is none.
pub(super) fn own_file(subject: &Subject) -> Option<String> {
    let mut found = None;
    for file in files(subject) {
        let Ok(text) = read_text(&file, MAX_SIZE) else {
            continue;
        };
        if let Some((line, value)) = cacerts(&text) {
            let is_variable = value.is_empty() || value.contains("SSL_CERT_FILE");
            found = (!is_variable).then(|| format!("{}:{line}", file.display()));
        }
    }
    found
}

/// Returns the settings files; the later wins.
fn files(subject: &Subject) -> Vec<PathBuf> {
    let env = subject.env_of_program();
    if let Some(named) = env.non_empty("HGRCPATH") {
        let named = named.to_string_lossy();
        let paths = named.split(LIST_SEPARATOR).filter(|path| !path.is_empty());
        return paths.flat_map(|path| one_or_all(Path::new(path))).collect();
    }
    let root = &subject.dirs.root;
    let mut files = Vec::new();
    for dir in ["etc/mercurial", "usr/local/etc/mercurial"].map(|dir| root.join(dir)) {
        files.push(dir.join("hgrc"));
        files.extend(one_or_all(&dir.join("hgrc.d")));
    }
    let home = subject.home();
    files.extend(home.map(|home| home.join(".hgrc")));
    files.extend(home.map(|home| home.join(".config/hg/hgrc")));
    files
}

/// Returns a file, or the files of a directory that Mercurial reads.
fn one_or_all(path: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(path) else {
        return vec![path.to_owned()];
    };
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "rc"));
    order::sort(&mut files);
    files
}

/// Returns the last value of `cacerts` in the section `[web]`, and its line.
fn cacerts(text: &str) -> Option<(usize, &str)> {
    let mut is_web = false;
    let mut found = None;
    for (index, line) in text.lines().enumerate() {
        if line.starts_with('[') {
            is_web = line.trim_end() == "[web]";
        } else if is_web
            && let Some((key, value)) = line.split_once('=')
            && key.trim() == "cacerts"
        {
            found = Some((index + 1, value.trim()));
        }
    }
    found
}
