//! Names of programs and of Pythons.

use crate::order;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

/// Pythons of installations that have other names, and take no licence.
const PYTHONS: [&str; 11] = [
    "mayapy",
    "mobupy",
    "3dsmaxpy",
    "py-interp",
    "rvpy",
    "rmanpy",
    "nukepython",
    "flamepython",
    "sgpython",
    "unrealpython",
    "py",
];

/// The path of a program: as found, and with links resolved.
#[derive(Debug)]
pub struct Place {
    pub spelled: PathBuf,
    pub real: PathBuf,
}

impl Place {
    pub fn new(path: &Path) -> Self {
        Self {
            spelled: path.to_owned(),
            real: fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()),
        }
    }

    /// Returns whether the file is a Python that can be started without a licence.
    pub fn is_python(&self) -> bool {
        let is_python = |name: &str| python_version(name).is_some() || PYTHONS.contains(&name);
        self.names().any(|name| is_python(&name))
    }

    /// Returns whether the name begins with one of these, and goes on with a version at most.
    pub fn is_named(&self, stems: &[&str]) -> bool {
        let fits = |name: &str| {
            let rest = |stem| name.strip_prefix(stem);
            (stems.iter().copied().filter_map(rest))
                .any(|rest| !rest.starts_with(|char: char| char.is_alphabetic() || char == '-'))
        };
        self.names().any(|name| fits(&name))
    }

    /// Returns the directories in which the program is.
    pub fn dirs(&self) -> impl Iterator<Item = &Path> {
        [&self.real, &self.spelled]
            .into_iter()
            .filter_map(|path| path.parent())
    }

    /// Returns the names in lower case, without `.exe` and the like.
    fn names(&self) -> impl Iterator<Item = String> {
        [&self.spelled, &self.real].into_iter().map(|path| {
            let name = path.file_name().unwrap_or_default();
            let name = name.to_string_lossy().to_lowercase();
            let extensions = [".exe", ".bat", ".cmd"];
            let stem = extensions.iter().find_map(|end| name.strip_suffix(end));
            stem.map_or(name.clone(), str::to_owned)
        })
    }
}

/// Returns the version in a Python's name: `[3, 11]` for `python3.11`, nothing for `python`.
pub fn python_version(name: &str) -> Option<Vec<u32>> {
    let name = name.strip_suffix(".exe").unwrap_or(name);
    match name.strip_prefix("python")? {
        "" => Some(Vec::new()),
        version => version.split('.').map(|part| part.parse().ok()).collect(),
    }
}

/// Returns the Python in a directory, that of the newest version if there are several.
pub fn python_in(dir: &Path) -> Option<PathBuf> {
    let entries = fs::read_dir(dir).ok()?.flatten();
    let versions = entries.filter_map(|entry| {
        let name = entry.file_name();
        let version = python_version(name.to_str()?)?;
        entry.path().is_file().then_some((version, entry.path()))
    });
    versions.max().map(|(_, path)| path)
}

/// Returns the subdirectories whose name begins with `start` and a digit, the newest first.
pub fn versioned_dirs(dir: &Path, start: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    let begins = |name: &OsStr| {
        let name = name.to_string_lossy().to_lowercase();
        let rest = name.strip_prefix(start);
        rest.is_some_and(|rest| rest.starts_with(|char: char| char.is_ascii_digit()))
    };
    let mut dirs: Vec<PathBuf> = entries
        .filter(|entry| begins(&entry.file_name()))
        .map(|entry| entry.path())
        .collect();
    // By length first: 3.11 is newer than 3.9, and python311 than python39.
    order::sort_by_key(&mut dirs, |dir| (dir.as_os_str().len(), dir.clone()));
    dirs.reverse();
    dirs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pythons_are_told_by_name() {
        for (path, is_python) in [
            ("/usr/bin/python3", true),
            ("/venv/bin/python", true),
            ("/x/python3.11", true),
            ("/x/Python.exe", true),
            ("/x/mayapy", true),
            ("/x/python3-config", false),
            ("/x/pythonw-helper", false),
            ("/x/hython", false),
            ("/x/houdini", false),
        ] {
            assert_eq!(Place::new(Path::new(path)).is_python(), is_python, "{path}");
        }
    }

    #[test]
    fn a_name_may_go_on_with_a_version() {
        let is_nuke = |path: &str| Place::new(Path::new(path)).is_named(&["nuke"]);
        assert!(is_nuke("/usr/local/Nuke15.1v2/Nuke15.1"));
        assert!(is_nuke("/usr/local/bin/nuke"));
        assert!(!is_nuke("/usr/local/bin/nukestudio"));
        assert!(!is_nuke("/usr/local/bin/nuke-wrapper"));
    }
}
