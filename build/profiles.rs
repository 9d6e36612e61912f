//! Writes the table of the built-in profiles, which `src/profile/built_in.rs` includes.
//!
//! The profiles are JSON, which a launch reads ten times as fast as YAML.
//! The strings of all profiles are joined, and the table has only numbers, because an array of
//! strings costs each start of a program that is loaded anywhere one relocation per string.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use serde_json::Value;

use crate::{Result, out_dir};

/// The keys of the profiles by name, which is the order of the table.
type Profiles = BTreeMap<String, Value>;

pub(crate) fn write_table() -> Result<()> {
    let system = match env::var("CARGO_CFG_TARGET_OS")?.as_str() {
        "windows" => "windows",
        "macos" => "macos",
        _ => "linux",
    };
    let mut profiles = read_profiles(system)?;
    add_copies(&mut profiles)?;
    let mut texts = Texts::default();
    let (mut entries, mut aliases) = (String::new(), String::new());
    let mut alias_list = Vec::new();
    for (index, (name, profile)) in profiles.iter().enumerate() {
        texts.names.push_str(name);
        texts.descriptions.push_str(description(name, &profiles)?);
        texts.json.push_str(&profile.to_string());
        writeln!(
            entries,
            "Entry {{ name: {}, description: {}, json: {}, is_for_this_system: {} }},",
            texts.names.len(),
            texts.descriptions.len(),
            texts.json.len(),
            has_program(name, system, &profiles),
        )?;
        for alias in aliases_of(profile) {
            texts.aliases.push_str(alias);
            writeln!(aliases, "({}, {index}),", texts.aliases.len())?;
            alias_list.push(alias);
        }
    }
    let (patterns, literals) = alias_order(&alias_list);
    let Texts {
        names,
        descriptions,
        aliases: alias_names,
        json,
    } = texts;
    let table = format!(
        "const NAMES: &str = {names:?};\n\
         const DESCRIPTIONS: &str = {descriptions:?};\n\
         const ALIASES: &str = {alias_names:?};\n\
         const JSON: &str = {json:?};\n\
         #[rustfmt::skip]\nstatic ENTRIES: &[Entry] = &[\n{entries}];\n\
         #[rustfmt::skip]\nstatic ALIAS_ENTRIES: &[(u32, u16)] = &[\n{aliases}];\n\
         #[rustfmt::skip]\nstatic LITERAL_ALIASES: &[u16] = &{literals:?};\n\
         #[rustfmt::skip]\nstatic ALIAS_PATTERNS: &[u16] = &{patterns:?};\n"
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
}

fn read_profiles(system: &str) -> Result<Profiles> {
    let mut profiles = Profiles::new();
    for entry in fs::read_dir("profiles")? {
        let path = entry?.path();
        if path.extension().is_none_or(|extension| extension != "yaml") {
            continue;
        }
        let profile = read(&path, system).map_err(|why| format!("{}: {why}", path.display()))?;
        let name = path.file_stem().and_then(|name| name.to_str());
        let name = name.ok_or_else(|| format!("{}: the name is not UTF-8", path.display()))?;
        profiles.insert(name.to_owned(), profile);
    }
    Ok(profiles)
}

/// Adds copies of the profiles, under other names, up to the number in `SGLAUNCH_BUILT_IN`.
/// `benches/run` measures whether their number slows a launch.
fn add_copies(profiles: &mut Profiles) -> Result<()> {
    println!("cargo::rerun-if-env-changed=SGLAUNCH_BUILT_IN");
    let Ok(number) = env::var("SGLAUNCH_BUILT_IN") else {
        return Ok(());
    };
    let missing = number.parse::<usize>()?.saturating_sub(profiles.len());
    let originals = profiles.clone();
    for (index, (name, profile)) in originals.iter().cycle().take(missing).enumerate() {
        let suffix = format!("-{}", index / originals.len() + 1);
        let mut copy = profile.clone();
        if let Some(aliases) = copy.get_mut("aliases").and_then(Value::as_array_mut) {
            for alias in aliases {
                *alias = format!("{}{suffix}", alias.as_str().unwrap_or_default()).into();
            }
        }
        profiles.insert(format!("{name}{suffix}"), copy);
    }
    Ok(())
}

/// Reads a profile, without the programs of other systems if it has one for this system. `check`
/// uses those of others if there is none.
fn read(path: &Path, system: &str) -> Result<Value> {
    let mut profile: Value = serde_yaml::from_str(&fs::read_to_string(path)?)?;
    let program = profile.get_mut("program").and_then(Value::as_object_mut);
    if let Some(program) = program.filter(|program| program.contains_key(system)) {
        program.retain(|key, _| key == system);
    }
    Ok(profile)
}

/// Returns the profile and those that it extends.
fn chain<'a>(name: &'a str, profiles: &'a Profiles) -> impl Iterator<Item = &'a Value> {
    let parent = |profile: &&'a Value| profiles.get(profile.get("extends")?.as_str()?);
    // A circle, which a test finds, must not hang the build.
    std::iter::successors(profiles.get(name), parent).take(profiles.len())
}

fn description<'a>(name: &'a str, profiles: &'a Profiles) -> Result<&'a str> {
    let mut chain = chain(name, profiles);
    let description = chain.find_map(|profile| profile.get("description")?.as_str());
    Ok(description.ok_or_else(|| format!("profiles/{name}.yaml has no description"))?)
}

/// Returns whether a profile has candidates on a system: those of the first file with a list.
fn has_program(name: &str, system: &str, profiles: &Profiles) -> bool {
    let mut lists =
        chain(name, profiles).filter_map(|profile| profile.get("program")?.get(system)?.as_array());
    lists.next().is_some_and(|list| !list.is_empty())
}

/// Returns the indexes of the patterns, and those of the other aliases, sorted by their lower case.
fn alias_order(aliases: &[&str]) -> (Vec<usize>, Vec<usize>) {
    let is_pattern = |index: &usize| aliases[*index].contains("{version}");
    let (patterns, mut literals): (Vec<_>, Vec<_>) = (0..aliases.len()).partition(is_pattern);
    literals.sort_by_key(|index| aliases[*index].to_ascii_lowercase());
    (patterns, literals)
}

fn aliases_of(profile: &Value) -> impl Iterator<Item = &str> {
    let aliases = profile.get("aliases").and_then(Value::as_array);
    aliases.into_iter().flatten().filter_map(Value::as_str)
}
