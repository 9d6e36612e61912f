//! The key `ca.variables`.

use std::fmt;
use std::ops::Deref;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::json;

use super::constraint::{count, variable_name};
use super::key::{
    Check, InFile, Invalid, Key, List, MergeContext, Remedy, Setting, System, UniqueMap,
    one_variable,
};
use super::origin::{Item, Origin, Sourced};
use crate::env::names::{CA_FILE_VARIABLES, is_reserved};
use crate::error::cut;

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
        // The base is compiled in, and a test checks its names: each launch would check them again.
        let check = |name: &str| {
            if index == context.base {
                Ok(())
            } else {
                can_name_the_bundle(name)
            }
        };
        let above = (self.set.len(), self.left_out.len());
        self.set.reserve(file.len());
        match file {
            RawCaVariables::Map(map) => {
                for (name, is_set) in map.0 {
                    if let Err(sentence) = check(&name) {
                        return error(Item::Entry(name), sentence);
                    }
                    let origin = context.origin(index, Item::Entry(name.clone()));
                    self.push(name, is_set, above, origin, context.system)?;
                }
            }
            RawCaVariables::List(names) => {
                for (item, name) in names.into_iter().enumerate() {
                    if let Err(sentence) = check(&name) {
                        return error(Item::Index(item), sentence);
                    }
                    let origin = context.origin(index, Item::Whole);
                    self.push(name, true, above, origin, context.system)?;
                }
            }
        }
        // Also limits the comparisons of names.
        count(self.set.len() + self.left_out.len()).or_else(|sentence| error(Item::Whole, sentence))
    }

    /// Adds a variable unless it is among the first ones, whose numbers are `above`. Two names of
    /// one file can be the same variable on a system that ignores their case.
    fn push(
        &mut self,
        name: String,
        is_set: bool,
        above: (usize, usize),
        origin: Origin,
        system: System,
    ) -> Result<(), Invalid> {
        let is_same = |known: &Sourced<String>| system.is_same_variable(&known.value, &name);
        let (set, left_out) = (self.set.split_at(above.0), self.left_out.split_at(above.1));
        if set.0.iter().chain(left_out.0).any(is_same) {
            return Ok(());
        }
        if system.ignores_case_of_variables() {
            let (same, other) = if is_set {
                (set.1, left_out.1)
            } else {
                (left_out.1, set.1)
            };
            if let Some(other) = other.iter().find(|known| is_same(known)) {
                let why = one_variable(&name, &other.value, system);
                return Err(Invalid::new(why, origin).remedy(Remedy::KeepOne));
            }
            if same.iter().any(is_same) {
                return Ok(());
            }
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
        Ok(())
    }

    /// Puts the variables of the ShotGrid API, OpenSSL and requests first. Those that no file has
    /// are set.
    fn put_first(&mut self, context: MergeContext) {
        let system = context.system;
        let mut first = 0;
        for name in CA_FILE_VARIABLES {
            let is_same = |known: &Sourced<String>| system.is_same_variable(&known.value, name);
            if self.left_out.iter().any(is_same) {
                continue;
            }
            match self.set.iter().position(is_same) {
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

/// Checks a variable. If PATH or `JAVA_TOOL_OPTIONS` named the bundle, the program would not start.
fn can_name_the_bundle(name: &str) -> Result<(), String> {
    if is_reserved(name) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::env::names::{NEEDED_ON_WINDOWS, OF_SYSTEM};
    use crate::profile::BASE;
    use crate::profile::built_in::BuiltIn;
    use crate::profile::origin::KeyPath;

    /// Merges `ca.variables` of files, the highest first.
    fn merged(files: &[&str], system: System) -> Result<CaVariables, Invalid> {
        let files = files.iter().enumerate().map(|(file, yaml)| InFile {
            file,
            value: serde_yaml::from_str(yaml).unwrap(),
        });
        let context = MergeContext {
            key: KeyPath::default().join("ca").join("variables"),
            system,
            base: 0,
            own: 1,
        };
        CaVariables::merge(files, context, |_| Ok(()))
    }

    #[test]
    fn the_highest_file_wins_in_any_case_on_windows() {
        let names = |files: &[&str], system| {
            let merged = merged(files, system).ok().unwrap();
            let names = |list: &[Sourced<String>]| -> Vec<String> {
                list.iter().map(|name| name.value.clone()).collect()
            };
            (
                names(&merged.set[CA_FILE_VARIABLES.len()..]),
                names(&merged.left_out),
            )
        };
        let files = [
            "{Pip_Cert: false, A: true}",
            "{PIP_CERT: true, a: false, B: true}",
        ];
        let words = |words: &[&str]| words.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        let windows = (words(&["A", "B"]), words(&["Pip_Cert"]));
        assert_eq!(names(&files, System::Windows), windows);
        let linux = (words(&["A", "B", "PIP_CERT"]), words(&["Pip_Cert", "a"]));
        assert_eq!(names(&files, System::Linux), linux);
        // The three that are set without an entry.
        let merged = merged(&["{ssl_cert_file: false}"], System::Windows);
        assert_eq!(merged.ok().unwrap().set.len(), CA_FILE_VARIABLES.len() - 1);
        // Two names with one value are one variable.
        let twice = ["{PIP_CERT: true, pip_cert: true}"];
        assert_eq!(names(&twice, System::Windows).0, ["PIP_CERT"]);
        assert_eq!(
            names(&["[PIP_CERT, Pip_Cert]"], System::Windows).0,
            ["PIP_CERT"]
        );
    }

    #[test]
    fn a_variable_is_set_or_left_out() {
        let yaml = "{PIP_CERT: true, Pip_Cert: false}";
        assert!(merged(&[yaml], System::Linux).is_ok());
        let invalid = merged(&[yaml], System::Windows).err().unwrap();
        let sentence = "`Pip_Cert` and `PIP_CERT` are the same variable on Windows";
        assert_eq!(
            (&*invalid.sentence, invalid.hint()),
            (sentence, "keep one of the two")
        );
        assert_eq!(invalid.origin.dotted(), "ca.variables.Pip_Cert");
    }

    #[test]
    fn no_variable_of_the_system_names_the_bundle() {
        let own = [
            "SSL_CERT_DIR",
            "JAVA_TOOL_OPTIONS",
            "LD_X",
            "Ld_X",
            "DYLD_X",
            "XDG_CACHE_HOME",
            "lc_all",
        ];
        let of_sglaunch = ["SGLAUNCH_ROOT", "Sglaunch_New"];
        let all = OF_SYSTEM.iter().chain(&own).chain(&of_sglaunch);
        for name in all {
            for name in [(*name).to_owned(), name.to_lowercase(), name.to_uppercase()] {
                assert!(can_name_the_bundle(&name).is_err(), "{name}");
            }
        }
        let base: serde_json::Value =
            serde_json::from_str(BuiltIn::find(BASE).unwrap().json()).unwrap();
        let of_base = base["ca"]["variables"].as_object().unwrap();
        for name in of_base.keys() {
            assert_eq!(can_name_the_bundle(name), Ok(()));
        }
        let is_of_system = |name| OF_SYSTEM.contains(name);
        assert!(NEEDED_ON_WINDOWS.iter().all(is_of_system));
        for name in CA_FILE_VARIABLES
            .iter()
            .chain(&["PIP_CERT", "LD", "TEMPERATURE", "STUDIO_CA"])
        {
            assert_eq!(can_name_the_bundle(name), Ok(()));
        }
    }
}
