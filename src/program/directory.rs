//! The program in a directory, for the hint after a launch of the directory.

use std::path::{Path, PathBuf};

use super::SearchContext;
use crate::profile::{Profile, Version};

/// Returns the program of one of `profiles` in the directory of an installation, such as
/// `bin/houdini` in `/opt/hfs20.5`, or in the directory of the program itself.
pub fn in_directory(profiles: &[Profile], dir: &Path, context: &SearchContext) -> Option<PathBuf> {
    let find = |paths: fn(&str, &str) -> Vec<String>| {
        let name = dir.file_name().unwrap_or_default().to_string_lossy();
        let programs = profiles
            .iter()
            .flat_map(|it| it.settings.program.iter().flatten());
        programs
            .filter_map(|candidate| candidate.value.program())
            .flat_map(|program| paths(&program.with_defaults(), &name))
            .find_map(|path| context.program_at(dir.join(path).as_os_str()))
    };
    find(|candidate, name| in_installation(candidate, name).into_iter().collect())
        .or_else(|| find(|candidate, _| by_name(candidate)))
}

/// Returns the path of a candidate below its first component with a version or a variable, if a
/// directory called `name` can be that component: `Nuke15.1` in `Nuke15.1v3`.
fn in_installation(candidate: &str, name: &str) -> Option<String> {
    let mut parts = candidate.split('/');
    let root = parts.find(|part| part.contains('{'))?;
    let path = parts.collect::<Vec<_>>().join("/");
    if path.is_empty() || !path.contains('{') {
        return (!path.is_empty()).then_some(path);
    }
    let (prefix, suffix) = root.split_once("{version}")?;
    let version = Version::new(name.strip_prefix(prefix)?.strip_suffix(suffix)?)?;
    let path = path.replace("{version}", version.as_str());
    Some(path.replace("{major.minor}", &version.major_minor()))
}

/// Returns the paths of a candidate's file name in a directory: in `bin`, and in itself.
fn by_name(candidate: &str) -> Vec<String> {
    match candidate.rsplit('/').next() {
        Some(name) if !name.contains('{') => vec![format!("bin/{name}"), name.to_owned()],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_candidate_names_a_path_in_the_directory_of_its_version() {
        for (candidate, name, path) in [
            (
                "/opt/hfs{version}/bin/houdini",
                "hfs20.5.332",
                Some("bin/houdini"),
            ),
            (
                "/opt/hfs{version}/bin/houdini",
                "houdini",
                Some("bin/houdini"),
            ),
            ("${HFS}/bin/houdini", "hfs20.5", Some("bin/houdini")),
            (
                "~/Nuke{version}/Nuke{major.minor}",
                "Nuke15.1v3",
                Some("Nuke15.1"),
            ),
            ("~/Nuke{version}/Nuke{major.minor}", "other", None),
            (
                "C:/Program Files/Nuke{version}/Nuke{major.minor}.exe",
                "Nuke15.1v3",
                Some("Nuke15.1.exe"),
            ),
            ("python{version}", "bin", None),
            ("blender", "blender-4.2", None),
        ] {
            assert_eq!(
                in_installation(candidate, name).as_deref(),
                path,
                "{candidate} {name}"
            );
        }
        assert_eq!(
            by_name("/usr/share/blender/blender"),
            ["bin/blender", "blender"]
        );
        assert!(by_name("python{version}").is_empty());
    }
}
