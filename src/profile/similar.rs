//! Profiles that the user may have meant with a name that no profile has.

use std::sync::atomic::Ordering;

use super::built_in::{BuiltIn, built_in_aliases};
use super::file_alias::FileAlias;
use super::layers::{Layers, MAX_SUGGESTED};
use crate::error::{alternatives, cut, nearest};
use crate::order;

/// Maximum number of profiles that are suggested.
const MAX_PROFILES: usize = 3;

/// Profiles that resemble a typed name.
#[derive(Debug, PartialEq, Eq)]
pub struct Similar {
    /// What to type, in backticks.
    pub names: String,
    /// The typed name is a part of their names or aliases.
    pub is_part: bool,
}

impl Similar {
    fn new(names: &[&str], is_part: bool) -> Option<Self> {
        let names = alternatives(names);
        (!names.is_empty()).then_some(Self { names, is_part })
    }
}

impl Layers {
    /// Returns the profiles that resemble a name that no profile has.
    pub fn similar(&self, name: &str) -> Option<Similar> {
        self.similar_names(name, described_by)
    }

    /// Returns the profiles with a name or an alias that resembles that of a new profile, if no
    /// layer has it.
    pub fn similar_to_new(&self, name: &str) -> Option<Similar> {
        let is_new = !self.has(name);
        is_new
            .then(|| self.similar_names(name, |_| Vec::new()))
            .flatten()
    }

    fn similar_names(
        &self,
        name: &str,
        described_by: fn(&str) -> Vec<&'static str>,
    ) -> Option<Similar> {
        let suggested = self.suggested.fetch_add(1, Ordering::Relaxed);
        let names = (suggested < MAX_SUGGESTED).then(|| self.names())?;
        let files = self.file_aliases();
        let mut known: Vec<(&str, &str)> = Vec::new();
        known.extend(names.iter().map(|name| (name.as_str(), name.as_str())));
        for (alias, profile) in built_in_aliases() {
            known.push((alias, profile));
        }
        for FileAlias { alias, file, .. } in &files {
            known.push((alias, &file.name));
        }
        let with_version = |(known, _): &(&str, _)| with_version(known, name);
        if let Some(found) = known.iter().find_map(with_version) {
            return Similar::new(&[&found], false);
        }
        Similar::new(&with_part(name, &known), true).or_else(|| {
            let described = described_by(name).into_iter();
            let similar = described.chain(nearest_of(name, &known));
            Similar::new(&first_profiles(similar), false)
        })
    }
}

/// Returns the profiles of which a name or an alias has the typed name as a part, as `3dsmax` has
/// `max`: those with the fewest other letters first.
fn with_part<'a>(typed: &str, known: &[(&str, &'a str)]) -> Vec<&'a str> {
    let typed = letters(typed);
    if typed.len() < 3 {
        return Vec::new();
    }
    let others = |(known, profile): &(&str, &'a str)| {
        let known = letters(before_version(known));
        // The programs that are called so are those that people call `…python` too.
        let is_same = known == typed || known == typed.replace("python", "py");
        if is_same {
            Some((0, *profile))
        } else {
            let has_part = known.contains(&typed);
            has_part.then(|| (known.len() - typed.len(), *profile))
        }
    };
    let mut with_part: Vec<(usize, &str)> = known.iter().filter_map(others).collect();
    order::sort_by_key(&mut with_part, |(others, _)| *others);
    if with_part.first().is_some_and(|(others, _)| *others == 0) {
        with_part.retain(|(others, _)| *others == 0);
    }
    first_profiles(with_part.into_iter().map(|(_, profile)| profile))
}

/// Returns the profiles with the names and aliases that are most similar to the typed name.
fn nearest_of<'a>(typed: &str, known: &[(&str, &'a str)]) -> Vec<&'a str> {
    let names = known.iter().map(|(known, _)| before_version(known));
    let near = nearest(typed, names).into_iter();
    let is = |near, known: &&(&str, _)| before_version(known.0) == near;
    near.filter_map(|near| known.iter().find(|known| is(near, known)))
        .map(|(_, profile)| *profile)
        .collect()
}

fn first_profiles<'a>(profiles: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut first: Vec<&str> = Vec::new();
    for profile in profiles {
        if first.len() < MAX_PROFILES && !first.contains(&profile) {
            first.push(profile);
        }
    }
    first
}

/// Returns the built-in profiles of which the description has the typed word, or has it as its
/// initials, with or without those of the vendor: `ae` for `Adobe After Effects`.
///
/// A word of many descriptions, such as a vendor, tells nothing.
fn described_by(typed: &str) -> Vec<&'static str> {
    let typed = letters(typed.trim_end_matches(|c: char| c.is_ascii_digit()));
    let is_described = |built_in: &BuiltIn| {
        let description = built_in.description();
        let capitals = description.chars().filter(char::is_ascii_uppercase);
        let initials = capitals.collect::<String>().to_lowercase();
        let is_initials =
            typed.len() > 1 && (initials == typed || initials.get(1..) == Some(&typed));
        is_initials || typed.len() > 3 && letters(description).contains(&typed)
    };
    let described: Vec<&str> = (BuiltIn::all().filter(is_described))
        .map(BuiltIn::name)
        .collect();
    if described.len() > MAX_PROFILES {
        return Vec::new();
    }
    described
}

/// Returns the letters and digits of a name or text, in lower case.
fn letters(text: &str) -> String {
    let shown = cut(text);
    let letters = shown.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// Returns the start of an alias with `{version}`.
fn before_version(alias: &str) -> &str {
    alias.split('{').next().unwrap_or(alias).trim_end()
}

/// Returns how to type a version that is joined with a name or an alias: `houdini20.5`.
fn with_version(known: &str, typed: &str) -> Option<String> {
    let start = typed.find(|c: char| c.is_ascii_digit())?;
    let (name, version) = typed.split_at(start);
    let (before, after) = known.split_once("{version}").unwrap_or((known, "@"));
    let name = name.trim_end_matches(['-', '_', ' ', '@']);
    let is_same = name.eq_ignore_ascii_case(before);
    is_same.then(|| match after {
        "@" => format!("{before}@{version}"),
        after => format!("{before}{version}{after}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_names_and_descriptions_lead_to_profiles() {
        let layers = Layers::new([]);
        for (typed, expected) in [
            ("max", "`3dsmax`"),
            ("painter", "`substancepainter`"),
            ("designer", "`substancedesigner`"),
            ("shotgun", "`sgdesktop`"),
            ("shotgrid", "`sgdesktop`"),
            ("davinci", "`resolve`"),
            ("DaVinciResolve", "`resolve`"),
            ("adobe photoshop", "`photoshop`"),
            ("rvpython", "`rvpy`"),
            ("hudini", "`houdini`"),
            ("afterfxx", "`aftereffects`"),
            ("houdini20", "`houdini@20`"),
            ("ae", "`aerender`"),
            ("ue5", "`unreal`"),
            ("toolkit", "`tank`"),
            ("pipeline", "`tank`"),
            ("renderman", "`prman`"),
        ] {
            let names = layers.similar(typed).map(|it| it.names);
            let starts = names.as_deref().is_some_and(|it| it.starts_with(expected));
            assert!(starts, "{typed}: {names:?}");
        }
        // Every program of Autodesk would be suggested.
        for typed in ["autodesk", "interpreter", "xyz", "a", ""] {
            assert_eq!(Layers::new([]).similar(typed), None, "{typed}");
        }
        assert_eq!(layers.similar_to_new("pipeline"), None);
    }
}
