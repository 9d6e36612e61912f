//! A profile: how one program is started and what it trusts, valid by construction.
//!
//! The raw shape of the YAML is private to this module. What leaves it has been merged from its layers and checked, and
//! each value remembers the file that it was written in, for messages and for `show`.

mod extends;
pub mod layers;
mod merge;
mod origin;
mod schema;
mod shortcut;
pub mod template;
mod version;
mod yaml_error;
mod yaml_span;

use std::collections::BTreeMap;
use std::path::PathBuf;

pub use layers::{LayerKind, Layers, ProfileFile};
pub use origin::Sourced;
pub use schema::schema;
pub use template::{ExpandError, Template, Values};
pub use version::Version;

use crate::certs::Fingerprint;
use crate::error::{Error, Result};
use crate::os;
use yaml_span::{Step, locate};

/// The profile that every other one adds to.
pub const BASE: &str = "defaults";

/// Names that are commands, now or in the plans, and so may not be profiles.
pub const RESERVED: &[&str] = &[
    "bundle",
    "check",
    "completions",
    "doctor",
    "env",
    "explain",
    "help",
    "list",
    "man",
    "schema",
    "shim",
    "shortcut",
    "show",
    "trust",
];

/// The variables that always name the bundle: ShotGrid's API, OpenSSL and requests read one each.
pub const CA_FILE_VARIABLES: [&str; 3] =
    ["SHOTGUN_API_CACERTS", "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE"];

/// A profile: its name, its settings and the files that they were merged from.
#[derive(Debug)]
pub struct Profile {
    /// The name on the command line.
    pub name: String,
    pub settings: Settings,
    /// The profile's own file first, the base last.
    pub files: Vec<ProfileFile>,
}

/// How one program is started, and what it trusts.
#[derive(Debug)]
pub struct Settings {
    /// One line about the program.
    pub description: Option<Sourced<String>>,
    /// Where the program may be on this system, the best place first; `None` if the profile names no program for it.
    pub program: Option<Vec<Sourced<Template>>>,
    /// The version to start when the command line names none.
    pub version: Option<Sourced<Version>>,
    /// Arguments before the user's own.
    pub args: Vec<Sourced<Template>>,
    /// Changes to the environment, by variable.
    pub env: BTreeMap<String, Sourced<VariableChange>>,
    /// What the program trusts.
    pub ca: Ca,
    /// What a shortcut to it shows.
    pub shortcut: Shortcut,
    /// What the doctor tests.
    pub sites: Vec<Sourced<String>>,
}

/// The `ca` settings of a profile, its templates not yet filled in.
#[derive(Debug)]
pub struct Ca {
    /// The operating system's store counts.
    pub native: Sourced<bool>,
    /// Mozilla's roots count.
    pub mozilla: Sourced<bool>,
    /// What the environment names counts.
    pub inherited: Sourced<bool>,
    /// Files and folders of certificates.
    pub files: Vec<Sourced<CaFile>>,
    /// Never trusted.
    pub deny: Vec<Sourced<Fingerprint>>,
    /// Trusted even where the system distrusts.
    pub allow: Vec<Sourced<Fingerprint>>,
    /// Expired certificates stay.
    pub keep_expired: Sourced<bool>,
    /// Python's certifi answers with the bundle too.
    pub certifi: Sourced<bool>,
    /// The variables that name the bundle, those of [`CA_FILE_VARIABLES`] first.
    pub variables: Vec<Sourced<String>>,
}

/// What a profile says of shortcuts to its program, each where it says anything.
#[derive(Debug)]
pub struct Shortcut {
    /// The program's name in menus.
    pub name: Option<Sourced<String>>,
    /// Where its picture may be on this system, the best place first.
    pub icon: Vec<Sourced<Template>>,
    /// Categories of an XDG menu.
    pub categories: Vec<Sourced<String>>,
    /// The types of files that it opens.
    pub mime_types: Vec<Sourced<String>>,
    /// The class of its windows.
    pub wm_class: Option<Sourced<String>>,
    /// It is a program for a terminal.
    pub terminal: Option<Sourced<bool>>,
}

/// A file or folder of certificates that a profile names.
#[derive(Debug)]
pub struct CaFile {
    /// Its path.
    pub path: Template,
    /// It need not be there.
    pub optional: bool,
}

/// What a profile does to one variable.
#[derive(Debug)]
pub enum VariableChange {
    /// Sets it.
    Set(Template),
    /// Removes it.
    Remove,
    /// Sets it where it is not set.
    Default(Template),
    /// Adds entries before and after what is there.
    Join {
        /// Before it.
        prepend: Vec<Template>,
        /// After it.
        append: Vec<Template>,
    },
}

impl Profile {
    /// Finds `name` in `layers` and merges what it extends.
    pub fn load(name: &str, layers: &Layers) -> Result<Self> {
        let mut sources = Vec::new();
        let mut files = Vec::new();
        let name = &*layers.spelled(name);
        for (source, file) in extends::chain(name, layers)? {
            sources.push(source);
            files.push(file);
        }
        merge::merge(name, files, sources)
    }

    /// The CA files and folders that the profile names, as paths. A relative one starts at its file's folder.
    pub fn ca_paths(&self, values: Values) -> Result<Vec<(PathBuf, &Sourced<CaFile>)>> {
        (self.settings.ca.files.iter())
            .map(|written| {
                let path = (written.value.path.expand(values))
                    .map_err(|missing| self.expand_error(&missing, written))?;
                // Joined with the profile's folder it would mean everything that is there.
                if path.is_empty() {
                    let why = format!(
                        "a path in `ca.files` of profile `{}` comes out empty",
                        self.name
                    );
                    return Err(self
                        .error_at(why, written)
                        .hint("set its variable to a path"));
                }
                let path = os::native(path);
                let folder = self.file_of(written).folder();
                Ok((
                    folder.map_or_else(|| path.clone(), |folder| folder.join(&path)),
                    written,
                ))
            })
            .collect()
    }

    /// Whether everything that a launch fills in can be, the version aside: it is known only when a program is found.
    pub fn check_values(&self, values: Values) -> Result<()> {
        let filled = |template: &Template| match template.expand(values) {
            Err(missing) if missing != ExpandError::Version => Err(missing),
            _ => Ok(()),
        };
        for written in &self.settings.args {
            filled(&written.value).map_err(|missing| self.expand_error(&missing, written))?;
        }
        for written in self.settings.env.values() {
            (written.value.templates().try_for_each(filled))
                .map_err(|missing| self.expand_error(&missing, written))?;
        }
        Ok(())
    }

    /// Whether there is a program for any system.
    pub fn names_a_program(&self) -> bool {
        let names_one = |source| schema::parse(source).is_ok_and(|file| file.program.is_some());
        self.settings.program.is_some() || self.files.iter().any(names_one)
    }

    /// Whether the programs and pictures of the other systems are right too. A launch does not ask: they are none of its business.
    pub fn check_other_systems(&self) -> Result<()> {
        for source in &self.files {
            let file = schema::parse(source)?;
            let program = file.program.unwrap_or_default().0;
            let icon = file
                .shortcut
                .unwrap_or_default()
                .0
                .icon
                .unwrap_or_default()
                .0;
            let program = [program.linux, program.macos, program.windows];
            let icon = [icon.linux, icon.macos, icon.windows];
            self.check_each(source, &["program"], program, merge::candidate)?;
            self.check_each(source, &["shortcut", "icon"], icon, shortcut::picture)?;
        }
        Ok(())
    }

    /// Whether the templates of each system are right.
    fn check_each(
        &self,
        source: &ProfileFile,
        keys: &[&str],
        lists: [Option<Vec<String>>; 3],
        parse: impl Fn(&str) -> Result<Template, String>,
    ) -> Result<()> {
        for (system, list) in ["linux", "macos", "windows"].into_iter().zip(lists) {
            for (index, text) in list.unwrap_or_default().iter().enumerate() {
                if let Err(why) = parse(text) {
                    let keys = keys.iter().chain([&system]).map(|key| Step::Key(key));
                    let path: Vec<Step> = keys.chain([Step::Index(index)]).collect();
                    return Err(Error::new(format!("{why} (in profile `{}`)", self.name))
                        .at(locate(source, &path)));
                }
            }
        }
        Ok(())
    }

    /// The error for a value that cannot be filled in.
    pub fn expand_error<T>(&self, missing: &ExpandError, written: &Sourced<T>) -> Error {
        let hint = match missing {
            ExpandError::Variable(name) => {
                format!("set `{name}`, or give a default: `${{{name}:-…}}`")
            }
            ExpandError::Home => "set HOME".to_owned(),
            ExpandError::Version => {
                "start it as PROFILE@VERSION, or give a path with `{version}` in `program`"
                    .to_owned()
            }
        };
        self.error_at(format!("{missing} (in profile `{}`)", self.name), written)
            .hint(hint)
    }

    /// Returns an error that points at a value of this profile.
    pub fn error_at<T>(&self, sentence: String, value: &Sourced<T>) -> Error {
        Error::new(sentence).at(locate(self.file_of(value), &value.origin.steps()))
    }

    /// Returns the file that a value comes from.
    pub fn file_of<T>(&self, value: &Sourced<T>) -> &ProfileFile {
        &self.files[value.origin.file]
    }
}

impl VariableChange {
    fn templates(&self) -> impl Iterator<Item = &Template> {
        let (one, before, after): (_, &[Template], &[Template]) = match self {
            VariableChange::Set(template) | VariableChange::Default(template) => {
                (Some(template), &[], &[])
            }
            VariableChange::Remove => (None, &[], &[]),
            VariableChange::Join { prepend, append } => (None, prepend, append),
        };
        one.into_iter().chain(before).chain(after)
    }
}
