//! Reads the documents of the nodes.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use super::newest::keep_newest;
use super::{Node, documents, natural};
use crate::error::system_reason;
use crate::order;
use crate::os::read::read_regular_or_stdin;

/// Maximum size of a file. All documents of a large farm may be in one file.
const MAX_FILE: u64 = 128 << 20;

/// What was read.
#[derive(Debug, Default)]
pub struct Read {
    /// One for each machine and profile, by name.
    pub nodes: Vec<Node>,
    pub problems: Vec<Problem>,
    /// The files that could be read.
    pub files: Vec<PathBuf>,
}

/// A file that was not used, or only in part.
#[derive(Debug, PartialEq, Eq)]
pub struct Problem {
    pub file: PathBuf,
    pub kind: ProblemKind,
}

#[derive(Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// The file cannot be read, for this reason.
    Unreadable(String),
    /// The directory has no JSON files.
    NoFiles,
    /// The file is empty, as if the job had ended before it printed.
    Empty,
    /// The file has text, but not one JSON document.
    NoDocument,
    /// The file ends within a document, as if the job had been ended while it printed.
    Truncated,
    /// There is an error in the JSON on this line. Other documents of the file were read.
    NotJson { line: usize },
    /// The JSON is not what `doctor --json` prints.
    NotADiagnosis,
    /// The document has this schema, of a newer sglaunch.
    Schema(String),
    /// A newer diagnosis of the same node and profile was used, from this file.
    Older { newer: PathBuf },
    /// A diagnosis of the same node, profile and time was used, from this file.
    Duplicate { of: PathBuf },
}

/// Reads files, the JSON files in directories, and stdin for the path `-`.
pub fn read(paths: &[PathBuf]) -> Read {
    let mut read = Read::default();
    for path in paths {
        read.add_files(path);
    }
    drop_repeated(&mut read.files);
    let (nodes, problems) = (&mut read.nodes, &mut read.problems);
    read.files.retain(|file| {
        let mut report = |kind| {
            let problem = Problem::new(file, kind);
            // The log of another program may have thousands.
            if problems.last() != Some(&problem) {
                problems.push(problem);
            }
        };
        match read_regular_or_stdin(file, MAX_FILE) {
            Ok(bytes) => documents::for_each(&bytes, &mut |document| match document
                .and_then(|document| Node::new(&document, file))
            {
                Ok(node) => nodes.push(node),
                Err(kind) => report(kind),
            }),
            Err(error) => {
                report(ProblemKind::Unreadable(error.to_string()));
                return false;
            }
        }
        true
    });
    keep_newest(&mut read);
    read
}

impl ProblemKind {
    /// Returns whether a document of the file was lost.
    pub fn is_unusable(&self) -> bool {
        !matches!(self, Self::Older { .. } | Self::Duplicate { .. })
    }
}

impl Problem {
    pub fn new(file: &Path, kind: ProblemKind) -> Self {
        Self {
            file: file.to_owned(),
            kind,
        }
    }
}

impl Read {
    /// Adds a file, or the JSON files in a directory, by name.
    fn add_files(&mut self, path: &Path) {
        let entries = match fs::read_dir(path) {
            Ok(entries) => entries,
            Err(error) if path.is_dir() => {
                let kind = ProblemKind::Unreadable(system_reason(&error));
                self.problems.push(Problem::new(path, kind));
                return;
            }
            Err(_) => return self.files.push(path.to_owned()),
        };
        let mut found: Vec<PathBuf> = (entries.flatten().map(|entry| entry.path()))
            .filter(|path| is_document(path))
            .collect();
        if found.is_empty() {
            self.problems.push(Problem::new(path, ProblemKind::NoFiles));
        }
        order::sort_by(&mut found, |a, b| {
            natural(&a.to_string_lossy(), &b.to_string_lossy())
        });
        self.files.append(&mut found);
    }
}

/// Returns whether a file of a directory is read.
fn is_document(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().as_encoded_bytes();
    let extension = path.extension().and_then(OsStr::to_str);
    extension.is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
        && !name.starts_with(b".")
        && !path.is_dir()
}

/// Keeps the first of the same paths.
fn drop_repeated(files: &mut Vec<PathBuf>) {
    let mut by_path: Vec<usize> = (0..files.len()).collect();
    order::sort_by(&mut by_path, |a, b| files[*a].cmp(&files[*b]));
    let mut is_repeated = vec![false; files.len()];
    for pair in by_path.windows(2) {
        if let [first, second] = *pair {
            is_repeated[second] = files[first] == files[second];
        }
    }
    let mut is_repeated = is_repeated.into_iter();
    files.retain(|_| !is_repeated.next().unwrap_or_default());
}
