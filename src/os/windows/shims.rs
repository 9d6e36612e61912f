//! Other names of a program, which are copies here, and cannot be removed while they run.

use std::env::ArgsOs;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::Path;

use super::may_pass;

/// The words of the call of this program, which is the file `own`: the first may be anything that the caller has thought of.
pub fn call(args: ArgsOs, own: &Path) -> impl Iterator<Item = OsString> {
    let own = own.as_os_str().to_owned();
    [own].into_iter().chain(args.skip(1))
}

/// What was typed to call a program, without the `.exe` that may stand behind it.
pub fn typed_name(path: &Path) -> &OsStr {
    match path.extension() {
        Some(extension) if extension.eq_ignore_ascii_case("exe") => path.file_stem(),
        _ => path.file_name(),
    }
    .unwrap_or_default()
}

/// Makes `path` another name of the program `own`: a copy, because a hard link could not be removed while the program
/// runs under any of its names.
pub fn name(own: &Path, path: &Path) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let draft = tempfile::Builder::new()
        .prefix(".shim-")
        .make_in(folder, |draft| fs::copy(own, draft))?;
    match draft.persist(path) {
        // It runs, and can only be set aside.
        Err(failed) if may_pass(&failed.error) => {
            remove_name(path)?;
            failed.file.persist(path).map_err(|error| error.error)?;
        }
        put => drop(put.map_err(|error| error.error)?),
    }
    sweep(folder);
    Ok(())
}

/// Removes another name of a program. One that runs cannot be removed, but set aside.
pub fn remove_name(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) if may_pass(&error) => {
            let folder = path.parent().unwrap_or(Path::new("."));
            let aside = tempfile::Builder::new()
                .prefix(ASIDE)
                .make_in(folder, |aside| fs::rename(path, aside))?;
            // It stays until it can be removed.
            let _ = aside.into_temp_path().keep();
        }
        removed => removed?,
    }
    sweep(path.parent().unwrap_or(Path::new(".")));
    Ok(())
}

/// What the names of programs begin with that were set aside.
const ASIDE: &str = ".aside-";

/// Removes what was set aside and has ended since.
fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry
            .file_name()
            .as_encoded_bytes()
            .starts_with(ASIDE.as_bytes())
        {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// A word that is in sglaunch and in no other program.
const MARK: &[u8] = b"SGLAUNCH_INHERITED";

/// No sglaunch is as large, with all that a debugger wants of it, and the programs that it is looked for among may be.
const LARGEST: u64 = 64 * 1024 * 1024;

/// Whether something is another name of some sglaunch, of this version or another.
pub fn is_other_name(path: &Path, _: &Path) -> bool {
    let can_be = fs::metadata(path).is_ok_and(|meta| meta.len() < LARGEST);
    can_be && fs::read(path).is_ok_and(|bytes| memchr::memmem::find(&bytes, MARK).is_some())
}

/// Whether `path` is another name of the program `own`.
pub fn is_name_of(path: &Path, own: &Path) -> bool {
    match (fs::read(path), fs::read(own)) {
        (Ok(name), Ok(own)) => name == own,
        _ => false,
    }
}
