//! Errors of the program search.

use std::fmt;
use std::path::Path;

use super::placeholder::Placeholder;
use super::reason::{here, reason};
use super::requested::RequestedVersion;
use super::sandbox::Sandboxed;
use super::search::find;
use super::versions::known;
use super::{Request, SearchContext, profile_name};
use crate::error::{Error, Exit, cut};
use crate::profile::ExpandError;
use crate::profile::is_built_in;
use crate::profile::{Candidate, LayerKind, Profile, ProfileFile, Version};
use crate::shell::quote;

/// A reason not to start a candidate.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum CandidateError {
    /// A variable without a default is empty.
    EmptyVariable(String),
    /// A variable or the home directory is missing.
    Template(ExpandError),
    /// A version was requested, and the program does not show its own.
    UnknownVersion,
    /// The program has another version than the requested one.
    OtherVersion(Version),
    /// The value of a variable stands in quotes.
    Quoted(String),
    /// The candidate is a bare name with `{version}`, and no version was requested.
    NoVersionRequested,
    /// The path does not lead to a file.
    NoSuchFile,
    NotOnPath,
    /// The name is that of a shell function, which runs this.
    ShellFunction(String),
    /// The name leads to sglaunch, which never starts itself.
    OnlyOwnShim,
    /// A placeholder of the system stands in for a program that is not installed.
    Placeholder(Placeholder),
    /// The program cannot read the bundle.
    Sandboxed(Box<Sandboxed>),
    /// The candidate is a key of the registry, which this system does not have.
    NoRegistry,
    /// No key of the registry leads to a program that was requested.
    NotInRegistry,
}

impl fmt::Display for CandidateError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            CandidateError::EmptyVariable(name) => {
                return write!(f, "the variable `{name}` is empty");
            }
            CandidateError::Quoted(name) => {
                return write!(f, "the value of `{name}` is in quotes");
            }
            CandidateError::OtherVersion(version) => {
                return write!(f, "its version is {}", version.as_str());
            }
            CandidateError::ShellFunction(runs) => {
                let why = "a shell function, which only the shell can start";
                return write!(f, "{why}; it runs: {runs}");
            }
            CandidateError::Template(missing) => return missing.fmt(f),
            CandidateError::Placeholder(placeholder) => {
                return write!(f, "only {placeholder} is on PATH");
            }
            CandidateError::Sandboxed(program) => return program.fmt(f),
            CandidateError::UnknownVersion => "its version is not known",
            CandidateError::NoVersionRequested => "it needs a version (PROFILE@VERSION)",
            CandidateError::NoSuchFile => "no such file",
            CandidateError::NotOnPath => "not on PATH",
            CandidateError::OnlyOwnShim => "only sglaunch's own shim is on PATH",
            CandidateError::NoRegistry => "only Windows has a registry",
            CandidateError::NotInRegistry => "no key leads to a program",
        })
    }
}

/// A candidate that was not started, and why.
pub(super) struct Tried<'a> {
    pub candidate: &'a Candidate,
    pub reason: CandidateError,
}

/// Returns the error of a search that found nothing.
pub(super) fn not_found(
    profile: &Profile,
    request: RequestedVersion,
    tried: &[Tried],
    context: &SearchContext,
) -> Error {
    let name = &profile.name;
    let Some(version) = request.version() else {
        let error = Error::new(format!("the program of profile `{name}` was not found"));
        let here = tried.iter().find_map(|it| here(it, context));
        let needs_version = |it: &Tried| it.reason == CandidateError::NoVersionRequested;
        let remedy = || match tried.iter().find_map(remedy) {
            Some(remedy) => remedy,
            None if tried.iter().all(needs_version) => request_one(name),
            None => how_to_fix(profile),
        };
        return with_tried(error, tried, context)
            .exit(Exit::NotFound)
            .hint(here.map_or_else(remedy, |path| by_path(name, &path)));
    };
    let sentence = format!("version {} of `{name}` is not installed", version.as_str());
    let error = match request {
        RequestedVersion::Pinned(pin) => profile.error_at(sentence, pin),
        _ => Error::new(sentence),
    };
    let error = error.exit(Exit::NotFound);
    let installed = known(profile, context);
    if installed.is_empty() {
        return with_tried(error, tried, context)
            .hint(how_to_get_a_version(profile, request, context));
    }
    let functions = tried.iter();
    let functions = functions.filter(|it| matches!(it.reason, CandidateError::ShellFunction(_)));
    let error = with_tried(error, functions, context);
    let installed: Vec<&str> = installed.iter().map(Version::as_str).collect();
    error.hint(format!(
        "request an installed version: {}",
        installed.join(", ")
    ))
}

fn with_tried<'a>(
    error: Error,
    tried: impl IntoIterator<Item = &'a Tried<'a>>,
    context: &SearchContext,
) -> Error {
    tried.into_iter().fold(error, |error, tried| {
        let candidate = cut(tried.candidate.as_str());
        error.note(format!("tried {candidate}: {}", reason(tried, context)))
    })
}

/// Returns the action against a placeholder or a sandbox.
fn remedy(tried: &Tried) -> Option<String> {
    match &tried.reason {
        CandidateError::Placeholder(placeholder) => Some(placeholder.remedy().to_owned()),
        CandidateError::Sandboxed(program) => Some(program.action()),
        _ => None,
    }
}

/// Returns the hint for a program in the current directory. The file's name selects the profile.
fn by_path(name: &str, path: &Path) -> String {
    let is_called_so = profile_name(path).as_deref() == Some(name);
    let profile = if is_called_so {
        String::new()
    } else {
        format!("-p {} ", quote(name.as_ref()))
    };
    let path = quote(path.as_os_str());
    format!("start it by its path: `sglaunch {profile}{path}`")
}

fn request_one(name: &str) -> String {
    format!("request one: `sglaunch {name}@VERSION`, or set `version` in your own {name}.yaml")
}

fn how_to_fix(profile: &Profile) -> String {
    let name = &profile.name;
    let command = how_to_edit(profile);
    let does = if has_own_file(profile) {
        "lists the files"
    } else {
        "creates it"
    };
    format!("install it, or add its path to `program` in your own {name}.yaml (`{command}` {does})")
}

/// Returns the command that shows where the user's own file of a profile is, or that creates it.
pub fn how_to_edit(profile: &Profile) -> String {
    let command = if has_own_file(profile) {
        "show"
    } else {
        "init"
    };
    format!("sglaunch {command} {}", quote(profile.name.as_ref()))
}

fn has_own_file(profile: &Profile) -> bool {
    let is_own = |file: &ProfileFile| file.name == profile.name && file.layer == LayerKind::User;
    profile.files.iter().any(is_own)
}

fn how_to_get_a_version(
    profile: &Profile,
    request: RequestedVersion,
    context: &SearchContext,
) -> String {
    let name = &profile.name;
    match request {
        RequestedVersion::Pinned(_) => {
            format!("change `version` in the profile (`sglaunch show {name}` lists the files)")
        }
        _ if find(profile, Request::default(), context).is_ok() => {
            format!("no version of it was found; start it without one: `sglaunch {name}`")
        }
        _ => format!("no version of it was found; {}", how_to_fix(profile)),
    }
}

/// Returns the error for a profile without a program, or with an empty list: a profile of a family
/// has it to inherit no program.
pub(super) fn no_candidate(profile: &Profile) -> Error {
    let name = &profile.name;
    let error = Error::new(format!("profile `{name}` has no program for this system"));
    error.exit(Exit::NotFound).hint(if hides_built_in(profile) {
        how_to_extend(name)
    } else {
        let edit = how_to_edit(profile);
        let shows = if has_own_file(profile) {
            "lists the files"
        } else {
            "creates it"
        };
        format!(
            "if it is installed here, add its path to `program` in your own {name}.yaml (`{edit}` \
             {shows}), or start it by its path: `sglaunch -p {} PATH`",
            quote(name.as_ref())
        )
    })
}

/// Returns the hint for a profile that replaces a built-in one by mistake.
pub fn how_to_extend(name: &str) -> String {
    format!("add `extends: {name}` to its file to keep the values of the built-in profile")
}

/// Returns whether a profile replaces a built-in one that has a program, and has none itself.
pub fn hides_built_in(profile: &Profile) -> bool {
    let name = &profile.name;
    let is_replaced = profile
        .files
        .iter()
        .all(|source| source.path.is_some() || source.name != *name);
    is_replaced && is_built_in(name) && !profile.has_program()
}
