//! Flatpaks and snaps: sandboxes whose permissions are in files, and whether a program in one can
//! read the bundle.

pub mod flatpak;
pub mod snap;

use std::env::split_paths;
use std::fmt;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{SearchContext, is_path};
use crate::error::shorten;
use crate::profile::{Candidate, Profile, fill};

/// The bundle as a sandboxed program must find it.
pub struct Place<'a> {
    /// The bundle, or the directory of bundles.
    pub bundle: &'a Path,
    /// The directory to show to the program.
    pub cache: PathBuf,
    pub home: Option<&'a Path>,
}

impl Place<'_> {
    /// Returns whether the bundle is in a directory of the host.
    pub fn is_below(&self, dir: &Path) -> bool {
        self.bundle.starts_with(dir)
    }

    pub fn is_in_home(&self) -> bool {
        self.home.is_some_and(|home| self.is_below(home))
    }
}

/// The visibility of the bundle to a sandboxed program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    Visible,
    Hidden,
    /// The file is visible, but the variables that name it do not reach the program.
    NoVariables,
    /// It depends on what only a run can tell.
    Unknown,
}

/// The application of a sandbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Application {
    /// The identifier of a Flatpak.
    Flatpak(String),
    /// The name of a snap.
    Snap(String),
}

impl Application {
    /// Returns the application that a file of a Flatpak's exports or of the directory of snaps
    /// starts. Compares the path only.
    pub fn at(path: &Path) -> Option<Self> {
        let dir = path.parent()?;
        let name = path.file_name()?.to_str()?;
        if dir.ends_with(flatpak::EXPORTS) {
            Some(Self::Flatpak(name.to_owned()))
        } else if dir.ends_with(snap::BIN) {
            Some(Self::Snap(snap::of_command(name)))
        } else {
            None
        }
    }

    /// Returns the kind in JSON, and the name.
    pub fn kind_and_name(&self) -> (&'static str, &str) {
        match self {
            Self::Flatpak(id) => ("flatpak", id),
            Self::Snap(name) => ("snap", name),
        }
    }

    /// Returns how to make the bundle visible: a text, and the command.
    pub fn remedy(&self, place: &Place) -> (&'static str, String) {
        match self {
            Self::Flatpak(id) => (
                "allow the application to read the cache",
                flatpak::show(id, place),
            ),
            Self::Snap(_) => (
                "put the cache in a directory of the home directory whose name begins with no \
                 dot, wherever the program is started",
                "export SGLAUNCH_CACHE_DIR=\"$HOME/sglaunch-cache\"".to_owned(),
            ),
        }
    }
}

impl fmt::Display for Application {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Flatpak(id) => write!(f, "the Flatpak {id}"),
            Self::Snap(name) => write!(f, "the snap {name}"),
        }
    }
}

/// A sandboxed program that cannot read the bundle. The search skips it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sandboxed {
    pub path: PathBuf,
    pub application: Application,
    /// The cache directory as it is shown.
    cache: String,
    pub remedy: (&'static str, String),
}

impl Sandboxed {
    /// Returns the program at a path, if it is in a sandbox that certainly hides the directory of
    /// bundles. Reads files only if the path is that of a Flatpak or snap.
    pub(super) fn at(path: &Path, context: &SearchContext) -> Option<Box<Self>> {
        if !cfg!(target_os = "linux") {
            return None;
        }
        let application = Application::at(path)?;
        let cache = context.cache?;
        let bundles = cache.join("bundles");
        let place = Place {
            bundle: &bundles,
            cache: cache.to_owned(),
            home: context.home,
        };
        let visibility = match &application {
            Application::Flatpak(id) => {
                let own = flatpak::installation(path);
                let dirs = flatpak::Installations::new(context.env, context.home, context.root);
                flatpak::Permissions::read(id, own, &dirs, []).visibility(&place)
            }
            Application::Snap(name) => {
                let confinement = snap::confinement(name, context.root);
                snap::visibility(confinement.as_deref(), &place)
            }
        };
        (visibility == Visibility::Hidden).then(|| {
            Box::new(Self {
                path: path.to_owned(),
                remedy: application.remedy(&place),
                application,
                cache: shorten(cache, context.home),
            })
        })
    }

    /// Returns the program for JSON.
    pub fn json(&self) -> Value {
        let (kind, name) = self.application.kind_and_name();
        let (text, command) = &self.remedy;
        json!({
            "path": self.path.to_string_lossy(),
            "kind": kind,
            "name": name,
            "message": self.to_string(),
            "remedy": {"text": text, "commands": [command]},
        })
    }

    /// Returns the action, with its command.
    pub fn action(&self) -> String {
        let (text, command) = &self.remedy;
        format!("{text}: `{command}`")
    }
}

impl fmt::Display for Sandboxed {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Self {
            application, cache, ..
        } = self;
        write!(f, "{application} cannot read {cache}, where the bundle is")
    }
}

/// Returns the programs that the search skips because of their sandbox: of the candidates that are
/// paths, and of the bare names in the directories of Flatpaks and snaps on PATH.
pub fn sandboxed(profile: &Profile, context: &SearchContext) -> Vec<Sandboxed> {
    let mut found: Vec<Sandboxed> = Vec::new();
    for candidate in profile.settings.program.iter().flatten() {
        let Candidate::Command(command) = &candidate.value else {
            continue;
        };
        let Ok(pieces) = context.resolve(&command.command) else {
            continue;
        };
        let name = fill(&pieces, None);
        let paths: Vec<PathBuf> = if is_path(&name) {
            vec![name.into()]
        } else {
            let dirs = context.env.search_path().into_iter().flat_map(split_paths);
            dirs.map(|dir| dir.join(&name)).collect()
        };
        let hidden = (paths.iter()).filter_map(|path| Sandboxed::at(path, context));
        for program in hidden.filter(|it| it.path.is_file()) {
            if !found.contains(&program) {
                found.push(*program);
            }
        }
    }
    found
}
