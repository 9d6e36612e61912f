//! Which file on disk a profile starts.

mod search_path;

use std::borrow::Cow;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf, is_separator};

use crate::profile::layers::is_built_in;
use crate::profile::template::{Piece, fill};

use crate::error::{Error, Exit, Location, Result};
use crate::os;
use crate::profile::{Profile, Template, Values, Version, Written};
pub use search_path::SearchContext;

/// A program on disk.
#[derive(Debug, PartialEq, Eq)]
pub struct Program {
    /// Its path, as the candidate spells it.
    pub path: PathBuf,
    /// The version that `{version}` stands for.
    pub version: Option<Version>,
}

/// Finds the program of `profile`: the newest version that `asked` (or the profile's pin) describes, else the first
/// candidate that exists.
pub fn find(
    profile: &Profile,
    asked: Option<&Version>,
    machine: &SearchContext,
) -> Result<Program> {
    let Some(candidates) = profile
        .candidates
        .as_deref()
        .filter(|list| !list.is_empty())
    else {
        return Err(no_candidate(profile));
    };
    let pin = profile.version.as_ref().filter(|_| asked.is_none());
    let mut search = Search {
        machine,
        asked: asked.or(pin.map(|pin| &pin.value)),
        pin,
        installed: Vec::new(),
        tried: Vec::new(),
    };
    let mut newest: Option<Program> = None;
    for Written {
        value: candidate, ..
    } in candidates
    {
        let found = search.look(candidate)?;
        match (found, &newest) {
            // The first candidate that exists wins, but between versions of one program the newest does.
            (Some(found), None) if found.version.is_none() => return Ok(found),
            (Some(found), None) => newest = Some(found),
            (Some(found), Some(best)) if found.version > best.version => newest = Some(found),
            _ => {}
        }
    }
    match newest {
        Some(program) => Ok(program),
        None => Err(search.not_found(profile)),
    }
}

/// Every version of the profile's program that is there, the newest first.
pub fn installed(profile: &Profile, machine: &SearchContext) -> Vec<Version> {
    let mut versions: Vec<Version> = Vec::new();
    for written in profile.candidates.iter().flatten() {
        let search = Search {
            machine,
            asked: None,
            pin: None,
            installed: Vec::new(),
            tried: Vec::new(),
        };
        versions.extend(search.versions_of(&written.value));
    }
    versions.sort_by(|a, b| b.cmp(a));
    versions.dedup();
    versions
}

/// Finds a program that the user typed: a path as it is, or the executable of the application there; anything else on PATH.
pub fn find_typed(word: &OsStr, machine: &SearchContext) -> Result<PathBuf> {
    let path = Path::new(word);
    if is_path(word) {
        return match fs::metadata(path) {
            Ok(_) if is_app(path) => in_app(path, &word.to_string_lossy()),
            Ok(meta) if meta.is_dir() => Err(Error::new("this is a folder, not a program")
                .at(Location::file(path))
                .exit(Exit::CannotRun)),
            Ok(_) => Ok(with_ending(word, machine).unwrap_or_else(|| path.to_owned())),
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Err(Error::new(
                "you may not look into the folder of this program",
            )
            .at(Location::file(path))
            .exit(Exit::CannotRun)),
            Err(_) => machine.on_path(word).ok_or_else(|| {
                Error::new("there is no such program")
                    .at(Location::file(path))
                    .exit(Exit::NotFound)
            }),
        };
    }
    machine.on_path(word).ok_or_else(|| {
        if Path::new(word).file_stem() == Some(OsStr::new("sglaunch")) {
            return Error::new("sglaunch does not start itself")
                .exit(Exit::CannotRun)
                .hint("leave out the second `sglaunch`");
        }
        Error::new(format!("`{}` is not on PATH", word.display()))
            .exit(Exit::NotFound)
            .hint("give its whole path, or add its folder to PATH")
    })
}

/// The program that a path without an ending means on Windows: the one beside it that has one, as there is a `tank.bat` for
/// Windows beside the `tank` for other systems.
fn with_ending(word: &OsStr, machine: &SearchContext) -> Option<PathBuf> {
    let found = os::ADDS_ENDINGS.then(|| machine.on_path(word)).flatten();
    found.filter(|found| !os::same_file(found, Path::new(word)))
}

struct Search<'a> {
    machine: &'a SearchContext<'a>,
    asked: Option<&'a Version>,
    /// Where the profile asks for it, if the command line does not.
    pin: Option<&'a Written<Version>>,
    /// Versions that are there and were not asked for.
    installed: Vec<Version>,
    /// Why each candidate is none.
    tried: Vec<String>,
}

impl Search<'_> {
    fn look(&mut self, candidate: &Template) -> Result<Option<Program>> {
        let values = Values {
            env: self.machine.env,
            home: self.machine.home,
            version: None,
        };
        // `${HFS}/bin/houdini` is not /bin/houdini.
        if let Some(name) = candidate.empty_variable(self.machine.env) {
            let reason = format!("the variable `{name}` is empty");
            return Ok(self.not(candidate, &reason));
        }
        let pieces = match candidate.pieces(values) {
            Ok(pieces) => self.rooted(candidate, pieces),
            Err(missing) => return Ok(self.not(candidate, &missing.to_string())),
        };
        let found = if candidate.is_versioned() {
            self.look_for_versions(candidate, &pieces)
        } else {
            self.look_for_one(candidate, &fill(&pieces, None))
        };
        let Some(Program { path, version }) = found else {
            return Ok(None);
        };
        let path = if is_app(&path) {
            in_app(&path, candidate.as_str())?
        } else {
            path
        };
        Ok(Some(Program { path, version }))
    }

    /// Puts the root folder before a path that begins at the root.
    fn rooted(&self, candidate: &Template, mut pieces: Vec<Piece>) -> Vec<Piece> {
        let root = self.machine.root;
        if root == Path::new("/") || root.as_os_str().is_empty() {
            return pieces;
        }
        if let (Some(path), Some(first)) = (candidate.path_from_root(), pieces.first_mut()) {
            let mut rooted = root.as_os_str().to_owned();
            rooted.push(path);
            *first = Piece::Text(rooted);
        }
        pieces
    }

    fn look_for_one(&mut self, candidate: &Template, text: &OsStr) -> Option<Program> {
        let path = if is_path(text) {
            self.program_at(text)
        } else {
            self.machine.on_path(text)
        };
        match path {
            Some(_) if self.asked.is_some() => self.not(candidate, "its version is not known"),
            Some(path) => Some(Program {
                path,
                version: None,
            }),
            None if is_path(text) => self.not(candidate, "nothing there"),
            None => self.not(candidate, self.machine.why_not_on_path(text)),
        }
    }

    fn look_for_versions(&mut self, candidate: &Template, pieces: &[Piece]) -> Option<Program> {
        if !is_path(&fill(pieces, None)) {
            let Some(asked) = self.asked else {
                return self.not(candidate, "no version was asked for");
            };
            return match self.machine.on_path(&fill(pieces, Some(asked))) {
                Some(path) => Some(Program {
                    path,
                    version: Some(asked.clone()),
                }),
                None => self.not(
                    candidate,
                    self.machine.why_not_on_path(&fill(pieces, Some(asked))),
                ),
            };
        }
        let mut found = self.programs_on_disk(pieces);
        found.sort();
        let wanted = |version: &Version| self.asked.is_none_or(|asked| version.is_a(asked));
        match found.iter().rfind(|(version, _)| wanted(version)) {
            Some((version, path)) => Some(Program {
                path: path.clone(),
                version: Some(version.clone()),
            }),
            None if found.is_empty() => self.not(candidate, "nothing there"),
            None => {
                (self.installed).extend(found.into_iter().map(|(version, _)| version));
                None
            }
        }
    }

    /// The versions of a candidate that are there.
    fn versions_of(&self, candidate: &Template) -> Vec<Version> {
        let values = Values {
            env: self.machine.env,
            home: self.machine.home,
            version: None,
        };
        match candidate.pieces(values) {
            Ok(pieces) if candidate.is_versioned() && is_path(&fill(&pieces, None)) => {
                let found = self.programs_on_disk(&self.rooted(candidate, pieces));
                found.into_iter().map(|(version, _)| version).collect()
            }
            _ => Vec::new(),
        }
    }

    fn programs_on_disk(&self, pieces: &[Piece]) -> Vec<(Version, PathBuf)> {
        let program = |version| {
            let path = self.program_at(&fill(pieces, Some(&version)))?;
            Some((version, path))
        };
        (versions_on_disk(pieces).into_iter())
            .filter_map(program)
            .collect()
    }

    /// The program that a path means.
    fn program_at(&self, path: &OsStr) -> Option<PathBuf> {
        with_ending(path, self.machine).or_else(|| {
            let path = os::native(path.to_owned());
            self.is_program(&path).then_some(path)
        })
    }

    fn is_program(&self, path: &Path) -> bool {
        let there = match fs::metadata(path) {
            Ok(meta) => meta.is_file() || is_app(path),
            Err(_) => false,
        };
        there && !self.machine.is_own(path)
    }

    /// Notes why a candidate is none.
    fn not(&mut self, candidate: &Template, reason: &str) -> Option<Program> {
        self.tried.push(format!("{}: {reason}", candidate.as_str()));
        None
    }

    fn not_found(mut self, profile: &Profile) -> Error {
        let name = &profile.name;
        let Some(asked) = self.asked else {
            let error = Error::new(format!(
                "the program of profile `{name}` was not found; tried:"
            ));
            return (self.tried.into_iter().fold(error, Error::note))
                .exit(Exit::NotFound)
                .hint(how_to_mend(name));
        };
        let sentence = format!("version {} of `{name}` is not installed", asked.as_str());
        let error = match self.pin {
            Some(pin) => profile.wrong(sentence, &["version"], pin),
            None => Error::new(sentence),
        };
        let error = error.exit(Exit::NotFound);
        self.installed.sort();
        self.installed.dedup();
        if self.installed.is_empty() {
            let error = (self.tried.into_iter().fold(error, Error::note)).exit(Exit::NotFound);
            return error.hint(match self.pin {
                Some(_) => format!(
                    "the profile asks for it: change `version` (`sglaunch show {name}` says where)"
                ),
                None if find(profile, None, self.machine).is_ok() => {
                    format!("no version of it was found; without one: `sglaunch {name}`")
                }
                None => format!("no version of it was found; {}", how_to_mend(name)),
            });
        }
        let installed: Vec<&str> = self.installed.iter().rev().map(Version::as_str).collect();
        error.hint(format!("installed: {}", installed.join(", ")))
    }
}

fn how_to_mend(name: &str) -> String {
    format!(
        "install it, or say where it is: `program:` in your own {name}.yaml (`sglaunch show {name}`)"
    )
}

/// Whether a profile takes the place of a built-in one that names a program, and names none itself.
pub fn hides_built_in(profile: &Profile) -> bool {
    let name = &profile.name;
    let is_replaced = profile
        .sources
        .iter()
        .all(|source| source.path.is_some() || source.name != *name);
    is_replaced && is_built_in(name) && !profile.names_a_program()
}

fn no_candidate(profile: &Profile) -> Error {
    let name = &profile.name;
    let error = match profile.candidates {
        Some(_) => Error::new(format!("the list of programs of profile `{name}` is empty")),
        None => Error::new(format!("profile `{name}` names no program for this system")),
    };
    error.exit(Exit::NotFound).hint(if hides_built_in(profile) {
        format!("`extends: {name}` in its file keeps what the built-in profile says")
    } else {
        format!("start any program under this profile: `sglaunch -p {name} PROGRAM`")
    })
}

/// Whether a word leads to a program by itself, and is not to be found on PATH.
pub fn is_path(word: &OsStr) -> bool {
    word.as_encoded_bytes()
        .iter()
        .any(|byte| is_separator(char::from(*byte)))
}

/// The versions for which the folder entry of the first `{version}` is there.
fn versions_on_disk(pieces: &[Piece]) -> Vec<Version> {
    let Some(first) = pieces
        .iter()
        .position(|piece| !matches!(piece, Piece::Text(_)))
    else {
        return Vec::new();
    };
    let before = PathBuf::from(fill(&pieces[..first], None));
    let (folder, prefix) = match before.as_os_str().as_encoded_bytes().last() {
        Some(last) if is_separator(char::from(*last)) => (before.as_path(), Some("")),
        _ => (
            before.parent().unwrap_or(Path::new(".")),
            before.file_name().and_then(OsStr::to_str),
        ),
    };
    let Some(prefix) = prefix else {
        return Vec::new();
    };
    let suffix = match pieces.get(first + 1) {
        Some(Piece::Text(text)) => text.to_string_lossy().into_owned(),
        _ => String::new(),
    };
    let suffix = suffix.split(is_separator).next().unwrap_or_default();
    (fs::read_dir(folder).into_iter().flatten().flatten())
        .filter_map(|entry| {
            let name = entry.file_name();
            let version = name.to_str()?.strip_prefix(prefix)?.strip_suffix(suffix)?;
            Version::new(version)
        })
        .collect()
}

/// Whether this is a macOS application, which is a folder.
fn is_app(path: &Path) -> bool {
    path.extension() == Some(OsStr::new("app")) && path.is_dir()
}

/// The executable of a macOS application, which somebody has named as `shown`.
fn in_app(app: &Path, shown: &str) -> Result<PathBuf> {
    let info = app.join("Contents/Info.plist");
    let cannot = |why: &str| {
        Error::new(format!(
            "`{shown}` is no application that can be started: {why}"
        ))
        .at(Location::file(&info))
        .exit(Exit::CannotRun)
    };
    let plist = plist::Value::from_file(&info).map_err(|error| cannot(&error.to_string()))?;
    let executable = (plist.as_dictionary())
        .and_then(|info| info.get("CFBundleExecutable"))
        .and_then(plist::Value::as_string)
        .ok_or_else(|| cannot("its CFBundleExecutable is missing"))?;
    let parts = [
        app.as_os_str(),
        OsStr::new("Contents/MacOS"),
        OsStr::new(executable),
    ];
    Ok(parts.iter().collect())
}

/// The name of the profile for a program that was typed as a path: the file's, without `.exe` and the like on Windows. Those
/// of macOS' applications begin with a capital, which profiles do not.
pub fn profile_name(path: &Path) -> Option<String> {
    if is_app(path) {
        return Some(path.file_stem()?.to_string_lossy().to_lowercase());
    }
    os::program_name(path)
        .map(OsStr::to_string_lossy)
        .map(Cow::into_owned)
}
