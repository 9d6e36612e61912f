//! The scope of settings: one user, or all users of the machine.

use std::io;
use std::path::{Path, PathBuf};

use super::Dirs;
use crate::os;

/// The directory of trusted certificate files, beside that of profiles.
pub const TRUST: &str = "ca.d";

/// The name of the machine's copy of Mozilla's list.
const MOZILLA_LIST: &str = "mozilla.pem";

/// The users that trust the certificates of a `ca.d` directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    User,
    /// All users of the machine.
    Site,
}

impl Scope {
    /// Returns the scope's name in tables and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Scope::User => "user",
            Scope::Site => "site",
        }
    }

    #[must_use]
    pub fn other(self) -> Self {
        match self {
            Scope::User => Scope::Site,
            Scope::Site => Scope::User,
        }
    }
}

impl Dirs {
    /// Returns the `ca.d` directories, whose certificates count for every profile: the user's, if
    /// the user has a home, and the machine's.
    pub fn trust(&self) -> Vec<(Scope, PathBuf)> {
        let scopes = [Scope::User, Scope::Site];
        let dir = |scope| Some((scope, self.trust_of(scope)?));
        scopes.into_iter().filter_map(dir).collect()
    }

    /// Returns the `ca.d` directory of a scope; a user without a home has none.
    pub fn trust_of(&self, scope: Scope) -> Option<PathBuf> {
        Some(self.config_of(scope)?.join(TRUST))
    }

    /// Returns the configuration directory of a scope; a user without a home has none.
    pub fn config_of(&self, scope: Scope) -> Option<&Path> {
        match scope {
            Scope::User => self.config.as_deref(),
            Scope::Site => Some(&self.machine_config),
        }
    }

    /// Creates a directory in the configuration directory of a scope, readable by all users, unless
    /// it exists. An existing one for all users must be one that other users cannot change.
    pub fn create(&self, scope: Scope, dir: &Path) -> io::Result<()> {
        match scope {
            Scope::User => os::create_dir(dir),
            Scope::Site => os::create_site_dir(&self.machine_config, dir),
        }
    }

    /// Returns the file that replaces the compiled-in copy of Mozilla's list if it exists.
    pub fn mozilla_list(&self) -> PathBuf {
        self.machine_config.join(MOZILLA_LIST)
    }

    /// Returns the scope of a file in one of these directories.
    pub fn scope_of(&self, file: &Path) -> Scope {
        if file.starts_with(&self.machine_config) {
            Scope::Site
        } else {
            Scope::User
        }
    }
}
