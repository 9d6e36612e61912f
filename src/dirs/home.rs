//! Faults of the home directory: farms and services start programs without one, or with another
//! user's.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use super::{Dirs, TRUST};
use crate::env::Env;
use crate::env::names::SGLAUNCH_CONFIG_DIR;
use crate::error::system_reason;
use crate::os::ownership::check_dir_or_link;
use crate::os::read::is_not_found;
use crate::os::{HOME_VARIABLE as HOME, is_home_of_other};

/// A fault of the home directory.
#[derive(Debug)]
pub enum HomeFault {
    NotSet,
    Relative(PathBuf),
    /// The path, and why it is not a home directory.
    Unusable(PathBuf, String),
    /// The directory of another user, whose settings are read if this user may enter it.
    OfOther {
        home: PathBuf,
        is_entered: bool,
    },
}

impl HomeFault {
    /// Examines the home directory that the environment names.
    pub fn find(env: &Env) -> Option<Self> {
        let Some(home) = env.non_empty(HOME).map(Path::new) else {
            return Some(Self::NotSet);
        };
        if home.is_relative() {
            return Some(Self::Relative(home.to_owned()));
        }
        let unusable = |why: String| Some(Self::Unusable(home.to_owned(), why));
        match fs::metadata(home) {
            Err(error) if is_not_found(&error) => unusable("does not exist".to_owned()),
            Err(error) => unusable(format!("cannot be reached: {}", system_reason(&error))),
            Ok(meta) if !meta.is_dir() => unusable("is not a directory".to_owned()),
            Ok(meta) if is_home_of_other(&meta) => Some(Self::OfOther {
                home: home.to_owned(),
                is_entered: fs::metadata(home.join(".")).is_ok(),
            }),
            Ok(_) => unusable(format!("cannot be read: {}", fs::read_dir(home).err()?)),
        }
    }
}

impl fmt::Display for HomeFault {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::NotSet => write!(
                f,
                "{HOME} is not set: the settings of the user are not read"
            ),
            Self::Relative(home) => write!(
                f,
                "{HOME} is {}, a relative path: each program looks for settings in its own directory",
                home.display()
            ),
            Self::Unusable(home, why) => write!(
                f,
                "the directory in {HOME} ({}) {why}: the settings of the user are not read",
                home.display()
            ),
            Self::OfOther {
                home,
                is_entered: true,
            } => write!(
                f,
                "the directory in {HOME} ({}) belongs to another user, whose settings are read",
                home.display()
            ),
            Self::OfOther { home, .. } => write!(
                f,
                "the directory in {HOME} ({}) belongs to another user and cannot be entered: no user's settings are read",
                home.display()
            ),
        }
    }
}

impl Dirs {
    /// Returns a sentence for each directory that is used although the home directory has a fault.
    pub fn in_use(&self, env: &Env, fault: &HomeFault) -> Vec<String> {
        let own = self.config.as_ref().and_then(|dir| {
            let dir = dir.display();
            if env.non_empty(SGLAUNCH_CONFIG_DIR).is_some() {
                Some(format!(
                    "sglaunch's own settings are in {dir}, which {SGLAUNCH_CONFIG_DIR} names"
                ))
            } else {
                let is_entered = matches!(
                    fault,
                    HomeFault::OfOther {
                        is_entered: true,
                        ..
                    }
                );
                is_entered.then(|| format!("the settings of that user are in {dir}"))
            }
        });
        let of_all = format!(
            "settings for all users are in {0}: profiles in {0}/profiles, certificates in {0}/{TRUST}",
            self.machine_config.display()
        );
        let cache = self.caches.iter().find(|dir| is_own_dir(dir));
        let cache = cache.map(|dir| format!("bundles are in {}", dir.display()));
        own.into_iter().chain([of_all]).chain(cache).collect()
    }
}

fn is_own_dir(dir: &Path) -> bool {
    fs::symlink_metadata(dir).is_ok_and(|meta| check_dir_or_link(dir, &meta).is_ok())
}
