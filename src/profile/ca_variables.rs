//! The key `ca.variables`.

use std::fmt;
use std::ops::Deref;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::json;

use super::constraint::{count, variable_name};
use super::key::{Check, InFile, Invalid, Key, List, MergeContext, Setting, UniqueMap};
use super::origin::{Item, Origin, Sourced};
use crate::env::names::{CA_FILE_VARIABLES, JAVA_TOOL_OPTIONS, SSL_CERT_DIR};
use crate::error::cut;
use crate::os;

/// The variables that name the bundle, and those that a profile leaves to the caller.
#[derive(Debug, Default)]
pub struct CaVariables {
    /// Those of the ShotGrid API, OpenSSL and requests come first.
    set: List<String>,
    left_out: List<String>,
}

impl CaVariables {
    /// Returns the variables that keep the caller's value.
    pub fn left_out(&self) -> impl Iterator<Item = &Sourced<String>> {
        self.left_out.iter()
    }

    fn knows(&self, name: &str) -> bool {
        let mut all = self.set.iter().chain(&self.left_out);
        all.any(|known| os::same_variable(known.value.as_ref(), name.as_ref()))
    }

    /// Adds a variable, unless a file that wins has it.
    fn add(&mut self, name: String, is_set: bool, origin: Origin) -> Result<(), Invalid> {
        if let Err(sentence) = can_name_the_bundle(&name) {
            return Err(Invalid { sentence, origin });
        }
        if !self.knows(&name) {
            let list = if is_set {
                &mut self.set
            } else {
                &mut self.left_out
            };
            list.push(Sourced {
                value: name,
                origin,
            });
        }
        Ok(())
    }
}

impl Key for CaVariables {
    type Raw = RawCaVariables;
    type Leaf = String;

    /// Merges maps variable by variable. A list replaces the variables of the files below it.
    fn merge(
        files: impl Iterator<Item = InFile<RawCaVariables>>,
        context: MergeContext,
        _: Check<String>,
    ) -> Result<Self, Invalid> {
        let mut merged = Self::default();
        for InFile { file, value } in files {
            let origin = |item| context.origin(file, item);
            count(value.len()).map_err(|sentence| Invalid {
                sentence,
                origin: origin(Item::Whole),
            })?;
            match value {
                RawCaVariables::Map(map) => {
                    for (name, is_set) in map.0 {
                        let origin = origin(Item::Entry(name.clone()));
                        merged.add(name, is_set, origin)?;
                    }
                }
                RawCaVariables::List(names) => {
                    for (index, name) in names.into_iter().enumerate() {
                        merged.add(name, true, origin(Item::Index(index)))?;
                    }
                    break;
                }
            }
        }
        for name in CA_FILE_VARIABLES {
            merged.add(
                name.to_owned(),
                true,
                context.origin(context.base, Item::Whole),
            )?;
        }
        let rank = |name: &str| CA_FILE_VARIABLES.iter().position(|first| *first == name);
        (merged.set).sort_by_key(|name| rank(&name.value).unwrap_or(CA_FILE_VARIABLES.len()));
        Ok(merged)
    }

    fn collect(&self, settings: &mut Vec<Setting>) {
        let set = self.set.iter().map(|name| (name, true));
        let left_out = self.left_out.iter().map(|name| (name, false));
        settings.extend(set.chain(left_out).map(|(name, is_set)| Setting {
            key: format!("ca.variables.{}", name.value),
            value: json!(is_set),
            file: name.origin.file,
        }));
    }
}

/// The variables that are set.
impl Deref for CaVariables {
    type Target = [Sourced<String>];

    fn deref(&self) -> &Self::Target {
        &self.set
    }
}

/// Checks a variable. If PATH or `JAVA_TOOL_OPTIONS` named the bundle, the program would not start.
fn can_name_the_bundle(name: &str) -> Result<(), String> {
    let is_reserved = ["PATH", "HOME", SSL_CERT_DIR, JAVA_TOOL_OPTIONS].contains(&name)
        || ["LD_", "DYLD_", "SGLAUNCH_"]
            .iter()
            .any(|prefix| name.starts_with(prefix));
    if is_reserved {
        return Err(format!("`{}` cannot name the CA file", cut(name)));
    }
    variable_name(name)
}

/// Whether each variable names the bundle, or a list of those that do.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "CaVariables", untagged))]
pub(super) enum RawCaVariables {
    Map(UniqueMap<bool>),
    List(Vec<String>),
}

impl RawCaVariables {
    fn len(&self) -> usize {
        match self {
            Self::Map(map) => map.0.len(),
            Self::List(names) => names.len(),
        }
    }
}

impl<'de> Deserialize<'de> for RawCaVariables {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawCaVariablesVisitor)
    }
}

struct RawCaVariablesVisitor;

impl<'de> Visitor<'de> for RawCaVariablesVisitor {
    type Value = RawCaVariables;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a map like {PIP_CERT: true}")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RawCaVariables, A::Error> {
        UniqueMap::deserialize(MapAccessDeserializer::new(map)).map(RawCaVariables::Map)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<RawCaVariables, A::Error> {
        Vec::deserialize(SeqAccessDeserializer::new(list)).map(RawCaVariables::List)
    }
}
