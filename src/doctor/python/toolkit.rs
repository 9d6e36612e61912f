//! The copies of tk-core that are not on `sys.path`: in the pipeline configuration of `tank`, and
//! in bundle caches, from which SG Desktop and the engines in programs start.

use std::env::split_paths;
use std::fs;
use std::path::{Path, PathBuf};

use super::Package;
use super::version::Version;
use crate::doctor::Subject;
use crate::env::Env;
use crate::order;
use crate::os::read::read_text;

/// Maximum size of an `info.yml` in bytes.
const MAX_SIZE: u64 = 1024 * 1024;

/// Returns the tk-core of a pipeline configuration, and the newest of each bundle cache: Toolkit
/// keeps the versions before.
pub fn cores(subject: &Subject, configuration: Option<&Path>) -> Vec<Package> {
    let own = configuration.map(|dir| dir.join("install/core"));
    let own = own.into_iter().filter_map(|dir| core(&dir));
    let caches = caches(subject).into_iter().filter_map(|cache| {
        let dir = cache.join("app_store/tk-core");
        let versions = fs::read_dir(dir).into_iter().flatten().flatten();
        let cores = versions.filter_map(|entry| core(&entry.path()));
        cores.max_by_key(|core| core.version.as_deref().map(Version::parse))
    });
    own.chain(caches).collect()
}

/// Returns the tk-core in a directory, with the version in its `info.yml`.
fn core(dir: &Path) -> Option<Package> {
    let info = read_text(&dir.join("info.yml"), MAX_SIZE).ok()?;
    let version = info
        .lines()
        .find_map(|line| line.strip_prefix("version:"))?;
    let version = version.split('#').next()?.trim().trim_matches(['"', '\'']);
    Some(Package {
        name: "tank".to_owned(),
        version: Some(version.to_owned()),
        path: dir.display().to_string(),
    })
}

/// Returns the bundle caches: those that variables name, the user's, and that of SG Desktop.
fn caches(subject: &Subject) -> Vec<PathBuf> {
    let env: &Env = subject.env_of_program();
    let named = env.non_empty("SHOTGUN_BUNDLE_CACHE_FALLBACK_PATHS");
    let mut caches: Vec<PathBuf> = named.map(split_paths).into_iter().flatten().collect();
    caches.extend(
        env.non_empty("SHOTGUN_BUNDLE_CACHE_PATH")
            .map(PathBuf::from),
    );
    let own = env.non_empty("SHOTGUN_HOME").map(PathBuf::from);
    let in_home = ["Library/Caches/Shotgun", ".shotgun"];
    let homes = (subject.home().into_iter()).flat_map(|home| in_home.map(|dir| home.join(dir)));
    let roaming = env
        .non_empty("APPDATA")
        .map(|dir| Path::new(dir).join("Shotgun"));
    let user = own.into_iter().chain(roaming).chain(homes);
    caches.extend(user.map(|dir| dir.join("bundle_cache")));
    if let Ok(program) = &subject.program {
        let dirs = program.path.ancestors().skip(1).take(2);
        caches.extend(dirs.map(|dir| dir.join("Resources/Desktop/Python/bundle_cache")));
    }
    caches.retain(|cache| cache.is_dir());
    order::sort(&mut caches);
    caches.dedup();
    caches
}
