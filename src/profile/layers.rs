//! Layers: the directories of profiles, above the built-in profiles.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, OnceLock};

use super::built_in::{BuiltIn, is_built_in};
use super::file::{ProfileFile, Text, read};
use super::name::is_name;
use super::site;
use crate::certs::Problem;
use crate::error::Result;
use crate::os::{self, Image};

/// The kind of a layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayerKind {
    /// A directory given with `--profile-dir`.
    ProfileDir,
    /// The user's configuration directory.
    User,
    /// A directory in `SGLAUNCH_PROFILE_PATH`.
    ProfilePath,
    /// The machine's configuration directory.
    Machine,
    /// The profiles that are compiled in.
    BuiltIn,
}

impl LayerKind {
    /// Returns whether the user or a studio names the directory. Its profiles count even if other
    /// users can write to it.
    pub fn is_named(self) -> bool {
        !matches!(self, LayerKind::Machine | LayerKind::BuiltIn)
    }

    /// Returns the name in tables and JSON.
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

/// All directories of profiles, the highest layer first. The built-in profiles are below them.
#[derive(Clone, Debug)]
pub struct Layers {
    pub(super) dirs: Vec<(LayerKind, PathBuf)>,
    /// The root directory of the machine's layer.
    pub(super) root: Arc<Path>,
    /// The number of names for which similar ones were looked up.
    pub(super) suggested: Arc<AtomicUsize>,
    /// The names of all profiles without case, sorted, each with its spelling. Listed once.
    pub(super) spelled: Arc<OnceLock<Vec<(String, String)>>>,
}

/// Maximum number of names for which similar ones are looked up: with thousands of profiles,
/// looking them up for each error of `check` would take minutes.
pub(super) const MAX_SUGGESTED: usize = 20;

/// The file of a profile, and the reason why the machine's file does not count.
#[derive(Default)]
pub(super) struct FoundFile {
    pub file: Option<ProfileFile>,
    pub ignored: Option<Problem>,
}

impl Default for Layers {
    fn default() -> Self {
        Self::new([])
    }
}

impl Layers {
    /// Creates layers from directories, the highest first.
    pub fn new(dirs: impl IntoIterator<Item = (LayerKind, PathBuf)>) -> Self {
        Self {
            dirs: dirs.into_iter().collect(),
            root: Path::new("/").into(),
            suggested: Arc::default(),
            spelled: Arc::default(),
        }
    }

    /// Resolves links in the machine's layer as in an image at `root`.
    #[must_use]
    pub fn below(self, root: &Path) -> Self {
        Self {
            root: root.into(),
            spelled: Arc::default(),
            ..self
        }
    }

    /// Returns the image in which a layer is.
    pub(super) fn image(&self, layer: LayerKind) -> Option<Image> {
        (layer == LayerKind::Machine)
            .then(|| Image::at(&self.root))
            .flatten()
    }

    /// Adds layers below these.
    #[must_use]
    pub fn above(mut self, lower: &Layers) -> Self {
        self.dirs.extend(lower.dirs.iter().cloned());
        self.root = Arc::clone(&lower.root);
        self.spelled = Arc::default();
        self
    }

    /// Returns the layers for the files of a directory: from that directory down, or with the
    /// directory above all layers if it is not a layer.
    #[must_use]
    pub fn from_dir(&self, own: &Path) -> Self {
        let is_own = |dir: &Path| dir == own || os::same_file(dir, own);
        match self.dirs.iter().position(|(_, dir)| is_own(dir)) {
            Some(depth) => self.from_depth(depth),
            None => Self {
                suggested: Arc::clone(&self.suggested),
                root: Arc::clone(&self.root),
                ..Self::new([(LayerKind::ProfileDir, own.to_owned())]).above(self)
            },
        }
    }

    /// Returns the layers from `depth` down, to load a file that a higher layer hides. Names keep
    /// the spelling that they have in all layers.
    #[must_use]
    pub fn from_depth(&self, depth: usize) -> Self {
        Self {
            suggested: Arc::clone(&self.suggested),
            spelled: Arc::clone(&self.spelled),
            root: Arc::clone(&self.root),
            ..Self::new(self.dirs.iter().skip(depth).cloned())
        }
    }

    /// Finds the highest file of profile `name` in the layers from `depth` down.
    pub(super) fn find(&self, name: &str, depth: usize) -> Result<FoundFile> {
        let file_name = file_name(name);
        let mut ignored = None;
        for (index, (layer, dir)) in self.dirs.iter().enumerate().skip(depth) {
            let path = dir.join(&file_name);
            let text = match read(self.image(*layer).as_ref(), &path, *layer) {
                Ok(None) => continue,
                read => read,
            };
            // Only a file that exists costs these checks.
            if *layer == LayerKind::Machine
                && let Some(problem) = site::why_ignored(&self.root, dir, &path)
            {
                ignored = Some(problem);
                continue;
            }
            let file = text?.map(|text| ProfileFile {
                name: name.to_owned(),
                layer: *layer,
                path: Some(path),
                depth: index,
                text: Text::File(text),
            });
            return Ok(FoundFile { file, ignored });
        }
        let built_in = (depth <= self.dirs.len())
            .then(|| BuiltIn::find(name))
            .flatten();
        let file = built_in.map(|built_in| ProfileFile {
            name: name.to_owned(),
            layer: LayerKind::BuiltIn,
            path: None,
            depth: self.dirs.len(),
            text: Text::BuiltIn(built_in),
        });
        Ok(FoundFile { file, ignored })
    }

    /// Returns the directories that the user or a studio names, and the user's own.
    pub fn named_dirs(&self) -> impl Iterator<Item = (LayerKind, &Path)> {
        let named = self.dirs.iter().filter(|(layer, _)| layer.is_named());
        named.map(|(layer, dir)| (*layer, dir.as_path()))
    }

    /// Returns the layers below the user's or the machine's.
    #[must_use]
    pub fn lower_than(&self, layer: LayerKind) -> Self {
        let mut lower = self.clone();
        (lower.dirs).retain(|(kind, _)| {
            layer == LayerKind::User && matches!(kind, LayerKind::ProfilePath | LayerKind::Machine)
        });
        lower
    }

    /// Returns whether profile `name` exists.
    pub fn has(&self, name: &str) -> bool {
        let name = self.canonical_name(name);
        let file_name = file_name(&name);
        let is_file = |(layer, dir): &(LayerKind, PathBuf)| {
            let path = dir.join(&file_name);
            match self.image(*layer) {
                Some(image) => image.metadata(&path).is_ok_and(|meta| meta.is_file()),
                None => path.is_file(),
            }
        };
        is_name(&name) && (is_built_in(&name) || self.dirs.iter().any(is_file))
    }

    /// Returns a file of profile `name` with the extension `.yml`, which is not read.
    pub(super) fn find_yml(&self, name: &str) -> Option<PathBuf> {
        let file_name = format!("{name}.yml");
        let mut paths = self.dirs.iter().map(|(_, dir)| dir.join(&file_name));
        paths.find(|path| path.is_file())
    }
}

pub(super) fn file_name(name: &str) -> String {
    format!("{name}.yaml")
}
