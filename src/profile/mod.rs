//! A profile: how one program is started and which certificates it trusts, valid by construction.
//!
//! The files of a profile are found in layers, merged over each other key by key, and checked. Each
//! value keeps its origin for messages and for `show`. Each key is defined once, in [`settings`].

mod alias;
mod built_in;
mod ca_file;
mod ca_variables;
mod candidate;
mod changes;
mod check;
mod constraint;
mod extends;
mod family;
mod file;
mod file_alias;
mod job;
mod key;
mod layers;
mod listing;
mod mozilla_list;
mod name;
mod origin;
mod reserved;
#[cfg(test)]
mod schema;
mod settings;
mod similar;
mod site;
mod summary;
mod template;
mod variable_change;
mod version;
mod version_file;
mod yaml;

use std::path::PathBuf;

pub use alias::{Alias, AliasMatch, alias_matches};
pub use built_in::{BuiltIn, built_in_alias_matches, built_in_aliases, is_built_in};
pub use ca_file::CaFile;
pub use ca_variables::CaVariables;
pub use candidate::{Candidate, CommandCandidate, RegistryCandidate};
pub use changes::apply_change;
pub use check::Findings;
pub use extends::extended_names;
pub use file::ProfileFile;
pub use file_alias::{AliasConflict, FileAlias};
pub use job::Job;
pub use key::Setting;
pub use layers::{LayerKind, Layers};
pub use listing::{UnreadFiles, profiles_in, unify_spellings};
pub use mozilla_list::MozillaList;
pub use name::{check_name, is_name, is_same_name};
pub use origin::Sourced;
pub use settings::{Ca, Settings, ShortcutSettings};
pub use similar::Similar;
pub use summary::Summary;
pub use template::{ExpandError, Piece, Room, Template, Values, fill};
pub use variable_change::VariableChange;
pub use version::Version;
pub use version_file::VersionFile;

use crate::certs::Problem;
use crate::error::{Error, Location, Result, cut};
use crate::os;
use extends::Chain;
use key::{InFile, Key, MergeContext, System};
use origin::{KeyPath, Origin};
use reserved::check_env;
use yaml::{RawSettings, locate};

/// The profile that all others extend.
pub const BASE: &str = "defaults";

/// Names of commands, present and planned. A profile cannot have them.
pub const RESERVED: &[&str] = &[
    "__complete",
    "bundle",
    "check",
    "completions",
    "doctor",
    "env",
    "explain",
    "help",
    "init",
    "list",
    "man",
    "schema",
    "shim",
    "shortcut",
    "show",
    "trust",
];

/// The JSON Schema of profile files, for editors.
pub const SCHEMA: &str = include_str!("../../profile.schema.json");

/// A profile: its name, its settings and the files that they were merged from.
#[derive(Debug)]
pub struct Profile {
    /// The name on the command line.
    pub name: String,
    pub settings: Settings,
    /// The profile's own file first, the base last.
    pub files: Vec<ProfileFile>,
    /// Files of the machine that do not count, because other users could have written them.
    pub ignored: Vec<Problem>,
}

impl Profile {
    /// Finds `name` in `layers` and merges it with the profiles that it extends.
    pub fn load(name: &str, layers: &Layers) -> Result<Self> {
        Self::find(name, layers)?.ok_or_else(|| extends::unknown(name, layers))
    }

    /// Finds `name` as [`Profile::load`] does, without an error if there is no such profile.
    pub fn find(name: &str, layers: &Layers) -> Result<Option<Self>> {
        let name = layers.canonical_name(name);
        let Some(Chain { files, ignored }) = extends::chain(&name, layers)? else {
            return Ok(None);
        };
        let (files, raw): (Vec<_>, Vec<_>) = files.into_iter().unzip();
        let raw = raw.into_iter().enumerate();
        // A chain has no circle, so that the files of one name follow each other.
        let own = files.iter().take_while(|file| file.name == *name).count();
        let settings = merge(raw, &files, own, System::CURRENT)?;
        check_env(&settings, &settings.ca.variables, &files, System::CURRENT)?;
        Ok(Some(Self {
            name: name.into_owned(),
            settings,
            files,
            ignored,
        }))
    }

    /// Returns whether a launch needs the version of the program for the profile's values.
    pub fn uses_version(&self) -> bool {
        let args = self.settings.args.iter().map(|arg| &arg.value);
        let env = self.settings.env.values();
        let env = env.flat_map(|change| change.value.templates());
        args.chain(env).any(Template::is_versioned)
    }

    /// Lists the settings for `show`.
    pub fn list(&self) -> Vec<Setting> {
        let mut settings = Vec::new();
        self.settings.collect(&mut settings);
        settings
    }

    /// Returns the paths in `ca.files`. A relative path starts at the directory of its profile.
    pub fn ca_paths(&self, values: Values) -> Result<Vec<(PathBuf, &Sourced<CaFile>)>> {
        let files = self.settings.ca.files.iter();
        files
            .map(|file| Ok((self.ca_path(&file.value.path, file, values)?, file)))
            .collect()
    }

    /// Returns the path in `ca.mozilla`, if there is one.
    pub fn mozilla_path(&self, values: Values) -> Result<Option<PathBuf>> {
        match &self.settings.ca.mozilla {
            Some(
                written @ Sourced {
                    value: MozillaList::File(path),
                    ..
                },
            ) => self.ca_path(path, written, values).map(Some),
            _ => Ok(None),
        }
    }

    /// Expands the path of a source of certificates, which a value contains.
    fn ca_path<T>(&self, path: &Template, written: &Sourced<T>, values: Values) -> Result<PathBuf> {
        let path = (path.expand(values)).map_err(|why| self.expand_error(&why, written))?;
        // Joined with the profile's directory it would be that directory.
        if path.is_empty() {
            let key = written.origin.dotted();
            let why = format!("a path in `{key}` of profile `{}` is empty", self.name);
            let hint = "set the variable in it to a path";
            return Err(self.error_at(why, written).hint(hint));
        }
        let path = os::native_path(path);
        Ok(match self.file_of(written).dir() {
            Some(dir) => dir.join(path),
            None => path,
        })
    }

    /// Returns the error for a template that cannot be expanded.
    pub fn expand_error<T>(&self, error: &ExpandError, value: &Sourced<T>) -> Error {
        let hint = match error {
            ExpandError::Variable(name) if self.removes(name) => {
                let name = cut(name);
                format!("the profile removes `{name}`: give a default: `${{{name}:-…}}`")
            }
            ExpandError::Variable(name) => {
                let name = cut(name);
                format!("set `{name}`, or give a default: `${{{name}:-…}}`")
            }
            ExpandError::Home => "set HOME".to_owned(),
            ExpandError::Version => {
                // PROFILE@VERSION could start another program.
                "name a file with the version in `version_files`, or use `{version}` in a path of \
                 `program`"
                    .to_owned()
            }
            ExpandError::TooLong | ExpandError::TooLongTogether => {
                "shorten the value or the variables in it".to_owned()
            }
            ExpandError::NeededOnWindows => "set a variable in the value".to_owned(),
        };
        let sentence = format!("{error} (in profile `{}`)", self.name);
        self.error_at(sentence, value).hint(hint)
    }

    fn removes(&self, name: &str) -> bool {
        let change = self.settings.env.get(name);
        change.is_some_and(|change| matches!(change.value, VariableChange::Remove))
    }

    /// Returns an error that points at a value.
    pub fn error_at<T>(&self, sentence: String, value: &Sourced<T>) -> Error {
        Error::new(sentence).at(self.location_of(value))
    }

    /// Returns the place of a value in its file, which is read again.
    pub fn location_of<T>(&self, value: &Sourced<T>) -> Location {
        locate(self.file_of(value), &value.origin.steps())
    }

    /// Returns the file that a value comes from.
    pub fn file_of<T>(&self, value: &Sourced<T>) -> &ProfileFile {
        &self.files[value.origin.file]
    }
}

/// Merges and checks the keys of files, the file that wins first. Each is given with its index in
/// `files`, the first `own` of which have the profile's own name.
fn merge(
    raw: impl Iterator<Item = (usize, RawSettings)>,
    files: &[ProfileFile],
    own: usize,
    system: System,
) -> Result<Settings> {
    let context = MergeContext {
        key: KeyPath::default(),
        system,
        base: files.len() - 1,
        own,
    };
    let raw = raw.map(|(file, value)| InFile { file, value });
    Settings::merge(raw, context, |()| Ok(())).map_err(|invalid| {
        let error = error_in(files, &invalid.sentence, &invalid.origin);
        error.hint(invalid.hint())
    })
}

/// Returns an error at a value of one of the files. It names the file's profile: an error in
/// `defaults` is the same for all profiles.
fn error_in(files: &[ProfileFile], sentence: &str, origin: &Origin) -> Error {
    let file = &files[origin.file];
    let sentence = format!("{sentence} (in profile `{}`)", file.name);
    Error::new(sentence).at(locate(file, &origin.steps()))
}
