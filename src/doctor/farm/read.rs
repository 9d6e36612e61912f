//! Reads the documents of the nodes.

use std::fs;
use std::path::{Path, PathBuf};

use super::Node;

/// What was read.
#[derive(Debug, Default)]
pub struct Read {
    pub nodes: Vec<Node>,
    pub problems: Vec<Problem>,
    pub files: Vec<PathBuf>,
}

/// A file that was not used, or only in part.
#[derive(Debug)]
pub struct Problem {
    pub file: PathBuf,
    pub kind: ProblemKind,
}

#[derive(Debug)]
pub enum ProblemKind {
    /// The file cannot be read, for this reason.
    Unreadable(String),
    /// The file is not JSON, or ends too early.
    NotJson(String),
    /// The JSON is not what `doctor --json` prints.
    NotADiagnosis,
    /// The document has another schema, of a newer sglaunch.
    Schema,
    /// Another file has a newer diagnosis of the same node.
    Older { newer: PathBuf },
}

/// Reads files, and the JSON files in directories.
pub fn read(paths: &[PathBuf]) -> Read {
    let mut read = Read::default();
    for path in paths {
        read.add(path);
    }
    read
}

impl Read {
    fn add(&mut self, path: &Path) {
        if let Ok(entries) = fs::read_dir(path) {
            for entry in entries.flatten() {
                self.add_file(entry.path());
            }
        } else {
            self.add_file(path.to_owned());
        }
    }

    fn add_file(&mut self, file: PathBuf) {
        self.files.push(file.clone());
        let node = fs::read(&file)
            .map_err(|error| ProblemKind::Unreadable(error.to_string()))
            .and_then(|bytes| {
                serde_json::from_slice(&bytes)
                    .map_err(|error| ProblemKind::NotJson(error.to_string()))
            })
            .and_then(|document| Node::new(&document, file.clone()));
        match node {
            Ok(node) => self.nodes.push(node),
            Err(kind) => self.problems.push(Problem { file, kind }),
        }
    }
}
