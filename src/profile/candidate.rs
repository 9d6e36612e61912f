//! Items of `program`.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde_json::{Map, Value as Json, json};

use super::key::{Leaf, UniqueMap};
use super::template::TemplateUse;
use super::{Template, Version, constraint};
use crate::error::cut;
use crate::os::registry_root;

/// A candidate for the program of a profile.
#[derive(Debug)]
pub enum Candidate {
    Command(CommandCandidate),
    Registry(RegistryCandidate),
}

/// A path, or a name that is searched on PATH.
#[derive(Debug)]
pub struct CommandCandidate {
    pub command: Template,
    /// The arguments that come before those of the profile.
    pub args: Vec<Template>,
}

/// A key of Windows' registry with the directory of an installation, or a key for each version.
#[derive(Debug)]
pub struct RegistryCandidate {
    /// The key, with its root.
    pub key: Template,
    /// The name of the value; `None` for the key's default value.
    pub value: Option<String>,
    /// The path of the program in the directory.
    pub path: Option<Template>,
    /// The versions that numbers in the key stand for.
    pub versions: Vec<(Version, Version)>,
}

impl Candidate {
    /// Returns the command, or the key of the registry, as the profile has it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Command(command) => command.command.as_str(),
            Self::Registry(entry) => entry.key.as_str(),
        }
    }

    /// Returns the path or name of the program, as far as the candidate has it.
    pub fn program(&self) -> Option<&Template> {
        match self {
            Self::Command(command) => Some(&command.command),
            Self::Registry(entry) => entry.path.as_ref(),
        }
    }

    /// Returns whether the candidate contains `{version}` or `{major.minor}`.
    pub fn is_versioned(&self) -> bool {
        self.templates().any(Template::is_versioned)
    }

    /// Returns all templates of the candidate.
    pub fn templates(&self) -> impl Iterator<Item = &Template> {
        let (first, path, args): (_, _, &[Template]) = match self {
            Self::Command(command) => (&command.command, None, &command.args),
            Self::Registry(entry) => (&entry.key, entry.path.as_ref(), &[]),
        };
        [first].into_iter().chain(path).chain(args)
    }
}

impl Leaf for Candidate {
    type Raw = RawCandidate;

    fn parse(raw: RawCandidate) -> Result<Self, String> {
        let map = match raw {
            RawCandidate::Command(command) => return self::command(&command, &[]),
            RawCandidate::Map(map) => map,
        };
        match map {
            RawCandidateMap {
                command: Some(command),
                args,
                registry: None,
                value: None,
                path: None,
                versions: None,
            } => self::command(&command, &args.unwrap_or_default()),
            RawCandidateMap {
                registry: Some(key),
                command: None,
                args: None,
                value,
                path,
                versions,
            } => Ok(Self::Registry(RegistryCandidate {
                key: self::key(&key)?,
                value: value.as_deref().map(short).transpose()?,
                path: path.as_deref().map(relative).transpose()?,
                versions: self::versions(versions)?,
            })),
            _ => Err(
                "a map has either `command` and `args`, or `registry` with `value`, `path` and `versions`"
                    .into(),
            ),
        }
    }

    fn misread_escape(&self, template_use: TemplateUse) -> Option<char> {
        let of_path = |template: &Template| template.misread_escape(template_use);
        match self {
            Self::Command(CommandCandidate { command, args }) => {
                let mut args = args.iter();
                let of_arg = |arg: &Template| arg.misread_escape(TemplateUse::Text);
                of_path(command).or_else(|| args.find_map(of_arg))
            }
            Self::Registry(entry) => {
                of_path(&entry.key).or_else(|| entry.path.as_ref().and_then(of_path))
            }
        }
    }

    fn to_json(&self) -> Json {
        match self {
            Self::Command(CommandCandidate { command, args }) if args.is_empty() => {
                json!(command.as_str())
            }
            Self::Command(CommandCandidate { command, args }) => {
                let args = args.iter().map(Template::as_str).collect::<Json>();
                json!({"command": command.as_str(), "args": args})
            }
            Self::Registry(entry) => entry.to_json(),
        }
    }
}

impl RegistryCandidate {
    fn to_json(&self) -> Json {
        let mut map = Map::new();
        map.insert("registry".to_owned(), json!(self.key.as_str()));
        if let Some(value) = &self.value {
            map.insert("value".to_owned(), json!(value));
        }
        if let Some(path) = &self.path {
            map.insert("path".to_owned(), json!(path.as_str()));
        }
        if !self.versions.is_empty() {
            let pairs = self.versions.iter();
            let pairs = pairs.map(|(key, version)| (key.as_str().to_owned(), version.to_json()));
            map.insert("versions".to_owned(), Json::Object(pairs.collect()));
        }
        Json::Object(map)
    }
}

fn command(command: &str, args: &[String]) -> Result<Candidate, String> {
    constraint::count(args.len())?;
    Ok(Candidate::Command(CommandCandidate {
        command: not_empty(command)?,
        args: (args.iter())
            .map(|arg| Template::parse(arg))
            .collect::<Result<_, _>>()?,
    }))
}

/// Parses a path. An empty one would be a directory.
fn not_empty(path: &str) -> Result<Template, String> {
    let path = Template::parse(path)?;
    constraint::not_empty(&path).map(|()| path)
}

/// Parses a key of the registry.
fn key(text: &str) -> Result<Template, String> {
    if registry_root(text).is_none() {
        let text = cut(text);
        return Err(format!(
            r"the key `{text}` does not begin with `HKLM\` or `HKCU\`"
        ));
    }
    if text.matches("{version}").count() > 1 || text.contains("{major.minor}") {
        return Err("a key of the registry can have one `{version}` only".to_owned());
    }
    Template::parse(text)
}

/// Parses the path of a program below the directory in the registry.
fn relative(text: &str) -> Result<Template, String> {
    if text.starts_with(['/', '\\', '~', '$']) || text.contains(':') {
        let text = cut(text);
        return Err(format!("`{text}` is not relative to the directory"));
    }
    not_empty(text)
}

fn short(text: &str) -> Result<String, String> {
    constraint::length(text).map(|()| text.to_owned())
}

fn versions(map: Option<UniqueMap<String>>) -> Result<Vec<(Version, Version)>, String> {
    let map = map.map(|map| map.0).unwrap_or_default();
    constraint::count(map.len())?;
    let pairs = map.into_iter();
    pairs
        .map(|(key, version)| Ok((Version::parse(key)?, Version::parse(version)?)))
        .collect()
}

/// A path or a name, or a map.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "Candidate", untagged))]
pub(super) enum RawCandidate {
    Command(String),
    Map(RawCandidateMap),
}

/// A command with arguments, or a key of Windows' registry.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "CandidateMap"))]
pub(super) struct RawCandidateMap {
    /// A path, or a name that is searched on PATH.
    command: Option<String>,
    /// Arguments that come before `args` of the profile. If they contain `{version}`, the candidate
    /// is started only if a version was requested.
    args: Option<Vec<String>>,
    /// A key of Windows' registry that begins with `HKLM\` or `HKCU\`; `{version}` matches all
    /// keys.
    registry: Option<String>,
    /// The value with the directory of the program, or with its path (default: the key's default
    /// value).
    value: Option<String>,
    /// The path of the program in that directory.
    path: Option<String>,
    /// The version for a number in the key, as in `"26": "2024"`.
    versions: Option<UniqueMap<String>>,
}

impl<'de> Deserialize<'de> for RawCandidate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawCandidateVisitor)
    }
}

struct RawCandidateVisitor;

impl<'de> Visitor<'de> for RawCandidateVisitor {
    type Value = RawCandidate;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a path, a name, {registry: …} or {command: …, args: …}")
    }

    /// Reads `true` and `false`, which are programs.
    fn visit_bool<E: Error>(self, name: bool) -> Result<RawCandidate, E> {
        Ok(RawCandidate::Command(name.to_string()))
    }

    fn visit_str<E: Error>(self, command: &str) -> Result<RawCandidate, E> {
        Ok(RawCandidate::Command(command.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RawCandidate, A::Error> {
        RawCandidateMap::deserialize(MapAccessDeserializer::new(map)).map(RawCandidate::Map)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(yaml: &str) -> Result<Candidate, String> {
        Candidate::parse(serde_yaml::from_str(yaml).map_err(|error| error.to_string())?)
    }

    #[test]
    fn a_candidate_is_shown_as_it_is_written() {
        for (yaml, is_versioned) in [
            (json!("/opt/hfs{version}/bin/houdini"), true),
            (json!("houdini"), false),
            (json!({"command": "py", "args": ["-{version}"]}), true),
            (
                json!({"registry": r"HKLM\SOFTWARE\Autodesk\Maya\{version}\Setup\InstallPath"}),
                true,
            ),
            (
                json!({
                    "registry": r"hkey_local_machine\SOFTWARE\Autodesk\3dsMax\{version}",
                    "value": "Installdir",
                    "path": "3dsmax.exe",
                    "versions": {"19": "2017", "26.0": "2024"},
                }),
                true,
            ),
            (
                json!({"registry": r"HKCU\Software\Studio", "path": "bin/x.exe"}),
                false,
            ),
        ] {
            let candidate = parse(&yaml.to_string()).unwrap();
            assert_eq!(candidate.to_json(), yaml);
            assert_eq!(candidate.is_versioned(), is_versioned, "{yaml}");
        }
        assert_eq!(parse("true").unwrap().as_str(), "true");
    }

    #[test]
    fn a_candidate_with_an_error_has_a_sentence_about_it() {
        for (yaml, why) in [
            ("''", "empty"),
            ("5", "expected a path"),
            ("{}", "either"),
            ("{args: [a]}", "either"),
            (r"{command: py, registry: 'HKLM\A'}", "either"),
            (r"{command: py, path: x}", "either"),
            ("{command: ''}", "empty"),
            ("{command: py, arg: [x]}", "unknown field"),
            (r"{registry: 'HKLM\A', args: [x]}", "either"),
            ("{registry: HKLM/A}", "begin with"),
            (r"{registry: 'HKCR\A'}", "begin with"),
            (r"{registry: 'HKLM\'}", "begin with"),
            (r"{registry: 'HKLM\{version}\{version}'}", "one `{version}`"),
            (r"{registry: 'HKLM\{major.minor}'}", "one `{version}`"),
            (r"{registry: 'HKLM\A', path: 'C:\x.exe'}", "not relative"),
            (r"{registry: 'HKLM\A', path: /x.exe}", "not relative"),
            (r"{registry: 'HKLM\A', path: ''}", "empty"),
            (r"{registry: 'HKLM\A', versions: {a: '1'}}", "not a version"),
            (r"{registry: 'HKLM\A', versions: {'1': b}}", "not a version"),
        ] {
            let error = parse(yaml).unwrap_err();
            assert!(error.contains(why), "{yaml}: {error}");
        }
    }
}
