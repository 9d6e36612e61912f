//! The start-up files that set a variable. Only the place is reported: such files hold passwords.

use std::fs;
use std::path::{Path, PathBuf};

use crate::doctor::Subject;
use crate::order;
use crate::os::read::read_text;

/// Files below the home directory that shells and the session read.
const OF_USER: [&str; 13] = [
    ".bashrc",
    ".bash_profile",
    ".bash_login",
    ".profile",
    ".zshenv",
    ".zprofile",
    ".zshrc",
    ".kshrc",
    ".cshrc",
    ".tcshrc",
    ".login",
    ".config/fish/config.fish",
    ".pam_environment",
];

/// Files of the system that shells and the session read.
const OF_SYSTEM: [&str; 9] = [
    "etc/environment",
    "etc/profile",
    "etc/bash.bashrc",
    "etc/bashrc",
    "etc/zshenv",
    "etc/zsh/zshenv",
    "etc/zsh/zshrc",
    "etc/csh.cshrc",
    "etc/csh.login",
];

/// Directories of such files, below the home directory and of the system.
const DIRS: [&str; 2] = [".config/environment.d", ".config/fish/conf.d"];
const DIRS_OF_SYSTEM: [&str; 2] = ["etc/profile.d", "etc/environment.d"];

/// The size up to which a file is read, and the number of places that are reported.
const LIMIT: u64 = 1024 * 1024;
const MAX: usize = 3;

/// Returns lines that seem to set a variable, as `file:line`.
pub fn places(subject: &Subject, name: &str) -> Vec<String> {
    let home = subject.home();
    let below_home = |path: &&str| home.map(|home| home.join(path));
    let below_root = |path: &&str| subject.dirs.root.join(path);
    let files = (OF_USER.iter().filter_map(below_home)).chain(OF_SYSTEM.iter().map(below_root));
    let dirs = (DIRS.iter().filter_map(below_home)).chain(DIRS_OF_SYSTEM.iter().map(below_root));
    files
        .chain(dirs.flat_map(|dir| listed(&dir)))
        .flat_map(|file| places_in(&file, name))
        .take(MAX)
        .collect()
}

/// Returns the lines of the finding about these variables.
pub fn details(subject: &Subject, names: &[&str]) -> Vec<String> {
    let of_name = |name: &&str| match &*places(subject, name) {
        [] => None,
        places => Some(format!("{name} seems to be set in {}", places.join(", "))),
    };
    names.iter().take(MAX).filter_map(of_name).collect()
}

fn listed(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    order::sort(&mut files);
    files.truncate(100);
    files
}

fn places_in(file: &Path, name: &str) -> Vec<String> {
    let text = read_text(file, LIMIT).unwrap_or_default();
    (1..)
        .zip(text.lines())
        .filter(|(_, line)| sets(line, name))
        .map(|(number, _)| format!("{}:{number}", file.display()))
        .collect()
}

/// Returns whether a line of a shell's or a session's file sets a variable.
fn sets(line: &str, name: &str) -> bool {
    let line = line.trim_start();
    if line.starts_with('#') || name.is_empty() {
        return false;
    }
    let words = ["export", "setenv", "set", "declare", "typeset"];
    let is_command = words.iter().any(|word| line.starts_with(word));
    line.match_indices(name).any(|(at, _)| {
        let is_part = |c: char| c.is_alphanumeric() || "_$}".contains(c);
        let before = line[..at].chars().next_back();
        let after = line[at + name.len()..].chars().next();
        let is_whole = !before.is_some_and(|c| is_part(c) || c == '{');
        let in_front = line[..at].trim();
        match after {
            Some('=') => is_whole,
            // `setenv NAME value` and `set -gx NAME value`.
            Some(c) if c.is_whitespace() => {
                is_whole && is_command && !in_front.contains('=') && !in_front.starts_with("export")
            }
            _ => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_assignment_is_found_in_each_syntax() {
        for (line, expected) in [
            ("export SSL_CERT_FILE=/x", true),
            ("SSL_CERT_FILE=/x", true),
            ("  export A=1 SSL_CERT_FILE='/x'", true),
            ("setenv SSL_CERT_FILE /x", true),
            ("set -gx SSL_CERT_FILE /x", true),
            ("# export SSL_CERT_FILE=/x", false),
            ("export MY_SSL_CERT_FILE=/x", false),
            ("export SSL_CERT_FILES=/x", false),
            ("export A=$SSL_CERT_FILE", false),
            ("export A=${SSL_CERT_FILE:-/x}", false),
            ("unset SSL_CERT_FILE", false),
            ("echo é SSL_CERT_FILE é", false),
        ] {
            assert_eq!(sets(line, "SSL_CERT_FILE"), expected, "{line}");
        }
    }
}
