//! Reads profile files.

mod error;
mod limits;
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

/// Reads a profile file.
pub(super) fn parse(file: &ProfileFile) -> Result<RawSettings> {
    if let Some(json) = file.text.json()
        && let Ok(settings) = serde_json::from_str(json)
    {
        return Ok(settings);
    }
    let yaml = file.text.yaml();
    if let Some(limit) = limits::exceeded(yaml) {
        let why = format!("profile `{}` {limit}", file.name);
        return Err(Error::new(why).at(Location::file(file.display_path())));
    }
    match serde_yaml::from_str::<Option<RawSettings>>(yaml) {
        Ok(settings) => Ok(settings.unwrap_or_default()),
        Err(error) => Err(error::explain(file, &error)),
    }
}
