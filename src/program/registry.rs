//! Programs whose directories are in Windows' registry.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::SearchContext;
use super::not_found::CandidateError;
use super::path_version::VersionPatterns;
use crate::env::Env;
use crate::order;
use crate::os::{self, RegistryText};
use crate::profile::{Piece, Profile, RegistryCandidate, Values, Version, fill};

/// Suffixes of keys for another processor: `3.11-32` is a 32-bit Python (PEP 514). Such a program
/// is started only if its version was requested with this suffix.
const OTHER_PROCESSORS: [&str; 2] = ["-32", "-arm64"];

/// The value with the path of python.exe (PEP 514). Without it, the default value of the key is the
/// directory. Other keys have descriptions as their default values.
const EXECUTABLE_PATH: &str = "ExecutablePath";

/// A program in the registry. Its file need not exist.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub version: Option<Version>,
    /// The value of the key, with slashes.
    directory: OsString,
    /// The path of the program in the directory.
    path: OsString,
}

/// The registry, or a record of one.
pub(super) struct Registry<K, T> {
    /// Returns the names of the keys below a key.
    pub keys: K,
    /// Returns the text of a value of a key: of the default value if there is no name.
    pub text: T,
}

/// Returns the programs of a candidate, the newest first.
pub(super) fn entries(
    candidate: &RegistryCandidate,
    profile: &Profile,
    context: &SearchContext,
) -> Result<Vec<Entry>, CandidateError> {
    if !os::HAS_REGISTRY {
        return Err(CandidateError::NoRegistry);
    }
    // The registry is that of this machine, and not that of an image.
    if context.root.parent().is_some() {
        return Err(CandidateError::NotInRegistry);
    }
    let registry = Registry {
        keys: os::registry_keys,
        text: os::registry_text,
    };
    let key = context.resolve(&candidate.key)?;
    let patterns = VersionPatterns::of(profile);
    Ok(entries_in(
        &registry,
        candidate,
        &key,
        &patterns,
        context.env,
    ))
}

/// Returns the programs of a candidate in a registry, the newest first.
fn entries_in(
    registry: &Registry<
        impl Fn(&str) -> Vec<String>,
        impl Fn(&str, Option<&str>) -> Option<RegistryText>,
    >,
    candidate: &RegistryCandidate,
    key: &[Piece],
    patterns: &VersionPatterns,
    env: &Env,
) -> Vec<Entry> {
    let entry = |key: &str, version: Option<Version>| {
        let text = |name| (registry.text)(key, name);
        let value = candidate.value.as_deref();
        let is_python = value.is_some_and(|value| value.eq_ignore_ascii_case(EXECUTABLE_PATH));
        let text = text(value).or_else(|| is_python.then(|| text(None)).flatten())?;
        let directory = directory(&text, env)?;
        let shown = patterns.version_in(Path::new(&directory));
        let version = version_of(shown, version.map(|it| candidate.translate(it)));
        let values = Values {
            env,
            home: None,
            version: version.as_ref(),
        };
        let path = candidate.path.as_ref().map(|path| path.expand(values));
        let path = path.transpose().ok()?.unwrap_or_default();
        Some(Entry {
            version,
            directory,
            path,
        })
    };
    if !candidate.key.is_versioned() {
        let key = fill(key, None);
        return entry(&key.to_string_lossy(), None).into_iter().collect();
    }
    let Some(pattern) = KeyPattern::new(key) else {
        return Vec::new();
    };
    let names = (registry.keys)(&pattern.parent).into_iter();
    let versions = names.filter_map(|name| Some((pattern.version_in(&name)?, name)));
    let entries = versions.filter_map(|(version, name)| entry(&pattern.key(&name), Some(version)));
    let mut entries: Vec<Entry> = entries.collect();
    order::sort_by(&mut entries, |a: &Entry, b| b.version.cmp(&a.version));
    entries
}

impl Entry {
    /// Returns whether the program may be started for a request of a version.
    pub fn is_offered(&self, requested: Option<&Version>) -> bool {
        let Some(version) = &self.version else {
            return requested.is_none();
        };
        let suffixes = OTHER_PROCESSORS.iter();
        let mut suffixes = suffixes.filter(|suffix| version.as_str().ends_with(**suffix));
        match (requested, suffixes.next()) {
            (None, suffix) => suffix.is_none(),
            (Some(requested), suffix) => {
                version.matches(requested)
                    && suffix.is_none_or(|suffix| requested.as_str().ends_with(suffix))
            }
        }
    }

    /// Returns the path of the program, if it exists. The value can be that path itself.
    pub fn program(&self, context: &SearchContext) -> Option<PathBuf> {
        // With the extensions of programs, the name of a directory could become that of a file
        // beside it.
        let value = os::native_path(self.directory.clone());
        if value.is_file() {
            return (!context.is_own(&value)).then_some(value);
        }
        if self.path.is_empty() {
            return None;
        }
        let mut path = self.directory.clone();
        path.push("/");
        path.push(&self.path);
        context.program_at(&path)
    }
}

impl RegistryCandidate {
    /// Returns the version that a number in a key stands for: by the longest prefix in the table,
    /// else the number itself.
    fn translate(&self, number: Version) -> Version {
        let prefixes = self.versions.iter();
        let prefixes = prefixes.filter(|(prefix, _)| number.matches(prefix));
        let best = prefixes.max_by_key(|(prefix, _)| prefix.numbers().count());
        best.map_or(number, |(_, version)| version.clone())
    }
}

/// Returns the version of a program, of those that its path shows and that its key has. A key that
/// only adds to the version of the path has the version.
fn version_of(shown: Option<Version>, of_key: Option<Version>) -> Option<Version> {
    match (shown, of_key) {
        (Some(shown), Some(key)) if key.matches(&shown) || key.is_compact(&shown) => Some(key),
        (shown, key) => shown.or(key),
    }
}

/// A key with `{version}` in the name of one of its parts.
struct KeyPattern {
    /// The key whose keys have the versions.
    parent: String,
    prefix: String,
    suffix: String,
    /// The rest of the key, which begins with a backslash if it is not empty.
    below: String,
}

impl KeyPattern {
    /// Returns the pattern of a key; `None` if `{version}` is not in the name of a key below
    /// another.
    fn new(key: &[Piece]) -> Option<Self> {
        let is_version = |piece: &Piece| !matches!(piece, Piece::Text(_));
        let place = key.iter().position(is_version)?;
        let text = |pieces| fill(pieces, None).to_string_lossy().into_owned();
        let before: String = text(key.get(..place)?);
        let after: String = text(key.get(place + 1..)?);
        let (parent, prefix) = before.rsplit_once('\\')?;
        let end = after.find('\\').unwrap_or(after.len());
        let (suffix, below) = after.split_at_checked(end)?;
        Some(Self {
            parent: parent.to_owned(),
            prefix: prefix.to_owned(),
            suffix: suffix.to_owned(),
            below: below.trim_end_matches('\\').to_owned(),
        })
    }

    /// Returns the version in the name of a key. The registry ignores case.
    fn version_in(&self, name: &str) -> Option<Version> {
        let (prefix, rest) = name.split_at_checked(self.prefix.len())?;
        let end = rest.len().checked_sub(self.suffix.len())?;
        let (version, suffix) = rest.split_at_checked(end)?;
        let is_match =
            prefix.eq_ignore_ascii_case(&self.prefix) && suffix.eq_ignore_ascii_case(&self.suffix);
        is_match.then(|| Version::new(version)).flatten()
    }

    fn key(&self, name: &str) -> String {
        format!("{}\\{name}{}", self.parent, self.below)
    }
}

/// Returns the absolute path in a value, with slashes; `None` if it has none. A relative one would
/// start a file of the current directory or of PATH. Some installers write quotes around the path,
/// or a backslash at its end.
fn directory(text: &RegistryText, env: &Env) -> Option<OsString> {
    let has_variables = text.has_variables;
    let text = text.text.split('\0').next()?.trim().trim_matches('"');
    let text = text.replace('\\', "/");
    let text = if has_variables {
        expand(&text, env)
    } else {
        text
    };
    let is_absolute = match text.as_bytes() {
        [drive, b':', b'/', ..] => drive.is_ascii_alphabetic(),
        // A share.
        [b'/', b'/', name, ..] => *name != b'/',
        _ => false,
    };
    is_absolute.then(|| text.trim_end_matches('/').into())
}

/// Replaces `%NAME%` by the value of a variable, as Windows does. The name of a variable that is
/// not set stays.
fn expand(text: &str, env: &Env) -> String {
    let mut parts = text.split('%');
    let mut expanded = parts.next().unwrap_or_default().to_owned();
    let mut is_name = true;
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        let value = env.get(part).filter(|_| is_name && parts.peek().is_some());
        match value {
            Some(value) => {
                expanded += &value.to_string_lossy().replace('\\', "/");
                is_name = false;
            }
            None if is_name => {
                expanded.push('%');
                expanded += part;
            }
            None => {
                expanded += part;
                is_name = true;
            }
        }
    }
    expanded
}

#[cfg(test)]
mod tests;
