//! The shape of a profile in YAML, and what is said when a file does not have it.

use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::layers::Source;
use crate::error::{Error, Place, Result, Spot, alternatives, nearest};

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

/// Reads a profile's text, or says where and why it cannot.
pub(super) fn parse(source: &Source) -> Result<File> {
    if let Some(json) = source.text.json()
        && let Ok(file) = serde_json::from_str(json)
    {
        return Ok(file);
    }
    serde_yaml::from_str::<Option<Map<File>>>(source.text.yaml())
        .map(|file| file.unwrap_or_default().0)
        .map_err(|error| explain(source, &error))
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
                let mut entries: Vec<(String, Setting)> = Vec::new();
                while let Some(name) = map.next_key::<String>()? {
                    // serde_yaml keeps the last of two equal keys without a word.
                    if entries.iter().any(|(known, _)| *known == name) {
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

/// serde's own words for a duplicate key of a struct, which the visitor of `env:` uses too.
const DUPLICATE: &str = "duplicate field";

/// Turns the parser's error into one for the person who wrote the file.
fn explain(source: &Source, error: &serde_yaml::Error) -> Error {
    let whole = error.to_string();
    // The position is shown apart, below the sentence.
    let message = whole.split(" at line ").next().unwrap_or(&whole);
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let profile = &source.name;
    let spot = |width| {
        error
            .location()
            .and_then(|at| spot(source.text.yaml(), at.line(), at.column(), width))
    };

    if message.contains(DUPLICATE) {
        let spot = second_of_two(source.text.yaml()).or_else(|| spot(1));
        let key = quoted.first().copied().unwrap_or_default();
        return Error::new(format!("duplicate key `{key}` in profile `{profile}`"))
            .at(place(source, spot))
            .hint("keep one of the two");
    }
    if let (true, Some((key, known))) = (message.contains("unknown field"), quoted.split_first()) {
        let error = Error::new(format!("unknown key `{key}` in profile `{profile}`"))
            .at(place(source, spot(key.chars().count())));
        let near = nearest(key, known.iter().copied());
        return error.hint(if near.is_empty() {
            format!(
                "the keys here are {}",
                alternatives(known).replace(" or ", " and ")
            )
        } else {
            format!("a key with a similar name exists: {}", alternatives(&near))
        });
    }
    let sentence = (message.replace("invalid type: ", "found "))
        .replace("unit value", "nothing")
        .replace("a sequence", "a list")
        .replace("sequence", "a list");
    let error = Error::new(format!("profile `{profile}` cannot be read: {sentence}"))
        .at(place(source, spot(1)));
    match hint_for(message) {
        Some(hint) => error.hint(hint),
        None => error,
    }
}

fn hint_for(message: &str) -> Option<&'static str> {
    if message.contains("escape character") || message.contains("hexadecimal number") {
        Some("in double quotes a backslash is an escape: use single quotes, or forward slashes")
    } else if message.contains("expected a boolean") {
        Some("write true or false")
    } else if message.contains("expected a string, null") && !message.contains("sequence") {
        Some("write the value in quotes")
    } else if message.contains("character that cannot start any token") {
        Some("indent with spaces, and put quotes around a value that begins with @, %, ` or a tab")
    } else {
        None
    }
}

fn place(source: &Source, spot: Option<Spot>) -> Place {
    Place {
        file: source.file(),
        spot,
    }
}

/// Marks `width` characters of a line; line and column count from 1.
fn spot(text: &str, line: usize, column: usize, width: usize) -> Option<Spot> {
    if let Some(found) = text.lines().nth(line.checked_sub(1)?) {
        return Some(Spot {
            line,
            column: column.max(1),
            width,
            text: found.to_owned(),
        });
    }
    // The parser missed something until the file was over: that is behind its last line.
    let (index, last) = text.lines().enumerate().last()?;
    Some(Spot {
        line: index + 1,
        column: last.chars().count() + 1,
        width: 1,
        text: last.to_owned(),
    })
}

/// One step into a document.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

/// Where in its file a value stands: the key for the last step `Key`, the item itself for `Index`.
///
/// The document is walked again, which only an error pays for, so that no value has to carry its position.
pub(super) fn locate(source: &Source, path: &[Step]) -> Place {
    let found = Walk(path)
        .deserialize(serde_yaml::Deserializer::from_str(source.text.yaml()))
        .err()
        .and_then(|error| {
            let at = error.location()?;
            let width = match path.last() {
                Some(Step::Key(key)) => key.chars().count(),
                _ => width_of_item(source.text.yaml(), at.line(), at.column()),
            };
            spot(source.text.yaml(), at.line(), at.column(), width)
        });
    place(source, found)
}

/// Up to where an item of a list goes: the end of its line, or what ends it in a flow list.
fn width_of_item(text: &str, line: usize, column: usize) -> usize {
    let rest: String = text
        .lines()
        .nth(line - 1)
        .unwrap_or_default()
        .chars()
        .skip(column - 1)
        .collect();
    let end = match rest.chars().next() {
        Some(quote @ ('"' | '\'')) => rest[1..].find(quote).map(|end| end + 2),
        _ => rest.find([',', ']', '}', '#']),
    };
    rest[..end.unwrap_or(rest.len())].trim_end().chars().count()
}

/// Follows a path into a document and fails on purpose where it ends: the failure carries the position.
struct Walk<'a>(&'a [Step<'a>]);

const HERE: &str = "here";

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(HERE)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Some((Step::Key(wanted), rest)) = self.0.split_first() else {
            return Err(de::Error::custom(HERE));
        };
        while let Some(found) = map.next_key_seed(Key {
            wanted,
            last: rest.is_empty(),
        })? {
            if found {
                map.next_value_seed(Walk(rest))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let Some((Step::Index(wanted), rest)) = self.0.split_first() else {
            return Err(de::Error::custom(HERE));
        };
        for _ in 0..*wanted {
            list.next_element::<IgnoredAny>()?;
        }
        list.next_element_seed(Walk(rest))?;
        Ok(())
    }
}

/// Whether a key is the wanted one; if it is also the last of the path, the failure that carries its position.
struct Key<'a> {
    wanted: &'a str,
    last: bool,
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = bool;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = bool;
    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(HERE)
    }
    fn visit_str<E: de::Error>(self, key: &str) -> Result<bool, E> {
        match key == self.wanted {
            true if self.last => Err(E::custom(HERE)),
            found => Ok(found),
        }
    }
}

/// Where the second of two equal keys stands.
fn second_of_two(text: &str) -> Option<Spot> {
    let error = Unique
        .deserialize(serde_yaml::Deserializer::from_str(text))
        .err()?;
    let at = error.location()?;
    let message = error.to_string();
    let key = message.split('`').nth(1)?;
    spot(text, at.line(), at.column(), key.chars().count())
}

/// Walks a whole document and fails at the first key that its map has already.
struct Unique;

impl<'de> DeserializeSeed<'de> for Unique {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Unique {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("anything")
    }
    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }
    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }
    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }
    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }
    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(Unique)?.is_some() {}
        Ok(())
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut known = Vec::new();
        while let Some(key) = map.next_key_seed(NewKey(&known))? {
            known.push(key);
            map.next_value_seed(Unique)?;
        }
        Ok(())
    }
}

struct NewKey<'a>(&'a [String]);

impl<'de> DeserializeSeed<'de> for NewKey<'_> {
    type Value = String;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for NewKey<'_> {
    type Value = String;
    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a key")
    }
    fn visit_str<E: de::Error>(self, key: &str) -> Result<String, E> {
        if self.0.iter().any(|known| known == key) {
            return Err(E::custom(format!("{DUPLICATE} `{key}`")));
        }
        Ok(key.to_owned())
    }
}
