//! Copies of OpenSSL in directories of libraries.

use std::fs;
use std::path::{Path, PathBuf};

use memchr::memmem::find;

use crate::order;
use crate::os::read::read_regular;

/// Maximum size of a library that is read, in bytes.
const MAX_SIZE: u64 = 32 * 1024 * 1024;

/// A library of OpenSSL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Library {
    pub path: PathBuf,
    /// As in `OpenSSL 3.0.19 27 Jan 2026`; `None` if the file contains no version.
    pub version: Option<String>,
}

impl Library {
    /// Returns the name by which programs need the library, such as `libssl.so.3`.
    pub fn name(&self) -> &str {
        let name = self.path.file_name().and_then(|name| name.to_str());
        name.unwrap_or_default()
    }

    /// Returns the library at a path, if it is one of OpenSSL.
    pub fn at(path: PathBuf) -> Option<Self> {
        let name = path.file_name()?.to_str()?.to_lowercase();
        let of_openssl = ["libssl", "libcrypto", "ssleay32", "libeay32"];
        let extension = Path::new(&name).extension();
        let is_library = name.contains(".so.")
            || extension.is_some_and(|extension| extension == "dylib" || extension == "dll");
        if !is_library || !of_openssl.iter().any(|start| name.starts_with(start)) {
            return None;
        }
        let (bytes, _) = read_regular(&path, MAX_SIZE).ok()?;
        let version = version_in(&bytes);
        Some(Self { path, version })
    }
}

/// Returns the libraries of OpenSSL in a directory, sorted.
pub(super) fn in_dir(dir: &Path) -> Vec<Library> {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    let found = entries.filter_map(|entry| Library::at(entry.path()));
    let mut found: Vec<Library> = found.collect();
    order::sort_by(&mut found, |one, other| one.path.cmp(&other.path));
    found
}

/// Returns the version text of a library. Only `libcrypto` is sure to have one.
fn version_in(bytes: &[u8]) -> Option<String> {
    const START: &[u8] = b"OpenSSL ";
    let mut rest = bytes;
    while let Some(at) = find(rest, START) {
        rest = rest.get(at..)?;
        let text: Vec<u8> = (rest.iter().copied())
            .take_while(|byte| (b' '..=b'~').contains(byte))
            .take(40)
            .collect();
        // A date follows the number; messages and names of functions have none.
        let words = text.split(|byte| *byte == b' ').skip(1);
        let mut words = words.filter(|word| !word.is_empty());
        let (number, day) = (words.next()?, words.next());
        let is_digit = |word: &[u8]| word.first().is_some_and(u8::is_ascii_digit);
        if is_digit(number) && day.is_some_and(is_digit) {
            return String::from_utf8(text).ok();
        }
        rest = rest.get(START.len()..)?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_has_a_date() {
        for (bytes, version) in [
            (
                &b"\0OpenSSL error\0OpenSSL 1.1.1w  11 Sep 2023\0x"[..],
                Some("OpenSSL 1.1.1w  11 Sep 2023"),
            ),
            (
                b"OpenSSL 3.x\0OpenSSL 3.0.19 27 Jan 2026\0x",
                Some("OpenSSL 3.0.19 27 Jan 2026"),
            ),
            (b"OpenSSL ", None),
            (b"", None),
        ] {
            assert_eq!(version_in(bytes).as_deref(), version);
        }
    }
}
