//! The only user of the `directories` crate, which reads the process's environment by itself.

#![expect(
    clippy::disallowed_types,
    reason = "this module is the one that may use these types"
)]

use std::path::PathBuf;

use directories::UserDirs;
#[cfg(unix)]
use directories::{BaseDirs, ProjectDirs};

/// The directories that the system has for this user.
#[derive(Clone, Debug, Default)]
pub struct StandardDirs {
    pub home: Option<PathBuf>,
    pub config: Option<PathBuf>,
    pub cache: Option<PathBuf>,
    pub data: Option<PathBuf>,
    pub log: Option<PathBuf>,
}

#[cfg(unix)]
impl StandardDirs {
    /// Returns the directories of the user whose home is `HOME`. Without `HOME`, only macOS looks
    /// the user up: elsewhere that needs modules of the system's libc, which a static program
    /// cannot load.
    pub fn new(home: Option<PathBuf>) -> Self {
        if home.is_none() && !cfg!(target_os = "macos") {
            return Self::default();
        }
        let home = home.or_else(|| Some(BaseDirs::new()?.home_dir().to_owned()));
        let Some(dirs) = ProjectDirs::from("", "", "sglaunch") else {
            return Self {
                home,
                ..Self::default()
            };
        };
        Self {
            home,
            config: Some(dirs.config_dir().to_owned()),
            cache: Some(dirs.cache_dir().to_owned()),
            data: Some(dirs.data_local_dir().to_owned()),
            log: Some(log_dir(&dirs)),
        }
    }
}

/// Returns the log directory: on macOS the one that Console shows.
#[cfg(unix)]
fn log_dir(dirs: &ProjectDirs) -> PathBuf {
    let state = dirs.state_dir().unwrap_or(dirs.data_local_dir());
    let library = state.ancestors().nth(2);
    match library.filter(|_| cfg!(target_os = "macos")) {
        Some(library) => library.join("Logs/sglaunch"),
        None => state.to_owned(),
    }
}

/// Returns the data directory of all the user's programs, such as `~/.local/share`.
#[cfg(all(unix, not(target_os = "macos")))]
pub fn data_home() -> Option<PathBuf> {
    Some(BaseDirs::new()?.data_dir().to_owned())
}

/// Returns the user's desktop directory. On Linux this reads `user-dirs.dirs`.
pub fn desktop() -> Option<PathBuf> {
    Some(UserDirs::new()?.desktop_dir()?.to_owned())
}
