//! Values of `job`.

use serde_json::{Value as Json, json};

use super::Settings;
use super::key::Leaf;
use crate::error::cut;

/// The processes that Windows ends if sglaunch is ended. Other systems replace sglaunch by the
/// program, and ignore the key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Job {
    /// Everything that sglaunch has started.
    #[default]
    Tree,
    /// The program alone.
    Program,
}

impl Leaf for Job {
    type Raw = String;

    fn parse(raw: String) -> Result<Self, String> {
        match raw.as_str() {
            "tree" => Ok(Self::Tree),
            "program" => Ok(Self::Program),
            _ => Err(format!("`{}` is neither `tree` nor `program`", cut(&raw))),
        }
    }

    fn to_json(&self) -> Json {
        json!(match self {
            Self::Tree => "tree",
            Self::Program => "program",
        })
    }
}

impl Settings {
    /// Returns the value of `job`, or its default.
    pub fn job(&self) -> Job {
        let job = self.job.as_ref();
        job.map(|job| job.value).unwrap_or_default()
    }
}
