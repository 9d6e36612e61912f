//! The built-in profiles: table.md has paths of programs, and each profile names its sources.

mod image;
mod page;
mod sources;
pub mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::system;
use image::Image;
use table::{Row, Section};

#[test]
fn every_candidate_of_this_system_finds_its_program() {
    check(&Section::of(system::NAME));
}

/// On a Mac, the test above runs these rows as they are.
#[test]
#[cfg_attr(
    not(target_os = "linux"),
    ignore = "the paths of macOS are also read on Linux"
)]
fn every_candidate_of_macos_finds_its_program() {
    check(&Section::of("macos"));
}

#[test]
fn the_table_names_built_in_profiles() {
    let profiles = built_in();
    for section in table::sections() {
        for row in &section.rows {
            assert!(profiles.contains_key(row.profile), "{}", row.profile);
        }
    }
}

#[test]
fn the_table_has_a_key_for_each_candidate_of_the_registry() {
    let candidates = registry_candidates();
    let keys = table::keys();
    for Candidate { profile, value } in &candidates {
        let mut keys = keys.iter().filter(|key| key.profile == profile);
        assert!(
            keys.any(|key| key.is_of(value)),
            "{profile}: no key for {value}"
        );
    }
    for key in &keys {
        let mut candidates = candidates.iter().filter(|it| it.profile == key.profile);
        let is_found = candidates.any(|it| key.is_of(&it.value));
        assert!(is_found, "{}: no candidate for {}", key.profile, key.path);
    }
}

/// Returns the candidates of Windows' registry.
pub fn registry_candidates() -> Vec<Candidate> {
    let mut candidates = Candidate::of_profiles("windows");
    candidates.retain(|candidate| candidate.value.get("registry").is_some());
    candidates
}

/// Returns the files in `profiles/`, by the names of the profiles.
pub fn built_in() -> BTreeMap<String, String> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("profiles");
    let files = crate::sandbox::files_in(&dir).into_iter().map(|path| {
        let name = path.file_stem().expect("a file").to_string_lossy();
        let text = fs::read_to_string(&path).expect("a profile");
        (name.into_owned(), text)
    });
    files.collect()
}

/// A candidate of a profile.
pub struct Candidate {
    pub profile: String,
    /// The candidate as in the profile.
    pub value: Value,
}

impl Candidate {
    /// Returns the candidates that the profiles themselves have for a system, but those of the
    /// registry.
    fn all(system: &str) -> Vec<Self> {
        let mut candidates = Self::of_profiles(system);
        candidates.retain(|candidate| candidate.value.get("registry").is_none());
        candidates
    }

    fn of_profiles(system: &str) -> Vec<Self> {
        let of = |(profile, text): (String, String)| {
            let yaml: Value = serde_yaml::from_str(&text).expect("a profile");
            let candidates = yaml["program"][system].as_array().cloned();
            let candidates = candidates.unwrap_or_default().into_iter();
            let candidates = candidates.map(move |value| Self {
                profile: profile.clone(),
                value,
            });
            candidates.collect::<Vec<_>>()
        };
        built_in().into_iter().flat_map(of).collect()
    }

    fn text(&self) -> &str {
        let text = self.value.get("command").unwrap_or(&self.value);
        text.as_str().expect("a candidate")
    }

    fn is_app(&self) -> bool {
        Path::new(self.text()).extension() == Some("app".as_ref())
    }

    /// Returns whether the environment selects the program. Then the profile's other candidates
    /// show how a path contains the version.
    fn is_choice(&self) -> bool {
        self.text().starts_with("${") && !self.text().contains(":-") || !self.text().contains('/')
    }

    /// Returns a profile that has only this candidate, or this one first, for the version of a row.
    fn profile(&self, row: &Row, all: &[Self]) -> Value {
        let value = match row.executable() {
            // An application is a directory like any other, except on macOS.
            Some(executable) if !cfg!(target_os = "macos") && self.is_app() => {
                json!(format!("{}/{executable}", self.text()))
            }
            _ => self.value.clone(),
        };
        let others = all
            .iter()
            .filter(|it| self.is_choice() && it.profile == self.profile);
        let mut candidates = vec![value];
        candidates.extend(others.map(|it| it.value.clone()));
        let program = json!({system::NAME: candidates});
        let mut profile = json!({"extends": self.profile, "program": program});
        if let Some(version) = row.version {
            profile["version"] = json!(version);
        }
        profile
    }
}

/// A program that was found, and its version.
type Found = (String, Option<String>);

/// Lays the paths of a section into an image, and searches each with each candidate of its profile.
/// Fails with the rows that no candidate finds, and with the candidates that find no row.
fn check(section: &Section) {
    let candidates = Candidate::all(section.system);
    let rows = &section.rows;
    let mut image = Image::new(section);
    for row in rows {
        image.lay(row);
    }
    let mut pairs = Vec::new();
    for (index, candidate) in candidates.iter().enumerate() {
        let own = rows.iter().filter(|row| row.profile == candidate.profile);
        for row in own {
            let name = format!("row-{}", pairs.len());
            image.write_profile(&name, &candidate.profile(row, &candidates));
            pairs.push((name, index, row));
        }
    }
    let listed = image.list();
    let expected = |row: &Row| -> Found { (image.program(row), row.version.map(str::to_owned)) };
    let (mut finding, mut found) = (BTreeSet::new(), BTreeSet::new());
    for (name, index, row) in &pairs {
        if listed[name].as_ref() == Some(&expected(row)) {
            finding.insert(*index);
            found.insert((row.profile, &row.path));
        }
    }
    let mut faults = Vec::new();
    for row in rows
        .iter()
        .filter(|row| !found.contains(&(row.profile, &row.path)))
    {
        let version = row.version.unwrap_or("-");
        faults.push(format!(
            "{}: no candidate finds {version} at {}",
            row.profile, row.path
        ));
    }
    for (index, candidate) in candidates.iter().enumerate() {
        if !finding.contains(&index) {
            faults.push(format!(
                "{}: no row for {}",
                candidate.profile, candidate.value
            ));
        }
    }
    if section.system == system::NAME {
        faults.extend(check_profiles(rows, &listed, &expected));
    }
    let system = section.system;
    assert!(faults.is_empty(), "{system}:\n{}", faults.join("\n"));
}

/// Returns the built-in profiles that do not start a program of one of their rows, or of the rows
/// of a profile that they extend.
fn check_profiles(
    rows: &[Row],
    listed: &BTreeMap<String, Option<Found>>,
    expected: &impl Fn(&Row) -> Found,
) -> Vec<String> {
    let mut faults = Vec::new();
    for name in built_in().keys() {
        let owner = owner(name.clone());
        let mut own = rows.iter().filter(|row| row.profile == owner).peekable();
        let found = &listed[name];
        if own.peek().is_some() && !own.any(|row| found.as_ref() == Some(&expected(row))) {
            faults.push(format!("{name}: starts {found:?}"));
        }
    }
    faults
}

/// Returns the profile of a family that has the candidates of a profile for this system.
fn owner(name: String) -> String {
    let yaml: Value = serde_yaml::from_str(&built_in()[&name]).expect("a profile");
    match yaml["extends"].as_str() {
        Some(base) if yaml["program"].get(system::NAME).is_none() => owner(base.to_owned()),
        _ => name,
    }
}
