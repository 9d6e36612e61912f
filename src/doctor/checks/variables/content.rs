//! The files that CA variables name, each read once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::known::Names;
use super::used::{Used, used};
use crate::certs::content::Content;
use crate::doctor::Subject;
use crate::stores::files::read_file;

/// A file that was read.
#[derive(Debug)]
pub struct Text {
    pub bytes: Vec<u8>,
    pub content: Content,
}

impl Text {
    pub fn read(path: &Path) -> Option<Self> {
        let bytes = read_file(path).ok()?;
        let content = Content::parse(&bytes);
        Some(Self { bytes, content })
    }

    /// Returns the number of certificates that sglaunch reads.
    pub fn count(&self) -> usize {
        self.content.certificates.len() + self.content.distrusted.len()
    }
}

/// A CA variable with the file that it names.
#[derive(Debug)]
pub struct Named<'a> {
    pub used: Used<'a>,
    pub path: PathBuf,
}

/// Returns the variables that name one file or directory, and the files by their path. What cannot
/// be read is left out: another check reports it.
pub fn named(subject: &Subject) -> (Vec<Named<'_>>, BTreeMap<PathBuf, Text>) {
    let mut texts = BTreeMap::new();
    let mut all = Vec::new();
    for used in used(subject) {
        if used.known.names == Names::Settings {
            continue;
        }
        for path in used.paths(&subject.cwd) {
            if !texts.contains_key(&path)
                && let Some(text) = Text::read(&path)
            {
                texts.insert(path.clone(), text);
            }
            all.push(Named { used, path });
        }
    }
    (all, texts)
}
