//! Origins of distrust.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::os::path_text;

/// A file, a directory or a store that distrusts certificates.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    #[serde(with = "path_text")]
    File(PathBuf),
    /// A list that names the file of a distrusted certificate.
    List {
        #[serde(with = "path_text")]
        list: PathBuf,
        #[serde(with = "path_text")]
        file: PathBuf,
    },
    /// A store that is not a file, by its name in messages.
    Store(String),
}

impl Origin {
    /// Returns the file of the certificates.
    pub fn file(&self) -> Option<&Path> {
        match self {
            Self::File(file) | Self::List { file, .. } => Some(file),
            Self::Store(_) => None,
        }
    }

    /// Returns whether its content is unknown because of `unreadable`: it is one of these or in one
    /// of these directories, or its list or file is.
    pub fn is_unknown(&self, unreadable: &[Self]) -> bool {
        let needs = |path: &Path| match self {
            Self::File(file) => file.starts_with(path),
            Self::List { list, file } => list.starts_with(path) || file.starts_with(path),
            Self::Store(_) => false,
        };
        unreadable.iter().any(|other| match other {
            Self::File(path) => needs(path),
            other => self == other,
        })
    }
}

/// The text in messages and in JSON.
impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::File(path) | Self::List { list: path, .. } => path.display().fmt(f),
            Self::Store(name) => f.write_str(name),
        }
    }
}

/// The distrust that a certificate matches.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DistrustedBy {
    pub origin: Origin,
    /// The origin cannot be read now. It distrusted the certificate at an earlier build.
    pub is_kept: bool,
}

/// The end of a sentence: "distrusted by".
impl fmt::Display for DistrustedBy {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.origin.fmt(f)?;
        if self.is_kept {
            f.write_str(" (cannot be read now; kept from the last build)")?;
        }
        Ok(())
    }
}

#[cfg(test)]
impl From<&str> for Origin {
    fn from(path: &str) -> Self {
        Self::File(path.into())
    }
}

#[cfg(test)]
impl From<&str> for DistrustedBy {
    fn from(path: &str) -> Self {
        Self {
            origin: path.into(),
            is_kept: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_unknown_if_a_file_or_directory_of_it_is_unreadable() {
        let file = |path: &str| Origin::File(path.into());
        let list = Origin::List {
            list: "/etc/list".into(),
            file: "/usr/share/ca.crt".into(),
        };
        let store = |name: &str| Origin::Store(name.to_owned());
        for (origin, unreadable, expected) in [
            (file("/a/b.pem"), file("/a/b.pem"), true),
            (file("/a/b.pem"), file("/a"), true),
            (file("/a/b.pem"), file("/a/b"), false),
            (list.clone(), file("/etc/list"), true),
            (list.clone(), file("/usr/share"), true),
            (list, file("/etc/other"), false),
            (store("Disallowed"), store("Disallowed"), true),
            (store("Disallowed"), store("ROOT"), false),
            (store("Disallowed"), file("/"), false),
        ] {
            let found = origin.is_unknown(std::slice::from_ref(&unreadable));
            assert_eq!(found, expected, "{origin} {unreadable}");
        }
    }
}
