//! Entries of `env`.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde_json::{Value as Json, json};

use super::key::{Leaf, RawPerSystem, System};
use super::template::TemplateUse;
use super::{Template, constraint};

/// The change of one environment variable.
#[derive(Debug, PartialEq, Eq)]
pub enum VariableChange {
    Set(Template),
    Remove,
    /// Sets the variable if it is unset or empty.
    Default(Template),
    /// Adds entries to a list like PATH.
    Join {
        prepend: Vec<Template>,
        append: Vec<Template>,
    },
}

impl VariableChange {
    /// Returns whether the program gets no value: an empty variable is none on Windows.
    pub fn is_removal(&self) -> bool {
        match self {
            Self::Set(template) => template.as_str().is_empty(),
            Self::Remove => true,
            Self::Default(_) | Self::Join { .. } => false,
        }
    }

    /// Returns all templates of the new value.
    pub fn templates(&self) -> impl Iterator<Item = &Template> {
        let (one, before, after): (_, &[Template], &[Template]) = match self {
            Self::Set(template) | Self::Default(template) => (Some(template), &[], &[]),
            Self::Remove => (None, &[], &[]),
            Self::Join { prepend, append } => (None, prepend, append),
        };
        one.into_iter().chain(before).chain(after)
    }
}

impl Leaf for VariableChange {
    type Raw = RawVariable;

    fn of_system(raw: RawVariable, system: System) -> Option<(RawVariable, Option<System>)> {
        match raw {
            RawVariable::Map(map) if map.names_system() && !map.has_change() => {
                let systems = RawPerSystem {
                    linux: map.linux,
                    macos: map.macos,
                    windows: map.windows,
                };
                Some((*system.select(systems)?, Some(system)))
            }
            raw => Some((raw, None)),
        }
    }

    fn parse(raw: RawVariable) -> Result<Self, String> {
        let map = match raw {
            RawVariable::Set(text) => return Ok(Self::Set(Template::parse(&text)?)),
            RawVariable::Remove => return Ok(Self::Remove),
            RawVariable::Map(map) => map,
        };
        if map.names_system() {
            return Err("a map of systems has only `linux`, `macos` and `windows`, each with a value or a change".into());
        }
        match (map.default, map.prepend, map.append) {
            (Some(text), None, None) => Ok(Self::Default(Template::parse(&text)?)),
            (Some(_), ..) => Err("`default` cannot be combined with `prepend` and `append`".into()),
            (None, None, None) => Err("the map has no `prepend`, `append` or `default`".into()),
            (None, prepend, append) => Ok(Self::Join {
                prepend: parse_all(prepend)?,
                append: parse_all(append)?,
            }),
        }
    }

    fn to_json(&self) -> Json {
        let texts = |list: &[Template]| list.iter().map(Template::as_str).collect::<Json>();
        match self {
            Self::Set(template) => json!(template.as_str()),
            Self::Remove => Json::Null,
            Self::Default(template) => json!({"default": template.as_str()}),
            Self::Join { prepend, append } => match (prepend.is_empty(), append.is_empty()) {
                (false, true) => json!({"prepend": texts(prepend)}),
                (true, false) => json!({"append": texts(append)}),
                _ => json!({"prepend": texts(prepend), "append": texts(append)}),
            },
        }
    }

    fn misread_escape(&self, template_use: TemplateUse) -> Option<char> {
        (self.templates()).find_map(|template| template.misread_escape(template_use))
    }
}

fn parse_all(list: Option<Vec<String>>) -> Result<Vec<Template>, String> {
    let list = list.unwrap_or_default();
    constraint::count(list.len())?;
    list.iter().map(|text| Template::parse(text)).collect()
}

/// A string sets the variable, null removes it.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Variable", untagged))]
pub(super) enum RawVariable {
    Set(String),
    Remove,
    Map(RawVariableMap),
}

/// A change that depends on the variable's value, or one for each operating system.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "VariableMap"))]
pub(super) struct RawVariableMap {
    /// Entries to put before the value, joined with the system's path separator.
    prepend: Option<Vec<String>>,
    /// Entries to put after the value, joined with the system's path separator.
    append: Option<Vec<String>>,
    /// Sets the variable only if it is unset or empty.
    default: Option<String>,
    /// On Linux: a string, null, or a map with `prepend`, `append` or `default`. A system that is
    /// not named leaves the variable as it is.
    #[serde(default, deserialize_with = "present")]
    #[cfg_attr(test, schemars(with = "Option<RawChange>"))]
    linux: Option<Box<RawVariable>>,
    /// The change on macOS.
    #[serde(default, deserialize_with = "present")]
    #[cfg_attr(test, schemars(with = "Option<RawChange>"))]
    macos: Option<Box<RawVariable>>,
    /// The change on Windows.
    #[serde(default, deserialize_with = "present")]
    #[cfg_attr(test, schemars(with = "Option<RawChange>"))]
    windows: Option<Box<RawVariable>>,
}

impl RawVariableMap {
    fn names_system(&self) -> bool {
        self.linux.is_some() || self.macos.is_some() || self.windows.is_some()
    }

    fn has_change(&self) -> bool {
        self.prepend.is_some() || self.append.is_some() || self.default.is_some()
    }
}

impl RawVariable {
    pub fn is_per_system(&self) -> bool {
        matches!(self, Self::Map(map) if map.names_system())
    }
}

/// Reads the value of a key that is there: null removes the variable.
fn present<'de, D: Deserializer<'de>>(raw: D) -> Result<Option<Box<RawVariable>>, D::Error> {
    RawVariable::deserialize(raw).map(|raw| Some(Box::new(raw)))
}

/// The value of a variable on one system. A string sets the variable, null removes it.
#[cfg(test)]
#[derive(schemars::JsonSchema)]
#[schemars(rename = "Change", untagged)]
#[expect(dead_code, reason = "it is the shape of a schema")]
enum RawChange {
    Set(String),
    Remove,
    Map(RawChangeMap),
}

/// A change that depends on the variable's value.
#[cfg(test)]
#[derive(schemars::JsonSchema)]
#[schemars(rename = "ChangeMap", deny_unknown_fields)]
#[expect(dead_code, reason = "it is the shape of a schema")]
struct RawChangeMap {
    /// Entries to put before the value, joined with the system's path separator.
    prepend: Option<Vec<String>>,
    /// Entries to put after the value, joined with the system's path separator.
    append: Option<Vec<String>>,
    /// Sets the variable only if it is unset or empty.
    default: Option<String>,
}

impl<'de> Deserialize<'de> for RawVariable {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawVariableVisitor)
    }
}

struct RawVariableVisitor;

impl<'de> Visitor<'de> for RawVariableVisitor {
    type Value = RawVariable;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(
            "a string, null, or one of {prepend: …}, {append: …}, {default: …}, {linux: …, windows: …}",
        )
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<RawVariable, E> {
        Ok(RawVariable::Set(text.to_owned()))
    }

    fn visit_unit<E: Error>(self) -> Result<RawVariable, E> {
        Ok(RawVariable::Remove)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RawVariable, A::Error> {
        RawVariableMap::deserialize(MapAccessDeserializer::new(map)).map(RawVariable::Map)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_of_systems_has_a_change_for_each() {
        let of = |text: &str, system| {
            let raw = serde_yaml::from_str(text).unwrap();
            let (raw, _) = VariableChange::of_system(raw, system)?;
            Some(VariableChange::parse(raw).map(|change| change.to_json()))
        };
        let systems = "{linux: a, macos: null, windows: {prepend: [b]}}";
        assert_eq!(of(systems, System::Linux), Some(Ok(json!("a"))));
        assert_eq!(of(systems, System::Macos), Some(Ok(Json::Null)));
        let windows = Some(Ok(json!({"prepend": ["b"]})));
        assert_eq!(of(systems, System::Windows), windows);
        assert_eq!(of("{windows: a}", System::Linux), None);
        assert_eq!(of("a", System::Linux), Some(Ok(json!("a"))));
        for wrong in ["{linux: a, default: b}", "{linux: {linux: a}}"] {
            assert!(of(wrong, System::Linux).unwrap().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_change_is_shown_as_it_is_written() {
        for written in [
            json!("a"),
            json!(null),
            json!({"default": "a"}),
            json!({"prepend": ["a"]}),
            json!({"append": ["a", "b"]}),
            json!({"prepend": ["a"], "append": ["b"]}),
        ] {
            let raw = serde_yaml::from_str(&written.to_string()).unwrap();
            assert_eq!(VariableChange::parse(raw).unwrap().to_json(), written);
        }
    }
}
