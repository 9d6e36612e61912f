//! Messages for files that are not valid YAML, or do not have the keys and types of a profile.

use serde::de::IgnoredAny;

use super::RawSettings;
use super::mismatch::{Cause, Mismatch, Type, mismatch};
use super::span::{Position, location, open_brackets, point, position, split};
use crate::error::{Error, alternatives, cut, nearest};
use crate::profile::file::ProfileFile;

/// Returns the error for a file that could not be read because of `error`.
pub(super) fn explain(file: &ProfileFile, error: &serde_yaml::Error) -> Error {
    let yaml = file.text.yaml();
    if let Err(error) = serde_yaml::from_str::<IgnoredAny>(yaml) {
        return syntax_error(file, &error);
    }
    match mismatch::<Option<RawSettings>>(yaml) {
        Some(mismatch) => mismatch_error(file, &mismatch),
        None => Error::new(format!("profile `{}` cannot be read", file.name))
            .at(location(file, position(error)))
            .note(cut(&error.to_string())),
    }
}

fn syntax_error(file: &ProfileFile, error: &serde_yaml::Error) -> Error {
    let yaml = file.text.yaml();
    // The parser reports a control character and a second document without their position.
    let position = (control_character(yaml))
        .or_else(|| position(error))
        .or_else(|| second_document(yaml));
    let report = Error::new(format!("profile `{}` is not valid YAML", file.name))
        .at(point(file, position))
        .note(cut(&error.to_string()));
    let hint = match position {
        Some(position) => syntax_hint(yaml, position),
        None => Some("start all keys at the same column"),
    };
    with_hint(report, hint)
}

/// Returns a hint for the text at which the YAML parser stopped.
fn syntax_hint(yaml: &str, position: Position) -> Option<&'static str> {
    let (before, rest) = split(yaml, position);
    if is_separator(rest) {
        return Some("write each profile to a file of its own, and remove this line");
    }
    let line = &before[before.rfind('\n').map_or(0, |end| end + 1)..];
    let is_hex_escape = ["\\x", "\\u", "\\U"]
        .iter()
        .any(|escape| line.ends_with(escape));
    match rest.chars().next() {
        Some('\\') => Some(ESCAPE),
        _ if is_hex_escape => Some(ESCAPE),
        Some(c) if is_not_yaml(c) => Some("remove the control character"),
        Some('\t' | '@' | '`' | '%') => Some(
            "indent with spaces, and put quotes around a value that begins with @, %, ` or a tab",
        ),
        Some('{') if open_brackets(before) > 0 => {
            Some("put quotes around a value with `{` in it: \"/opt/tool{version}/tool\"")
        }
        _ if rest.trim().is_empty() || open_brackets(before) > 0 => {
            Some("add the missing quote or bracket")
        }
        Some(':') => Some("put quotes around a value with `: ` in it, and check the indentation"),
        _ if line.trim().is_empty() && !before.is_empty() => {
            Some("start all keys of a map at the same column")
        }
        _ => None,
    }
}

/// Returns the position of the first character that YAML does not allow.
fn control_character(yaml: &str) -> Option<Position> {
    yaml.lines().enumerate().find_map(|(line, text)| {
        let column = text.chars().position(is_not_yaml)?;
        Some((line + 1, column + 1))
    })
}

/// Returns the position of the line that begins a second document.
fn second_document(yaml: &str) -> Option<Position> {
    let is_content = |line: &str| !(line.is_empty() || line.starts_with(['#', '%']));
    let mut lines = yaml.lines().enumerate();
    lines.find(|(_, line)| is_content(line.trim_end()))?;
    let (line, _) = lines.find(|(_, line)| is_separator(line))?;
    Some((line + 1, 1))
}

/// Returns whether a text begins with the line between two documents.
fn is_separator(text: &str) -> bool {
    (text.strip_prefix("---"))
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
}

fn is_not_yaml(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{85}')
}

pub(in crate::profile) const ESCAPE: &str =
    "a backslash in double quotes is an escape: use single quotes, or forward slashes";

fn mismatch_error(file: &ProfileFile, mismatch: &Mismatch) -> Error {
    let profile = &file.name;
    let path = match &*cut(&mismatch.path) {
        "" => "the profile".to_owned(),
        path => format!("`{path}`"),
    };
    let sentence = match &mismatch.cause {
        Cause::UnknownKey { key, .. } => {
            format!("unknown key `{}` in profile `{profile}`", cut(key))
        }
        Cause::DuplicateKey(key) => {
            format!("duplicate key `{}` in profile `{profile}`", cut(key))
        }
        Cause::MissingKey(key) => {
            format!("{path} has no key `{key}` (in profile `{profile}`)")
        }
        Cause::WrongType(expected) => {
            format!("{path} must be {} (in profile `{profile}`)", name(expected))
        }
        Cause::Other(why) => format!("{path}: {why} (in profile `{profile}`)"),
    };
    let error = Error::new(sentence).at(location(file, mismatch.position));
    match &mismatch.cause {
        Cause::UnknownKey { key, known } => error.hint(unknown_key_hint(key, known)),
        Cause::DuplicateKey(_) => error.hint("keep one of the two"),
        Cause::MissingKey(key) => error.hint(format!("add `{key}` to the map")),
        Cause::Other(_) => error.hint(SEE_KEYS),
        Cause::WrongType(expected) => error.hint(type_hint(expected, &mismatch.path)),
    }
}

const SEE_KEYS: &str = "docs/profiles.md has an example of each key";

fn unknown_key_hint(key: &str, known: &[&str]) -> String {
    match nearest(key, known.iter().copied()).as_slice() {
        [] => format!("use one of these keys: {}", alternatives(known)),
        near => format!("a key with a similar name exists: {}", alternatives(near)),
    }
}

fn name(expected: &Type) -> &str {
    match expected {
        Type::Bool => "true or false",
        Type::Text => "a string",
        Type::List => "a list",
        Type::Map => "a map",
        Type::Union { description, .. } => description,
    }
}

fn type_hint(expected: &Type, path: &str) -> &'static str {
    match expected {
        Type::List => "write a list: [a, b]",
        Type::Map => match path {
            "" => "write keys without a dash in front: `description: text`",
            "env" => "write a map of variables, without dashes: {A: value, B: value}",
            "program" | "shortcut.icon" => "write a list per system: {linux: [a, b], windows: [c]}",
            _ => "write a map: {key: value}",
        },
        Type::Bool => "write true or false, without quotes",
        Type::Text => "write one value, without brackets or a dash",
        Type::Union { is_unquoted, .. } if *is_unquoted => "put quotes around the value",
        Type::Union { .. } => SEE_KEYS,
    }
}

fn with_hint(error: Error, hint: Option<&'static str>) -> Error {
    match hint {
        Some(hint) => error.hint(hint),
        None => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unexpected_character_has_no_hint_if_its_cause_is_unknown() {
        assert_eq!(syntax_hint("a: }x\n", (1, 4)), None);
        assert_eq!(syntax_hint("}x\n", (1, 1)), None);
        let hint = syntax_hint("a:\n  - b\n }x\n", (3, 2));
        assert_eq!(hint, Some("start all keys of a map at the same column"));
    }
}
