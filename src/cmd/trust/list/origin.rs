//! Origins of added certificates: a `ca.d`, a line of a profile or of a client's settings, or a
//! variable.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::certs::{Setting, Source};
use crate::cmd::Context;
use crate::dirs::Scope;
use crate::error::{Location, Result, shorten};
use crate::profile::{CaFile, Profile, Sourced};
use crate::stores::inherited;

/// The origin of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowOrigin {
    /// A directory `ca.d`.
    CaDir(Scope),
    /// `ca.files` in a profile of this layer.
    Profile(&'static str, FileLine),
    /// Variables of the environment.
    Variables(Vec<String>),
    /// A client's own settings.
    Setting(FileLine),
}

/// A line of a file, if it is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileLine {
    pub file: PathBuf,
    pub line: Option<usize>,
}

impl RowOrigin {
    /// Returns the origin as tables show it.
    pub fn text(&self, paths: PathStyle) -> String {
        match self {
            Self::CaDir(scope) => scope.name().to_owned(),
            Self::Profile(layer, place) => format!("{layer} {}", place.text(paths)),
            Self::Variables(names) => names.join(", "),
            Self::Setting(place) => place.text(paths),
        }
    }

    pub fn json(&self) -> Value {
        match self {
            Self::CaDir(scope) => json!({"kind": "ca.d", "scope": scope.name()}),
            Self::Profile(layer, FileLine { file, line }) => json!({
                "kind": "profile",
                "layer": layer,
                "file": file.to_string_lossy(),
                "line": line,
            }),
            Self::Variables(names) => json!({"kind": "environment", "variables": names}),
            Self::Setting(FileLine { file, line }) => json!({
                "kind": "setting",
                "file": file.to_string_lossy(),
                "line": line,
            }),
        }
    }
}

impl FileLine {
    fn text(&self, paths: PathStyle) -> String {
        let file = paths.text(&self.file);
        match self.line {
            Some(line) => format!("{file}:{line}"),
            None => file,
        }
    }
}

/// How a table shows paths.
#[derive(Clone, Copy)]
pub enum PathStyle<'a> {
    /// The file name alone, because the whole path would take the width of the other columns.
    Name,
    /// The whole path, with the home directory as `~`.
    Whole(Option<&'a Path>),
}

impl PathStyle<'_> {
    pub fn text(self, path: &Path) -> String {
        match (self, path.file_name()) {
            (Self::Name, Some(name)) => name.to_string_lossy().into_owned(),
            (Self::Name, None) => shorten(path, None),
            (Self::Whole(home), _) => shorten(path, home),
        }
    }
}

/// Everything in which a source may have been named.
pub struct Origins<'a> {
    pub context: &'a Context,
    profile: &'a Profile,
    files: Vec<(PathBuf, &'a Sourced<CaFile>)>,
}

impl<'a> Origins<'a> {
    pub fn new(context: &'a Context, profile: &'a Profile) -> Result<Self> {
        Ok(Self {
            context,
            profile,
            files: profile.ca_paths(context.values(None))?,
        })
    }

    /// Returns the files and directories that the profile names.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        self.files.iter().map(|(path, _)| path.as_path())
    }

    /// Returns where a source was named; `None` for Mozilla and the system.
    pub fn of(&self, source: &Source) -> Option<RowOrigin> {
        match source {
            Source::Trust(path) => Some(RowOrigin::CaDir(self.context.dirs.scope_of(path))),
            Source::File(path) => self.in_profile(path),
            Source::Inherited(path) => {
                let (env, cwd) = (&self.context.env, &self.context.cwd);
                let variables = &self.profile.settings.ca.variables;
                let names = inherited::naming(env, variables, cwd, path);
                Some(RowOrigin::Variables(names))
            }
            Source::Setting(Setting { file, line, .. }) => Some(match line {
                None => RowOrigin::Variables(vec![file.to_string_lossy().into_owned()]),
                line => RowOrigin::Setting(FileLine {
                    file: file.clone(),
                    line: *line,
                }),
            }),
            _ => None,
        }
    }

    /// Returns the line of the profile that names a file of this name, with or without its
    /// extension.
    pub fn line_naming(&self, name: &str) -> Option<String> {
        let is_named = |path: &Path| {
            let names = [path.file_name(), path.file_stem()];
            names.into_iter().flatten().any(|own| own == name)
        };
        match self.in_profile(self.files().find(|path| is_named(path))?)? {
            RowOrigin::Profile(_, place) => Some(place.text(PathStyle::Whole(None))),
            _ => None,
        }
    }

    fn in_profile(&self, path: &Path) -> Option<RowOrigin> {
        // A directory that is named stands for its files.
        let mut named = self.files.iter();
        let (_, written) = named.find(|(named, _)| path.starts_with(named))?;
        let Location { file, span } = self.profile.location_of(written);
        let line = span.map(|span| span.line);
        let layer = self.profile.file_of(written).layer.name();
        Some(RowOrigin::Profile(layer, FileLine { file, line }))
    }
}
