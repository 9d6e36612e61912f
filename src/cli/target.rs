//! A profile on the command line.

/// A profile, and perhaps a version: `houdini@20.5`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The profile's name.
    pub name: String,
    /// What stands after the `@`.
    pub version: Option<String>,
}

impl From<&str> for Target {
    fn from(text: &str) -> Self {
        match text.split_once('@') {
            Some((name, version)) => Self {
                name: name.to_owned(),
                version: Some(version.to_owned()),
            },
            None => Self {
                name: text.to_owned(),
                version: None,
            },
        }
    }
}
