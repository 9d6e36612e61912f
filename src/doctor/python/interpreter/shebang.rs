//! The Python that runs a script.

use std::ffi::OsStr;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::names::python_version;

/// Returns the Python in the first line of a script: `#!/venv/bin/python` or
/// `#!/usr/bin/env python3`.
pub fn python_of(script: &Path, on_path: impl Fn(&OsStr) -> Option<PathBuf>) -> Option<PathBuf> {
    let mut head = Vec::new();
    let file = File::open(script).ok()?;
    file.take(1024).read_to_end(&mut head).ok()?;
    let line = head.strip_prefix(b"#!")?.split(|byte| *byte == b'\n');
    let line = String::from_utf8_lossy(line.into_iter().next()?).into_owned();
    let mut words = line.split_whitespace();
    let interpreter = words.next()?;
    let name = |word: &str| {
        word.rsplit('/')
            .next()
            .is_some_and(|name| python_version(name).is_some())
    };
    if name(interpreter) {
        return Some(PathBuf::from(interpreter)).filter(|path| path.is_file());
    }
    let word = words.find(|word| !word.starts_with('-') && !word.contains('='))?;
    (interpreter.ends_with("/env") && name(word)).then(|| on_path(OsStr::new(word)))?
}
