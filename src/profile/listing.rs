//! Lists of the profiles in directories.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::built_in::{BuiltIn, is_built_in};
use super::layers::{LayerKind, Layers, file_name};
use super::name::{folded, is_name};
use super::site;
use crate::certs::Problem;
use crate::order;
use crate::os::read::is_not_found;
use crate::os::{self, Image};

/// The profile files of all layers.
#[derive(Debug)]
pub struct ProfileListing {
    /// The profile's name and the index of the layer, sorted.
    pub files: Vec<(String, usize)>,
    pub unreadable: Vec<(PathBuf, io::Error)>,
    /// The machine's directory, if other users could have written the files in it.
    pub ignored: Option<Problem>,
    /// Files that look like profiles and are not read.
    pub unread: UnreadFiles,
}

/// Files that look like profiles and are not read.
#[derive(Debug, Default)]
pub struct UnreadFiles {
    /// Files with another extension for YAML.
    pub misnamed: Vec<PathBuf>,
    /// Files whose name cannot be a profile's.
    pub unusable: Vec<PathBuf>,
}

impl Layers {
    /// Lists the files of all layers, hidden ones included.
    pub fn list(&self) -> ProfileListing {
        let mut files: Vec<(String, usize)> = BuiltIn::all()
            .map(|built_in| (built_in.name().to_owned(), self.dirs.len()))
            .collect();
        let mut spellings = Spellings::default();
        let (mut unreadable, mut ignored) = (Vec::new(), None);
        let mut unread = UnreadFiles::default();
        for (depth, (layer, dir)) in self.dirs.iter().enumerate() {
            if *layer == LayerKind::Machine
                && let Some(problem) = site::why_dir_ignored(&self.root, dir)
            {
                ignored = Some(problem);
                continue;
            }
            match names_in(self.image(*layer).as_ref(), dir, &mut unread) {
                Ok(LayerNames {
                    mut names,
                    ignores_case,
                }) => {
                    if ignores_case {
                        spellings.unify(&mut names);
                    }
                    files.extend(names.into_iter().map(|name| (name, depth)));
                }
                Err(error) if is_not_found(&error) => {}
                Err(error) => unreadable.push((dir.clone(), error)),
            }
        }
        order::sort(&mut files);
        ProfileListing {
            files,
            unreadable,
            ignored,
            unread,
        }
    }

    /// Returns the names of the profiles in one layer: none if it cannot be read or does not count.
    pub fn names_at(&self, depth: usize) -> Vec<String> {
        let Some((layer, dir)) = self.dirs.get(depth) else {
            return Vec::new();
        };
        if *layer == LayerKind::Machine && site::why_dir_ignored(&self.root, dir).is_some() {
            return Vec::new();
        }
        let image = self.image(*layer);
        let found = names_in(image.as_ref(), dir, &mut UnreadFiles::default());
        found.map(|found| found.names).unwrap_or_default()
    }

    /// Returns the names of all profiles, sorted and unique.
    pub fn names(&self) -> Vec<String> {
        self.list().names()
    }

    /// Returns the name in the profile's own spelling. On file systems that ignore case, a shim can
    /// be called in any case.
    pub fn canonical_name<'a>(&self, name: &'a str) -> Cow<'a, str> {
        if !os::PROFILE_NAMES_IGNORE_CASE || is_built_in(name) {
            return name.into();
        }
        let mut spellings = self.spellings(name).peekable();
        let first = spellings.peek().copied();
        match spellings.find(|known| *known == name).or(first) {
            Some(known) => known.to_owned().into(),
            None => name.into(),
        }
    }

    /// Returns the names of profiles that differ from a name at most in case, sorted.
    pub fn spellings(&self, name: &str) -> impl Iterator<Item = &str> {
        // Each directory may be on a network share.
        let all = self.spelled.get_or_init(|| {
            let names = self.names().into_iter();
            let mut all: Vec<_> = names.map(|name| (folded(&name), name)).collect();
            order::sort(&mut all);
            all
        });
        let key = folded(name);
        let start = all.partition_point(|(known, _)| *known < key);
        let same = all.iter().skip(start);
        same.take_while(move |(known, _)| *known == key)
            .map(|(_, name)| name.as_str())
    }

    /// Returns the path of the file of a profile in the layer at `depth`; `None` if that is built
    /// in.
    pub fn path_at(&self, name: &str, depth: usize) -> Option<PathBuf> {
        let (_, dir) = self.dirs.get(depth)?;
        Some(dir.join(file_name(name)))
    }
}

impl ProfileListing {
    /// Returns the names of all profiles, sorted and unique.
    pub fn names(self) -> Vec<String> {
        let mut names: Vec<String> = self.files.into_iter().map(|(name, _)| name).collect();
        names.dedup();
        names
    }
}

/// The spelling of each profile's name: that of the built-in profile, else of the highest file.
#[derive(Default)]
struct Spellings(BTreeMap<String, String>);

impl Spellings {
    /// Replaces names that differ from known ones only in case.
    fn unify(&mut self, names: &mut [String]) {
        for name in names {
            let key = folded(name);
            let built_in = BuiltIn::find(&key);
            let spelling = built_in.map_or(&**name, |it| it.name()).to_owned();
            let spelling = self.0.entry(key).or_insert(spelling);
            spelling.clone_into(name);
        }
    }
}

/// Gives names that are those of one profile its one spelling, on systems that ignore case.
pub fn unify_spellings(names: &mut [String]) {
    if os::PROFILE_NAMES_IGNORE_CASE {
        Spellings::default().unify(names);
    }
}

/// Returns the sorted names of the profiles in a directory, which need not be a layer.
pub fn profiles_in(dir: &Path, unread: &mut UnreadFiles) -> io::Result<Vec<String>> {
    let mut names = names_in(None, dir, unread)?.names;
    order::sort(&mut names);
    Ok(names)
}

/// The names of the profiles in a directory.
struct LayerNames {
    names: Vec<String>,
    /// Whether the directory's file system ignores their case.
    ignores_case: bool,
}

/// Returns the names of the profiles in a directory. Hidden files are not profiles.
fn names_in(image: Option<&Image>, dir: &Path, unread: &mut UnreadFiles) -> io::Result<LayerNames> {
    let mut names = Vec::new();
    let real = image.map(|image| image.resolve(dir)).transpose()?;
    let real = real.as_deref().unwrap_or(dir);
    let ignores_case = os::ignores_case(real);
    for entry in fs::read_dir(real)? {
        let file = PathBuf::from(entry?.file_name());
        match FileKind::of(&file, ignores_case) {
            FileKind::Profile(name) => names.push(name),
            FileKind::Unusable => unread.unusable.push(dir.join(file)),
            FileKind::Misnamed => unread.misnamed.push(dir.join(file)),
            FileKind::Other => {}
        }
    }
    Ok(LayerNames {
        names,
        ignores_case,
    })
}

/// What a file in a directory of profiles is, by its name.
#[derive(Debug, PartialEq, Eq)]
enum FileKind {
    Profile(String),
    /// The name cannot be a profile's.
    Unusable,
    /// A file with another extension for YAML.
    Misnamed,
    Other,
}

impl FileKind {
    fn of(file: &Path, ignores_case: bool) -> Self {
        let is_hidden = file.as_os_str().as_encoded_bytes().starts_with(b".");
        let Some(extension) = file.extension().filter(|_| !is_hidden) else {
            return Self::Other;
        };
        let is_read = extension == "yaml" || ignores_case && extension.eq_ignore_ascii_case("yaml");
        let stem = file.file_stem().and_then(OsStr::to_str);
        match stem.filter(|stem| is_name(stem)) {
            Some(name) if is_read => Self::Profile(name.to_owned()),
            None if is_read => Self::Unusable,
            _ if is_like_yaml(extension) => Self::Misnamed,
            _ => Self::Other,
        }
    }
}

/// Returns whether an extension is `yml`, or `yaml` in another case.
fn is_like_yaml(extension: &OsStr) -> bool {
    let known = ["yml", "yaml"];
    (known.iter()).any(|known| extension.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extension_may_be_in_capitals_where_case_does_not_matter() {
        let profile = |name: &str| FileKind::Profile(name.to_owned());
        for (file, ignores_case, kind) in [
            ("maya.yaml", false, profile("maya")),
            ("maya.yaml", true, profile("maya")),
            ("Maya.YAML", true, profile("Maya")),
            ("Maya.YAML", false, FileKind::Misnamed),
            ("maya.yml", true, FileKind::Misnamed),
            ("ab:c.Yaml", true, FileKind::Unusable),
            (".maya.YAML", true, FileKind::Other),
            ("maya.txt", true, FileKind::Other),
            ("yaml", true, FileKind::Other),
        ] {
            assert_eq!(FileKind::of(Path::new(file), ignores_case), kind, "{file}");
        }
    }

    /// On a network share, each list of a directory costs time.
    #[cfg(any(windows, target_os = "macos"))]
    #[test]
    fn directories_are_listed_once_to_find_the_spelling_of_names() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("StudioTool.yaml");
        fs::write(&file, "").unwrap();
        let layers = Layers::new([(LayerKind::User, dir.path().to_owned())]);
        assert_eq!(layers.canonical_name("studiotool"), "StudioTool");
        fs::remove_file(file).unwrap();
        for layers in [layers.clone(), layers.from_depth(0)] {
            assert_eq!(layers.canonical_name("STUDIOTOOL"), "StudioTool");
        }
        // Other layers have other names.
        let above = Layers::default().above(&layers);
        assert_eq!(above.canonical_name("STUDIOTOOL"), "STUDIOTOOL");
    }

    #[test]
    fn names_of_one_profile_get_one_spelling() {
        let mut spellings = Spellings::default();
        let mut unified = |names: &[&str]| {
            let mut names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            spellings.unify(&mut names);
            names
        };
        assert_eq!(
            unified(&["Houdini", "StudioTool", "ÄRGER"]),
            ["houdini", "StudioTool", "ÄRGER"]
        );
        assert_eq!(
            unified(&["HOUDINI", "studiotool", "other", "ärger"]),
            ["houdini", "StudioTool", "other", "ÄRGER"]
        );
    }
}
