//! Templates: `~`, `${VAR}`, `${VAR:-default}`, `$$`, `{version}` and `{major.minor}` in the values
//! of a profile.

mod parse;
#[cfg(test)]
mod tests;

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::path::Path;

use super::version::Version;
use crate::env::Env;
use crate::os;

/// A parsed value of a profile, which a launch expands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    text: String,
    parts: Vec<TemplatePart>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum TemplatePart {
    Text(String),
    Home,
    Variable {
        name: String,
        default: Option<String>,
    },
    Version,
    MajorMinor,
}

/// The values that replace the placeholders of a template.
#[derive(Clone, Copy)]
pub struct Values<'a> {
    /// The caller's environment.
    pub env: &'a Env,
    pub home: Option<&'a Path>,
    /// The version of the program.
    pub version: Option<&'a Version>,
}

/// An expanded part of a template, except that the version may not be known yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    Text(OsString),
    Version,
    MajorMinor,
}

/// A value that a template needs and that is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExpandError {
    /// `${NAME}` is not set.
    Variable(String),
    /// There is no home directory for `~`.
    Home,
    /// The version of the program is not known.
    Version,
}

impl fmt::Display for ExpandError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            ExpandError::Variable(name) => write!(f, "the variable `{name}` is not set"),
            ExpandError::Home => f.write_str("`~` is used, but there is no home directory"),
            ExpandError::Version => {
                f.write_str("`{version}` is used, but the program's version is not known")
            }
        }
    }
}

impl Template {
    /// Returns the value as the profile has it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the start of the value without its root if it is an absolute path. On Windows the
    /// root is that of a drive.
    pub fn path_from_root(&self) -> Option<&str> {
        match self.parts.first() {
            Some(TemplatePart::Text(text)) => os::strip_drive(text),
            _ => None,
        }
    }

    /// Returns whether the value contains `{version}` or `{major.minor}`.
    pub fn is_versioned(&self) -> bool {
        self.parts
            .iter()
            .any(|part| matches!(part, TemplatePart::Version | TemplatePart::MajorMinor))
    }

    pub fn expand(&self, values: Values) -> Result<OsString, ExpandError> {
        let pieces = self.pieces(values)?;
        if values.version.is_none() && self.is_versioned() {
            return Err(ExpandError::Version);
        }
        Ok(fill(&pieces, values.version))
    }

    /// Returns a variable without a default that is set to an empty value.
    pub fn empty_variable(&self, env: &Env) -> Option<&str> {
        self.parts.iter().find_map(|part| match part {
            TemplatePart::Variable {
                name,
                default: None,
            } if env.get(name).is_some_and(OsStr::is_empty) => Some(name.as_str()),
            _ => None,
        })
    }

    /// Expands everything but the version.
    pub fn pieces(&self, values: Values) -> Result<Vec<Piece>, ExpandError> {
        self.parts.iter().map(|part| part.expand(values)).collect()
    }
}

/// Joins pieces. Without a version its placeholders become empty.
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

impl TemplatePart {
    fn expand(&self, values: Values) -> Result<Piece, ExpandError> {
        Ok(match self {
            TemplatePart::Text(text) => Piece::Text(text.into()),
            TemplatePart::Home => Piece::Text(values.home.ok_or(ExpandError::Home)?.into()),
            TemplatePart::Variable { name, default } => Piece::Text(match default {
                // As in a shell, `:-` also replaces an empty value.
                Some(default) => (values.env.non_empty(name)).map_or(default.into(), Into::into),
                None => (values.env.get(name))
                    .ok_or_else(|| ExpandError::Variable(name.clone()))?
                    .into(),
            }),
            TemplatePart::Version => Piece::Version,
            TemplatePart::MajorMinor => Piece::MajorMinor,
        })
    }
}
