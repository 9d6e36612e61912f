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

    /// Adds the variables of a file, except those that a file above it has.
    fn add(
        &mut self,
        file: RawCaVariables,
        index: usize,
        context: MergeContext,
    ) -> Result<(), Invalid> {
        let error = |item, sentence| {
            let origin = context.origin(index, item);
            Err(Invalid::new(sentence, origin))
        };
        let above = (self.set.len(), self.left_out.len());
        self.set.reserve(file.len());
        match file {
            RawCaVariables::Map(map) => {
                for (name, is_set) in map.0 {
                    if let Err(sentence) = can_name_the_bundle(&name) {
                        return error(Item::Entry(name), sentence);
                    }
                    let origin = context.origin(index, Item::Entry(name.clone()));
                    self.push(name, is_set, above, origin);
                }
            }
            RawCaVariables::List(names) => {
                for (item, name) in names.into_iter().enumerate() {
                    if let Err(sentence) = can_name_the_bundle(&name) {
                        return error(Item::Index(item), sentence);
                    }
                    self.push(name, true, above, context.origin(index, Item::Whole));
                }
            }
        }
        // Also limits the comparisons of names.
        count(self.set.len() + self.left_out.len()).or_else(|sentence| error(Item::Whole, sentence))
    }

    /// Adds a variable unless it is among the first ones, whose numbers are `above`.
    fn push(&mut self, name: String, is_set: bool, above: (usize, usize), origin: Origin) {
        let mut higher = self.set[..above.0].iter().chain(&self.left_out[..above.1]);
        if higher.any(|known| is_same(known, &name)) {
            return;
        }
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

    /// Puts the variables of the ShotGrid API, OpenSSL and requests first. Those that no file has
    /// are set.
    fn put_first(&mut self, context: MergeContext) {
        let mut first = 0;
        for name in CA_FILE_VARIABLES {
            if self.left_out.iter().any(|known| is_same(known, name)) {
                continue;
            }
            match self.set.iter().position(|known| is_same(known, name)) {
                Some(position) => self.set[first..=position].rotate_right(1),
                None => self.set.insert(
                    first,
                    Sourced {
                        value: name.to_owned(),
                        origin: context.origin(context.base, Item::Whole),
                    },
                ),
            }
            first += 1;
        }
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
            let is_list = matches!(value, RawCaVariables::List(_));
            merged.add(value, file, context)?;
            if is_list {
                break;
            }
        }
        merged.put_first(context);
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

fn is_same(known: &Sourced<String>, name: &str) -> bool {
    os::same_variable(known.value.as_ref(), name.as_ref())
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
