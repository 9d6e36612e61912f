//! Programs that the user typed instead of a profile's name.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use super::app_bundle::{self, is_app};
use super::not_found::CandidateError;
use super::unusable::{NOT_EXECUTABLE, Unusable, cannot_run, how_to_make_executable};
use super::{SearchContext, is_path, reason};
use crate::error::{Error, Exit, Location, Result, cut};
use crate::os;

/// Finds a program that the user typed: a path names the file or the application there, a bare name
/// is looked up on PATH.
pub fn find_typed(word: &OsStr, context: &SearchContext) -> Result<PathBuf> {
    if is_path(word) {
        return at_path(word, context);
    }
    (context.on_path(word)).map_err(|why| not_on_path(word, &why, context))
}

/// Returns whether a bare name is that of a program in the current directory, where cmd looks and
/// PowerShell and sglaunch do not.
pub fn is_in_current_dir(name: &OsStr, context: &SearchContext) -> bool {
    let here = Path::new(".").join(name);
    !is_path(name) && (here.is_file() || context.with_extension(here.as_os_str()).is_some())
}

fn at_path(word: &OsStr, context: &SearchContext) -> Result<PathBuf> {
    let path = Path::new(word);
    let meta = fs::metadata(path);
    let Some(reason) = Unusable::new(path, &meta) else {
        let found = context.with_extension(word);
        return if meta.is_ok_and(|meta| os::is_executable(&meta)) {
            Ok(found.unwrap_or_else(|| path.to_owned()))
        } else {
            Err(not_executable(path))
        };
    };
    if is_app(path) {
        return app_bundle::executable(path, &word.to_string_lossy());
    }
    // `tool` can mean `tool.exe` on Windows.
    (context.with_extension(word)).ok_or_else(|| reason.error(path))
}

fn not_executable(path: &Path) -> Error {
    cannot_run(NOT_EXECUTABLE)
        .at(Location::file(path))
        .hint(how_to_make_executable(path))
}

fn not_on_path(word: &OsStr, why: &CandidateError, context: &SearchContext) -> Error {
    if Path::new(word).file_stem() == Some(OsStr::new("sglaunch")) {
        return Error::new("sglaunch does not start itself")
            .exit(Exit::CannotRun)
            .hint("remove the second `sglaunch`");
    }
    let name = word.to_string_lossy();
    let name = cut(&name);
    if let Some(function) = reason::shell_function(word, context) {
        return shell_function(&name, &function);
    }
    if let Some(path) = reason::not_executable(word, context) {
        return not_executable(&path);
    }
    if let CandidateError::Placeholder(placeholder) = why {
        return Error::new(format!("`{name}` is not installed: {why}"))
            .exit(Exit::NotFound)
            .hint(placeholder.remedy());
    }
    if let CandidateError::Sandboxed(program) = why {
        return Error::new(format!("`{name}` is not started: {why}"))
            .exit(Exit::CannotRun)
            .hint(program.action());
    }
    Error::new(format!("`{name}` is not on PATH"))
        .exit(Exit::NotFound)
        .hint("give its full path, or add its directory to PATH")
}

/// Returns the error of a name that is a function of bash.
fn shell_function(name: &str, runs: &str) -> Error {
    Error::new(format!(
        "`{name}` is a shell function, which only the shell can start"
    ))
    .note(format!("it runs: {runs}"))
    .exit(Exit::CannotRun)
    .hint(format!(
        "start the program that it runs, or add its path to `program` in a profile {name}.yaml"
    ))
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
