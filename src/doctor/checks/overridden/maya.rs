//! Maya's settings file `Maya.env`.

use std::fs;
use std::path::{Path, PathBuf};

use super::super::installation::{Installation, document_dirs};
use super::assignment::{Assignment, read_lines};
use super::houdini::settings_text;
use crate::doctor::Subject;
use crate::env::Env;
use crate::order;

/// Returns what `Maya.env` sets: that of the version, else the one for all versions.
pub(super) fn assignments(subject: &Subject, installation: &Installation) -> Vec<Assignment> {
    let mut env = subject.env_of_program().clone();
    let version = installation.version.as_ref().map(|version| {
        let first = version.as_str().split(['.', '-']);
        first.into_iter().next().unwrap_or_default().to_owned()
    });
    let mut found = Vec::new();
    for dir in app_dirs(subject, &env) {
        for (name, own) in version_dirs(&dir) {
            let is_other = version.as_ref().is_some_and(|version| *version != name);
            let file = own.join("Maya.env");
            let Some(text) = (!is_other).then(|| settings_text(&file)).flatten() else {
                continue;
            };
            let mut lines = read_lines(&text, &file, &mut env);
            if version.is_none() {
                for one in &mut lines {
                    one.is_certain = false;
                    one.condition = Some(format!("it applies only to Maya {name}"));
                }
            }
            found.extend(lines);
        }
        let file = dir.join("Maya.env");
        if let Some(text) = found.is_empty().then(|| settings_text(&file)).flatten() {
            found.extend(read_lines(&text, &file, &mut env));
        }
    }
    found
}

/// Returns the directories of a user's Maya settings.
fn app_dirs(subject: &Subject, env: &Env) -> Vec<PathBuf> {
    if let Some(named) = env.non_empty("MAYA_APP_DIR") {
        return vec![named.into()];
    }
    let own = env.non_empty("HOME").filter(|_| cfg!(unix));
    let home = own.map(PathBuf::from);
    let Some(home) = home.or_else(|| subject.home().map(Path::to_owned)) else {
        return Vec::new();
    };
    if cfg!(windows) {
        let dirs = document_dirs(&home, env);
        return dirs.into_iter().map(|dir| dir.join("maya")).collect();
    }
    vec![home.join(if cfg!(target_os = "macos") {
        "Library/Preferences/Autodesk/maya"
    } else {
        "maya"
    })]
}

/// Returns the directories of versions, each with its version: `2024`, `2014-x64`.
fn version_dirs(dir: &Path) -> Vec<(String, PathBuf)> {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    let dirs = entries.filter_map(|entry| {
        let name = entry.file_name().to_str()?.to_owned();
        let version = name.split('-').next().unwrap_or_default();
        let is_version = version.starts_with(|c: char| c.is_ascii_digit());
        is_version.then(|| (version.to_owned(), entry.path()))
    });
    let mut dirs: Vec<_> = dirs.collect();
    order::sort(&mut dirs);
    dirs
}
