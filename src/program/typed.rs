//! Programs that the user typed instead of a profile's name.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use super::app_bundle::{self, is_app};
use super::{SearchContext, is_path};
use crate::error::{Error, Exit, Location, Result, cut};
use crate::os;

/// Finds a program that the user typed: a path names the file or the application there, a bare name
/// is looked up on PATH.
pub fn find_typed(word: &OsStr, context: &SearchContext) -> Result<PathBuf> {
    if is_path(word) {
        return at_path(word, context);
    }
    (context.on_path(word)).map_err(|_| not_on_path(word))
}

fn at_path(word: &OsStr, context: &SearchContext) -> Result<PathBuf> {
    let path = Path::new(word);
    match fs::metadata(path) {
        Ok(_) if is_app(path) => app_bundle::executable(path, &word.to_string_lossy()),
        Ok(meta) if meta.is_dir() => Err(Error::new("this is a directory, not a program")
            .at(Location::file(path))
            .exit(Exit::CannotRun)
            .hint("give the path of the program in the directory")),
        Ok(_) => Ok(context
            .with_extension(word)
            .unwrap_or_else(|| path.to_owned())),
        Err(error) if error.kind() == ErrorKind::PermissionDenied => Err(Error::new(
            "permission denied: cannot read the directory of this program",
        )
        .at(Location::file(path))
        .exit(Exit::CannotRun)
        .hint("check the permissions of the directory")),
        // `tool` can mean `tool.exe` on Windows.
        Err(_) => context.on_path(word).map_err(|_| {
            Error::new("no such program")
                .at(Location::file(path))
                .exit(Exit::NotFound)
                .hint("correct the path, or give the name of a profile")
        }),
    }
}

fn not_on_path(word: &OsStr) -> Error {
    if Path::new(word).file_stem() == Some(OsStr::new("sglaunch")) {
        return Error::new("sglaunch does not start itself")
            .exit(Exit::CannotRun)
            .hint("remove the second `sglaunch`");
    }
    Error::new(format!("`{}` is not on PATH", cut(&word.to_string_lossy())))
        .exit(Exit::NotFound)
        .hint("give its full path, or add its directory to PATH")
}

/// Returns the name of the profile for a program that was typed as a path: the file's name, without
/// `.exe` and the like on Windows. Names of macOS applications begin with a capital letter, those
/// of profiles do not.
pub fn profile_name(path: &Path) -> Option<String> {
    if is_app(path) {
        return Some(path.file_stem()?.to_string_lossy().to_lowercase());
    }
    os::program_name(path)
        .map(OsStr::to_string_lossy)
        .map(Cow::into_owned)
}
