//! The version in the path of a program, such as `/opt/hfs20.5.332/bin/houdini`.

use std::path::{Component, Path, PathBuf, is_separator};

use crate::profile::{BASE, Profile, Template, Version};

/// Placeholders of templates that stand for a version.
const PLACEHOLDERS: [&str; 2] = ["{version}", "{major.minor}"];

/// Extensions that do not belong to the version before them, in lower case.
const EXTENSIONS: [&str; 8] = [
    ".app",
    ".appimage",
    ".bat",
    ".cmd",
    ".exe",
    ".framework",
    ".ps1",
    ".sh",
];

/// Patterns that find the version in a path of a program.
pub(super) struct VersionPatterns {
    /// Names of the program and its family, for `houdini/20.5`, `houdini-20.5` and `houdini20.5`.
    names: Vec<String>,
    /// Texts before and after the first `{version}` in a candidate's directory or file name.
    entries: Vec<(String, String)>,
    /// Directories of candidates whose entries are versions.
    dirs: Vec<PathBuf>,
}

/// A version in a path.
struct PathVersion {
    version: Version,
    /// The count of numbers in the version before its first word, whether a candidate describes the
    /// entry, and the length of the text that the candidate has behind the version. The greatest
    /// rank wins, and of equal ranks the last.
    rank: (usize, bool, usize),
}

impl VersionPatterns {
    pub fn of(profile: &Profile) -> Self {
        let files = profile.files.iter().map(|file| &file.name);
        let family = files.filter(|name| *name != BASE);
        let mut patterns = Self {
            names: family.chain([&profile.name]).cloned().collect(),
            entries: Vec::new(),
            dirs: Vec::new(),
        };
        for candidate in profile.settings.program.iter().flatten() {
            let program = candidate.value.program().map(Template::with_defaults);
            patterns.add(&program.unwrap_or_default());
        }
        patterns
    }

    /// Adds the patterns of a candidate of `program`.
    fn add(&mut self, candidate: &str) {
        let version = PLACEHOLDERS.iter().filter_map(|text| {
            let start = candidate.find(text)?;
            Some((start, start + text.len()))
        });
        let Some((start, end)) = version.min() else {
            let file = last_component(candidate);
            let name = file.split('.').next().unwrap_or_default();
            // `python3` has a version already, and too many names begin with `py`.
            if name.len() > 2 && name.chars().all(|c| c.is_ascii_alphabetic()) {
                self.names.push(name.to_owned());
            }
            return;
        };
        let (before, after) = (&candidate[..start], &candidate[end..]);
        let prefix = last_component(before);
        let suffix = after.split(is_separator).next().unwrap_or_default();
        let suffix = suffix.split('{').next().unwrap_or_default();
        if prefix.is_empty() {
            self.dirs.extend(plain_dir(before));
            return;
        }
        self.entries.push((prefix.to_owned(), suffix.to_owned()));
        let name = prefix.trim_end_matches(is_joint);
        if !name.is_empty() {
            self.names.push(name.to_owned());
        }
    }

    /// Returns the version in a path: the longest of those in its components.
    pub fn version_in(&self, path: &Path) -> Option<Version> {
        let components = path.components().filter_map(|component| match component {
            Component::Normal(text) => text.to_str(),
            _ => None,
        });
        let mut best: Option<PathVersion> = None;
        let mut above = "";
        let mut dir = PathBuf::new();
        for component in components {
            let text = without_extension(component);
            let is_same = |known: &PathBuf| known.as_os_str().eq_ignore_ascii_case(&dir);
            let in_dir = (self.dirs.iter().any(is_same)).then(|| PathVersion::new(text, Some("")));
            let found = self.entry(text).chain(self.named(text, above));
            best = (best.into_iter().chain(in_dir.flatten()).chain(found))
                .max_by_key(|found| found.rank);
            dir.push(component);
            // Houdini.framework/Versions/20.5 has the name two directories above.
            if !text.eq_ignore_ascii_case("versions") {
                above = text;
            }
        }
        best.map(|found| found.version)
    }

    /// Returns versions in an entry that a candidate describes.
    fn entry(&self, text: &str) -> impl Iterator<Item = PathVersion> {
        self.entries.iter().filter_map(move |(prefix, suffix)| {
            let version = strip_prefix(text, prefix)?;
            let end = version.len().checked_sub(suffix.len())?;
            let is_suffix = version.get(end..)?.eq_ignore_ascii_case(suffix);
            is_suffix
                .then(|| PathVersion::new(&version[..end], Some(suffix)))
                .flatten()
        })
    }

    /// Returns versions joined with a name, or below a directory of that name.
    fn named(&self, text: &str, above: &str) -> impl Iterator<Item = PathVersion> {
        self.names.iter().filter_map(move |name| {
            let version = match strip_prefix(text, name) {
                Some(rest) => rest.trim_start_matches(is_joint),
                None if above.eq_ignore_ascii_case(name) => text,
                None => return None,
            };
            let version = strip_prefix(version, "v").unwrap_or(version);
            PathVersion::new(version, None)
        })
    }
}

impl PathVersion {
    /// Creates a version in an entry, with the text behind it if a candidate describes the entry.
    fn new(version: &str, suffix: Option<&str>) -> Option<Self> {
        let version = Version::new(version)?;
        let numbers = version.leading_numbers();
        let rank = (numbers, suffix.is_some(), suffix.map_or(0, str::len));
        Some(Self { version, rank })
    }
}

/// Returns whether a character joins a name and its version.
fn is_joint(c: char) -> bool {
    matches!(c, '-' | '_' | ' ' | '.' | '@')
}

/// Removes a prefix, ignoring case.
fn strip_prefix<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// Returns the name of a program or application without its extension.
pub(super) fn without_extension(name: &str) -> &str {
    let strip = |extension: &&str| {
        let end = name.len().checked_sub(extension.len())?;
        let is_extension = name.get(end..)?.eq_ignore_ascii_case(extension);
        is_extension.then(|| &name[..end])
    };
    EXTENSIONS.iter().find_map(strip).unwrap_or(name)
}

/// Returns the text behind the last separator.
fn last_component(path: &str) -> &str {
    path.rsplit(is_separator).next().unwrap_or_default()
}

/// Returns a directory without placeholders, relative to the root.
fn plain_dir(template: &str) -> Option<PathBuf> {
    if template.contains(['$', '~', '{']) {
        return None;
    }
    let components = Path::new(template).components();
    Some(
        components
            .filter(|component| matches!(component, Component::Normal(_)))
            .collect(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::{LayerKind, Layers};

    /// Returns the version that a path shows under a profile, built in or of these candidates.
    fn version_in(profile: &str, path: &str) -> Option<String> {
        let dir = tempfile::tempdir().unwrap();
        let studio = "/sw/sesi/{version}/bin/houdini";
        let gaffer = "/opt/gaffer-{version}-linux/bin/gaffer";
        for (name, candidate) in [("studio", studio), ("gaffer", gaffer), ("lookdev", "maya")] {
            let systems = ["linux", "macos", "windows"];
            let lists = systems.map(|system| format!("{system}: ['{candidate}']"));
            let yaml = format!("program: {{{}}}\n", lists.join(", "));
            std::fs::write(dir.path().join(format!("{name}.yaml")), yaml).unwrap();
        }
        let layers = Layers::new([(LayerKind::User, dir.path().to_owned())]);
        let names = VersionPatterns::of(&Profile::load(profile, &layers).unwrap());
        let path = path.strip_prefix('/').unwrap_or(path);
        let version = names.version_in(Path::new(path))?;
        Some(version.as_str().to_owned())
    }

    #[test]
    fn the_longest_version_in_a_path_is_that_of_the_program() {
        for (profile, path, version) in [
            // As installed.
            ("maya", "/usr/autodesk/maya2026/bin/maya", "2026"),
            ("nuke", "/usr/local/Nuke15.1v3/Nuke15.1", "15.1v3"),
            (
                "blender",
                "/opt/blender-4.2.1-windows-x64/blender",
                "4.2.1-windows-x64",
            ),
            ("gaffer", "/opt/gaffer-1.4.2-linux/bin/gaffer", "1.4.2"),
            ("python", "/usr/bin/python3.11", "3.11"),
            ("python", "/usr/bin/python2.7", "2.7"),
            // Other programs of a family, and links to the installation.
            ("mayapy", "/usr/autodesk/maya2024/bin/mayapy", "2024"),
            ("nukex", "/usr/local/Nuke15.1v3/Nuke15.1", "15.1v3"),
            // Studio shares.
            ("houdini", "/sw/houdini/20.0.506/bin/houdini", "20.0.506"),
            (
                "houdini",
                "/sw/HOUDINI/v20.5.332/linux/bin/houdini",
                "20.5.332",
            ),
            (
                "houdini",
                "/tools/houdini_19.5.805_py39/bin/houdini",
                "19.5.805_py39",
            ),
            ("studio", "/sw/sesi/20.5.332/bin/houdini", "20.5.332"),
            ("lookdev", "/sw/maya/2024.2/bin/maya", "2024.2"),
            // rez, conda, AppImage.
            (
                "houdini",
                "/sw/packages/houdini/20.5.332/platform-linux/arch-x86_64/hfs20.5/bin/houdini",
                "20.5.332",
            ),
            ("python", "/opt/conda/envs/maya2024/bin/python3.10", "3.10"),
            (
                "python",
                "/sw/packages/python/3.11.4/platform-linux/bin/python3.11",
                "3.11.4",
            ),
            ("blender", "/home/ana/Apps/Blender-4.2.0.AppImage", "4.2.0"),
            // macOS.
            (
                "houdini",
                "/Applications/Houdini/Houdini20.5.332/Frameworks/Houdini.framework/Versions/20.5/Resources/bin/houdini",
                "20.5.332",
            ),
            (
                "houdini",
                "/Library/Frameworks/Houdini.framework/Versions/16.0.504/Resources/bin/houdini",
                "16.0.504",
            ),
            (
                "nuke",
                "/Applications/Nuke15.1v3/Nuke15.1v3.app/Contents/MacOS/Nuke15.1",
                "15.1v3",
            ),
            (
                "maya",
                "/Applications/Autodesk/maya2026/Maya.app/Contents/bin/maya",
                "2026",
            ),
            (
                "python",
                "/opt/homebrew/Cellar/python@3.11/3.11.6/bin/python3.11",
                "3.11",
            ),
        ] {
            let found = version_in(profile, path);
            assert_eq!(found.as_deref(), Some(version), "{profile}: {path}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_candidate_of_the_system_describes_its_directories() {
        for (profile, path) in [
            ("houdini", "/opt/hfs20.5.332/bin/houdini"),
            ("hython", "/opt/hfs20.5.332/bin/hython-bin"),
            (
                "houdini",
                "/mnt/vol01/apps/houdini-20.5/hfs20.5.332/bin/houdini",
            ),
        ] {
            let found = version_in(profile, path);
            assert_eq!(found.as_deref(), Some("20.5.332"), "{profile}: {path}");
        }
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_candidate_with_the_longest_end_describes_an_entry() {
        for (path, version) in [
            ("/opt/blender-5.0.1-linux-x64/blender", "5.0.1"),
            ("/sw/apps/blender-5.0.1-linux-x64/blender", "5.0.1"),
            ("/opt/blender-5.0.1/blender", "5.0.1"),
            (
                "/opt/blender-5.0.1-linux-arm64/blender",
                "5.0.1-linux-arm64",
            ),
        ] {
            let found = version_in("blender", path);
            assert_eq!(found.as_deref(), Some(version), "{path}");
        }
    }

    #[test]
    fn other_numbers_in_a_path_are_not_versions() {
        for (profile, path) in [
            ("houdini", "/mnt/vol01/tools/bin/houdini"),
            ("houdini", "/mnt/studio2024/show42/bin/houdini"),
            ("houdini", "/srv/20.5.332/bin/houdini"),
            ("houdini", "/sw/houdini/current/bin/houdini"),
            ("houdini", "/home/python3/bin/houdini"),
            ("houdini", "/sw/houdinix2/bin/houdini"),
            ("maya", "/usr/local/bin/maya"),
            ("maya", "/sw/mayapy3/bin/maya"),
            ("nuke", "/opt/nuke_plugins2/nuke"),
            ("python", "/home/ana/.pyenv/shims/python"),
            ("studio", "/sw/other/20.5.332/bin/houdini"),
            ("lookdev", "/projects/lookdev/maya"),
            ("tank", "/mnt/pc/v2/tank"),
        ] {
            assert_eq!(version_in(profile, path), None, "{profile}: {path}");
        }
    }

    #[cfg(windows)]
    #[test]
    fn paths_of_windows_have_versions_too() {
        for (profile, path, version) in [
            (
                "houdini",
                r"\\?\C:\Program Files\Side Effects Software\Houdini 20.5.332\bin\houdini.exe",
                "20.5.332",
            ),
            (
                "nuke",
                r"C:\Program Files\Nuke15.1v3\Nuke15.1.exe",
                "15.1v3",
            ),
        ] {
            assert_eq!(
                version_in(profile, path).as_deref(),
                Some(version),
                "{path}"
            );
        }
    }
}
