//! The profiles in `profiles/`, which are compiled in.
//!
//! build.rs writes the table: a new profile is a file, and no list names it. The number of profiles
//! costs a launch nothing, because the strings are found by their positions in joined texts.

use super::alias::{AliasMatch, alias_matches};

include!(concat!(env!("OUT_DIR"), "/profiles.rs"));

/// Where the strings of a profile end in the joined texts. They begin where those of the profile
/// before it end.
struct Entry {
    name: u32,
    description: u32,
    json: u32,
    is_for_this_system: bool,
}

/// A profile that is compiled in: its index in the table, which is sorted by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BuiltIn(usize);

impl BuiltIn {
    /// Returns the profiles, sorted by name.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..ENTRIES.len()).map(Self)
    }

    /// Finds a profile by its name. An entry has only positions, so that the search of a slice in
    /// the standard library has no name to compare.
    pub fn find(name: &str) -> Option<Self> {
        let (mut start, mut end) = (0, ENTRIES.len());
        while start < end {
            let middle = Self(usize::midpoint(start, end));
            match middle.name().cmp(name) {
                std::cmp::Ordering::Less => start = middle.0 + 1,
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Greater => end = middle.0,
            }
        }
        None
    }

    pub fn name(self) -> &'static str {
        self.string(NAMES, |entry| entry.name)
    }

    pub fn description(self) -> &'static str {
        self.string(DESCRIPTIONS, |entry| entry.description)
    }

    /// Returns whether the profile has candidates of a program on this system.
    pub fn is_for_this_system(self) -> bool {
        ENTRIES
            .get(self.0)
            .is_some_and(|entry| entry.is_for_this_system)
    }

    /// Returns the keys, without the programs of other systems if there is one for this system.
    pub(super) fn json(self) -> &'static str {
        self.string(JSON, |entry| entry.json)
    }

    fn string(self, joined: &'static str, end: impl Fn(&Entry) -> u32) -> &'static str {
        let end_of = |index| ENTRIES.get(index).map_or(0, &end);
        slice(joined, end_of(self.0.wrapping_sub(1)), end_of(self.0))
    }
}

pub fn is_built_in(name: &str) -> bool {
    BuiltIn::find(name).is_some()
}

/// Returns the aliases of the built-in profiles, each with the name of its profile, by which they
/// are sorted.
pub fn built_in_aliases() -> impl Iterator<Item = (&'static str, &'static str)> + Clone {
    (0..ALIAS_ENTRIES.len()).map(alias)
}

/// Returns the built-in aliases that match a typed name: a literal one, then the patterns.
pub fn built_in_alias_matches(word: &str) -> impl Iterator<Item = AliasMatch<'_>> {
    let position = LITERAL_ALIASES
        .binary_search_by(|index| lower(alias((*index).into()).0).cmp(lower(word)))
        .ok();
    let literal = position.and_then(|position| LITERAL_ALIASES.get(position));
    let indexes = literal.into_iter().chain(ALIAS_PATTERNS);
    alias_matches(indexes.map(|index| alias((*index).into())), word)
}

fn lower(text: &str) -> impl Iterator<Item = u8> {
    text.bytes().map(|byte| byte.to_ascii_lowercase())
}

/// Returns an alias and the name of its profile.
fn alias(index: usize) -> (&'static str, &'static str) {
    let end_of = |index: usize| ALIAS_ENTRIES.get(index).map_or((0, 0), |entry| *entry);
    let ((start, _), (end, profile)) = (end_of(index.wrapping_sub(1)), end_of(index));
    (slice(ALIASES, start, end), BuiltIn(profile.into()).name())
}

fn slice(joined: &'static str, start: u32, end: u32) -> &'static str {
    joined.get(start as usize..end as usize).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::key::System;
    use crate::profile::{Layers, Profile};

    #[test]
    fn the_table_has_what_the_profiles_have() {
        let layers = Layers::new([]);
        let (mut names, mut aliases) = (Vec::new(), Vec::new());
        for built_in in BuiltIn::all() {
            let name = built_in.name();
            assert_eq!(BuiltIn::find(name), Some(built_in));
            let profile = Profile::load(name, &layers).unwrap();
            let settings = &profile.settings;
            let description = settings.description.as_ref().unwrap();
            assert_eq!(built_in.description(), description.value, "{name}");
            assert_eq!(
                built_in.is_for_this_system(),
                settings.program.as_ref().is_some_and(|it| !it.is_empty()),
                "{name}"
            );
            names.push(name);
            let own = settings.aliases.iter();
            aliases.extend(own.map(|alias| (alias.value.as_str().to_owned(), name)));
        }
        assert!(names.is_sorted(), "{names:?}");
        let mut files: Vec<_> = (std::fs::read_dir("profiles").unwrap())
            .map(|entry| entry.unwrap().path())
            .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
            .collect();
        files.sort();
        assert_eq!(names, files);
        let table: Vec<_> = (built_in_aliases())
            .map(|(alias, name)| (alias.to_owned(), name))
            .collect();
        assert_eq!(table, aliases);
    }

    #[test]
    fn names_that_are_not_in_the_table_are_not_found() {
        for name in ["", "a", "houdin", "houdini ", "Houdini", "zzz", "é"] {
            assert_eq!(BuiltIn::find(name), None, "{name}");
        }
    }

    #[test]
    fn the_order_of_the_aliases_finds_what_the_list_has() {
        let aliases: Vec<_> = built_in_aliases().map(|(alias, _)| alias).collect();
        let versions = aliases.iter().map(|it| it.replace("{version}", "15.1"));
        let upper = aliases.iter().map(|it| it.to_uppercase());
        let unknown = ["", "a", "python", "zzz", "é"].map(str::to_owned);
        for word in versions.chain(upper).chain(unknown) {
            let found: Vec<_> = built_in_alias_matches(&word).collect();
            let expected: Vec<_> = alias_matches(built_in_aliases(), &word).collect();
            assert_eq!(found, expected, "{word}");
        }
    }

    fn file(name: &str) -> serde_json::Value {
        let text = std::fs::read_to_string(format!("profiles/{name}.yaml")).unwrap();
        serde_yaml::from_str(&text).unwrap()
    }

    #[test]
    fn a_profile_has_the_keys_of_its_file_and_the_programs_of_this_system() {
        let current = System::CURRENT.key();
        for built_in in BuiltIn::all() {
            let mut file = file(built_in.name());
            if file.pointer(&format!("/program/{current}")).is_some() {
                let program = file["program"].as_object_mut().unwrap();
                program.retain(|system, _| system == current);
            }
            let json: serde_json::Value = serde_json::from_str(built_in.json()).unwrap();
            assert_eq!(json, file, "{}", built_in.name());
        }
    }

    /// A list that a file lacks is the parent's: a `mobupy` without one for Linux would start
    /// `motionbuilder` there. A profile without any has all programs of its parent, as `nukex`.
    #[test]
    fn a_program_of_a_family_has_a_list_for_each_system_of_its_parent() {
        for name in BuiltIn::all().map(BuiltIn::name) {
            let profile = file(name);
            let (Some(parent), Some(own)) = (&profile["extends"].as_str(), profile.get("program"))
            else {
                continue;
            };
            for (system, _) in file(parent)["program"].as_object().into_iter().flatten() {
                let has_list = own.get(system).is_some();
                assert!(has_list, "profiles/{name}.yaml: add `{system}: []`");
            }
        }
    }

    /// Those that a file lacks are the parent's: a Python that extends `blender` without `args`
    /// would start with Blender's option.
    #[test]
    fn a_program_of_a_family_has_its_own_args_and_name() {
        for name in BuiltIn::all().map(BuiltIn::name) {
            let profile = file(name);
            if profile.get("extends").is_some() && profile.get("program").is_some() {
                let has_args = profile.get("args").is_some();
                assert!(has_args, "profiles/{name}.yaml: add `args: []`");
                let has_name = profile.pointer("/shortcut/name").is_some();
                assert!(has_name, "profiles/{name}.yaml: add `shortcut.name`");
            }
        }
    }

    /// The map of numbers and years stands at each key of the registry.
    #[test]
    fn the_programs_of_3ds_max_have_the_same_versions() {
        let versions = |name: &str| {
            let file = file(name);
            let candidates = file
                .pointer("/program/windows")
                .unwrap()
                .as_array()
                .unwrap();
            let versions = candidates.iter().filter_map(|it| it.get("versions"));
            versions.cloned().collect::<Vec<_>>()
        };
        let expected = versions("3dsmax");
        for name in ["3dsmaxbatch", "3dsmaxpy"] {
            for versions in versions(name) {
                assert_eq!([versions], expected[..], "{name}");
            }
        }
    }
}
