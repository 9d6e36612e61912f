//! Shims: copies of sglaunch, named after profiles. Windows does not remove a program that runs.

use std::env::ArgsOs;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::is_transient;

/// Returns the arguments of this process, beginning with its own file: the caller may have passed
/// anything as the first argument.
pub fn args(args: ArgsOs, exe: &Path) -> impl Iterator<Item = OsString> {
    let exe = exe.as_os_str().to_owned();
    [exe].into_iter().chain(args.skip(1))
}

/// Returns the name by which a program was called, without `.exe`.
pub fn invoked_name(path: &Path) -> &OsStr {
    match path.extension() {
        Some(extension) if extension.eq_ignore_ascii_case("exe") => path.file_stem(),
        _ => path.file_name(),
    }
    .unwrap_or_default()
}

/// Creates or replaces the shim `path` of the program `exe`: a copy, because a hard link could not
/// be removed while the program runs under any of its names.
pub fn create_shim(exe: &Path, path: &Path) -> io::Result<()> {
    let dir = path.parent().unwrap_or(Path::new("."));
    let draft = tempfile::Builder::new()
        .prefix(".shim-")
        .make_in(dir, |draft| fs::copy(exe, draft))?;
    match draft.persist(path) {
        // The shim is running: it can be renamed, but not replaced.
        Err(failed) if is_transient(&failed.error) => {
            remove_shim(path)?;
            failed.file.persist(path).map_err(|error| error.error)?;
        }
        put => drop(put.map_err(|error| error.error)?),
    }
    sweep(dir);
    Ok(())
}

/// Removes a shim. One that is running is renamed instead.
pub fn remove_shim(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) if is_transient(&error) => {
            let dir = path.parent().unwrap_or(Path::new("."));
            let aside = tempfile::Builder::new()
                .prefix(ASIDE)
                .make_in(dir, |aside| fs::rename(path, aside))?;
            // A later `sweep` removes it.
            let _ = aside.into_temp_path().keep();
        }
        removed => removed?,
    }
    sweep(path.parent().unwrap_or(Path::new(".")));
    Ok(())
}

/// The prefix of renamed shims that were running.
const ASIDE: &str = ".aside-";

/// Removes renamed shims that are no longer running.
fn sweep(dir: &Path) {
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        if entry
            .file_name()
            .as_encoded_bytes()
            .starts_with(ASIDE.as_bytes())
        {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// A string that every sglaunch contains and no other program does.
const MARKER: &[u8] = b"SGLAUNCH_INHERITED";

/// A size that no sglaunch has, not even with debug information. Larger programs are not read.
const TOO_LARGE: u64 = 64 * 1024 * 1024;

/// Returns whether `path` is a shim of any version of sglaunch.
pub fn is_shim(path: &Path, _: &Path) -> bool {
    let can_be = fs::metadata(path).is_ok_and(|meta| meta.len() < TOO_LARGE);
    can_be && fs::read(path).is_ok_and(|bytes| memchr::memmem::find(&bytes, MARKER).is_some())
}

/// Whether shims are copies of sglaunch, not links to it.
pub const COPIES_SHIMS: bool = true;

/// Returns whether `path` is a link to sglaunch: shims are copies.
pub fn is_link_to_sglaunch(_: &Path) -> bool {
    false
}

/// Returns what a shim in a shared directory is made from. A copy needs no other file.
#[expect(
    clippy::unnecessary_wraps,
    reason = "on Unix a target may be out of reach"
)]
pub fn shared_target(exe: &Path, _: &Path) -> Option<PathBuf> {
    Some(exe.to_owned())
}

/// Returns the path that a shim leads to: a copy leads to none.
pub fn shim_target(_: &Path) -> Option<PathBuf> {
    None
}

/// Returns whether `path` is a shim of the program `exe`.
pub fn is_shim_of(path: &Path, exe: &Path) -> bool {
    match (fs::read(path), fs::read(exe)) {
        (Ok(name), Ok(exe)) => name == exe,
        _ => false,
    }
}
