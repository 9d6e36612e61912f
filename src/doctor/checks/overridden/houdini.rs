//! The settings files of Houdini: `houdini.env`, then the packages.

use std::env::split_paths;
use std::fs;
use std::path::{Path, PathBuf};

use super::super::installation::{Installation, document_dirs};
use super::assignment::{Assignment, read_lines};
use super::package;
use crate::doctor::Subject;
use crate::env::Env;
use crate::order;
use crate::os;
use crate::os::read::read_text;
use crate::profile::Version;

/// Maximum size of a settings file in bytes.
const MAX_SIZE: u64 = 1024 * 1024;

/// Maximum number of packages that are read.
const MAX_PACKAGES: usize = 1000;

/// Returns what the files set, in the order in which Houdini reads them: a package may use a
/// variable of `houdini.env`, such as `HOUDINI_PACKAGE_DIR`.
pub(super) fn assignments(subject: &Subject, installation: &Installation) -> Vec<Assignment> {
    let versions = match &installation.version {
        Some(version) => vec![version.clone()],
        None => versions_with_settings(subject),
    };
    let is_certain = installation.version.is_some();
    let mut all = Vec::new();
    for version in versions {
        let mut found = of_version(subject, installation, &version);
        if !is_certain {
            for one in &mut found {
                one.is_certain = false;
                let condition = format!("it applies only to Houdini {}", version.major_minor());
                one.condition.get_or_insert(condition);
            }
        }
        all.extend(found);
    }
    all
}

fn of_version(
    subject: &Subject,
    installation: &Installation,
    version: &Version,
) -> Vec<Assignment> {
    let mut env = subject.env_of_program().clone();
    let user = user_dir(subject, &env, version);
    let site = env.non_empty("HSITE").map(|site| {
        let dir = format!("houdini{}", version.major_minor());
        Path::new(site).join(dir)
    });
    let mut found = Vec::new();
    for dir in site.iter().chain(&user) {
        let file = dir.join("houdini.env");
        if let Some(text) = settings_text(&file) {
            found.extend(read_lines(&text, &file, &mut env));
        }
    }
    let root = env.non_empty("HFS").map(PathBuf::from);
    let root = root.or_else(|| installation.root());
    let dirs = [user, root, site].into_iter().flatten();
    let mut dirs: Vec<PathBuf> = dirs.map(|dir| dir.join("packages")).collect();
    let named = env.non_empty("HOUDINI_PACKAGE_DIR").map(split_paths);
    // `&` stands for the default directories.
    dirs.extend(named.into_iter().flatten().filter(|dir| dir.is_absolute()));
    let files = dirs.iter().flat_map(|dir| packages_in(dir));
    for file in files.take(MAX_PACKAGES) {
        if let Some(text) = settings_text(&file) {
            found.extend(package::read(&text, &file, Some(version), &mut env));
        }
    }
    found
}

/// Returns the user's directory of preferences.
fn user_dir(subject: &Subject, env: &Env, version: &Version) -> Option<PathBuf> {
    let version = version.major_minor();
    if let Some(named) = env.non_empty("HOUDINI_USER_PREF_DIR") {
        return Some(named.to_string_lossy().replace("__HVER__", &version).into());
    }
    let home = home(subject, env)?;
    if cfg!(target_os = "macos") {
        return Some(home.join("Library/Preferences/houdini").join(version));
    }
    let name = format!("houdini{version}");
    if cfg!(windows) {
        let own = env.non_empty("HOME").map(PathBuf::from);
        let dirs = own.into_iter().chain(document_dirs(&home, env));
        let mut dirs = dirs.map(|dir| dir.join(&name));
        return dirs.find(|dir| dir.is_dir());
    }
    Some(home.join(name))
}

fn home(subject: &Subject, env: &Env) -> Option<PathBuf> {
    let named = env.non_empty("HOME").filter(|_| cfg!(unix));
    (named.map(PathBuf::from)).or_else(|| subject.home().map(Path::to_owned))
}

/// Returns the versions that have a directory of preferences.
fn versions_with_settings(subject: &Subject) -> Vec<Version> {
    let env = subject.env_of_program();
    let Some(home) = home(subject, env) else {
        return Vec::new();
    };
    let dirs = if cfg!(target_os = "macos") {
        vec![home.join("Library/Preferences/houdini")]
    } else if cfg!(windows) {
        document_dirs(&home, env)
    } else {
        vec![home]
    };
    let entries = dirs.iter().filter_map(|dir| fs::read_dir(dir).ok());
    let names = entries.flatten().flatten().map(|entry| entry.file_name());
    let versions = names.filter_map(|name| {
        let name = name.to_str()?;
        let version = name.strip_prefix("houdini");
        Version::new(if cfg!(target_os = "macos") {
            name
        } else {
            version?
        })
    });
    let mut versions: Vec<Version> = versions.collect();
    order::sort(&mut versions);
    versions
}

/// Returns the packages of a directory in the order of their names.
fn packages_in(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    files.retain(|file| {
        file.extension()
            .is_some_and(|extension| extension == "json")
    });
    order::sort(&mut files);
    files
}

/// Returns the text of a settings file, if it can be read.
pub(super) fn settings_text(file: &Path) -> Option<String> {
    if file == Path::new(os::NULL_DEVICE) {
        return None;
    }
    read_text(file, MAX_SIZE).ok()
}
