//! Writes the table of the built-in profiles, which `src/profile/built_in.rs` includes.
//!
//! The strings of all profiles are joined, and the table has only numbers, because an array of
//! strings costs each start of a static program that is loaded anywhere two relocations per string.

use std::collections::BTreeMap;
use std::path::Path;
use std::{env, fs};

use serde_json::Value;

use crate::{Result, out_dir};

/// The profiles by name, which is the order of the table.
type Profiles = BTreeMap<String, Profile>;

struct Profile {
    yaml: String,
    keys: Value,
}

pub(crate) fn write_table() -> Result<()> {
    let profiles = read_profiles()?;
    let system = match env::var("CARGO_CFG_TARGET_OS")?.as_str() {
        "windows" => "windows",
        "macos" => "macos",
        _ => "linux",
    };
    let mut texts = Texts::default();
    let (mut entries, mut aliases) = (String::new(), String::new());
    for (index, (name, profile)) in profiles.iter().enumerate() {
        texts.names.push_str(name);
        texts.descriptions.push_str(description(name, &profiles)?);
        texts.json.push_str(&serde_json::to_string(&profile.keys)?);
        texts.yaml.push_str(&profile.yaml);
        entries += &format!(
            "Entry {{ name: {}, description: {}, json: {}, yaml: {}, is_for_this_system: {} }},\n",
            texts.names.len(),
            texts.descriptions.len(),
            texts.json.len(),
            texts.yaml.len(),
            has_program(name, system, &profiles),
        );
        for alias in aliases_of(profile) {
            texts.aliases.push_str(alias);
            aliases += &format!("({}, {index}),\n", texts.aliases.len());
        }
    }
    texts.write()?;
    let table = format!(
        "#[rustfmt::skip]\nstatic ENTRIES: &[Entry] = &[\n{entries}];\n\
         #[rustfmt::skip]\nstatic ALIAS_ENTRIES: &[(u32, u16)] = &[\n{aliases}];\n"
    );
    fs::write(out_dir()?.join("profiles.rs"), table)?;
    Ok(())
}

/// The strings of all profiles, each kind joined.
#[derive(Default)]
struct Texts {
    names: String,
    descriptions: String,
    aliases: String,
    json: String,
    yaml: String,
}

impl Texts {
    fn write(&self) -> Result<()> {
        let out = out_dir()?;
        for (file, text) in [
            ("names", &self.names),
            ("descriptions", &self.descriptions),
            ("aliases", &self.aliases),
            ("json", &self.json),
            ("yaml", &self.yaml),
        ] {
            fs::write(out.join("profiles").with_extension(file), text)?;
        }
        Ok(())
    }
}

fn read_profiles() -> Result<Profiles> {
    let mut profiles = Profiles::new();
    for entry in fs::read_dir("profiles")? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "yaml") {
            continue;
        }
        let profile = read(&path).map_err(|why| format!("{}: {why}", path.display()))?;
        let name = path.file_stem().and_then(|name| name.to_str());
        profiles.insert(name.ok_or("a name is UTF-8")?.to_owned(), profile);
    }
    Ok(profiles)
}

/// Reads a profile. A launch reads JSON ten times as fast as YAML.
fn read(path: &Path) -> Result<Profile> {
    let yaml = fs::read_to_string(path)?;
    let keys = serde_yaml::from_str(&yaml)?;
    Ok(Profile { yaml, keys })
}

/// Returns the profile and those that it extends.
fn chain<'a>(name: &'a str, profiles: &'a Profiles) -> impl Iterator<Item = &'a Profile> {
    let parent = |profile: &&'a Profile| profiles.get(profile.keys.get("extends")?.as_str()?);
    // A circle, which a test finds, must not hang the build.
    std::iter::successors(profiles.get(name), parent).take(profiles.len())
}

fn description<'a>(name: &'a str, profiles: &'a Profiles) -> Result<&'a str> {
    let mut chain = chain(name, profiles);
    let description = chain.find_map(|profile| profile.keys.get("description")?.as_str());
    Ok(description.ok_or_else(|| format!("profiles/{name}.yaml has no description"))?)
}

/// Returns whether a profile has candidates on a system.
fn has_program(name: &str, system: &str, profiles: &Profiles) -> bool {
    let program = chain(name, profiles).find_map(|profile| profile.keys.get("program"));
    program.is_some_and(|program| match program {
        Value::Object(systems) => systems.get(system).is_some_and(|it| !it.is_null()),
        _ => true,
    })
}

fn aliases_of(profile: &Profile) -> impl Iterator<Item = &str> {
    let aliases = profile.keys.get("aliases").and_then(Value::as_array);
    aliases.into_iter().flatten().filter_map(Value::as_str)
}
