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
    // The parser reports a control character without its position.
    let position = control_character(yaml).or_else(|| position(error));
    let report = Error::new(format!("profile `{}` is not valid YAML", file.name))
        .at(point(file, position))
        .note(cut(&error.to_string()));
    let hint = match position {
        Some(position) => syntax_hint(yaml, position),
        None => Some("start all keys at the same column, and remove lines with `---`"),
    };
    with_hint(report, hint)
}

/// Returns a hint for the text at which the YAML parser stopped.
fn syntax_hint(yaml: &str, position: Position) -> Option<&'static str> {
    let (before, rest) = split(yaml, position);
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

fn is_not_yaml(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{85}')
}

const ESCAPE: &str =
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
        Cause::MissingKey(_) | Cause::Other(_) => error,
        Cause::WrongType(expected) => with_hint(error, type_hint(expected, &mismatch.path)),
    }
}

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

fn type_hint(expected: &Type, path: &str) -> Option<&'static str> {
    match expected {
        Type::List => Some("write a list: [a, b]"),
        Type::Map if matches!(path, "program" | "shortcut.icon") => {
            Some("write a list per system: {linux: [a, b], windows: [c]}")
        }
        Type::Union { is_unquoted, .. } if *is_unquoted => Some("put quotes around the value"),
        Type::Bool | Type::Text | Type::Map | Type::Union { .. } => None,
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
