//! Assignments of variables in settings files.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use crate::env::Env;

/// A variable that a line of a settings file sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Assignment {
    pub name: String,
    /// The value with its variables expanded; empty if the line removes the variable.
    pub value: String,
    pub file: PathBuf,
    /// From 1.
    pub line: usize,
    /// The program certainly reads the line.
    pub is_certain: bool,
    /// The reason why that is not certain, as a sentence.
    pub condition: Option<String>,
}

impl Assignment {
    pub fn place(&self) -> String {
        format!("{}:{}", self.file.display(), self.line)
    }
}

/// Reads lines `NAME = value`, and sets the variables in `env`, which expands the later ones.
pub(super) fn read_lines(text: &str, file: &Path, env: &mut Env) -> Vec<Assignment> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut assignments = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.starts_with(['#', ';']) || line.starts_with("//") {
            continue;
        }
        let Some((name, value)) = line.split_once('=') else {
            continue;
        };
        let name = name.trim();
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if name.is_empty() || !name.chars().all(is_name) {
            continue;
        }
        let value = expand(unquoted(value.trim()), env);
        env.set(name, &value);
        assignments.push(Assignment {
            name: name.to_owned(),
            value,
            file: file.to_owned(),
            line: index + 1,
            is_certain: true,
            condition: None,
        });
    }
    assignments
}

fn unquoted(value: &str) -> &str {
    let quoted = |quote: char| value.strip_prefix(quote)?.strip_suffix(quote);
    quoted('"').or_else(|| quoted('\'')).unwrap_or(value)
}

/// Maximum length of an expanded value in bytes: lines like `A = $A$A` double it.
const MAX_VALUE: usize = 32 * 1024;

/// Expands `$NAME`, `${NAME}` and `%NAME%`. `\$` is a dollar sign, and an unknown variable stays as
/// it is. A value that would be too long is not expanded.
pub(super) fn expand(value: &str, env: &Env) -> String {
    let mut expanded = String::new();
    let mut rest = value;
    while let Some(at) = rest.find(['$', '%', '\\']) {
        let (before, here) = rest.split_at(at);
        expanded.push_str(before);
        let (name, after) = match here.strip_prefix("\\$") {
            Some(after) => {
                expanded.push('$');
                rest = after;
                continue;
            }
            None => reference(here),
        };
        let known = name.and_then(|name| env.get(name)).and_then(OsStr::to_str);
        let whole = here.len() - after.len();
        expanded.push_str(known.unwrap_or(&here[..whole]));
        if expanded.len() > MAX_VALUE {
            return value.to_owned();
        }
        rest = after;
    }
    expanded + rest
}

/// Returns the name of the variable at the start of a text, if there is one, and the text after it.
fn reference(text: &str) -> (Option<&str>, &str) {
    let after_first = || {
        let mut chars = text.chars();
        chars.next();
        (None, chars.as_str())
    };
    let braced = text
        .strip_prefix("${")
        .and_then(|rest| rest.split_once('}'));
    let percent = text.strip_prefix('%').and_then(|rest| rest.split_once('%'));
    if let Some((name, after)) = braced.or(percent) {
        return (Some(name), after);
    }
    let Some(rest) = text.strip_prefix('$') else {
        return after_first();
    };
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
    if end == 0 {
        return after_first();
    }
    let (name, after) = rest.split_at(end);
    (Some(name), after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_and_expanded_as_houdini_does() {
        let text = "\u{FEFF}# comment = no\r\nA = /x\nB=\"$A/y z\"\n C = ${B}/q \nD =\nE = \\$A/$UNKNOWN\n\
                    F = 50%\nno line\nG = %A%/w\nA-B = x\n";
        let mut env = Env::default();
        let found = read_lines(text, Path::new("/houdini.env"), &mut env);
        let found = found.iter();
        let found: Vec<String> = found
            .map(|one| format!("{} {}={}", one.line, one.name, one.value))
            .collect();
        let expected = [
            "2 A=/x",
            "3 B=/x/y z",
            "4 C=/x/y z/q",
            "5 D=",
            "6 E=$A/$UNKNOWN",
            "7 F=50%",
            "9 G=/x/w",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_value_that_doubles_in_each_line_ends() {
        let text = format!("A = {}\n{}", "x".repeat(100), "A = $A$A\n".repeat(64));
        let mut env = Env::default();
        let found = read_lines(&text, Path::new("/houdini.env"), &mut env);
        assert!(found.iter().all(|one| one.value.len() <= MAX_VALUE));
    }
}
