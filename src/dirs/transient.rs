//! Directories from which the system or a tool deletes files: caches and temporary directories.

use std::path::{Path, PathBuf};

use super::{Dirs, system};
use crate::env::Env;
use crate::os::read::read_regular;
use crate::os::real_path;

/// A directory from which the system or a tool deletes files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TransientDir {
    /// A directory of temporary files.
    Temporary(PathBuf),
    /// A cache.
    Cache(PathBuf),
    /// The store of Nix or Guix, whose garbage collection deletes what no profile refers to.
    Store(PathBuf),
}

/// Stores whose files are deleted unless a profile, which is a link, leads to them.
const STORES: [&str; 2] = ["nix/store", "gnu/store"];

impl TransientDir {
    /// Returns the transient directory that contains `path`.
    pub fn above(path: &Path, dirs: &Dirs, env: &Env, cwd: &Path) -> Option<Self> {
        // The path itself: a profile of Nix is a link into the store.
        let stores = STORES.map(|store| dirs.root.join(store));
        if let Some(store) = stores.into_iter().find(|store| path.starts_with(store)) {
            return Some(Self::Store(store));
        }
        let real = real_path(path).ok()?;
        // The home is not transient, even if `TMPDIR` is `/` or the home.
        let contains_home = |dir: &Path| {
            let home = dirs.home.as_deref();
            home.is_some_and(|home| is_below(home, dir))
        };
        let contains = |dir: &PathBuf| is_below(path, dir) && !contains_home(dir);
        let mut temporary = system::temporary_dirs(env, &dirs.root).into_iter();
        if let Some(dir) = temporary.find_map(|dir| Some(cwd.join(dir)).filter(contains)) {
            return Some(Self::Temporary(dir));
        }
        let tagged = tagged_cache(&real).map(Path::to_owned);
        let cache = tagged.or_else(|| system::cache_home(env).filter(contains));
        cache.map(Self::Cache)
    }
}

/// Returns whether `path` is `dir` or below it, with their links or without.
fn is_below(path: &Path, dir: &Path) -> bool {
    let real = real_path(path);
    let is_above =
        |dir: &Path| path.starts_with(dir) || real.as_ref().is_ok_and(|real| real.starts_with(dir));
    is_above(dir) || real_path(dir).is_ok_and(|dir| is_above(&dir))
}

/// Returns the directory above `file` that a tag marks as a cache, such as those of uv and pipx.
///
/// uv, pipx and virtualenv tag each virtual environment too, to exclude it from backups. Cargo tags
/// its target directory, from which it deletes nothing unless it is told to.
///
/// <https://bford.info/cachedir/>
fn tagged_cache(file: &Path) -> Option<&Path> {
    const SIGNATURE: &[u8] = b"Signature: 8a477f597d28d172789f06886806bc55";
    const MAX_TAG: u64 = 64 * 1024;
    let is_cache = |dir: &&Path| {
        let tag = read_regular(&dir.join("CACHEDIR.TAG"), MAX_TAG);
        tag.is_ok_and(|(tag, _)| {
            tag.starts_with(SIGNATURE) && memchr::memmem::find(&tag, b"created by cargo").is_none()
        }) && !dir.join("pyvenv.cfg").is_file()
    };
    file.ancestors().skip(1).find(is_cache)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_cache_is_recognized_by_its_tag() {
        let dir = tempfile::tempdir().unwrap();
        let root = real_path(dir.path()).unwrap();
        let tag = "Signature: 8a477f597d28d172789f06886806bc55";
        let write = |path: &str, text: &str| {
            let path = root.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("uv/CACHEDIR.TAG", tag);
        write("uv/archive-v0/x/CACHEDIR.TAG", tag);
        write("uv/archive-v0/x/pyvenv.cfg", "");
        write("tools/sglaunch/CACHEDIR.TAG", tag);
        write("tools/sglaunch/pyvenv.cfg", "");
        let by_cargo = "# This file is a cache directory tag created by cargo.";
        write("target/CACHEDIR.TAG", &format!("{tag}\n{by_cargo}\n"));
        write("other/CACHEDIR.TAG", "Signature: none");
        for (file, cache) in [
            ("uv/archive-v0/x/bin/sglaunch", Some("uv")),
            ("uv/sglaunch", Some("uv")),
            ("tools/sglaunch/bin/sglaunch", None),
            ("target/debug/sglaunch", None),
            ("other/sglaunch", None),
            ("sglaunch", None),
        ] {
            let expected = cache.map(|cache| root.join(cache));
            assert_eq!(
                tagged_cache(&root.join(file)),
                expected.as_deref(),
                "{file}"
            );
        }
    }

    #[cfg(unix)]
    #[test]
    fn the_systems_directories_count_without_a_variable() {
        let dir = tempfile::tempdir_in("/var/tmp").unwrap();
        let file = dir.path().join("sglaunch");
        fs::write(&file, "").unwrap();
        let env = Env::from_iter([("TMPDIR", "/nowhere")]);
        let cwd = Path::new("/");
        let dirs = Dirs::new(&env, cwd, cwd);
        let above = |path: &Path| TransientDir::above(path, &dirs, &env, cwd);
        let temporary = TransientDir::Temporary("/var/tmp".into());
        assert_eq!(above(&file), Some(temporary));
        let store = TransientDir::Store("/nix/store".into());
        assert_eq!(above(Path::new("/nix/store/x/bin/sglaunch")), Some(store));
        assert_eq!(above(Path::new("/bin/sh")), None);
    }

    #[cfg(unix)]
    #[test]
    fn a_directory_that_contains_the_home_is_not_transient() {
        let temp = tempfile::tempdir().unwrap();
        let (home, other) = (temp.path().join("home"), temp.path().join("other"));
        let link = temp.path().join("link");
        let file = home.join("bin/sglaunch");
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::create_dir(&other).unwrap();
        fs::write(&file, "").unwrap();
        std::os::unix::fs::symlink(&home, &link).unwrap();
        let below = home.join("bin");
        let root = Path::new("/");
        for (dir, home, is_transient) in [
            (root, &home, false),
            (&home, &home, false),
            (&home, &link, false),
            (&link, &home, false),
            (&below, &home, true),
            (&home, &other, true),
        ] {
            let env = Env::from_iter([
                ("HOME", home.as_os_str()),
                ("SGLAUNCH_ROOT", other.as_os_str()),
                ("TMPDIR", dir.as_os_str()),
            ]);
            let dirs = Dirs::new(&env, root, root);
            let found = TransientDir::above(&file, &dirs, &env, root);
            let variables = format!("TMPDIR={} HOME={}", dir.display(), home.display());
            assert_eq!(found.is_some(), is_transient, "{variables}");
        }
    }
}
