//! Templates: `~`, `${VAR}`, `${VAR:-default}`, `$$`, `{version}` and `{major.minor}` in the values
//! of a profile.

mod escape;
mod parse;
#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::path::Path;

use super::constraint::{self, MAX_TOTAL, MAX_VALUE};
use super::version::Version;
use crate::env::Env;
use crate::error::cut;
use crate::os;

pub(super) use escape::{TemplateUse, escape_of};

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
    /// The caller's environment, or in `env` and `args` that with the profile's changes.
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

/// The length that is left for the expanded values of a program.
pub struct Room(usize);

impl Default for Room {
    fn default() -> Self {
        Self(MAX_TOTAL)
    }
}

impl Room {
    /// Takes the length of a value, or fails if it is longer than what is left.
    pub fn take(&mut self, value: &OsStr) -> Result<(), ExpandError> {
        let left = self.0.checked_sub(value.len());
        self.0 = left.ok_or(ExpandError::TooLongTogether)?;
        Ok(())
    }
}

/// A reason why a template cannot be expanded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExpandError {
    /// `${NAME}` is not set.
    Variable(String),
    /// There is no home directory for `~`.
    Home,
    /// The version of the program is not known.
    Version,
    /// The expanded value is longer than that of any program.
    TooLong,
    /// All values together are longer than those of any program.
    TooLongTogether,
    /// The value of a variable that programs of Windows need is empty.
    NeededOnWindows,
}

impl fmt::Display for ExpandError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            ExpandError::Variable(name) => {
                write!(f, "the variable `{}` is not set", cut(name))
            }
            ExpandError::Home => f.write_str("`~` is used, but there is no home directory"),
            ExpandError::Version => {
                f.write_str("`{version}` is used, but the program's version is not known")
            }
            ExpandError::TooLong => f.write_str(&constraint::too_long()),
            ExpandError::TooLongTogether => write!(
                f,
                "the values up to this one have more than {} MiB together",
                MAX_TOTAL / 1024 / 1024
            ),
            ExpandError::NeededOnWindows => {
                f.write_str("the value is empty, but programs of Windows need the variable")
            }
        }
    }
}

impl Template {
    /// Returns the value as the profile has it.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the start of the value without its root if it is an absolute path, as the value has
    /// it or the default of a variable. On Windows the root is that of a drive.
    pub fn path_from_root(&self, env: &Env) -> Option<&str> {
        match self.parts.first()? {
            TemplatePart::Text(text) => os::strip_drive(text),
            TemplatePart::Variable {
                name,
                default: Some(default),
            } if env.non_empty(name).is_none() => os::strip_drive(default),
            _ => None,
        }
    }

    /// Returns the value with the defaults of its variables in their place.
    pub fn with_defaults(&self) -> String {
        let texts = self.parts.iter().map(|part| match part {
            TemplatePart::Text(text) => text.as_str().into(),
            TemplatePart::Home => "~".into(),
            TemplatePart::Variable { name, default } => match default {
                Some(default) => default.as_str().into(),
                None => format!("${{{name}}}").into(),
            },
            TemplatePart::Version => "{version}".into(),
            TemplatePart::MajorMinor => "{major.minor}".into(),
        });
        texts.collect::<Vec<Cow<str>>>().concat()
    }

    /// Returns whether the value contains `{version}` or `{major.minor}`.
    pub fn is_versioned(&self) -> bool {
        self.parts
            .iter()
            .any(|part| matches!(part, TemplatePart::Version | TemplatePart::MajorMinor))
    }

    /// Returns the names of the variables in the value.
    pub fn variables(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            TemplatePart::Variable { name, .. } => Some(name.as_str()),
            _ => None,
        })
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
        self.required_variables()
            .find(|name| env.get(name).is_some_and(OsStr::is_empty))
    }

    /// Returns the variables without a default.
    pub fn required_variables(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().filter_map(|part| match part {
            TemplatePart::Variable {
                name,
                default: None,
            } => Some(name.as_str()),
            _ => None,
        })
    }

    /// Expands everything but the version.
    pub fn pieces(&self, values: Values) -> Result<Vec<Piece>, ExpandError> {
        let mut length = 0;
        let expand = |part: &TemplatePart| {
            let piece = part.expand(values)?;
            if let Piece::Text(text) = &piece {
                length += text.len();
            }
            let is_short = length < MAX_VALUE;
            is_short.then_some(piece).ok_or(ExpandError::TooLong)
        };
        self.parts.iter().map(expand).collect()
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
