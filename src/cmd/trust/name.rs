//! Names of files in `ca.d`.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::certs::trust_name;
use crate::os::atomic::write_new;
use crate::stores::files::EXTENSIONS;

/// Longest name in bytes: file systems allow 255, and a number and an extension follow.
const MAX_LENGTH: usize = 200;

/// Longest name in bytes that comes from a certificate, which may contain any text.
const MAX_CERTIFICATE_LENGTH: usize = 60;

/// Returns the name of a file without its extension, in characters that are easy to type; `None` if
/// the name has none of them.
pub(super) fn file_name(file: &Path) -> Option<String> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let mut stem = &*name;
    while let Some((before, extension)) = stem.rsplit_once('.')
        && EXTENSIONS.contains(&extension.to_lowercase().as_str())
    {
        stem = before;
    }
    plain(stem, MAX_LENGTH)
}

/// Returns the name of a certificate in characters that are easy to type.
pub(super) fn certificate_name(name: &str) -> Option<String> {
    plain(name, MAX_CERTIFICATE_LENGTH)
}

/// Returns the letters and digits of a name, with a dash for each gap; `None` if there are none.
fn plain(name: &str, max_length: usize) -> Option<String> {
    let is_plain = |c: char| c.is_alphanumeric() || "._".contains(c);
    let words: Vec<&str> = (name.split(|c| !is_plain(c)))
        .filter(|word| !word.is_empty())
        .collect();
    let mut name = words.join("-");
    while name.len() > max_length {
        name.pop();
    }
    let name = name.trim_matches(['.', '-']);
    (!name.is_empty()).then(|| name.to_owned())
}

/// Writes a new file of this name in `dir`, with a number if the name is taken.
pub(super) fn write_numbered(dir: &Path, name: &str, pem: &str) -> io::Result<PathBuf> {
    let taken: BTreeSet<String> = (fs::read_dir(dir).into_iter().flatten().flatten())
        .map(|entry| trust_name(&entry.path()).into_owned())
        .collect();
    let (mut free, mut number) = (name.to_owned(), 1_u32);
    loop {
        let path = dir.join(format!("{free}.pem"));
        // Another process may take the same name at this moment.
        if !taken.contains(&free) && write_new(&path, pem.as_bytes())? {
            return Ok(path);
        }
        number += 1;
        free = format!("{name}-{number}");
    }
}
