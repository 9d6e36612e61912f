//! Keys of a profile: how each is read, merged, checked and listed by `show`.
//!
//! All of that follows from the type of a field: a struct of [`keys!`] is the only list of its
//! keys.

mod by_variable;
mod kinds;
mod leaf;
mod per_system;
mod unique_map;

use serde::de::DeserializeOwned;
use serde_json::Value as Json;

pub use by_variable::ByVariable;
pub(super) use by_variable::one_variable;
pub(super) use kinds::OwnFile;
pub(super) use kinds::nullable;
pub use kinds::{Appended, List, Nullable, Own, Scalar, Switch};
pub(super) use leaf::Leaf;
pub use per_system::PerSystem;
pub(super) use per_system::{RawPerSystem, System};
pub(super) use unique_map::UniqueMap;

use super::origin::{Item, KeyPath, Origin};
use super::yaml::ESCAPE;

/// A key of a profile, or a map of keys.
pub(super) trait Key: Sized {
    /// The key's value in one file.
    type Raw: DeserializeOwned;

    /// The single value that the definition's `where` checks.
    type Leaf;

    /// Merges the values of the files, the file that wins first.
    fn merge(
        files: impl Iterator<Item = InFile<Self::Raw>>,
        context: MergeContext,
        check: Check<Self::Leaf>,
    ) -> Result<Self, Invalid>;

    /// Appends the merged values for `show`.
    fn collect(&self, settings: &mut Vec<Setting>);
}

/// A value and the index of its file.
pub(super) struct InFile<T> {
    pub file: usize,
    pub value: T,
}

/// The key that is merged, and for which system.
#[derive(Clone, Copy)]
pub(super) struct MergeContext {
    pub key: KeyPath,
    pub system: System,
    /// The index of the lowest file, which is compiled in: values that no file sets count as coming
    /// from it.
    pub base: usize,
    /// The number of files of the profile's own name, which come first.
    pub own: usize,
}

/// A check of a parsed value. The error is the sentence for the user.
pub(super) type Check<T> = fn(&T) -> Result<(), String>;

/// An error in a value.
pub(super) struct Invalid {
    pub sentence: Box<str>,
    pub origin: Origin,
    remedy: Remedy,
}

/// What to do about an error in a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Remedy {
    /// It follows from the key.
    OfKey,
    /// YAML has read an escape.
    NoEscape,
    /// A file has one variable twice, with a value for all systems.
    KeepOneChange,
    /// A file has one variable twice.
    KeepOne,
}

impl Invalid {
    pub fn new(sentence: String, origin: Origin) -> Self {
        Self {
            sentence: sentence.into(),
            origin,
            remedy: Remedy::OfKey,
        }
    }

    #[must_use]
    pub fn remedy(self, remedy: Remedy) -> Self {
        Self { remedy, ..self }
    }

    /// Returns the text of what to do.
    pub fn hint(&self) -> &'static str {
        match self.remedy {
            Remedy::OfKey => self.hint_of_key(),
            Remedy::NoEscape => ESCAPE,
            Remedy::KeepOneChange => {
                "keep one of the two, or give each a value per system: `{linux: x, macos: x}`"
            }
            Remedy::KeepOne => "keep one of the two",
        }
    }

    fn hint_of_key(&self) -> &'static str {
        match self.origin.key.pair() {
            ("version", _) => "write one in quotes, \"20.5\", or null to start the newest version",
            ("aliases", _) => "choose another name: `[hou, \"hou{version}\"]`",
            ("extensions", _) => "write extensions without the dot: `[hip, hda]`",
            ("version_files", _) => "write `[{file: build.txt, after: \"version:\"}]`",
            ("env", _) => {
                "write `\"${OTHER}/x\"`, `{prepend: [x]}`, `{append: [x]}` or `{default: x}`, or one of \
                 them per system: `{linux: {default: x}, windows: y}`; `$$` is a dollar"
            }
            ("shortcut", "categories") => "write `[Graphics, 3DGraphics]`",
            ("shortcut", "mime_types") => "write `[application/x-blender]`",
            ("shortcut", "name" | "wm_class") => "write one line of text",
            ("job", _) => "write `job: tree` or `job: program`",
            ("sites", _) => "write it as `https://HOST`",
            ("program", _) => {
                "write a path with `${NAME}` for a variable and `$$` for a dollar, or a map as in \
                 docs/program-search.md, Candidates"
            }
            ("args", _) | ("ca", "files" | "mozilla") | ("shortcut", "icon") => {
                "write `${NAME}` for a variable and `$$` for a dollar"
            }
            // The output has the hash of the certificate in lower case, which is its fingerprint.
            ("ca", "deny" | "allow") if cfg!(windows) => "copy it from `certutil -dump FILE`",
            ("ca", "deny" | "allow") => {
                "copy it from `openssl x509 -noout -fingerprint -sha256 -in FILE`"
            }
            _ => "write it as in the example of this key in docs/profiles.md",
        }
    }
}

/// A merged value as `show` lists it.
pub struct Setting {
    /// As in `ca.files`.
    pub key: String,
    pub value: Json,
    /// An index into the files of the profile.
    pub file: usize,
}

impl MergeContext {
    /// Returns the context of `key` in the map that is merged.
    pub fn join(self, key: &'static str) -> Self {
        let key = self.key.join(key);
        Self { key, ..self }
    }

    pub fn origin(self, file: usize, item: Item) -> Origin {
        let key = self.key;
        Origin { file, key, item }
    }
}

/// Defines a map of keys: a struct with the merged values, and its implementation of [`Key`].
///
/// The documentation of a field is its description in profile.schema.json. `where` names a check of
/// the key's values, for lists of each item; `as` a function that reads the key.
macro_rules! keys {
    ($(#[$doc:meta])* pub struct $name:ident {
        $($(#[$key_doc:meta])* $vis:vis $key:ident: $type:ty $(as $read:literal)? $(where $check:path)?,)*
    }) => {
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name {
            $($(#[$key_doc])* $vis $key: $type,)*
        }

        const _: () = {
            mod raw {
                use super::*;

                // The keys as a file has them.
                $(#[$doc])*
                #[derive(Default, serde::Deserialize)]
                #[serde(deny_unknown_fields)]
                #[cfg_attr(test, derive(schemars::JsonSchema))]
                pub struct $name {
                    $($(#[$key_doc])*
                    $(#[serde(default, deserialize_with = $read)])?
                    pub $key: Option<<$type as Key>::Raw>,)*
                }
            }

            impl raw::$name {
                /// Returns the keys that the file does not have, or that are null.
                pub fn absent(&self) -> impl Iterator<Item = &'static str> {
                    let keys = [$((stringify!($key), self.$key.is_none())),*];
                    keys.into_iter().filter_map(|(key, is_absent)| is_absent.then_some(key))
                }
            }

            impl Key for $name {
                type Raw = raw::$name;
                type Leaf = ();

                fn merge(
                    files: impl Iterator<Item = InFile<raw::$name>>,
                    context: MergeContext,
                    _: Check<()>,
                ) -> Result<Self, Invalid> {
                    let mut files: Vec<_> = files.collect();
                    Ok(Self {
                        $($key: <$type as Key>::merge(
                            files.iter_mut().filter_map(|InFile { file, value }| {
                                let value = value.$key.take()?;
                                Some(InFile { file: *file, value })
                            }),
                            context.join(stringify!($key)),
                            keys!(@check $($check)?),
                        )?,)*
                    })
                }

                fn collect(&self, settings: &mut Vec<Setting>) {
                    $(self.$key.collect(settings);)*
                }
            }
        };
    };
    (@check) => { |_| Ok(()) };
    (@check $check:path) => { |value| $check(value) };
}

pub(super) use keys;
