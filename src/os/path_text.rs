//! Serializes a path as text, for `#[serde(with)]`. It need not be UTF-8.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Deserializer, Serializer};

use super::{path_from_text, path_to_text};

pub fn serialize<S: Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&path_to_text(path))
}

pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PathBuf, D::Error> {
    let text = String::deserialize(deserializer)?;
    // Most texts have no escape. A launch reads some twenty.
    Ok(if text.contains('%') {
        path_from_text(&text)
    } else {
        text.into()
    })
}
