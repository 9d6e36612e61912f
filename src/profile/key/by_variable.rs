//! A map of environment variables.

use std::collections::BTreeMap;

use super::kinds::within_limit;
use super::leaf::{Leaf, parse};
use super::unique_map::UniqueMap;
use super::{Check, InFile, Invalid, Key, MergeContext, Remedy, Setting, System};
use crate::error::cut;
use crate::profile::constraint;
use crate::profile::origin::{Item, Sourced};

/// A value per environment variable. The highest file that names the variable wins, if its value is
/// one for this system. On Windows names that differ only in case are one variable.
#[derive(Debug)]
pub struct ByVariable<T> {
    system: System,
    /// By [`System::variable_key`]. Each value's origin has the name as the file has it.
    values: BTreeMap<String, Sourced<T>>,
}

impl<T> ByVariable<T> {
    /// Iterates over the names, as the files have them, and the values, in the order of
    /// [`System::compare_variables`].
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Sourced<T>)> {
        let named = self.values.iter();
        named.map(|(key, value)| (value.origin.entry().unwrap_or(key), value))
    }

    pub fn values(&self) -> impl Iterator<Item = &Sourced<T>> {
        self.values.values()
    }

    pub fn get(&self, name: &str) -> Option<&Sourced<T>> {
        self.values.get(&*self.system.variable_key(name))
    }

    /// The system for which the files were merged.
    pub(in crate::profile) fn system(&self) -> System {
        self.system
    }
}

impl<T: Leaf + PartialEq> Key for ByVariable<T> {
    type Raw = UniqueMap<T::Raw>;
    type Leaf = T;

    fn merge(
        files: impl Iterator<Item = InFile<Self::Raw>>,
        context: MergeContext,
        check: Check<T>,
    ) -> Result<Self, Invalid> {
        let system = context.system;
        let mut values: BTreeMap<String, Sourced<T>> = BTreeMap::new();
        for InFile { file, value } in files {
            within_limit(value.0.len(), file, context)?;
            for (name, value) in value.0 {
                let key = system.variable_key(&name).into_owned();
                let known = values.get(&key);
                if known.is_some_and(|known| known.origin.file != file) {
                    continue;
                }
                if let Err(sentence) = constraint::variable_name(&name) {
                    let origin = context.origin(file, Item::Entry(name));
                    return Err(Invalid::new(sentence, origin));
                }
                let Some((value, of_system)) = T::of_system(value, system) else {
                    continue;
                };
                let item = match of_system {
                    Some(system) => Item::OfSystem(name, system.key()),
                    None => Item::Entry(name),
                };
                let value = parse(InFile { file, value }, item, context, check)?;
                match known {
                    None => drop(values.insert(key, value)),
                    // Proxies are usually set under two names: `http_proxy` and `HTTP_PROXY`.
                    Some(known) if known.value == value.value => {}
                    Some(known) => {
                        let [name, other] =
                            [&value, known].map(|it| it.origin.entry().unwrap_or(&key));
                        let why = one_variable(name, other, system);
                        return Err(Invalid::new(why, value.origin).remedy(Remedy::KeepOneChange));
                    }
                }
            }
        }
        Ok(Self { system, values })
    }

    fn collect(&self, settings: &mut Vec<Setting>) {
        settings.extend(self.values().map(Setting::from));
    }
}

/// Returns the sentence about two names of one variable.
pub(in crate::profile) fn one_variable(name: &str, other: &str, system: System) -> String {
    let (name, other, system) = (cut(name), cut(other), system.name());
    format!("`{name}` and `{other}` are the same variable on {system}")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value as Json, json};

    use super::*;
    use crate::profile::VariableChange;
    use crate::profile::changes::in_order;
    use crate::profile::origin::KeyPath;

    /// Merges the `env` of files, the highest first.
    fn merged(files: &[&str], system: System) -> Result<ByVariable<VariableChange>, Invalid> {
        let files = files.iter().enumerate().map(|(file, yaml)| InFile {
            file,
            value: serde_yaml::from_str(yaml).unwrap(),
        });
        let context = MergeContext {
            key: KeyPath::default().join("env"),
            system,
            base: 0,
            own: 1,
        };
        ByVariable::merge(files, context, |_| Ok(()))
    }

    fn entries(files: &[&str], system: System) -> Vec<(String, usize, Json)> {
        let merged = merged(files, system).ok().unwrap();
        let entry = |(name, value): (&str, &Sourced<VariableChange>)| {
            (name.to_owned(), value.origin.file, value.value.to_json())
        };
        merged.iter().map(entry).collect()
    }

    #[test]
    fn the_highest_file_wins_in_any_case_on_windows() {
        let entry = |name: &str, file, value: Json| (name.to_owned(), file, value);
        let files = ["{Path: {prepend: [u]}}", "{PATH: {prepend: [s]}, path: x}"];
        // The lowest file alone would be an error on Windows, and nothing reads it.
        let expected = [entry("Path", 0, json!({"prepend": ["u"]}))];
        assert_eq!(entries(&files, System::Windows), expected);
        let expected = [
            entry("PATH", 1, json!({"prepend": ["s"]})),
            entry("Path", 0, json!({"prepend": ["u"]})),
            entry("path", 1, json!("x")),
        ];
        for system in [System::Linux, System::Macos] {
            assert_eq!(entries(&files, system), expected);
        }
        // Sorted by name, the lower `Path` would be applied after the higher `PATH`.
        let files = ["{PATH: high}", "{Path: low, _A: a, Z: z}"];
        let expected = [
            entry("PATH", 0, json!("high")),
            entry("Z", 1, json!("z")),
            entry("_A", 1, json!("a")),
        ];
        assert_eq!(entries(&files, System::Windows), expected);
        // An entry for other systems does not hide that of the file below.
        let files = ["{path: {linux: high}}", "{PATH: low}"];
        let expected = [entry("PATH", 1, json!("low"))];
        assert_eq!(entries(&files, System::Windows), expected);
    }

    #[test]
    fn a_variable_is_found_by_any_of_its_names_on_windows() {
        for (system, is_found) in [(System::Windows, true), (System::Linux, false)] {
            let merged = merged(&["{Tools_Dir: x}"], system).ok().unwrap();
            assert!(merged.get("Tools_Dir").is_some());
            for name in ["TOOLS_DIR", "tools_dir"] {
                assert_eq!(merged.get(name).is_some(), is_found, "{name}");
            }
        }
    }

    #[test]
    fn two_values_of_one_variable_in_a_file_are_an_error_on_windows() {
        for (yaml, is_valid) in [
            ("{PATH: a, Path: b}", false),
            ("{PATH: a, Path: null}", false),
            ("{PATH: {prepend: [a]}, Path: {append: [a]}}", false),
            ("{PATH: {windows: a}, Path: b}", false),
            // Of other systems, or the same.
            ("{PATH: a, Path: {linux: b}}", true),
            ("{http_proxy: 'http://p', HTTP_PROXY: 'http://p'}", true),
        ] {
            assert!(merged(&[yaml], System::Linux).is_ok(), "{yaml}");
            let windows = merged(&[yaml], System::Windows);
            assert_eq!(windows.is_ok(), is_valid, "{yaml}");
            if let Err(invalid) = windows {
                let sentence = "`Path` and `PATH` are the same variable on Windows";
                assert_eq!(
                    (&*invalid.sentence, invalid.remedy),
                    (sentence, Remedy::KeepOneChange)
                );
                assert_eq!(invalid.origin.dotted(), "env.Path");
            }
        }
    }

    #[test]
    fn the_order_of_changes_follows_any_case_on_windows() {
        let yaml = "{A: '${b_dir}/a', B_DIR: '${C}', Path: {prepend: ['${a}']}, c: x}";
        let order = |system| {
            let merged = merged(&[yaml], system).ok().unwrap();
            let ordered = in_order(&merged).unwrap_or_default();
            let names = ordered.iter().map(|(name, _)| (*name).to_owned());
            names.collect::<Vec<_>>()
        };
        assert_eq!(order(System::Windows), ["c", "B_DIR", "A", "Path"]);
        assert_eq!(order(System::Linux), ["A", "B_DIR", "Path", "c"]);
        // In the value of a variable its own name is the caller's, in any case.
        let own = merged(&["{TOOLS: '${Tools}/x'}"], System::Windows);
        assert!(in_order(&own.ok().unwrap()).is_ok());
        let circle = merged(&["{A: '${b}', B: '${a}'}"], System::Windows);
        assert!(in_order(&circle.ok().unwrap()).is_err());
    }

    #[test]
    fn only_ascii_letters_have_two_cases() {
        for (a, b, is_same) in [
            ("Path", "PATH", true),
            ("i", "I", true),
            ("ı", "I", false),
            ("İ", "i", false),
            ("k", "\u{212a}", false),
            ("ProgramFiles(x86)", "PROGRAMFILES(X86)", true),
            ("A", "AB", false),
        ] {
            assert_eq!(System::Windows.is_same_variable(a, b), is_same, "{a} {b}");
            let keys = [a, b].map(|name| System::Windows.variable_key(name));
            assert_eq!(keys[0] == keys[1], is_same, "{a} {b}");
            assert!(!System::Linux.is_same_variable(a, b), "{a} {b}");
        }
    }
}
