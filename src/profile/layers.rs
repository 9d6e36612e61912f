//! Where profiles are: the layers, highest first, and the ones that are compiled in.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Error, Location, Result, shorten};
use crate::os;

/// What a profile may not be larger than, in bytes: nobody's profile is, but `/dev/zero` and a mistyped path are.
const LIMIT: u64 = 1024 * 1024;

/// A profile of the folder `profiles/`, compiled in.
#[derive(Debug)]
pub struct BuiltIn {
    name: &'static str,
    /// The text, for messages.
    yaml: &'static str,
    /// The same as the build script has made of it, for reading.
    json: &'static str,
}

macro_rules! built_in {
    ($($name:literal)*) => {
        &[$(BuiltIn {
            name: $name,
            yaml: include_str!(concat!("../../profiles/", $name, ".yaml")),
            json: include_str!(concat!(env!("OUT_DIR"), "/", $name, ".json")),
        }),*]
    };
}

/// Every built-in profile, sorted by name.
const BUILT_IN: &[BuiltIn] = built_in![
    "aftereffects" "blender" "defaults" "flame" "happrentice" "hbatch" "hiero" "hindie" "houdini" "houdinicore"
    "houdinifx" "husk" "hython" "mari" "maya" "mayapy" "motionbuilder" "nuke" "nukeassist" "nukestudio" "nukex"
    "photoshop" "python" "sgdesktop" "tank"
];

/// What a layer is, as `show` and `list` name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayerKind {
    /// A folder given with `--profile-dir`.
    ProfileDir,
    /// The user's configuration folder.
    User,
    /// A folder of `SGLAUNCH_PROFILE_PATH`.
    ProfilePath,
    /// The machine's configuration folder.
    Machine,
    /// Compiled in.
    BuiltIn,
}

impl LayerKind {
    /// The layer's name in tables and JSON.
    pub fn name(self) -> &'static str {
        match self {
            LayerKind::ProfileDir => "profile-dir",
            LayerKind::User => "user",
            LayerKind::ProfilePath => "profile-path",
            LayerKind::Machine => "machine",
            LayerKind::BuiltIn => "built-in",
        }
    }
}

/// Every folder that may hold profiles, the highest first. Below them all are the built-in ones.
#[derive(Clone, Debug, Default)]
pub struct Layers {
    folders: Vec<(LayerKind, PathBuf)>,
}

/// What there is in all layers.
#[derive(Debug)]
pub struct Files {
    /// The name of each profile file and its layer's depth, sorted.
    pub files: Vec<(String, usize)>,
    /// Folders that cannot be read.
    pub unreadable: Vec<(PathBuf, io::Error)>,
}

/// One profile file, read.
#[derive(Clone, Debug)]
pub struct ProfileFile {
    /// The profile's name: the file's, without `.yaml`.
    pub name: String,
    /// The layer that it was found in.
    pub layer: LayerKind,
    /// The file, or `None` for a built-in profile.
    pub path: Option<PathBuf>,
    /// The layer's place, 0 being the highest.
    pub(super) depth: usize,
    pub(super) text: Text,
}

/// What is in a profile's file.
#[derive(Clone, Debug)]
pub(super) enum Text {
    File(String),
    BuiltIn(&'static BuiltIn),
}

impl Text {
    /// The YAML that a person wrote.
    pub fn yaml(&self) -> &str {
        match self {
            Text::File(text) => text,
            Text::BuiltIn(built_in) => built_in.yaml,
        }
    }

    /// The same in JSON, where there is that.
    pub fn json(&self) -> Option<&'static str> {
        match self {
            Text::File(_) => None,
            Text::BuiltIn(built_in) => Some(built_in.json),
        }
    }
}

impl ProfileFile {
    /// The file for messages: its path, or what stands for a built-in one.
    pub fn file(&self) -> PathBuf {
        match &self.path {
            Some(path) => path.clone(),
            None => PathBuf::from(format!("<built-in>/{}.yaml", self.name)),
        }
    }

    /// The file as `show` and `list` print it.
    pub fn shown(&self, home: Option<&Path>) -> String {
        match &self.path {
            Some(path) => shorten(path, home),
            None => "built-in".to_owned(),
        }
    }

    /// The folder that relative paths in this file start from.
    pub(super) fn folder(&self) -> Option<&Path> {
        self.path.as_deref().and_then(Path::parent)
    }
}

impl Layers {
    /// Layers from folders, the highest first.
    pub fn new(folders: impl IntoIterator<Item = (LayerKind, PathBuf)>) -> Self {
        Self {
            folders: folders.into_iter().collect(),
        }
    }

    /// These layers, and `lower` below them.
    #[must_use]
    pub fn above(mut self, lower: &Layers) -> Self {
        self.folders.extend(lower.folders.iter().cloned());
        self
    }

    /// The layers as `file` sees them: those from its own down, or all below the folder that it is in.
    #[must_use]
    pub fn below(&self, file: &Path) -> Self {
        let own = file.parent().unwrap_or(Path::new("")).to_owned();
        match self.folders.iter().position(|(_, folder)| *folder == own) {
            Some(depth) => self.from(depth),
            None => Self::new(
                [(LayerKind::ProfileDir, own)]
                    .into_iter()
                    .chain(self.folders.clone()),
            ),
        }
    }

    /// The layers from `depth` down, as `check` needs them for a file that another one hides.
    #[must_use]
    pub fn from(&self, depth: usize) -> Self {
        Self::new(self.folders.iter().skip(depth).cloned())
    }

    /// The highest file of profile `name` among the layers from `depth` down.
    pub(super) fn find(&self, name: &str, depth: usize) -> Result<Option<ProfileFile>> {
        let file = format!("{name}.yaml");
        for (index, (kind, folder)) in self.folders.iter().enumerate().skip(depth) {
            let path = folder.join(&file);
            if let Some(text) = read(&path, *kind)? {
                return Ok(Some(ProfileFile {
                    name: name.to_owned(),
                    layer: *kind,
                    path: Some(path),
                    depth: index,
                    text: Text::File(text),
                }));
            }
        }
        if depth > self.folders.len() {
            return Ok(None);
        }
        let built_in = BUILT_IN.iter().find(|known| known.name == name);
        Ok(built_in.map(|built_in| ProfileFile {
            name: name.to_owned(),
            layer: LayerKind::BuiltIn,
            path: None,
            depth: self.folders.len(),
            text: Text::BuiltIn(built_in),
        }))
    }

    /// Every file of every layer, the hidden ones too, and the folders that are there and cannot be read.
    pub fn all(&self) -> Files {
        let mut files: Vec<(String, usize)> = (BUILT_IN.iter())
            .map(|built_in| (built_in.name.to_owned(), self.folders.len()))
            .collect();
        let mut unreadable = Vec::new();
        for (depth, (_, folder)) in self.folders.iter().enumerate() {
            match names_in(folder) {
                Ok(names) => files.extend(names.into_iter().map(|name| (name, depth))),
                Err(error) if is_absent(&error) => {}
                Err(error) => unreadable.push((folder.clone(), error)),
            }
        }
        files.sort();
        Files { files, unreadable }
    }

    /// The names of all profiles, sorted, each once.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.all().files.into_iter().map(|(name, _)| name).collect();
        names.dedup();
        names
    }

    /// Whether there is a profile of that name.
    pub fn has(&self, name: &str) -> bool {
        let name = self.spelled(name);
        let file = format!("{name}.yaml");
        is_name(&name)
            && (is_built_in(&name)
                || self
                    .folders
                    .iter()
                    .any(|(_, folder)| folder.join(&file).is_file()))
    }

    /// A name as its profile has it, if there is one. Where files have the same name in capitals too, so have shims, and
    /// whoever calls one means its profile.
    pub fn spelled<'a>(&self, name: &'a str) -> Cow<'a, str> {
        if !os::IGNORES_CASE || is_built_in(name) {
            return name.into();
        }
        let is_it = |known: &str| known.eq_ignore_ascii_case(name);
        // A built-in profile and a file in capitals, which perhaps extends it, are one.
        if let Some(built_in) = BUILT_IN.iter().find(|known| is_it(known.name)) {
            return built_in.name.into();
        }
        let names = self.names();
        if names.iter().any(|known| known == name) {
            return name.into();
        }
        let known = names.into_iter().find(|known| is_it(known));
        known.map_or_else(|| name.into(), Cow::from)
    }

    /// A file of profile `name` under the ending that some editors give YAML, which is not looked at.
    pub(super) fn misnamed(&self, name: &str) -> Option<PathBuf> {
        let file = format!("{name}.yml");
        (self.folders.iter())
            .map(|(_, folder)| folder.join(&file))
            .find(|path| path.is_file())
    }
}

/// Whether `name` is that of a built-in profile.
pub fn is_built_in(name: &str) -> bool {
    BUILT_IN.iter().any(|known| known.name == name)
}

/// Whether `name` can be a profile's, and leads nowhere else. Editors and file servers leave files that begin with a dot.
pub(super) fn is_name(name: &str) -> bool {
    !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', '\0', ':'])
}

fn names_in(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension() == Some(OsStr::new("yaml"))
            && let Some(name) = path.file_stem().and_then(OsStr::to_str)
            && is_name(name)
        {
            names.push(name.to_owned());
        }
    }
    Ok(names)
}

/// The text of a profile, or `None` where there is no such file.
fn read(path: &Path, kind: LayerKind) -> Result<Option<String>> {
    let cannot =
        |why: String| Error::new(format!("cannot read a profile: {why}")).at(Location::file(path));
    // Opened only after the look, so that a named pipe is refused and never waited on.
    match fs::metadata(path) {
        Err(error) if is_absent(&error) => return Ok(None),
        Err(error) if kind == LayerKind::User && is_out_of_reach(&error) => return Ok(None),
        Err(error) => return Err(cannot(error.to_string())),
        Ok(meta) if !meta.is_file() => return Err(cannot("it is not a file".to_owned())),
        Ok(meta) if meta.len() > LIMIT => {
            return Err(cannot(format!("it is larger than {} KiB", LIMIT / 1024)));
        }
        Ok(_) => {}
    }
    // Its folders have been looked at when the layers were put together.
    let is_for_all = kind == LayerKind::Machine;
    if let Some((_, why)) = os::why_not_for_all([path].into_iter().filter(|_| is_for_all)) {
        return Err(cannot(format!("it would count for all users, but {why}")).hint(os::TAKE_OVER));
    }
    let bytes = fs::read(path).map_err(|error| cannot(error.to_string()))?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let line = 1 + count_lines(&error.as_bytes()[..error.utf8_error().valid_up_to()]);
        cannot(format!("line {line} is not UTF-8")).hint("save the file as UTF-8")
    })?;
    Ok(Some(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    }))
}

#[expect(
    clippy::naive_bytecount,
    reason = "only on the way to an error message"
)]
fn count_lines(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte == b'\n').count()
}

/// Whether a user's settings cannot be had now, which is no reason not to start a program: a daemon that runs as somebody
/// else is often left with the home of the one who started it, and a laptop is not always where the server is.
fn is_out_of_reach(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::PermissionDenied || os::is_out_of_reach(error)
}

/// Whether there is just nothing there: a folder whose parent is a file has no profiles either.
fn is_absent(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}
