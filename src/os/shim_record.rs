//! The record beside a shim that is a copy: which sglaunch was copied.

use std::path::PathBuf;

use super::{is_sglaunch_name, path_from_text, path_to_text};

/// First line of a record, with the version of its format.
const HEADER: &str = "sglaunch shim 1";

/// The sglaunch that was copied, and its stamp at that time.
#[derive(Debug, PartialEq, Eq)]
pub struct ShimRecord {
    /// Its path, absolute or relative to the directory of the shim.
    pub target: PathBuf,
    pub size: u64,
    /// The time of the last write, as the system counts it.
    pub modified: u64,
}

impl ShimRecord {
    /// Parses a record. Its target has a name of sglaunch: a shim does not hand over to a shim.
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let mut lines = str::from_utf8(bytes).ok()?.lines();
        lines.next().filter(|line| *line == HEADER)?;
        let mut value = |name| lines.next()?.strip_prefix(name);
        let record = Self {
            target: path_from_text(value("target: ")?),
            size: value("size: ")?.parse().ok()?,
            modified: value("modified: ")?.parse().ok()?,
        };
        let name = record.target.file_name()?;
        is_sglaunch_name(name).then_some(record)
    }

    pub fn format(&self) -> String {
        let target = path_to_text(&self.target);
        let (size, modified) = (self.size, self.modified);
        format!("{HEADER}\ntarget: {target}\nsize: {size}\nmodified: {modified}\n")
    }

    /// Returns whether a file with this size and time is the one that was copied.
    pub fn is_copy_of(&self, size: u64, modified: u64) -> bool {
        (self.size, self.modified) == (size, modified)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_round_trips() {
        for target in [
            "../tools/sglaunch.exe",
            "/Program Files/한글/sglaunch",
            "/a\nb/100%/SGLAUNCH-1.2.exe",
        ] {
            let record = ShimRecord {
                target: target.into(),
                size: u64::MAX,
                modified: 1,
            };
            let text = record.format();
            assert_eq!(text.lines().count(), 4);
            assert!(record.is_copy_of(u64::MAX, 1) && !record.is_copy_of(u64::MAX, 2));
            assert_eq!(ShimRecord::parse(text.as_bytes()), Some(record));
        }
    }

    #[test]
    fn a_damaged_record_is_none() {
        let whole = "sglaunch shim 1\ntarget: /x/sglaunch.exe\nsize: 1\nmodified: 2\n";
        assert!(ShimRecord::parse(whole.as_bytes()).is_some());
        for text in [
            "",
            &whole.replace("shim 1", "shim 2"),
            &whole.replace("sglaunch.exe", "maya.exe"),
            &whole.replace("size: 1", "size: one"),
            &whole.replace("modified: 2\n", ""),
        ] {
            assert_eq!(ShimRecord::parse(text.as_bytes()), None, "{text}");
        }
    }
}
