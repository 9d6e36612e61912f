//! Houdini packages: JSON files that change the environment
//! (<https://www.sidefx.com/docs/houdini/ref/plugins.html>).

use std::collections::HashMap;
use std::path::Path;

use serde_json::Value;

use super::assignment::{Assignment, expand};
use super::condition::{Facts, holds};
use crate::env::Env;
use crate::os;
use crate::profile::Version;

/// A package file while it is read.
pub(super) struct Package<'a> {
    text: &'a str,
    file: &'a Path,
    version: Option<&'a Version>,
    /// The number of places at which each name has been found in the text.
    seen: HashMap<String, usize>,
    assignments: Vec<Assignment>,
}

/// Reads the assignments of a package, and sets the variables in `env`. A file that is not JSON has
/// none: Houdini ignores it.
pub(super) fn read(
    text: &str,
    file: &Path,
    version: Option<&Version>,
    env: &mut Env,
) -> Vec<Assignment> {
    let parsed = serde_json::from_str(text);
    let Ok(Value::Object(package)) =
        parsed.or_else(|_| serde_json::from_str(&without_comments(text)))
    else {
        return Vec::new();
    };
    let dir = file.parent().unwrap_or(file);
    env.set("HOUDINI_PACKAGE_PATH", dir);
    let mut reader = Package {
        text,
        file,
        version,
        seen: HashMap::new(),
        assignments: Vec::new(),
    };
    let condition = match package.get("enable") {
        None => Condition::Holds,
        Some(enable) => reader.condition(enable, env),
    };
    if condition == Condition::Fails {
        return Vec::new();
    }
    let entries = match package.get("env") {
        Some(Value::Array(entries)) => entries.iter().collect(),
        Some(entry @ Value::Object(_)) => vec![entry],
        _ => Vec::new(),
    };
    for entry in entries.into_iter().filter_map(Value::as_object) {
        match entry.get("var").and_then(Value::as_str) {
            Some(name) => reader.add(name, &Value::Object(entry.clone()), &condition, env),
            None => {
                for (name, value) in entry {
                    reader.add(name, value, &condition, env);
                }
            }
        }
    }
    reader.assignments
}

/// The result of a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Condition {
    Holds,
    Fails,
    /// It cannot be evaluated here.
    Unknown(String),
}

impl Package<'_> {
    /// Evaluates a condition: a boolean, an expression, or `{expression: boolean}` in a list.
    fn condition(&self, value: &Value, env: &Env) -> Condition {
        match value {
            Value::Bool(false) => Condition::Fails,
            Value::String(text) => self.evaluated(text, env),
            Value::Array(cases) => {
                let mut cases = cases.iter().filter_map(Value::as_object).flatten();
                let found = cases.find_map(|(text, result)| match self.evaluated(text, env) {
                    Condition::Fails => None,
                    Condition::Holds => Some(self.condition(result, env)),
                    unknown @ Condition::Unknown(_) => Some(unknown),
                });
                found.unwrap_or(Condition::Fails)
            }
            _ => Condition::Holds,
        }
    }

    fn evaluated(&self, text: &str, env: &Env) -> Condition {
        let facts = Facts {
            version: self.version,
            env,
        };
        match holds(text, &facts) {
            Some(true) => Condition::Holds,
            Some(false) => Condition::Fails,
            None => Condition::Unknown(text.to_owned()),
        }
    }

    /// Adds the assignment of a variable, whose value may have a method.
    fn add(&mut self, name: &str, value: &Value, condition: &Condition, env: &mut Env) {
        let (value, method) = match value {
            Value::Object(object) => (
                object.get("value").unwrap_or(&Value::Null),
                object.get("method").and_then(Value::as_str),
            ),
            value => (value, None),
        };
        let (line, mut condition) = (self.line_of(name), condition.clone());
        let Some(text) = self.text_of(value, &mut condition, env) else {
            return;
        };
        let text = expand(&text, env);
        let separator = os::LIST_SEPARATOR;
        let old = env.non_empty(name).map(|old| old.to_string_lossy());
        let value = match (method, old) {
            (Some("prepend"), Some(old)) => format!("{text}{separator}{old}"),
            (Some("append"), Some(old)) => format!("{old}{separator}{text}"),
            _ => text,
        };
        env.set(name, &value);
        self.assignments.push(Assignment {
            name: name.to_owned(),
            value,
            file: self.file.to_owned(),
            line,
            is_certain: condition == Condition::Holds,
            condition: match condition {
                Condition::Unknown(text) => Some(format!("it applies only if {text}")),
                _ => None,
            },
        });
    }

    /// Returns the text of a value: a string, strings of a list, or `{expression: value}` in a
    /// list. `None` if no expression holds.
    fn text_of(&self, value: &Value, condition: &mut Condition, env: &Env) -> Option<String> {
        match value {
            Value::String(text) => Some(text.clone()),
            Value::Null => Some(String::new()),
            Value::Array(items) if items.iter().all(Value::is_object) => {
                let mut cases = items.iter().filter_map(Value::as_object).flatten();
                cases.find_map(|(text, value)| match self.evaluated(text, env) {
                    Condition::Fails => None,
                    Condition::Holds => self.text_of(value, condition, env),
                    unknown @ Condition::Unknown(_) => {
                        *condition = unknown;
                        self.text_of(value, condition, env)
                    }
                })
            }
            Value::Array(items) => {
                let texts = (items.iter()).filter_map(|item| self.text_of(item, condition, env));
                Some(
                    texts
                        .collect::<Vec<_>>()
                        .join(&os::LIST_SEPARATOR.to_string()),
                )
            }
            Value::Object(_) => None,
            other => Some(other.to_string()),
        }
    }

    /// Returns the line of the next place at which the name stands.
    fn line_of(&mut self, name: &str) -> usize {
        let seen = self.seen.entry(name.to_owned()).or_default();
        let quoted = format!("\"{name}\"");
        let found = self.text.match_indices(&quoted).nth(*seen);
        *seen += 1;
        let end = found.map_or(0, |(at, _)| at);
        let before = self.text.get(..end).unwrap_or_default();
        before.matches('\n').count() + 1
    }
}

/// Removes comments in the style of C and of shells, which some packages have.
fn without_comments(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    let mut is_in_string = false;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        let comment_end = match c {
            _ if is_in_string => None,
            '#' => Some('\n'),
            '/' if after.starts_with('/') => Some('\n'),
            '/' if after.starts_with('*') => Some('/'),
            _ => None,
        };
        match comment_end {
            Some('/') => rest = after.split_once("*/").map_or("", |(_, after)| after),
            Some(end) => rest = after.find(end).map_or("", |at| &after[at..]),
            None => {
                out.push(c);
                rest = after;
                if c == '\\' && is_in_string {
                    let escaped = rest.chars().next().unwrap_or_default();
                    out.push(escaped);
                    rest = rest.get(escaped.len_utf8()..).unwrap_or_default();
                }
                is_in_string ^= c == '"';
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn assignments(text: &str) -> Vec<String> {
        let mut env = Env::from_iter([("PYTHONPATH", "/hook"), ("HOME", "/home/a")]);
        let version = Version::new("20.5.370");
        let found = read(text, Path::new("/p/x.json"), version.as_ref(), &mut env);
        let shown = found.iter().map(|one| {
            let doubt = if one.is_certain { "" } else { "?" };
            format!("{} {}={}{doubt}", one.line, one.name, one.value)
        });
        shown.collect()
    }

    #[test]
    fn the_forms_of_a_value_are_read() {
        let separator = os::LIST_SEPARATOR;
        let text = r#"{
            // a comment of a studio
            "env": [
                {"A": "$HOUDINI_PACKAGE_PATH/a.pem"},
                {"B": {"value": "$A", "method": "replace"}},
                {"var": "C", "value": ["x", "y"]},
                {"D": [{"houdini_version < '20'": "old"}, {"houdini_version >= '20'": "new"}]},
                {"PYTHONPATH": {"value": "/mine", "method": "append"}},
                {"E": [{"somewhere()": "e"}]},
                {"F": [{"houdini_os == 'irix'": "f"}]}, /* "G" */
                {"A": "again"}
            ]
        }"#;
        let expected = [
            "4 A=/p/a.pem".to_owned(),
            "5 B=/p/a.pem".to_owned(),
            format!("6 C=x{separator}y"),
            "7 D=new".to_owned(),
            format!("8 PYTHONPATH=/hook{separator}/mine"),
            "9 E=e?".to_owned(),
            "11 A=again".to_owned(),
        ];
        assert_eq!(assignments(text), expected);
    }

    #[test]
    fn a_disabled_package_sets_nothing() {
        let with =
            |enable: &str| assignments(&format!(r#"{{"enable": {enable}, "env": {{"A": "a"}}}}"#));
        for enable in [
            "false",
            "\"houdini_version < '20'\"",
            "[{\"houdini_version < '20'\": true}]",
        ] {
            assert!(with(enable).is_empty(), "{enable}");
        }
        for enable in [
            "true",
            "\"houdini_version > '19'\"",
            "[{\"houdini_version > '19'\": true}]",
        ] {
            assert_eq!(with(enable), ["1 A=a"], "{enable}");
        }
        assert_eq!(with("\"elsewhere()\""), ["1 A=a?"]);
        for broken in [
            "",
            "[]",
            "{",
            "{\"env\": 1}",
            "{\"env\": [1, {\"A\": {}}]} \"\\",
        ] {
            assignments(broken);
        }
    }
}
