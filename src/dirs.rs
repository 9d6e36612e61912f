//! The folders of this user on this machine, worked out once.

use std::path::{Path, PathBuf};

use directories::UserDirs;

use crate::certs::Problem;
use crate::env::Env;
use crate::env::names::{
    SGLAUNCH_CACHE_DIR, SGLAUNCH_CONFIG_DIR, SGLAUNCH_DATA_DIR, SGLAUNCH_PROFILE_PATH,
    SGLAUNCH_ROOT, SGLAUNCH_STATE_DIR,
};
use crate::os::{self, Folders};
use crate::profile::{Kind, Layers};

/// The folder of files that are trusted, beside the profiles.
pub const TRUST: &str = "ca.d";

/// Where sglaunch finds and keeps things.
#[derive(Clone, Debug)]
pub struct Dirs {
    /// The user's home folder.
    pub home: Option<PathBuf>,
    /// The folder that absolute programs, the machine's profiles and the system's store are looked for in: `/`, unless
    /// `SGLAUNCH_ROOT` names another.
    pub root: PathBuf,
    /// The user's configuration folder.
    pub config: Option<PathBuf>,
    /// The user's folder for what sglaunch keeps.
    pub data: Option<PathBuf>,
    /// The machine's configuration folder.
    pub machine: PathBuf,
    /// The folder of the user's shims.
    pub shims: Option<PathBuf>,
    /// The cache folder, and after it those that are used when it cannot be written.
    pub caches: Vec<PathBuf>,
    /// Where the log of launches without a terminal is.
    pub log: Option<PathBuf>,
}

impl Dirs {
    /// Works them out from the environment and what the system says about the user.
    pub fn new(env: &Env, folders: Folders, cwd: &Path, temp: &Path) -> Self {
        let named = |variable: &str, folder: Option<PathBuf>| {
            (env.non_empty(variable).map(|named| cwd.join(named))).or(folder)
        };
        let cache = named(SGLAUNCH_CACHE_DIR, folders.cache);
        let data = named(SGLAUNCH_DATA_DIR, folders.data);
        let runtime = env
            .non_empty("XDG_RUNTIME_DIR")
            .map(|folder| Path::new(folder).join("sglaunch"));
        let shared = temp.join(format!("sglaunch-{}", os::user(env)));
        let root = env
            .non_empty(SGLAUNCH_ROOT)
            .map_or_else(|| "/".into(), |root| cwd.join(root));
        Self {
            config: named(SGLAUNCH_CONFIG_DIR, folders.config),
            machine: os::machine_config(env, &root),
            shims: (data.as_ref()).map(|folder| folder.join("shims")),
            data,
            log: named(SGLAUNCH_STATE_DIR, folders.log),
            root,
            caches: [cache, runtime, Some(shared), os::last_cache(env)]
                .into_iter()
                .flatten()
                .filter(|folder| folder.is_absolute())
                .filter_map(|folder| os::for_programs(folder, env))
                .collect(),
            home: folders.home,
        }
    }

    /// The layers of profiles, the highest first, and what to say of the machine's where those do not count.
    pub fn layers(&self, env: &Env, options: &[PathBuf], cwd: &Path) -> (Layers, Option<Problem>) {
        let options = options
            .iter()
            .map(|folder| (Kind::Option, cwd.join(folder)));
        let user = self.config.iter();
        let user = user.map(|folder| (Kind::User, folder.join("profiles")));
        let path = env
            .non_empty(SGLAUNCH_PROFILE_PATH)
            .map(std::env::split_paths)
            .into_iter()
            .flatten();
        let path = path
            .filter(|folder| !folder.as_os_str().is_empty())
            .map(|folder| (Kind::Path, cwd.join(folder)));
        let machine = self.machine.join("profiles");
        let left_out = os::why_left_out(&machine).map(|message| Problem {
            source: machine.display().to_string(),
            message,
            needed: None,
        });
        let machine = left_out.is_none().then_some((Kind::Machine, machine));
        let layers = Layers::new(options.chain(user).chain(path).chain(machine));
        (layers, left_out)
    }

    /// The folders of files that are trusted whatever the profile: the user's, if there is a user, and the machine's.
    pub fn trust(&self) -> Vec<(Scope, PathBuf)> {
        let scopes = [Scope::User, Scope::Site];
        let folder = |scope| Some((scope, self.trust_of(scope)?));
        scopes.into_iter().filter_map(folder).collect()
    }

    /// The folder of a scope; there is none of a user without a home.
    pub fn trust_of(&self, scope: Scope) -> Option<PathBuf> {
        let config = match scope {
            Scope::User => self.config.as_ref()?,
            Scope::Site => &self.machine,
        };
        Some(config.join(TRUST))
    }

    /// The user's desktop, whatever it is called in their language; `None` if there is none.
    pub fn desktop(&self) -> Option<PathBuf> {
        // Without a home, this would look the user up, which a static program cannot.
        let home = self.home.as_ref()?;
        let named = UserDirs::new().and_then(|dirs| dirs.desktop_dir().map(Path::to_owned));
        let desktop = named.unwrap_or_else(|| home.join("Desktop"));
        (desktop.is_dir() && desktop != *home).then_some(desktop)
    }

    /// Whose a file in one of these folders is.
    pub fn scope_of(&self, file: &Path) -> Scope {
        if file.starts_with(&self.machine) {
            Scope::Site
        } else {
            Scope::User
        }
    }
}

/// Who trusts what is in a folder `ca.d`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// One user.
    User,
    /// All users of the machine.
    Site,
}

impl Scope {
    /// Its name in tables and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Scope::User => "user",
            Scope::Site => "site",
        }
    }

    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Scope::User => Scope::Site,
            Scope::Site => Scope::User,
        }
    }
}
