//! Templates: `~`, `${VAR}`, `${VAR:-default}`, `$$`, `{version}` and `{major.minor}` in the values of a profile.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::path::{Path, is_separator};

use super::version::Version;
use crate::env::Env;
use crate::os;

/// A value of a profile, read once and filled in when its time comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    text: String,
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Home,
    Variable {
        name: String,
        default: Option<String>,
    },
    Version,
    MajorMinor,
}

/// What a template is filled in from.
#[derive(Clone, Copy)]
pub struct Values<'a> {
    /// The caller's environment.
    pub env: &'a Env,
    /// The user's home folder.
    pub home: Option<&'a Path>,
    /// The version that is started.
    pub version: Option<&'a Version>,
}

/// A filled-in piece of a template, the version still open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    Text(OsString),
    Version,
    MajorMinor,
}

/// What a template needs and is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExpandError {
    /// `${NAME}` is not set.
    Variable(String),
    /// There is no home folder for `~`.
    Home,
    /// The program that is started has no version.
    Version,
}

impl fmt::Display for ExpandError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            ExpandError::Variable(name) => write!(f, "the variable `{name}` is not set"),
            ExpandError::Home => f.write_str("there is no home folder for `~`"),
            ExpandError::Version => f.write_str("`{version}` is used, and the program has none"),
        }
    }
}

impl Template {
    /// Reads a value. The error says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.contains('\0') {
            return Err("a NUL character cannot be part of a value".to_owned());
        }
        let mut parts = Vec::new();
        let mut rest = text;
        if rest
            .strip_prefix('~')
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(is_separator))
        {
            parts.push(Part::Home);
            rest = &rest[1..];
        }
        while let Some(start) = rest.find(['$', '{']) {
            push_text(&mut parts, &rest[..start]);
            let (part, length) = special(&rest[start..])?;
            match part {
                Part::Text(text) => push_text(&mut parts, &text),
                part => parts.push(part),
            }
            rest = &rest[start + length..];
        }
        push_text(&mut parts, rest);
        Ok(Self {
            text: text.to_owned(),
            parts,
        })
    }

    /// The value as it is written in the profile.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What the value begins with, if that is a path from the root, which on Windows is a drive's.
    pub fn path_from_root(&self) -> Option<&str> {
        match self.parts.first() {
            Some(Part::Text(text)) => os::strip_drive(text),
            _ => None,
        }
    }

    /// Whether the value has `{version}` in it.
    pub fn is_versioned(&self) -> bool {
        self.parts
            .iter()
            .any(|part| matches!(part, Part::Version | Part::MajorMinor))
    }

    /// The value with everything filled in.
    pub fn expand(&self, values: Values) -> Result<OsString, ExpandError> {
        let pieces = self.pieces(values)?;
        if values.version.is_none() && self.is_versioned() {
            return Err(ExpandError::Version);
        }
        Ok(fill(&pieces, values.version))
    }

    /// The variable of this value that is set to nothing, if there is one.
    pub fn empty_variable(&self, env: &Env) -> Option<&str> {
        self.parts.iter().find_map(|part| match part {
            Part::Variable {
                name,
                default: None,
            } if env.get(name).is_some_and(OsStr::is_empty) => Some(name.as_str()),
            _ => None,
        })
    }

    /// The value with everything but the version filled in.
    pub fn pieces(&self, values: Values) -> Result<Vec<Piece>, ExpandError> {
        self.parts.iter().map(|part| part.fill(values)).collect()
    }
}

/// Pieces as one string. Without a version its places stay empty.
pub fn fill(pieces: &[Piece], version: Option<&Version>) -> OsString {
    let mut whole = OsString::new();
    for piece in pieces {
        match (piece, version) {
            (Piece::Text(text), _) => whole.push(text),
            (Piece::Version, Some(version)) => whole.push(version.as_str()),
            (Piece::MajorMinor, Some(version)) => whole.push(version.major_minor()),
            (Piece::Version | Piece::MajorMinor, None) => {}
        }
    }
    whole
}

impl Part {
    fn fill(&self, values: Values) -> Result<Piece, ExpandError> {
        Ok(match self {
            Part::Text(text) => Piece::Text(text.into()),
            Part::Home => Piece::Text(values.home.ok_or(ExpandError::Home)?.into()),
            Part::Variable { name, default } => Piece::Text(match default {
                // As in a shell, `:-` also replaces what is set to nothing.
                Some(default) => values
                    .env
                    .non_empty(name)
                    .map_or(default.into(), Into::into),
                None => values
                    .env
                    .get(name)
                    .ok_or_else(|| ExpandError::Variable(name.clone()))?
                    .into(),
            }),
            Part::Version => Piece::Version,
            Part::MajorMinor => Piece::MajorMinor,
        })
    }
}

/// The part that begins with the `$` or `{` at the start of `text`, and how many bytes it takes.
fn special(text: &str) -> Result<(Part, usize), String> {
    if let Some(inside) = text.strip_prefix("${") {
        let (inside, _) = inside.split_once('}').ok_or("`${` without its `}`")?;
        let (name, default) = match inside.split_once(":-") {
            Some((name, default)) => (name, Some(default.to_owned())),
            None => (inside, None),
        };
        if !is_variable(name) {
            return Err(format!("`${{{inside}}}` names no variable"));
        }
        let name = name.to_owned();
        return Ok((Part::Variable { name, default }, inside.len() + 3));
    }
    if text.starts_with("$$") {
        return Ok((Part::Text("$".to_owned()), 2));
    }
    if let Some(after) = text.strip_prefix('$') {
        let name: String = after.chars().take_while(|c| is_word(*c)).collect();
        if is_variable(&name) {
            return Err(format!(
                "`${name}`: write `${{{name}}}` for the variable or `$${name}` for a dollar"
            ));
        }
        return Ok((Part::Text("$".to_owned()), 1));
    }
    for (placeholder, part) in [
        ("{version}", Part::Version),
        ("{major.minor}", Part::MajorMinor),
    ] {
        if text.starts_with(placeholder) {
            return Ok((part, placeholder.len()));
        }
    }
    Ok((Part::Text("{".to_owned()), 1))
}

/// Adjoining texts become one part, so that a template's first part shows how it begins.
fn push_text(parts: &mut Vec<Part>, text: &str) {
    match parts.last_mut() {
        _ if text.is_empty() => {}
        Some(Part::Text(last)) => last.push_str(text),
        _ => parts.push(Part::Text(text.to_owned())),
    }
}

fn is_variable(name: &str) -> bool {
    // `ProgramFiles(x86)` is a variable on Windows.
    !name.is_empty()
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && name.chars().all(|c| is_word(c) || c == '(' || c == ')')
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expand(text: &str) -> Result<String, ExpandError> {
        let env = Env::from_iter([
            ("ROOT", "/opt/x"),
            ("EMPTY", ""),
            ("ProgramFiles(x86)", "C:/x86"),
        ]);
        let version = Version::new("15.1v3");
        let values = Values {
            env: &env,
            home: Some(Path::new("/home/ana")),
            version: version.as_ref(),
        };
        let expanded = Template::parse(text).unwrap().expand(values)?;
        Ok(expanded.into_string().unwrap())
    }

    #[test]
    fn everything_is_filled_in_where_it_stands() {
        for (template, value) in [
            ("~/x", "/home/ana/x"),
            ("~", "/home/ana"),
            ("a~/x", "a~/x"),
            ("${ROOT}/bin", "/opt/x/bin"),
            ("${NONE:-/else}/bin", "/else/bin"),
            ("${EMPTY:-/else}${EMPTY}", "/else"),
            ("${NONE:-}", ""),
            ("${ProgramFiles(x86)}", "C:/x86"),
            (
                "cost: $$5 $5 \\\\host\\c$\\x",
                "cost: $5 $5 \\\\host\\c$\\x",
            ),
            ("$${ROOT}", "${ROOT}"),
            ("Nuke{version}/Nuke{major.minor}", "Nuke15.1v3/Nuke15.1"),
            ("{\"json\": {}}", "{\"json\": {}}"),
            ("", ""),
        ] {
            assert_eq!(expand(template).as_deref(), Ok(value), "{template}");
        }
    }

    #[test]
    fn what_is_not_there_is_named() {
        assert_eq!(expand("${NONE}"), Err(ExpandError::Variable("NONE".into())));
        let nowhere = Values {
            env: &Env::default(),
            home: None,
            version: None,
        };
        let expand = |text| Template::parse(text).unwrap().expand(nowhere);
        assert_eq!(expand("~"), Err(ExpandError::Home));
        assert_eq!(expand("{major.minor}"), Err(ExpandError::Version));
    }

    #[test]
    fn a_mistake_is_an_error_and_not_text() {
        assert!(Template::parse("${ROOT").unwrap_err().contains('}'));
        assert!(Template::parse("$HOME/x").unwrap_err().contains("${HOME}"));
        assert!(Template::parse("${}").is_err());
        assert!(Template::parse("${A B}").is_err());
    }
}
