//! Sources of certificates and of problems.

use std::borrow::Cow;
use std::fmt;
use std::path::{Path, PathBuf};

/// The origin of a certificate or of a problem.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// The operating system's certificate store, or one of its parts.
    Native(StoreLocation),
    /// Mozilla's root certificates, compiled in.
    Mozilla,
    /// A file or directory that the caller's environment names.
    Inherited(PathBuf),
    /// A CA file that a client's own settings name.
    Setting(Setting),
    /// A file or directory that the profile names.
    File(PathBuf),
    /// A file in a `ca.d` directory.
    Trust(PathBuf),
    /// The system clock.
    Clock,
    /// The cache directory.
    Cache,
    /// An earlier bundle of the same profile.
    Bundle,
    /// The hook that makes Python's certifi return the bundle.
    Certifi,
    /// The key store for Java.
    Java,
    /// A profile, by name.
    Profile(String),
    /// A directory of profiles.
    Profiles(PathBuf),
}

/// The part of the operating system's store that has a certificate. Only Windows names parts
/// ("System Store Locations" in its documentation).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StoreLocation {
    /// The store as a whole.
    Any,
    User,
    /// The store of the machine, for all users.
    Machine,
    /// The group policy of the user or of the machine.
    Policy,
    /// The directory of the domain (Active Directory).
    Enterprise,
}

impl StoreLocation {
    /// The locations that have a name.
    pub const NAMED: [Self; 4] = [Self::User, Self::Machine, Self::Policy, Self::Enterprise];

    /// Returns the source of the location as text.
    const fn source(self) -> &'static str {
        match self {
            Self::Any => "native",
            Self::User => "native:user",
            Self::Machine => "native:machine",
            Self::Policy => "native:policy",
            Self::Enterprise => "native:enterprise",
        }
    }
}

/// The place at which a client's own settings name a CA file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Setting {
    /// The settings file, or the variable of the environment that has the setting.
    pub file: PathBuf,
    /// Its line, from 1; `None` for a variable.
    pub line: Option<usize>,
    /// The CA file.
    pub path: PathBuf,
}

impl Source {
    /// The operating system's store as a whole.
    pub const NATIVE: Self = Self::Native(StoreLocation::Any);

    /// The kinds of sources that certificates have, as [`Source::kind`] names them.
    pub const KINDS: [&str; 5] = ["native", "mozilla", "inherited", "file", "trust"];

    /// Returns whether the source is the operating system's store or a part of it.
    pub fn is_native(&self) -> bool {
        matches!(self, Source::Native(_))
    }

    /// Returns whether a person chose this certificate. Those of stores come with the system.
    pub fn is_chosen(&self) -> bool {
        matches!(
            self,
            Source::Inherited(_) | Source::Setting(_) | Source::File(_) | Source::Trust(_)
        )
    }

    /// Returns the kind without the path.
    pub fn kind(&self) -> &'static str {
        match self {
            Source::Native(_) => "native",
            Source::Mozilla => "mozilla",
            Source::Inherited(_) | Source::Setting(_) => "inherited",
            Source::File(_) => "file",
            Source::Trust(_) => "trust",
            Source::Clock => "clock",
            Source::Cache => "cache",
            Source::Bundle => "bundle",
            Source::Certifi => "certifi",
            Source::Java => "java",
            Source::Profile(_) => "profile",
            Source::Profiles(_) => "profiles",
        }
    }

    /// Returns the file or directory, if the source is one.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Source::Inherited(path)
            | Source::Setting(Setting { path, .. })
            | Source::File(path)
            | Source::Trust(path)
            | Source::Profiles(path) => Some(path),
            _ => None,
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Source::Native(location) => f.write_str(location.source()),
            Source::Inherited(path) | Source::File(path) => {
                write!(f, "{}:{}", self.kind(), path.display())
            }
            Source::Setting(setting) => write!(f, "{}:{setting}", self.kind()),
            Source::Trust(path) => write!(f, "{}:{}", self.kind(), trust_name(path)),
            Source::Profile(name) => f.write_str(name),
            Source::Profiles(path) => path.display().fmt(f),
            _ => f.write_str(self.kind()),
        }
    }
}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        self.file.display().fmt(f)?;
        match self.line {
            Some(line) => write!(f, ":{line}"),
            None => Ok(()),
        }
    }
}

/// Returns the name of a file in `ca.d`, which is its file name without the extension.
pub fn trust_name(path: &Path) -> Cow<'_, str> {
    path.file_stem().unwrap_or_default().to_string_lossy()
}
