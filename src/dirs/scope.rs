//! The scope of settings: one user, or all users of the machine.

use std::path::{Path, PathBuf};

use super::Dirs;

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
        let config = match scope {
            Scope::User => self.config.as_ref()?,
            Scope::Site => &self.machine_config,
        };
        Some(config.join(TRUST))
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
