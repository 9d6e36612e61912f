//! `docs/programs.md`, which is made from the profiles.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::built_in;
use super::sources::sources;

const INTRODUCTION: &str = "\
# Programs

The programs that sglaunch has profiles for, and where it looks for them.
[program-search.md](program-search.md) describes how a candidate is chosen, and
[profiles.md](profiles.md) how a profile of your own adds paths.

- The candidates of a system are listed in their order. A name without a directory is looked up on
  PATH, `{version}` is any version that is installed, `{major.minor}` its first two numbers, and
  `${HFS}` a variable.
- `C:/Program Files` is the directory that the variable `ProgramW6432` names, if it is set. `HKLM` and
  `HKCU` begin a key of Windows' registry: its value has the directory, behind the arrow is the program.
- A family shares the settings of its first profile: a version or a variable in your own `houdini.yaml`
  counts for `hython` too.
- sglaunch has not run on macOS and Windows with these programs. The paths are those of the sources,
  and each is tested in an image of a disk.

<!-- Made from profiles/*.yaml: UPDATE_SNAPSHOTS=1 cargo test programs::page -->
";

const SYSTEMS: [(&str, &str); 3] = [
    ("linux", "Linux"),
    ("macos", "macOS"),
    ("windows", "Windows"),
];

#[test]
fn the_page_is_made_from_the_profiles() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/programs.md");
    let page = page();
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(&file, &page).expect("it can be written");
    }
    let written = fs::read_to_string(&file).expect("the page");
    let difference = page.lines().zip(written.lines()).find(|(a, b)| a != b);
    let why = "set UPDATE_SNAPSHOTS=1 to write docs/programs.md again";
    assert!(page == written, "{why}: {difference:?}");
}

struct Profile {
    name: String,
    yaml: Value,
    text: String,
}

impl Profile {
    fn all() -> BTreeMap<String, Self> {
        let profile = |(name, text): (String, String)| {
            let yaml = serde_yaml::from_str(&text).expect("a profile");
            let profile = Self { name, yaml, text };
            (profile.name.clone(), profile)
        };
        let profiles = built_in().into_iter().map(profile);
        profiles.filter(|(name, _)| name != "defaults").collect()
    }

    fn description(&self) -> &str {
        self.yaml["description"].as_str().expect("a description")
    }

    fn base(&self) -> Option<&str> {
        self.yaml["extends"].as_str()
    }

    fn words(&self, key: &str) -> Vec<String> {
        let words = self.yaml[key].as_array().into_iter().flatten();
        words
            .map(|word| format!("`{}`", word.as_str().expect("a text")))
            .collect()
    }

    fn candidates(&self, system: &str) -> Vec<&Value> {
        let list = self.yaml["program"][system].as_array();
        list.into_iter().flatten().collect()
    }

    fn sources(&self) -> Vec<String> {
        let all = sources(&self.text).map(|source| match source.note {
            Some(note) => format!("<{}> ({note})", source.address),
            None => format!("<{}>", source.address),
        });
        all.collect()
    }
}

fn page() -> String {
    let profiles = Profile::all();
    let mut page = vec![INTRODUCTION.to_owned()];
    page.push("\n| profile | program | systems | other names |\n|---|---|---|---|\n".to_owned());
    for (name, profile) in &profiles {
        let head = &profiles[root(&profiles, profile)];
        let anchor = match short(profile, head) {
            Some(_) => &head.name,
            None => name,
        };
        let (description, aliases) = (profile.description(), profile.words("aliases").join(", "));
        let systems = systems(&profiles, profile);
        page.push(format!(
            "| [`{name}`](#{anchor}) | {description} | {systems} | {aliases} |\n"
        ));
    }
    for head in profiles.values().filter(|it| it.base().is_none()) {
        let of_family = |it: &&Profile| root(&profiles, it) == head.name && it.name != head.name;
        let members: Vec<&Profile> = profiles.values().filter(of_family).collect();
        page.push(format!("\n## `{}`\n\n{}", head.name, long(head)));
        let short: Vec<String> = members.iter().filter_map(|it| short(it, head)).collect();
        if !short.is_empty() {
            page.push(format!("\nOf the same sources:\n\n{}", short.concat()));
        }
        for member in members
            .into_iter()
            .filter(|it| self::short(it, head).is_none())
        {
            page.push(format!("\n### `{}`\n\n{}", member.name, long(member)));
        }
    }
    page.concat()
}

/// Returns the name of the profile that is the first of the family.
fn root<'a>(profiles: &'a BTreeMap<String, Profile>, profile: &'a Profile) -> &'a str {
    match profile.base() {
        Some(base) => root(profiles, &profiles[base]),
        None => &profile.name,
    }
}

/// Returns the systems on which a profile, or one that it extends, has candidates.
fn systems(profiles: &BTreeMap<String, Profile>, profile: &Profile) -> String {
    let has_candidates = |(system, _): &(&str, &str)| {
        let parent = |it: &&Profile| it.base().map(|base| &profiles[base]);
        let mut lists = std::iter::successors(Some(profile), parent)
            .filter_map(|it| it.yaml["program"][*system].as_array());
        lists.next().is_some_and(|list| !list.is_empty())
    };
    let systems = SYSTEMS.into_iter().filter(has_candidates);
    let labels: Vec<&str> = systems.map(|(_, label)| label).collect();
    labels.join(", ")
}

/// Returns the item of a program that has no paths and sources of its own.
fn short(profile: &Profile, head: &Profile) -> Option<String> {
    let of_head = head.sources();
    let is_known = |source: &String| of_head.contains(source);
    if profile.name == head.name || !profile.sources().iter().all(is_known) {
        return None;
    }
    let program = match profile.yaml.get("program") {
        None => format!("the program of `{}`", profile.base()?),
        Some(_) => format!("`{}` in the same directories", beside(head, profile)?),
    };
    let (name, description) = (&profile.name, profile.description());
    let started = started(profile);
    Some(format!("- `{name}`: {description}. {program}{started}\n").replace(". the", ". The"))
}

/// Returns the paths and sources of a program.
fn long(profile: &Profile) -> String {
    let program = match profile.base() {
        Some(base) if profile.yaml.get("program").is_none() => {
            format!("The program is that of `{base}`.\n")
        }
        _ => block(profile),
    };
    let sources = match profile.sources().as_slice() {
        [one] => format!("Source: {one}\n"),
        all => {
            let items: Vec<String> = all.iter().map(|one| format!("- {one}\n")).collect();
            format!("Sources:\n\n{}", items.concat())
        }
    };
    let (description, started) = (profile.description(), started(profile));
    format!("{description}{started}\n\n{program}\n{sources}")
}

/// Returns the arguments and names with which a program is started, and the end of the sentence.
fn started(profile: &Profile) -> String {
    let [args, names] = [("args", " "), ("aliases", ", ")].map(|(key, separator)| {
        let words = profile.words(key);
        words.join(separator)
    });
    let args = Some(args).filter(|it| !it.is_empty());
    let names = Some(names).filter(|it| !it.is_empty());
    let args = args.map(|args| format!(", with {args}"));
    let names = names.map(|names| format!(". Other names: {names}"));
    format!("{}{}.", args.unwrap_or_default(), names.unwrap_or_default())
}

/// Returns the candidates of all systems as a block of code.
fn block(profile: &Profile) -> String {
    let mut block = String::new();
    for (system, label) in SYSTEMS {
        let mut label = label;
        for candidate in profile.candidates(system) {
            writeln!(block, "    {label:<9}{}", shown(candidate)).expect("a text");
            label = "";
        }
    }
    block
}

fn shown(candidate: &Value) -> String {
    let text = |key: &str| candidate[key].as_str().unwrap_or_default();
    let words = |key: &str| {
        let words = candidate[key].as_array().into_iter().flatten();
        words
            .filter_map(Value::as_str)
            .map(|word| format!(" {word}"))
    };
    if let Some(path) = candidate.as_str() {
        return path.replace("${ProgramW6432:-C:/Program Files}", "C:/Program Files");
    }
    if candidate.get("registry").is_none() {
        return format!("{}{}", text("command"), words("args").collect::<String>());
    }
    let value = candidate.get("value").and_then(Value::as_str);
    let value = value.map(|value| format!(", value {value}"));
    format!(
        "{}{} → {}",
        text("registry"),
        value.unwrap_or_default(),
        text("path")
    )
}

/// Returns the name of a program that stands beside that of another profile on each system.
fn beside(head: &Profile, profile: &Profile) -> Option<String> {
    let mut names = Vec::new();
    for (system, _) in SYSTEMS {
        let (own, of_head) = (profile.candidates(system), head.candidates(system));
        if own.len() != of_head.len() {
            return None;
        }
        for (own, of_head) in own.into_iter().zip(of_head) {
            let (own, of_head) = (shown(own), shown(of_head));
            let (dir, name) = parts(&own);
            if dir != parts(&of_head).0 {
                return None;
            }
            names.push(name.strip_suffix(".exe").unwrap_or(name).to_owned());
        }
    }
    names.dedup();
    match names.as_slice() {
        [name] => Some(name.clone()),
        _ => None,
    }
}

/// Returns the directory and the name of a candidate.
fn parts(shown: &str) -> (&str, &str) {
    let end = shown.rfind(['/', ' ']).map_or(0, |at| at + 1);
    shown.split_at(end)
}
