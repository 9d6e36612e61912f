//! Reads profile files.

mod error;
mod mismatch;
mod span;
mod trace;
mod traced;

use super::file::ProfileFile;
use super::key::Key;
use super::settings::Settings;
use crate::error::{Error, Location, Result};

pub(super) use span::{Step, locate};

/// The keys of one file.
pub(super) type RawSettings = <Settings as Key>::Raw;

/// Maximum number of open brackets. For each token the YAML scanner goes through all of them, so
/// that a file full of brackets would keep it busy for hours.
const MAX_DEPTH: usize = 1000;

/// Reads a profile file.
pub(super) fn parse(file: &ProfileFile) -> Result<RawSettings> {
    if let Some(json) = file.text.json()
        && let Ok(settings) = serde_json::from_str(json)
    {
        return Ok(settings);
    }
    let yaml = file.text.yaml();
    if depth(yaml) > MAX_DEPTH {
        let why = format!(
            "profile `{}` has more than {MAX_DEPTH} open brackets",
            file.name
        );
        return Err(Error::new(why).at(Location::file(file.display_path())));
    }
    match serde_yaml::from_str::<Option<RawSettings>>(yaml) {
        Ok(settings) => Ok(settings.unwrap_or_default()),
        Err(error) => Err(error::explain(file, &error)),
    }
}

/// Returns the maximum number of open brackets. Brackets in quotes count too: only the scanner
/// could tell them apart.
fn depth(text: &str) -> usize {
    let mut open = 0_usize;
    let open_at = |byte| {
        open = match byte {
            b'[' | b'{' => open + 1,
            b']' | b'}' => open.saturating_sub(1),
            _ => open,
        };
        open
    };
    text.bytes().map(open_at).max().unwrap_or_default()
}
