//! A profile on the command line.

use std::fmt;

/// A profile, optionally with a version: `houdini@20.5`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The profile's name.
    pub name: String,
    /// The text after the `@`.
    pub version: Option<String>,
}

impl From<&str> for Target {
    fn from(text: &str) -> Self {
        let (name, version) = match text.split_once('@') {
            Some((name, version)) => (name, Some(version.to_owned())),
            None => (text, None),
        };
        Self {
            name: name.to_owned(),
            version,
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match &self.version {
            Some(version) => write!(f, "{}@{version}", self.name),
            None => f.write_str(&self.name),
        }
    }
}
