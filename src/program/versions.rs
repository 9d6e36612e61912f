//! The installed versions of a program.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf, is_separator};

use super::{Program, Request, SearchContext, find, is_path};
use crate::profile::{Piece, fill};
use crate::profile::{Profile, Version};

/// Returns every program that the profile's candidates lead to, in the order in which the search
/// prefers them: what the environment selects, and every installed version, the newest first.
pub fn all(profile: &Profile, context: &SearchContext) -> Vec<Program> {
    let mut programs = Vec::new();
    let versions = installed(profile, context);
    for request in std::iter::once(None).chain(versions.iter().map(Some)) {
        let program = find(profile, Request::version(request), context).ok();
        programs.extend(program.filter(|program| !programs.contains(program)));
    }
    programs
}

/// Returns every installed version of the profile's program, the newest first.
pub fn installed(profile: &Profile, context: &SearchContext) -> Vec<Version> {
    let mut versions: Vec<Version> = (profile.settings.program.iter().flatten())
        .filter(|candidate| candidate.value.is_versioned())
        .filter_map(|candidate| context.resolve(&candidate.value).ok())
        .filter(|pieces| is_path(&fill(pieces, None)))
        .flat_map(|pieces| {
            let mut versions = on_disk(&pieces, context);
            versions.retain(|version| {
                let path = fill(&pieces, Some(version));
                context.program_at(&path).is_some()
            });
            versions
        })
        .collect();
    versions.sort_by(|a, b| b.cmp(a));
    versions.dedup();
    versions
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
    (fs::read_dir(dir).into_iter().flatten().flatten())
        .filter_map(|entry| {
            let name = entry.file_name();
            let version = name.to_str()?.strip_prefix(&*prefix)?;
            Version::new(version.strip_suffix(&*suffix)?)
        })
        .collect()
}

/// Returns the directory whose entries contain the first `{version}`, and the text before and after
/// it in their names.
fn entry_pattern(pieces: &[Piece]) -> Option<(PathBuf, String, String)> {
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
