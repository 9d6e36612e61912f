//! The directories of this user on this machine.

mod caches;
mod home;
mod scope;
mod standard;
mod transient;

#[cfg(unix)]
mod unix;
#[cfg(unix)]
use unix as system;

#[cfg(windows)]
mod windows;
#[cfg(windows)]
use windows as system;

use std::env::split_paths;
use std::fs;
use std::path::{Path, PathBuf};

use crate::env::Env;
use crate::env::names::{
    SGLAUNCH_CACHE_DIR, SGLAUNCH_CONFIG_DIR, SGLAUNCH_DATA_DIR, SGLAUNCH_PROFILE_PATH,
    SGLAUNCH_ROOT, SGLAUNCH_STATE_DIR,
};
use crate::os::Image;
use crate::os::read::is_not_found;
use crate::profile::{LayerKind, Layers};

pub use caches::{CacheDir, CacheDirs};
pub use home::HomeFault;
pub use scope::{Scope, TRUST};
pub use system::{host, host_name};
pub use transient::TransientDir;

/// The directories that sglaunch reads and writes.
#[derive(Clone, Debug)]
pub struct Dirs {
    pub home: Option<PathBuf>,
    /// Root of absolute program paths, machine profiles and the system's store: `/`, or
    /// `SGLAUNCH_ROOT`.
    pub root: PathBuf,
    /// The user's configuration directory.
    pub config: Option<PathBuf>,
    /// The user's data directory.
    pub data: Option<PathBuf>,
    /// The machine's configuration directory.
    pub machine_config: PathBuf,
    /// The directory of the user's shims.
    pub shims: Option<PathBuf>,
    pub caches: CacheDirs,
    /// The directory of the log of launches without a terminal.
    pub log: Option<PathBuf>,
}

impl Dirs {
    /// Reads the directories from the environment and from the system. `temp` is the system's
    /// directory of temporary files.
    pub fn new(env: &Env, cwd: &Path, temp: &Path) -> Self {
        let standard = system::standard_dirs(env);
        let from_variable = |variable: &str, dir: Option<PathBuf>| {
            (env.non_empty(variable).map(|named| cwd.join(named))).or(dir)
        };
        let root = from_variable(SGLAUNCH_ROOT, None).unwrap_or_else(|| "/".into());
        let named_cache = from_variable(SGLAUNCH_CACHE_DIR, None);
        let caches = system::caches(env, named_cache, &standard, &root, temp);
        let data = from_variable(SGLAUNCH_DATA_DIR, standard.data);
        Self {
            config: from_variable(SGLAUNCH_CONFIG_DIR, standard.config),
            machine_config: in_image(&root, system::machine_config(env, &root)),
            shims: (data.as_ref()).map(|dir| dir.join("shims")),
            data,
            log: from_variable(SGLAUNCH_STATE_DIR, standard.log),
            caches,
            root,
            home: standard.home,
        }
    }

    /// Returns the layers of profiles, the highest first.
    pub fn layers(&self, env: &Env, options: &[PathBuf], cwd: &Path) -> Layers {
        let options = options
            .iter()
            .map(|dir| (LayerKind::ProfileDir, cwd.join(dir)));
        let user = (self.config.iter()).map(|dir| (LayerKind::User, dir.join("profiles")));
        let user = user.filter(|(_, dir)| may_exist(dir));
        let path = env.non_empty(SGLAUNCH_PROFILE_PATH);
        let path = (path.map(split_paths).into_iter().flatten())
            .filter(|dir| !dir.as_os_str().is_empty())
            .map(|dir| (LayerKind::ProfilePath, cwd.join(dir)));
        let machine = self.machine_config.join("profiles");
        let exists = match Image::at(&self.root) {
            Some(image) => !image
                .metadata(&machine)
                .is_err_and(|error| is_not_found(&error)),
            None => may_exist(&machine),
        };
        let machine = exists.then_some((LayerKind::Machine, machine));
        Layers::new(options.chain(user).chain(path).chain(machine)).below(&self.root)
    }

    /// Returns the user's desktop directory, whose name depends on the language.
    pub fn desktop(&self) -> Option<PathBuf> {
        // Without a home, the crate would look the user up, which a static program cannot.
        let home = self.home.as_ref()?;
        let desktop = standard::desktop().unwrap_or_else(|| home.join("Desktop"));
        (desktop.is_dir() && desktop != *home).then_some(desktop)
    }

    /// Returns the data directory of all the user's programs, such as `~/.local/share`.
    #[cfg(all(unix, not(target_os = "macos")))]
    pub fn data_home(&self) -> Option<PathBuf> {
        // Without a home, the crate would look the user up, which a static program cannot.
        self.home.as_ref()?;
        standard::data_home()
    }

    /// Returns the directory of the desktop entries that the administrator adds for all users.
    #[cfg(all(unix, not(target_os = "macos")))]
    pub fn site_applications(&self) -> PathBuf {
        in_image(&self.root, self.root.join("usr/local/share/applications"))
    }
}

/// Returns the path of a directory, which need not exist, with the links above it resolved as in an
/// image at `root`.
fn in_image(root: &Path, dir: PathBuf) -> PathBuf {
    match Image::at(root) {
        Some(image) => image.resolve_new(&dir),
        None => dir,
    }
}

/// Returns whether a directory may exist that most machines lack. This system call saves one for
/// each profile that a launch reads.
fn may_exist(dir: &Path) -> bool {
    !fs::metadata(dir).is_err_and(|error| is_not_found(&error))
}
