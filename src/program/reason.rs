//! The exact reason why a name or a candidate leads to no program. It is examined only after the
//! search has failed, because that takes further system calls.

use std::env::split_paths;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

use super::not_found::{CandidateError, Tried};
use super::unusable::Unusable;
use super::versions::{entry_pattern, on_disk};
use super::{SearchContext, is_in_current_dir};
use crate::error::cut;
use crate::os;
use crate::profile::{Candidate, Piece, fill};

/// Returns why a candidate was not started.
pub(super) fn reason(tried: &Tried, context: &SearchContext) -> String {
    let Tried { candidate, reason } = tried;
    let exact = pieces_of(candidate, context).and_then(|pieces| {
        let name = fill(&pieces, None);
        match reason {
            CandidateError::NoSuchFile => no_file(&pieces, context),
            CandidateError::NotOnPath if candidate.is_versioned() => None,
            CandidateError::NotOnPath => {
                let path = not_executable(&name, context);
                let path = path.map(|path| format!("{} is not executable", path.display()));
                let is_here = is_in_current_dir(&name, context);
                path.or_else(|| is_here.then(|| NOT_HERE.to_owned()))
            }
            _ => None,
        }
    });
    exact.unwrap_or_else(|| reason.to_string())
}

/// Returns the expanded command of a candidate, if it has one.
fn pieces_of(candidate: &Candidate, context: &SearchContext) -> Option<Vec<Piece>> {
    match candidate {
        Candidate::Command(command) => context.resolve(&command.command).ok(),
        Candidate::Registry(_) => None,
    }
}

/// The reason not to start a program in the current directory.
const NOT_HERE: &str =
    "not on PATH, and programs are not looked up in the current directory, where it is";

/// Returns the path of a bare candidate's program in the current directory.
pub(super) fn here(tried: &Tried, context: &SearchContext) -> Option<PathBuf> {
    if tried.reason != CandidateError::NotOnPath || tried.candidate.is_versioned() {
        return None;
    }
    let name = fill(&pieces_of(tried.candidate, context)?, None);
    is_in_current_dir(&name, context).then(|| Path::new(".").join(name))
}

/// Returns why a path leads to no file, unless it simply does not exist. A path with `{version}` is
/// that of the newest version.
fn no_file(pieces: &[Piece], context: &SearchContext) -> Option<String> {
    let newest = on_disk(pieces, context).into_iter().max();
    let pattern = entry_pattern(pieces).filter(|_| newest.is_none());
    let (path, meta) = if let Some((dir, ..)) = &pattern {
        let listed = fs::read_dir(dir);
        (dir.clone(), listed.and_then(|_| fs::metadata(dir)))
    } else {
        let path = os::native_path(fill(pieces, newest.as_ref()));
        let meta = fs::metadata(&path);
        (path, meta)
    };
    let is_listed = pattern.is_some() && meta.is_ok();
    let why = Unusable::new(&path, &meta).filter(|why| *why != Unusable::Missing && !is_listed)?;
    Some(if newest.is_some() || pattern.is_some() {
        format!("{}: {why}", path.display())
    } else {
        why.to_string()
    })
}

/// Returns the shell function with this name, such as an alias of rez, which bash exports as a
/// variable. The bash 4.2 of RHEL and `CentOS` 7 ends the variable's name in `()`.
///
/// The result is what the function runs.
pub(super) fn shell_function(name: &OsStr, context: &SearchContext) -> Option<String> {
    let function = ["%%", "()"].into_iter().find_map(|end| {
        let mut variable = OsString::from("BASH_FUNC_");
        variable.push(name);
        variable.push(end);
        context.env.get(variable)
    })?;
    let body = function.to_string_lossy();
    let body = body.trim_start_matches(['(', ')', ' ', '{', '\n']);
    let body: Vec<&str> = body.trim_end_matches(['}', ' ', '\n']).lines().collect();
    Some(cut(body.join(" ").trim()).into_owned())
}

/// Returns the first file on PATH with this name that no user may execute.
pub(super) fn not_executable(name: &OsStr, context: &SearchContext) -> Option<PathBuf> {
    let dirs = context.env.search_path().into_iter().flat_map(split_paths);
    let mut paths = dirs.map(|dir| context.cwd.join(dir).join(name));
    paths.find(|path| {
        fs::metadata(path).is_ok_and(|meta| meta.is_file() && !os::is_executable(&meta))
    })
}
