//! The installed versions of a program.

use std::env::split_paths;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf, is_separator};

use super::path_version::without_extension;
use super::search::{Search, with_executable};
use super::{Program, SearchContext, Selection, is_path, registry, version_of};
use crate::order;
use crate::os;
use crate::profile::{
    Candidate, Piece, Profile, RegistryCandidate, Sourced, Template, Version, fill,
};

/// Returns every program that the profile's candidates lead to: those without `{version}` in their
/// order, then every installed version, the newest first.
pub fn all(profile: &Profile, context: &SearchContext) -> Vec<Program> {
    let mut programs: Vec<Program> = Vec::new();
    let mut installed = Vec::new();
    for (index, Sourced { value, .. }) in profile.settings.program.iter().flatten().enumerate() {
        let found = of_candidate(profile, index, context);
        if value.is_versioned() {
            installed.extend(found);
        } else {
            programs.extend(found);
        }
    }
    sort(&mut installed);
    programs.extend(installed);
    distinct(programs)
}

fn sort(programs: &mut [Program]) {
    order::sort_by(programs, |a, b| b.version.cmp(&a.version));
}

/// Returns the first program of each path. HFS and PATH often name the same installation, and two
/// candidates the same directory: `5.0.1`, which comes first, and `5.0.1-linux-x64`.
fn distinct(programs: Vec<Program>) -> Vec<Program> {
    let mut all: Vec<Program> = Vec::new();
    for program in programs {
        if (all.iter()).all(|known| !os::is_same_path(&known.path, &program.path)) {
            all.push(program);
        }
    }
    all
}

/// Returns every program that one of the profile's candidates leads to.
pub fn of_candidate(profile: &Profile, index: usize, context: &SearchContext) -> Vec<Program> {
    let candidates = profile.settings.program.as_deref().unwrap_or_default();
    let Some(Sourced { value, .. }) = candidates.get(index) else {
        return Vec::new();
    };
    let found = match value {
        _ if !value.is_versioned() => {
            let found = Search::for_all(profile, context).try_candidate(value);
            found.into_iter().collect()
        }
        Candidate::Command(command) => versions_of(&command.command, profile, context),
        Candidate::Registry(entry) => in_registry(entry, profile, context),
    };
    let found = (found.into_iter()).filter_map(|program| with_executable(program, value).ok());
    without_links(found.collect())
}

/// Leaves out links that have a part of the version of the installation they lead to, such as
/// `/opt/hfs20.5` to `hfs20.5.370`. No request selects them, as `20.5` selects the newest such
/// version.
fn without_links(programs: Vec<Program>) -> Vec<Program> {
    let is_link = |link: &Program| {
        programs.iter().any(|program| {
            let versions = program.version.as_ref().zip(link.version.as_ref());
            versions.is_some_and(|(full, part)| full.matches(part) && !part.matches(full))
                && os::same_file(&program.path, &link.path)
        })
    };
    let links: Vec<bool> = programs.iter().map(is_link).collect();
    let all = programs.into_iter().zip(links);
    all.filter_map(|(program, is_link)| (!is_link).then_some(program))
        .collect()
}

/// Returns the versions of all programs of a profile, the newest first.
pub(super) fn known(profile: &Profile, context: &SearchContext) -> Vec<Version> {
    let programs = all(profile, context).into_iter();
    newest_first(programs.filter_map(|program| program.version).collect())
}

/// Returns every installed version of the profile's program, the newest first.
pub fn installed(profile: &Profile, context: &SearchContext) -> Vec<Version> {
    let programs = (profile.settings.program.iter().flatten()).flat_map(|it| match &it.value {
        Candidate::Command(command) => match context.resolve(&command.command) {
            Ok(pieces) if is_path(&fill(&pieces, None)) => installed_of(&pieces, context).collect(),
            _ => Vec::new(),
        },
        Candidate::Registry(entry) => in_registry(entry, profile, context),
    });
    let mut programs: Vec<Program> = programs.collect();
    sort(&mut programs);
    let programs = distinct(programs).into_iter();
    newest_first(programs.filter_map(|program| program.version).collect())
}

/// Returns the programs of a command with `{version}`. One that has it only in its arguments has
/// none of its own.
fn versions_of(command: &Template, profile: &Profile, context: &SearchContext) -> Vec<Program> {
    match context.resolve(command) {
        Ok(pieces) if is_path(&fill(&pieces, None)) => installed_of(&pieces, context).collect(),
        Ok(pieces) => versions_on_path(&pieces, profile, context),
        Err(_) => Vec::new(),
    }
}

/// Returns the programs of the registry.
fn in_registry(
    candidate: &RegistryCandidate,
    profile: &Profile,
    context: &SearchContext,
) -> Vec<Program> {
    let entries = registry::entries(candidate, profile, context).unwrap_or_default();
    let programs = entries.into_iter().filter_map(|entry| {
        let path = entry.program(context)?;
        Some(Program::new(path, entry.version, Selection::Installed))
    });
    programs.collect()
}

fn newest_first(mut versions: Vec<Version>) -> Vec<Version> {
    order::sort_by(&mut versions, |a, b| b.cmp(a));
    versions.dedup();
    versions
}

/// Returns the programs of a path with `{version}`.
fn installed_of(pieces: &[Piece], context: &SearchContext) -> impl Iterator<Item = Program> {
    let versions = on_disk(pieces, context).into_iter();
    versions.filter_map(move |version| installed_at(pieces, version, context))
}

/// Returns the program of a path with `{version}` in this version.
pub(super) fn installed_at(
    pieces: &[Piece],
    version: Version,
    context: &SearchContext,
) -> Option<Program> {
    let path = context.program_at(&fill(pieces, Some(&version)))?;
    Some(Program::new(path, Some(version), Selection::Installed))
}

/// Returns the programs on PATH of a bare name with `{version}`: `python3.11`, but not
/// `python3.11-config`.
fn versions_on_path(pieces: &[Piece], profile: &Profile, context: &SearchContext) -> Vec<Program> {
    let dirs = context.env.search_path().into_iter().flat_map(split_paths);
    let versions = dirs.flat_map(|dir| {
        let dir = context.cwd.join(dir).join("");
        let pieces: Vec<_> = [Piece::Text(dir.into())]
            .into_iter()
            .chain(pieces.iter().cloned())
            .collect();
        on_disk(&pieces, context)
    });
    // `python3.11.exe` on Windows.
    let versions = versions.filter_map(|version| Version::new(without_extension(version.as_str())));
    let is_number =
        |version: &Version| (version.as_str().chars()).all(|c| c.is_ascii_digit() || c == '.');
    let program = |version: Version| {
        let path = context.on_path(&fill(pieces, Some(&version))).ok()?;
        let version = version_of(&path, profile, context).or(Some(version));
        Some(Program::new(path, version, Selection::SearchPath))
    };
    versions.filter(is_number).filter_map(program).collect()
}

/// Returns the versions for which the directory entry with the first `{version}` exists, whether or
/// not the program does.
pub(super) fn on_disk(pieces: &[Piece], context: &SearchContext) -> Vec<Version> {
    let Some((dir, prefix, suffix)) = entry_pattern(pieces) else {
        return Vec::new();
    };
    let Some(dir) = context.in_image(dir) else {
        return Vec::new();
    };
    let ignores_case = os::ignores_case(&dir);
    (fs::read_dir(dir).into_iter().flatten().flatten())
        .filter_map(|entry| {
            let name = entry.file_name();
            Version::new(between(name.to_str()?, &prefix, &suffix, ignores_case)?)
        })
        .collect()
}

/// Returns the text between the start and the end of an entry's name.
fn between<'a>(name: &'a str, start: &str, end: &str, ignores_case: bool) -> Option<&'a str> {
    let is_same = |a: &str, b: &str| a == b || ignores_case && a.eq_ignore_ascii_case(b);
    let (before, rest) = name.split_at_checked(start.len())?;
    let (between, after) = rest.split_at_checked(rest.len().checked_sub(end.len())?)?;
    (is_same(before, start) && is_same(after, end)).then_some(between)
}

/// Returns the directory whose entries contain the first `{version}`, and the text before and after
/// it in their names.
pub(super) fn entry_pattern(pieces: &[Piece]) -> Option<(PathBuf, String, String)> {
    let is_version = |piece: &Piece| !matches!(piece, Piece::Text(_));
    let first = pieces.iter().position(is_version)?;
    let before = PathBuf::from(fill(&pieces[..first], None));
    let suffix = match pieces.get(first + 1) {
        Some(Piece::Text(text)) => text.to_string_lossy().into_owned(),
        _ => String::new(),
    };
    let suffix = suffix
        .split(is_separator)
        .next()
        .unwrap_or_default()
        .to_owned();
    match before.as_os_str().as_encoded_bytes().last() {
        Some(last) if is_separator(char::from(*last)) => Some((before, String::new(), suffix)),
        _ => {
            let prefix = before.file_name().and_then(OsStr::to_str)?.to_owned();
            let dir = before.parent().unwrap_or(Path::new(".")).to_owned();
            Some((dir, prefix, suffix))
        }
    }
}

#[cfg(test)]
mod between_tests {
    use super::between;

    #[test]
    fn a_version_is_between_texts_in_any_case_if_the_directory_ignores_it() {
        for (name, exact, folded) in [
            ("Maya2026", Some("2026"), Some("2026")),
            ("maya2026", None, Some("2026")),
            ("MAYA2026-x", None, Some("2026-x")),
            ("Maya2026-x", Some("2026-x"), Some("2026-x")),
            ("Maya", Some(""), Some("")),
            ("May", None, None),
            ("Mayä2026", None, None),
        ] {
            assert_eq!(between(name, "Maya", "", false), exact, "{name}");
            assert_eq!(between(name, "Maya", "", true), folded, "{name}");
        }
        assert_eq!(between("a1A", "A", "a", true), Some("1"));
        assert_eq!(between("a1A", "A", "a", false), None);
        // Both ends would be the same letter.
        assert_eq!(between("a", "a", "a", true), None);
    }
}

#[cfg(all(test, unix))]
mod tests;
