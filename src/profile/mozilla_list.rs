//! Values of `ca.mozilla`.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Visitor};
use serde_json::{Value as Json, json};

use super::key::Leaf;
use super::template::TemplateUse;
use super::{Template, constraint};

/// Whether a bundle includes Mozilla's list, and which copy of the list.
#[derive(Debug)]
pub enum MozillaList {
    Excluded,
    /// The compiled-in copy, or that of the machine.
    Included,
    /// A PEM file.
    File(Template),
}

impl Leaf for MozillaList {
    type Raw = RawMozillaList;

    fn parse(raw: RawMozillaList) -> Result<Self, String> {
        let path = match raw {
            RawMozillaList::Switch(false) => return Ok(Self::Excluded),
            RawMozillaList::Switch(true) => return Ok(Self::Included),
            RawMozillaList::Path(path) => path,
        };
        if ["true", "false", "yes", "no", "on", "off"].contains(&&*path.to_ascii_lowercase()) {
            return Err(format!(
                "`{path}` is text: write true or false without quotes"
            ));
        }
        constraint::source_path(&path, "ca.mozilla").map(Self::File)
    }

    fn to_json(&self) -> Json {
        match self {
            Self::Excluded => json!(false),
            Self::Included => json!(true),
            Self::File(path) => json!(path.as_str()),
        }
    }

    fn misread_escape(&self, template_use: TemplateUse) -> Option<char> {
        match self {
            Self::Excluded | Self::Included => None,
            Self::File(path) => path.misread_escape(template_use),
        }
    }
}

/// A switch, or the path of a PEM file.
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "MozillaList", untagged))]
pub(super) enum RawMozillaList {
    Switch(bool),
    Path(String),
}

impl<'de> Deserialize<'de> for RawMozillaList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawMozillaListVisitor)
    }
}

struct RawMozillaListVisitor;

impl Visitor<'_> for RawMozillaListVisitor {
    type Value = RawMozillaList;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("true, false or the path of a PEM file")
    }

    fn visit_bool<E: Error>(self, switch: bool) -> Result<RawMozillaList, E> {
        Ok(RawMozillaList::Switch(switch))
    }

    fn visit_str<E: Error>(self, path: &str) -> Result<RawMozillaList, E> {
        Ok(RawMozillaList::Path(path.to_owned()))
    }
}
