//! Items of `version_files`.

use std::path::Path;

use serde_json::{Value as Json, json};

use super::key::Leaf;
use super::{Version, constraint};
use crate::error::cut;

/// A file that shows the version of a program.
#[derive(Debug)]
pub struct VersionFile {
    /// The path, relative to the program's directory.
    pub file: String,
    /// The text before the version.
    after: String,
}

impl VersionFile {
    /// Returns the first version behind the text `after`. Blanks, `=` and quotes may stand between
    /// them.
    pub fn version_in(&self, text: &str) -> Option<Version> {
        text.match_indices(&self.after).find_map(|(start, after)| {
            let rest = text.get(start + after.len()..)?;
            let rest = rest.trim_start_matches([' ', '\t', '=', '"', '\'']);
            let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+');
            let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
            Version::new(&rest[..end])
        })
    }
}

impl Leaf for VersionFile {
    type Raw = RawVersionFile;

    fn parse(RawVersionFile { file, after }: RawVersionFile) -> Result<Self, String> {
        constraint::length(&file)?;
        constraint::length(&after)?;
        if file.is_empty() || after.is_empty() {
            return Err("`file` and `after` cannot be empty".to_owned());
        }
        if Path::new(&file).has_root() {
            let file = cut(&file);
            return Err(format!(
                "`{file}` is not relative to the program's directory"
            ));
        }
        Ok(Self { file, after })
    }

    fn to_json(&self) -> Json {
        json!({"file": self.file, "after": self.after})
    }
}

/// A file that shows the version of a program.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(test, derive(schemars::JsonSchema), schemars(rename = "VersionFile"))]
pub(super) struct RawVersionFile {
    /// The path, relative to the program's directory.
    file: String,
    /// The text before the version, as in `#define SYS_VERSION_FULL`.
    after: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_stands_behind_the_text() {
        let header = "// SYS_VERSION_FULL is a string\n#define SYS_VERSION_FULL \"17.0.352\"\n#define SYS_VERSION_MAJOR_INT 17\n";
        let venv = "home = /usr/bin\ninclude-system-site-packages = false\nversion = 3.11.2\nprompt = 3d\n";
        for (after, text, version) in [
            ("SYS_VERSION_FULL", header, Some("17.0.352")),
            ("SYS_VERSION_MAJOR_INT", header, Some("17")),
            ("SYS_VERSION", header, None),
            ("version", venv, Some("3.11.2")),
            (
                "MAYA_APP_VERSION",
                "#define MAYA_APP_VERSION 2022\r\n",
                Some("2022"),
            ),
            ("version", "version=", None),
            ("version", "versionversion: 'é1'", None),
        ] {
            let file = VersionFile {
                file: "x".to_owned(),
                after: after.to_owned(),
            };
            let found = file.version_in(text);
            assert_eq!(found.as_ref().map(Version::as_str), version, "{after}");
        }
    }

    #[test]
    fn a_file_is_relative_and_has_a_text_before_the_version() {
        let parse = |file: &str, after: &str| {
            VersionFile::parse(RawVersionFile {
                file: file.to_owned(),
                after: after.to_owned(),
            })
        };
        assert!(parse("../version.txt", "version").is_ok());
        for (file, after) in [("", "v"), ("v.txt", ""), ("/etc/passwd", "v")] {
            assert!(parse(file, after).is_err(), "{file}");
        }
    }
}
