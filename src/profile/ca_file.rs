//! Items of `ca.files`.

use std::fmt;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde_json::{Value as Json, json};

use super::key::Leaf;
use super::template::TemplateUse;
use super::{Template, constraint};

/// A file or directory of certificates.
#[derive(Debug)]
pub struct CaFile {
    pub path: Template,
    /// A missing file is not an error.
    pub optional: bool,
}

impl Leaf for CaFile {
    type Raw = RawCaFile;

    fn parse(raw: RawCaFile) -> Result<Self, String> {
        let (path, optional) = match raw {
            RawCaFile::Path(path) => (path, false),
            RawCaFile::Map(RawCaFileMap { path, optional }) => (path, optional),
        };
        let path = constraint::source_path(&path, "ca.files")?;
        Ok(Self { path, optional })
    }

    fn to_json(&self) -> Json {
        let path = self.path.as_str();
        if self.optional {
            json!({"path": path, "optional": true})
        } else {
            json!(path)
        }
    }

    fn misread_escape(&self, template_use: TemplateUse) -> Option<char> {
        self.path.misread_escape(template_use)
    }
}

/// A path, or a map if the file may be missing.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "CaFile", untagged))]
pub(super) enum RawCaFile {
    Path(String),
    Map(RawCaFileMap),
}

/// A file or directory with options.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "CaFileMap"))]
pub(super) struct RawCaFileMap {
    /// The file or directory.
    path: String,
    /// If true, a missing file is not an error.
    #[serde(default)]
    optional: bool,
}

impl<'de> Deserialize<'de> for RawCaFile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawCaFileVisitor)
    }
}

struct RawCaFileVisitor;

impl<'de> Visitor<'de> for RawCaFileVisitor {
    type Value = RawCaFile;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a path or {path: …, optional: true}")
    }

    fn visit_str<E: Error>(self, path: &str) -> Result<RawCaFile, E> {
        Ok(RawCaFile::Path(path.to_owned()))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<RawCaFile, A::Error> {
        RawCaFileMap::deserialize(MapAccessDeserializer::new(map)).map(RawCaFile::Map)
    }
}
