//! The list of shortcuts outside the menu and the desktop: `shortcuts.json`.

use std::fs::{File, TryLockError};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::location::ShortcutLocation;
use crate::dirs::Dirs;
use crate::error::{Error, Location, Result, system_reason};
use crate::os::atomic::write_atomically;
use crate::os::read::{ReadError, read_regular};
use crate::os::{self, path_from_text, path_to_text};

/// Maximum size of the list in bytes.
const MAX_SIZE: u64 = 16 * 1024 * 1024;

/// Duration after which a change is made without the lock. A change takes milliseconds.
const LOCK_TIMEOUT: Duration = Duration::from_secs(2);

/// Interval between attempts to obtain the lock.
const LOCK_INTERVAL: Duration = Duration::from_millis(10);

/// Version of the file format.
const SCHEMA: u32 = 1;

#[derive(Debug, Default, Deserialize, Serialize)]
struct Registry {
    schema: u32,
    paths: Vec<String>,
}

/// Adds a shortcut that is outside the menu and the desktop.
pub fn register(path: &Path, dirs: &Dirs) -> Result<()> {
    if ShortcutLocation::of(path, dirs) != ShortcutLocation::Other {
        return Ok(());
    }
    let _lock = lock(dirs);
    let mut paths = registered(dirs)?;
    if paths.iter().any(|known| known == path) {
        return Ok(());
    }
    paths.push(path.to_owned());
    save(&paths, dirs)
}

/// Drops a shortcut that was removed.
pub fn unregister(path: &Path, dirs: &Dirs) -> Result<()> {
    if !registered(dirs)?.iter().any(|known| known == path) {
        return Ok(());
    }
    let _lock = lock(dirs);
    let mut paths = registered(dirs)?;
    paths.retain(|known| known != path);
    save(&paths, dirs)
}

/// Locks the list against parallel changes, with a file that no other user can open.
///
/// If the lock is not obtained in time, the change is made without it, and two parallel changes can
/// lose one entry: another user can hold the lock for ever if the file was made readable.
fn lock(dirs: &Dirs) -> Option<File> {
    let data = dirs.data.as_ref()?;
    os::create_dirs(data).ok()?;
    let file = os::open_to_append(&data.join("shortcuts.lock")).ok()?;
    let start = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Some(file),
            Err(TryLockError::WouldBlock) if start.elapsed() < LOCK_TIMEOUT => sleep(LOCK_INTERVAL),
            Err(_) => return None,
        }
    }
}

/// Reads the list.
///
/// An unreadable list is an error, so that the list of a newer version is never overwritten.
pub fn registered(dirs: &Dirs) -> Result<Vec<PathBuf>> {
    let Some(file) = registry_file(dirs) else {
        return Ok(Vec::new());
    };
    let cannot = |why: String| {
        Error::new(format!("cannot read the list of shortcuts: {why}"))
            .at(Location::file(&file))
            .hint("move the list away; the shortcuts in it stay and still work")
    };
    let bytes = match read_regular(&file, MAX_SIZE) {
        Ok((bytes, _)) => bytes,
        Err(ReadError::Failed(error)) if error.kind() == ErrorKind::NotFound => {
            return Ok(Vec::new());
        }
        Err(error) => return Err(cannot(error.to_string())),
    };
    let registry: Registry =
        serde_json::from_slice(&bytes).map_err(|error| cannot(error.to_string()))?;
    if registry.schema != SCHEMA {
        return Err(cannot("another version of sglaunch wrote it".to_owned()));
    }
    let paths = registry.paths.iter().map(|text| path_from_text(text));
    Ok(paths.collect())
}

fn save(paths: &[PathBuf], dirs: &Dirs) -> Result<()> {
    let Some(file) = registry_file(dirs) else {
        return Ok(());
    };
    // Drops a shortcut that the user deleted, but not one in a directory that is not mounted.
    let is_deleted = |path: &PathBuf| path.parent().is_some_and(Path::is_dir) && !path.exists();
    let kept = paths
        .iter()
        .filter(|path| !is_deleted(path))
        .map(|path| path_to_text(path));
    let registry = Registry {
        schema: SCHEMA,
        paths: kept.collect(),
    };
    let saved = serde_json::to_vec_pretty(&registry)
        .map_err(Into::into)
        .and_then(|bytes| {
            os::create_dirs(file.parent().unwrap_or(&file))?;
            write_atomically(&file, &bytes)
        });
    saved.map_err(|error| {
        Error::new(format!("cannot write the list of shortcuts: {}", system_reason(&error)))
            .at(Location::file(&file))
            .hint("correct the permissions; the shortcut works, but `sglaunch shortcut list` does not show it")
    })
}

fn registry_file(dirs: &Dirs) -> Option<PathBuf> {
    Some(dirs.data.as_ref()?.join("shortcuts.json"))
}
