//! The shape of a profile in YAML.

use std::collections::BTreeSet;
use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, Visitor};

use super::layers::ProfileFile;
use super::yaml_error::explain;
use super::yaml_span::DUPLICATE;
use crate::error::{Error, Location, Result};

/// A profile of sglaunch: how one program is started, and which certificates it trusts.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(title = "sglaunch profile", rename = "Profile")]
pub(super) struct File {
    /// One line for `sglaunch list`.
    pub description: Option<String>,
    /// The profile that this one adds to (default: `defaults`). Its own name means the layer below.
    pub extends: Option<String>,
    /// Where the program is, per operating system.
    #[schemars(with = "Option<Programs>")]
    pub program: Option<Map<Programs>>,
    /// The version to start when the command line names none, in quotes: "20.5" is the newest 20.5.x.
    pub version: Option<String>,
    /// Arguments that go before the user's own.
    pub args: Option<Vec<String>>,
    /// Changes to the environment of the program, by variable.
    pub env: Option<Entries>,
    /// Which certificates the program trusts.
    #[schemars(with = "Option<Ca>")]
    pub ca: Option<Map<Ca>>,
    /// What a shortcut to the program shows, where the program's own files do not say it.
    #[schemars(with = "Option<Shortcut>")]
    pub shortcut: Option<Map<Shortcut>>,
    /// Sites that `sglaunch doctor` tests, as https URLs.
    pub sites: Option<Vec<String>>,
}

/// Candidates per operating system; the first that exists wins. A bare command is found on PATH; `{version}` stands for
/// what is installed.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Programs {
    pub linux: Option<Vec<String>>,
    pub macos: Option<Vec<String>>,
    pub windows: Option<Vec<String>>,
}

/// What a shortcut shows.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Shortcut {
    /// The program's name in menus.
    pub name: Option<String>,
    /// Where its picture is, per operating system.
    #[schemars(with = "Option<Icons>")]
    pub icon: Option<Map<Icons>>,
    /// Categories of a menu on Linux, as in `Graphics`.
    pub categories: Option<Vec<String>>,
    /// The types of files that it opens on Linux, as in `application/x-blender`.
    pub mime_types: Option<Vec<String>>,
    /// The class of its windows on Linux, by which a panel knows that they are this program's.
    pub wm_class: Option<String>,
    /// It is a program for a terminal.
    pub terminal: Option<bool>,
}

/// Picture files per operating system; the first that exists wins. A relative path starts at the program's own folder.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Icons {
    pub linux: Option<Vec<String>>,
    pub macos: Option<Vec<String>>,
    pub windows: Option<Vec<String>>,
}

/// The sources of certificates and the rules for them.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Ca {
    /// The operating system's store.
    pub native: Option<bool>,
    /// Mozilla's roots, compiled in.
    pub mozilla: Option<bool>,
    /// The CA files and folders that the environment already names.
    pub inherited: Option<bool>,
    /// PEM, DER or PKCS#7 files, or folders of them; a relative path starts at the profile's own folder.
    pub files: Option<Vec<CaFile>>,
    /// SHA-256 or SHA-1 fingerprints that must not be trusted.
    pub deny: Option<Vec<String>>,
    /// Fingerprints that win over the system's distrust, never over `deny`.
    pub allow: Option<Vec<String>>,
    /// Keeps certificates that have expired.
    pub keep_expired: Option<bool>,
    /// Python's certifi answers with the bundle too, for code that asks it and reads no variable.
    pub certifi: Option<bool>,
    /// The variables that name the bundle, beside the three that always do.
    pub variables: Option<Vec<String>>,
}

/// A file or folder of certificates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CaFile {
    pub path: String,
    pub optional: bool,
}

/// What a profile does to one variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Setting {
    Set(String),
    Remove,
    Default(String),
    Join {
        prepend: Vec<String>,
        append: Vec<String>,
    },
}

/// A value that must be a map: serde would also take a list of its fields in their order.
#[derive(Debug, Default)]
pub(super) struct Map<T>(pub T);

/// The variables of `env:` in the order of the file, each once.
#[derive(Debug, Default)]
pub(super) struct Entries(pub Vec<(String, Setting)>);

/// How many brackets may be open at once. The YAML scanner looks at all of them again at every word, so that with a row
/// of them as long as a file may be it would be busy for hours. Those in quotes count too, because only the scanner knows.
const DEPTH: usize = 1000;

/// Reads a profile's text, or says where and why it cannot.
pub(super) fn parse(source: &ProfileFile) -> Result<File> {
    if let Some(json) = source.text.json()
        && let Ok(file) = serde_json::from_str(json)
    {
        return Ok(file);
    }
    if depth(source.text.yaml()) > DEPTH {
        let profile = &source.name;
        let why = format!(
            "profile `{profile}` cannot be read: more than {DEPTH} brackets are open at once"
        );
        return Err(Error::new(why).at(Location::file(source.file())));
    }
    serde_yaml::from_str::<Option<Map<File>>>(source.text.yaml())
        .map(|file| file.unwrap_or_default().0)
        .map_err(|error| explain(source, &error))
}

/// How many brackets are open at once where most are.
fn depth(text: &str) -> usize {
    let mut open = 0_usize;
    let open_at = |byte| {
        open = match byte {
            b'[' | b'{' => open + 1,
            b']' | b'}' => open.saturating_sub(1),
            _ => open,
        };
        open
    };
    text.bytes().map(open_at).max().unwrap_or_default()
}

/// The JSON Schema of a profile, for editors.
pub fn schema() -> Schema {
    schemars::schema_for!(File)
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Map<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MapVisitor<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for MapVisitor<T> {
            type Value = Map<T>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a map of settings")
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Map<T>, A::Error> {
                T::deserialize(de::value::MapAccessDeserializer::new(map)).map(Map)
            }
        }
        deserializer.deserialize_map(MapVisitor(PhantomData))
    }
}

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct EntriesVisitor;
        impl<'de> Visitor<'de> for EntriesVisitor {
            type Value = Entries;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a map of variables")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries, A::Error> {
                let mut entries = Vec::new();
                let mut names = BTreeSet::new();
                while let Some(name) = map.next_key::<String>()? {
                    // serde_yaml keeps the last of two equal keys without a word.
                    if !names.insert(name.clone()) {
                        return Err(de::Error::custom(format!("{DUPLICATE} `{name}`")));
                    }
                    entries.push((name, map.next_value()?));
                }
                Ok(Entries(entries))
            }
        }
        deserializer.deserialize_map(EntriesVisitor)
    }
}

impl<'de> Deserialize<'de> for Setting {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct SettingVisitor;
        impl<'de> Visitor<'de> for SettingVisitor {
            type Value = Setting;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a string, null, or one of {prepend: …}, {append: …}, {default: …}")
            }
            fn visit_str<E: de::Error>(self, value: &str) -> Result<Setting, E> {
                Ok(Setting::Set(value.to_owned()))
            }
            fn visit_unit<E: de::Error>(self) -> Result<Setting, E> {
                Ok(Setting::Remove)
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Setting, A::Error> {
                let change = Change::deserialize(de::value::MapAccessDeserializer::new(map))?;
                match (change.default, change.prepend, change.append) {
                    (Some(value), None, None) => Ok(Setting::Default(value)),
                    (None, None, None) => Err(de::Error::custom(
                        "an empty map changes nothing: give prepend, append or default",
                    )),
                    (None, prepend, append) => Ok(Setting::Join {
                        prepend: prepend.unwrap_or_default(),
                        append: append.unwrap_or_default(),
                    }),
                    (Some(_), ..) => Err(de::Error::custom(
                        "`default` does not go with prepend and append",
                    )),
                }
            }
        }
        deserializer.deserialize_any(SettingVisitor)
    }
}

/// The map form of a `Setting`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Change {
    /// Put before what is there, joined with the path separator.
    prepend: Option<Vec<String>>,
    /// Put after what is there, joined with the path separator.
    append: Option<Vec<String>>,
    /// Set only where the variable is not set.
    default: Option<String>,
}

impl<'de> Deserialize<'de> for CaFile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct CaFileVisitor;
        impl<'de> Visitor<'de> for CaFileVisitor {
            type Value = CaFile;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a path or {path: …, optional: true}")
            }
            fn visit_str<E: de::Error>(self, path: &str) -> Result<CaFile, E> {
                Ok(CaFile {
                    path: path.to_owned(),
                    optional: false,
                })
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<CaFile, A::Error> {
                let long = LongCaFile::deserialize(de::value::MapAccessDeserializer::new(map))?;
                Ok(CaFile {
                    path: long.path,
                    optional: long.optional,
                })
            }
        }
        deserializer.deserialize_any(CaFileVisitor)
    }
}

/// The map form of a `CaFile`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct LongCaFile {
    /// The file or folder.
    path: String,
    /// It need not be there.
    #[serde(default)]
    optional: bool,
}

impl JsonSchema for Entries {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Environment".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let setting = generator.subschema_for::<Setting>();
        json_schema!({"type": "object", "additionalProperties": setting})
    }
}

impl JsonSchema for Setting {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Variable".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let change = generator.subschema_for::<Change>();
        json_schema!({
            "description": "A string sets the variable, null removes it.",
            "anyOf": [{"type": ["string", "null"]}, change]
        })
    }
}

impl JsonSchema for CaFile {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "CertificateFile".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let long = generator.subschema_for::<LongCaFile>();
        json_schema!({
            "description": "A path, or a map that can say that the file need not be there.",
            "anyOf": [{"type": "string"}, long]
        })
    }
}
