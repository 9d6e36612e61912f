//! The DCC behind a profile, as far as its settings files depend on it: which one, and its version.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use crate::doctor::Subject;
use crate::env::Env;
use crate::profile::Version;

/// A DCC that reads its environment from settings files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dcc {
    Houdini,
    Maya,
}

/// Programs of Houdini, without the number at the end of some (`hython3.11`).
const HOUDINI: [&str; 14] = [
    "houdini",
    "houdinifx",
    "houdinicore",
    "hindie",
    "happrentice",
    "hython",
    "hbatch",
    "husk",
    "hescape",
    "hrender",
    "hserver",
    "mantra",
    "mplay",
    "gplay",
];

const MAYA: [&str; 4] = ["maya", "mayapy", "mayabatch", "render"];

/// The installation of a DCC.
#[derive(Debug)]
pub(super) struct Installation {
    pub dcc: Dcc,
    pub version: Option<Version>,
    program: Option<PathBuf>,
}

impl Installation {
    /// Returns the installation whose program the profile starts. Without the program, the name of
    /// the profile tells the DCC.
    pub fn of(subject: &Subject) -> Option<Self> {
        let program = subject.program.as_ref().ok();
        let path = program.map(|program| program.path.as_path());
        let real = path.and_then(|path| fs::canonicalize(path).ok());
        let profile = subject.profile.as_ref().ok();
        let names = [
            path.map(stem),
            real.as_deref().map(stem),
            profile.map(|profile| profile.name.to_lowercase()),
        ];
        let dcc = names.iter().flatten().find_map(|name| named(name))?;
        let env = subject.env_of_program();
        let (prefixes, variable) = match dcc {
            Dcc::Houdini => (&["hfs", "houdini"][..], "HFS"),
            Dcc::Maya => (&["maya"][..], "MAYA_LOCATION"),
        };
        let root = env.non_empty(variable).map(Path::new);
        let paths = [path, real.as_deref(), root].into_iter().flatten();
        let version = program.and_then(|program| program.version.clone());
        let version = version.or_else(|| {
            paths
                .into_iter()
                .find_map(|path| version_in(path, prefixes))
        });
        Some(Self {
            dcc,
            version,
            program: real.or_else(|| path.map(Path::to_owned)),
        })
    }

    /// Returns the directory of the installation, above `bin`.
    pub fn root(&self) -> Option<PathBuf> {
        let dir = self.program.as_ref()?.parent()?;
        dir.ends_with("bin")
            .then(|| dir.parent())
            .flatten()
            .map(Path::to_owned)
    }
}

/// Returns the name of a program in lower case, without its extension.
fn stem(path: &Path) -> String {
    let name = path.file_stem().unwrap_or_default();
    name.to_string_lossy().to_lowercase()
}

fn named(name: &str) -> Option<Dcc> {
    let name = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.' || c == '-');
    let name = name.strip_suffix("-bin").unwrap_or(name);
    if HOUDINI.contains(&name) {
        Some(Dcc::Houdini)
    } else {
        MAYA.contains(&name).then_some(Dcc::Maya)
    }
}

/// Returns the version in a path such as `/opt/hfs20.5.370/bin/houdini`.
fn version_in(path: &Path, prefixes: &[&str]) -> Option<Version> {
    path.components().rev().find_map(|component| {
        let name = component.as_os_str().to_str()?.to_lowercase();
        let of = |prefix: &&str| Version::new(name.strip_prefix(*prefix)?.trim_start());
        prefixes.iter().find_map(of)
    })
}

/// Returns the directories that may be Windows' Documents.
pub(super) fn document_dirs(home: &Path, env: &Env) -> Vec<PathBuf> {
    let cloud = env.non_empty("OneDrive").map(OsStr::to_owned);
    let cloud = cloud.map(|dir| PathBuf::from(dir).join("Documents"));
    cloud.into_iter().chain([home.join("Documents")]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_read_from_the_path() {
        for (path, prefixes, version) in [
            (
                "/opt/hfs20.5.370/bin/houdini",
                &["hfs", "houdini"][..],
                Some("20.5.370"),
            ),
            (
                "/x/Houdini 20.5.1/bin/houdini.exe",
                &["hfs", "houdini"],
                Some("20.5.1"),
            ),
            (
                "/Applications/Houdini/Houdini20.5.1/Frameworks",
                &["hfs", "houdini"],
                Some("20.5.1"),
            ),
            ("/usr/autodesk/maya2024/bin/maya", &["maya"], Some("2024")),
            ("/usr/bin/maya", &["maya"], None),
        ] {
            let found = version_in(Path::new(path), prefixes);
            let found = found.as_ref().map(Version::as_str);
            assert_eq!(found, version, "{path}");
        }
    }

    #[test]
    fn programs_of_a_dcc_are_recognised() {
        for (name, dcc) in [
            ("hython3.11", Some(Dcc::Houdini)),
            ("houdini-bin", Some(Dcc::Houdini)),
            ("maya2024", Some(Dcc::Maya)),
            ("mayapy", Some(Dcc::Maya)),
            ("nuke", None),
        ] {
            assert_eq!(named(name), dcc, "{name}");
        }
    }
}
