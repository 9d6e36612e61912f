//! Other names of a profile.

use serde_json::{Value as Json, json};

use super::key::Leaf;
use super::name::is_name;
use super::{RESERVED, Version};
use crate::error::cut;
use crate::os;

/// Another name of a profile: `python3`, or a pattern like `python{version}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias(String);

const VERSION: &str = "{version}";

/// An alias that matches a typed name.
#[derive(Debug, PartialEq, Eq)]
pub struct AliasMatch<'a> {
    pub alias: &'a str,
    /// The name of the profile.
    pub profile: &'a str,
    /// The version in the typed name, if the alias is a pattern.
    pub version: Option<Version>,
}

impl Alias {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Leaf for Alias {
    type Raw = String;

    fn parse(raw: String) -> Result<Self, String> {
        match why_invalid(&raw) {
            Some(why) => Err(format!("the alias `{}` {why}", cut(&raw))),
            None => Ok(Self(raw)),
        }
    }

    fn to_json(&self) -> Json {
        json!(self.0)
    }
}

/// Returns why no command line could contain an alias.
fn why_invalid(alias: &str) -> Option<&'static str> {
    let (before, after) = alias.split_once(VERSION).unwrap_or((alias, ""));
    if RESERVED.contains(&alias) {
        Some("is a command of sglaunch")
    } else if before.is_empty() || before.starts_with(['-', '~']) {
        Some("must begin with a letter, as in `python3` or `python{version}`")
    } else if !is_name(alias) || [before, after].iter().any(|part| has_syntax(part)) {
        Some("must be a name, as in `python3`, or one with a `{version}`, as in `python{version}`")
    } else {
        None
    }
}

fn has_syntax(part: &str) -> bool {
    part.contains(|c: char| matches!(c, '@' | '$' | '{' | '}') || c.is_control())
}

/// Returns the entries of a table of aliases and profiles that match a typed name: the literal
/// aliases, then the patterns.
pub fn alias_matches<'a>(
    table: impl Iterator<Item = (&'a str, &'a str)> + Clone,
    word: &str,
) -> impl Iterator<Item = AliasMatch<'a>> {
    let names = table
        .clone()
        .filter(move |(alias, _)| is_same(alias, word) && !alias.contains(VERSION));
    let names = names.map(|(alias, profile)| (alias, profile, None));
    let patterns = table
        .filter_map(move |(alias, profile)| Some((alias, profile, Some(version_in(alias, word)?))));
    (names.chain(patterns)).map(|(alias, profile, version)| AliasMatch {
        alias,
        profile,
        version,
    })
}

/// Returns the version in a name that matches a pattern. The version contains no `-`:
/// python3-config is not a Python.
fn version_in(alias: &str, word: &str) -> Option<Version> {
    let (before, after) = alias.split_once(VERSION)?;
    let end = word.len().checked_sub(after.len())?;
    let version = word.get(before.len()..end)?;
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_');
    let is_match = is_same(word.get(..before.len())?, before)
        && is_same(word.get(end..)?, after)
        && version.chars().all(is_part);
    Version::new(version).filter(|_| is_match)
}

pub(super) fn is_same(a: &str, b: &str) -> bool {
    a == b || os::PROFILE_NAMES_IGNORE_CASE && a.eq_ignore_ascii_case(b)
}

/// Returns a text that is equal for spellings of one alias.
pub(super) fn key(alias: &str) -> String {
    if os::PROFILE_NAMES_IGNORE_CASE {
        alias.to_ascii_lowercase()
    } else {
        alias.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::built_in_aliases;

    #[test]
    fn a_word_matches_names_before_patterns() {
        let found = |word: &str| {
            let mut found = alias_matches(built_in_aliases(), word);
            let first = found.next()?;
            let version = first.version.map(|version| version.as_str().to_owned());
            Some((first.alias, first.profile, version.unwrap_or_default()))
        };
        for (word, alias, profile, version) in [
            ("python3", "python3", "python", ""),
            ("python3.11", "python{version}", "python", "3.11"),
            ("python2", "python{version}", "python", "2"),
            ("Nuke15.1", "Nuke{version}", "nuke", "15.1"),
            ("Nuke15.1v3", "Nuke{version}", "nuke", "15.1v3"),
            ("NukeX15.1v3", "NukeX{version}", "nukex", "15.1v3"),
            ("maya2026", "maya{version}", "maya", "2026"),
        ] {
            assert_eq!(found(word), Some((alias, profile, version.to_owned())));
        }
        for word in [
            "",
            "python",
            "pythonw",
            "python3-config",
            "python3.11 x",
            "pyth",
            "Nuke",
            "Nuke{version}",
            "é",
        ] {
            assert_eq!(found(word), None, "{word}");
        }
        assert_eq!(found("nuke15.1").is_some(), os::PROFILE_NAMES_IGNORE_CASE);
    }

    #[test]
    fn a_pattern_can_have_text_behind_the_version() {
        let version = |word| version_in("tool{version}-gui", word);
        assert_eq!(version("tool2-gui"), Version::new("2"));
        for word in ["tool2", "tool-gui", "tool", "2-gui", "tool2-guix"] {
            assert_eq!(version(word), None, "{word}");
        }
        // Both ends would be the same letters.
        assert_eq!(version_in("1a1{version}1a1", "1a1a1"), None);
    }

    #[test]
    fn an_alias_is_a_name_or_a_pattern() {
        for alias in [
            "python3",
            "Adobe Photoshop {version}",
            "x{version}-gui",
            "파이썬",
        ] {
            assert!(Alias::parse(alias.to_owned()).is_ok(), "{alias}");
        }
        for alias in [
            "",
            "{version}",
            "-x",
            "~",
            "~/x",
            "a/b",
            "a\\b",
            "a@1",
            "${A}",
            "a$b",
            "a{b",
            "a}",
            "x{version}{version}",
            "x{major.minor}",
            "list",
            "a\nb",
            ".x",
            "c:x",
        ] {
            assert!(Alias::parse(alias.to_owned()).is_err(), "{alias:?}");
        }
    }
}
