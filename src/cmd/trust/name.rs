//! Names of files in `ca.d`.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::certs::trust_name;
use crate::desktop::shortcut::is_device;
use crate::os::atomic::write_new;
use crate::stores::files::EXTENSIONS;

/// Maximum length of a name in bytes: file systems allow 255, and a number and an extension follow.
const MAX_LENGTH: usize = 200;

/// Maximum length in bytes of a name that comes from a certificate, which may contain any text.
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
    let name = plain(name, MAX_CERTIFICATE_LENGTH)?;
    let is_device = is_device(name.split('.').next().unwrap_or_default());
    Some(if is_device {
        format!("ca-{name}")
    } else {
        name
    })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_certificate_is_a_file_name_on_every_system() {
        for (name, expected) in [
            ("Studio Root CA", Some("Studio-Root-CA")),
            ("../../etc/passwd", Some("etc-passwd")),
            ("proxy.pem", Some("proxy.pem")),
            ("*.studio.example", Some("studio.example")),
            ("nul", Some("ca-nul")),
            ("COM1.x", Some("ca-COM1.x")),
            ("스튜디오: 인증", Some("스튜디오-인증")),
            ("-rf", Some("rf")),
            ("...", None),
            ("", None),
        ] {
            assert_eq!(certificate_name(name).as_deref(), expected, "{name}");
        }
        let long = certificate_name(&"é ".repeat(100)).unwrap();
        assert!(long.len() <= 60 && long.ends_with('é'), "{long}");
    }
}
