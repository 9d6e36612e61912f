//! The folders of this user on this machine, worked out once.

use std::path::{Path, PathBuf};

use directories::ProjectDirs;

use crate::env::Env;
use crate::platform;
use crate::profile::{Kind, Layers};

/// Where sglaunch finds and keeps things.
#[derive(Clone, Debug)]
pub struct Places {
    /// The user's home folder.
    pub home: Option<PathBuf>,
    /// The folder that absolute programs, the machine's profiles and the system's store are looked for in: `/`, unless
    /// `SGLAUNCH_ROOT` names another.
    pub root: PathBuf,
    /// Where the user's profiles are.
    pub profiles: Option<PathBuf>,
    /// The cache folder, and after it those that are used when it cannot be written.
    pub caches: Vec<PathBuf>,
}

impl Places {
    /// Works them out from the environment and what the system says about the user.
    pub fn new(
        env: &Env,
        dirs: Option<&ProjectDirs>,
        home: Option<PathBuf>,
        cwd: &Path,
        temp: &Path,
    ) -> Self {
        let cache = match env.filled("SGLAUNCH_CACHE_DIR") {
            Some(folder) => Some(cwd.join(folder)),
            None => dirs.map(|dirs| dirs.cache_dir().to_owned()),
        };
        let runtime = env
            .filled("XDG_RUNTIME_DIR")
            .map(|folder| Path::new(folder).join("sglaunch"));
        let shared = temp.join(format!("sglaunch-{}", platform::user(env)));
        Self {
            root: env
                .filled("SGLAUNCH_ROOT")
                .map_or_else(|| "/".into(), |root| cwd.join(root)),
            profiles: dirs.map(|dirs| dirs.config_dir().join("profiles")),
            caches: [cache, runtime, Some(shared)]
                .into_iter()
                .flatten()
                .filter(|folder| folder.is_absolute())
                .collect(),
            home,
        }
    }

    /// The layers of profiles, the highest first.
    pub fn layers(&self, env: &Env, options: &[PathBuf], cwd: &Path) -> Layers {
        let options = options
            .iter()
            .map(|folder| (Kind::Option, cwd.join(folder)));
        let user = self.profiles.clone().map(|folder| (Kind::User, folder));
        let path = env
            .filled("SGLAUNCH_PROFILE_PATH")
            .map(std::env::split_paths)
            .into_iter()
            .flatten();
        let path = path
            .filter(|folder| !folder.as_os_str().is_empty())
            .map(|folder| (Kind::Path, cwd.join(folder)));
        let machine = [(Kind::Machine, platform::machine_profiles(env, &self.root))];
        Layers::new(options.chain(user).chain(path).chain(machine))
    }
}
