//! Atomic writes: a reader finds the old file or the whole new one, never a part of it.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;
use std::thread;
use std::time::Duration;

use tempfile::{NamedTempFile, PersistError};

use super::{
    RETRY_DELAYS_MS, check_root_writes, create_private, is_transient, make_world_readable, sync,
    write_as_root,
};

/// Writes a file beside `path`, syncs it and renames it to `path`.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> io::Result<()> {
    replace(path, bytes, Durability::Synced)
}

/// Writes a file beside `path` and renames it to `path`, without waiting for the disk: after a
/// power failure, the file may be empty.
pub fn write_unsynced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    replace(path, bytes, Durability::Unsynced)
}

/// Whether a write waits until the disk has the content.
#[derive(Clone, Copy, Debug)]
pub enum Durability {
    Synced,
    Unsynced,
}

impl Durability {
    /// Waits for the disk if that is wanted.
    pub(super) fn ensure(self, file: &File) -> io::Result<()> {
        match self {
            Self::Synced => sync(file),
            Self::Unsynced => Ok(()),
        }
    }
}

fn replace(path: &Path, bytes: &[u8], durability: Durability) -> io::Result<()> {
    retry_stale(|| match write_as_root(path, bytes, durability) {
        Some(written) => written,
        None => put(written_beside(path, bytes, durability)?, path),
    })
}

/// Runs a write, and once more if its directory or file is gone: on NFS another machine may have
/// just replaced it.
pub(super) fn retry_stale(write: impl Fn() -> io::Result<()>) -> io::Result<()> {
    match write() {
        Err(error) if error.kind() == io::ErrorKind::StaleNetworkFileHandle => write(),
        done => done,
    }
}

/// Writes a file atomically unless `path` exists. Returns whether it was written.
pub fn write_new(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    check_root_writes(path)?;
    let draft = written_beside(path, bytes, Durability::Synced)?;
    match persist(draft, |draft| draft.persist_noclobber(path)) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        done => done.map(|()| true),
    }
}

/// Renames a temporary file that was written in the directory of `path` to `path`.
pub fn put<T>(draft: NamedTempFile<T>, path: &Path) -> io::Result<()> {
    persist(draft, |draft| draft.persist(path))
}

/// Creates an empty temporary file in `dir`. The error is the system's: that of
/// `NamedTempFile::new_in` would contain the file's random name.
pub fn temporary_in(dir: &Path) -> io::Result<NamedTempFile> {
    super::ignore_write_signals();
    let draft = tempfile::Builder::new().make_in(dir, create_private)?;
    let (file, path) = draft.into_parts();
    let file = super::above_standard_streams(file)?;
    Ok(NamedTempFile::from_parts(file, path))
}

/// Checks that a file can be created in `dir` or, if `dir` does not exist, in its nearest ancestor.
pub fn check_writable(dir: &Path) -> io::Result<()> {
    super::check_home(dir)?;
    let existing = dir.ancestors().find(|dir| dir.is_dir());
    temporary_in(existing.unwrap_or(Path::new("/"))).map(drop)
}

/// Removes a file. Another process may have removed it already.
pub fn remove_file(path: &Path) -> io::Result<()> {
    check_root_writes(path)?;
    unless_missing(fs::remove_file(path))
}

/// Removes a directory and its content. Another process may have removed it already.
pub fn remove_dir(path: &Path) -> io::Result<()> {
    check_root_writes(path)?;
    unless_missing(fs::remove_dir_all(path))
}

fn unless_missing(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

fn persist<T, F>(
    draft: NamedTempFile<T>,
    rename: impl Fn(NamedTempFile<T>) -> Result<F, PersistError<T>>,
) -> io::Result<()> {
    let mut draft = Some(draft);
    retry_blocked(|| match draft.take().map(&rename) {
        Some(Err(PersistError { error, file })) => {
            draft = Some(file);
            Err(error)
        }
        _ => Ok(()),
    })
}

/// Retries an operation that a virus scanner may briefly block.
pub fn retry_blocked<T>(mut step: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    for wait in RETRY_DELAYS_MS {
        match step() {
            Err(error) if is_transient(&error) => thread::sleep(Duration::from_millis(wait)),
            done => return done,
        }
    }
    step()
}

/// Writes a whole file.
pub fn write_all(mut file: &File, bytes: &[u8]) -> io::Result<()> {
    file.write_all(bytes).map_err(|error| match error.kind() {
        kind @ io::ErrorKind::FileTooLarge => {
            io::Error::new(kind, "the file would be larger than `ulimit -f` allows")
        }
        _ => error,
    })
}

/// Writes a temporary file in the directory of `path`.
fn written_beside(path: &Path, bytes: &[u8], durability: Durability) -> io::Result<NamedTempFile> {
    let dir = (path.parent())
        .filter(|dir| !dir.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let file = temporary_in(dir)?;
    // The error of `file` itself would contain its random name.
    write_all(file.as_file(), bytes)?;
    make_world_readable(file.as_file())?;
    durability.ensure(file.as_file())?;
    Ok(file)
}

#[cfg(all(test, windows))]
mod tests {
    use std::fs::File;
    use std::os::windows::fs::OpenOptionsExt as _;

    use super::*;

    #[test]
    fn a_file_that_a_scanner_holds_open_is_replaced_once_it_is_closed() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = dir.path().join("record.json");
        fs::write(&path, "old").expect("the directory is writable");
        // No other process may open it.
        let scanner = File::options().read(true).share_mode(0).open(&path);
        let scanner = scanner.expect("it exists");
        let scan = thread::spawn(move || {
            thread::sleep(Duration::from_millis(400));
            drop(scanner);
        });
        write_atomically(&path, b"new").expect("the scanner closes the file");
        assert_eq!(fs::read(&path).expect("it exists"), b"new");
        scan.join().expect("it ends");
    }
}
