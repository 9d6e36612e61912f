//! The version of a program whose candidate has no `{version}`.

use std::fs;
use std::path::{Path, PathBuf};

use super::SearchContext;
use super::path_version::VersionPatterns;
use crate::os::Image;
use crate::os::read::read_text;
use crate::profile::{Profile, Version};

/// Maximum size of a file that shows a version, in bytes.
const MAX_SIZE: u64 = 1024 * 1024;

/// Returns the version that the path of a program shows after its links are resolved. If it shows
/// none, or only a first number as `python3` does, a file that the profile names has the version.
pub fn version_of(program: &Path, profile: &Profile, context: &SearchContext) -> Option<Version> {
    let real = real_path(program, context)?;
    // A version in the path of the image itself does not belong to the program.
    let inside = real.strip_prefix(context.root).unwrap_or(&real);
    let patterns = VersionPatterns::of(profile);
    let shown = patterns.version_in(inside);
    if shown
        .as_ref()
        .is_some_and(|shown| shown.numbers().count() > 1)
    {
        return shown;
    }
    let matches = |found: &Version| {
        (shown.as_ref()).is_none_or(|shown| found.matches(shown) || found.is_compact(shown))
    };
    version_in_files(&real, profile).filter(matches).or(shown)
}

fn real_path(program: &Path, context: &SearchContext) -> Option<PathBuf> {
    let image = program.starts_with(context.root);
    match image.then(|| Image::at(context.root)).flatten() {
        Some(image) => image.resolve(program).ok(),
        None => fs::canonicalize(program).ok(),
    }
}

fn version_in_files(program: &Path, profile: &Profile) -> Option<Version> {
    let dir = program.parent()?;
    profile.settings.version_files.iter().find_map(|file| {
        let text = read_text(&dir.join(&file.value.file), MAX_SIZE).ok()?;
        file.value.version_in(&text)
    })
}
