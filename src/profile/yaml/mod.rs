//! Reads profile files.

mod error;
mod excerpt;
mod limits;
mod mismatch;
mod span;
mod trace;
mod traced;

use super::file::{ProfileFile, Text};
use super::key::Key;
use super::settings::Settings;
use crate::error::{Error, Location, Result};

pub(super) use error::ESCAPE;
pub(super) use span::{Step, locate, start_of};

/// The keys of one file.
pub(super) type RawSettings = <Settings as Key>::Raw;

/// Reads a profile file.
pub(super) fn parse(file: &ProfileFile) -> Result<RawSettings> {
    Ok(parse_optional(file)?.unwrap_or_default())
}

/// Reads some keys of a profile file. Others may be read too.
pub(super) fn parse_keys(file: &ProfileFile, keys: &[&str]) -> Result<RawSettings> {
    if let Text::File(yaml) = &file.text
        && let Some(excerpt) = excerpt::excerpt(yaml, keys)
        && limits::exceeded(&excerpt).is_none()
        && let Ok(settings) = mismatch::read::<Option<RawSettings>>(&excerpt)
    {
        return Ok(settings.unwrap_or_default());
    }
    // The values may refer to another key.
    parse(file)
}

/// Returns whether a file has no key. Comments are not keys.
pub(super) fn is_empty(file: &ProfileFile) -> bool {
    parse_optional(file).is_ok_and(|settings| settings.is_none())
}

fn parse_optional(file: &ProfileFile) -> Result<Option<RawSettings>> {
    if let Some(json) = file.text.json()
        && let Ok(settings) = serde_json::from_str(json)
    {
        return Ok(Some(settings));
    }
    let yaml = file.text.yaml();
    if let Some(limit) = limits::exceeded(yaml) {
        let why = format!("profile `{}` {limit}", file.name);
        return Err(Error::new(why).at(Location::file(file.display_path())));
    }
    mismatch::read(yaml).map_err(|error| error::explain(file, &error))
}
