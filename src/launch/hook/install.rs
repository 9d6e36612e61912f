//! Installation of the certifi hook into the cache directory.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::{FILES, NAME};
use crate::bundle::cache::Cache;
use crate::bundle::{self, TOUCH_INTERVAL};
use crate::dirs::CacheDirs;
use crate::os;
use crate::os::atomic::write_atomically;
use crate::os::ownership::{check_dir, remove_if_unsafe};

/// Holds a directory per version of the hook.
pub const HOOKS: &str = "hooks";

/// Holds Python's compiled files.
pub const BYTECODE: &str = "__pycache__";

/// Returns the hook's directory in the cache of `bundle`, and writes it if necessary. If that
/// fails, writes it to the first cache directory where that is possible.
pub fn install(caches: &CacheDirs, bundle: &Path) -> Result<PathBuf, String> {
    let beside = Cache::root_of(bundle).and_then(|root| Cache::open(root).ok());
    if let Some(Ok(hook)) = beside.map(|cache| install_in(&cache)) {
        return Ok(hook);
    }
    let mut reason = "there is no cache directory".to_owned();
    for dir in caches.to_write() {
        let installed = dir
            .map_err(|(_, error)| error.to_string())
            .and_then(|dir| Cache::open_to_write(&dir).map_err(|obstacle| obstacle.to_string()))
            .and_then(|cache| install_in(&cache).map_err(|error| error.to_string()));
        match installed {
            Ok(hook) => return Ok(hook),
            Err(error) => reason = error,
        }
    }
    Err(reason)
}

/// Returns the hook's directory in `cache`. Files that are right are not written again.
fn install_in(cache: &Cache) -> io::Result<PathBuf> {
    let hooks = cache.root().join(HOOKS);
    let dir = hooks.join(NAME);
    if dir.to_string_lossy().contains(os::LIST_SEPARATOR) {
        return Err(io::Error::other(format!(
            "the cache's path contains `{}`, which separates the directories in PYTHONPATH",
            os::LIST_SEPARATOR
        )));
    }
    if !write_hook(&hooks, &dir)? {
        // `prune` of another version has just removed it.
        write_hook(&hooks, &dir)?;
    }
    Ok(dir)
}

/// Writes the hook's directory, and notes that it is used. Returns `false` if it is gone.
fn write_hook(hooks: &Path, dir: &Path) -> io::Result<bool> {
    os::create_own_dir(dir)?;
    for dir in [hooks, dir] {
        check_dir(dir, &fs::symlink_metadata(dir)?)
            .map_err(|risk| io::Error::other(format!("{} is not safe: {}", dir.display(), risk)))?;
    }
    protect_bytecode(dir)?;
    for (name, content) in FILES {
        let path = dir.join(name);
        if !fs::read(&path).is_ok_and(|bytes| bytes == content.as_bytes()) {
            write_atomically(&path, content.as_bytes())?;
        }
    }
    Ok(touch(dir))
}

/// Removes files that another user could have written, bytecode included: Python runs it instead of
/// the source.
///
/// Creates `__pycache__`, because Python would create it with the permissions of the program's
/// umask. Without it Python compiles the hook at each start.
fn protect_bytecode(dir: &Path) -> io::Result<()> {
    let bytecode = dir.join(BYTECODE);
    for dir in [dir, &bytecode] {
        for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
            remove_if_unsafe(&entry.path())?;
        }
    }
    let _ = os::create_own_dir(&bytecode);
    Ok(())
}

/// Sets the directory's mtime, by which [`prune`](super::prune()) measures its age. Returns `false`
/// if the directory is gone.
fn touch(dir: &Path) -> bool {
    let used = fs::metadata(dir).and_then(|meta| meta.modified());
    let is_recent = used.is_ok_and(|used| SystemTime::now() < used + TOUCH_INTERVAL);
    is_recent || bundle::touch(dir)
}
