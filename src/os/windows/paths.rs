//! Paths.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::os::windows::ffi::OsStrExt;
use std::path::{Path, PathBuf, is_separator};

use super::ascii;

/// What follows the drive in `path`, if it begins at the root of one.
pub fn from_root(path: &str) -> Option<&str> {
    let rest = match path.as_bytes() {
        [drive, b':', ..] if drive.is_ascii_alphabetic() => &path[2..],
        _ => path,
    };
    rest.starts_with(is_separator).then_some(rest)
}

/// A path as Windows writes it: profiles have slashes, which some programs take for options.
pub fn native(path: OsString) -> PathBuf {
    PathBuf::from(path).components().collect()
}

/// What a program is called, without the `.exe` or `.bat` that nobody types.
pub fn program_name(path: &Path) -> Option<&OsStr> {
    path.file_stem()
}

/// Where a path leads, without a link in it.
pub fn real_path(path: &Path) -> io::Result<PathBuf> {
    fs::canonicalize(path).map(|real| ascii::plain(real.as_os_str()))
}

/// Whether two paths lead to the same file. A file with two hard links counts as two.
pub fn same_file(a: &Path, b: &Path) -> bool {
    match (fs::canonicalize(a), fs::canonicalize(b)) {
        (Ok(a), Ok(b)) => a == b,
        _ => false,
    }
}

/// The path by which a program is to be started: the system starts none whose path has 260 characters or more.
pub fn startable(program: &Path) -> PathBuf {
    let short = (program.as_os_str().len() >= LONGEST_OF_PROGRAMS).then(|| ascii::short(program));
    short.flatten().unwrap_or_else(|| program.to_owned())
}

/// `MAX_PATH`, with the zero at its end.
const LONGEST_OF_PROGRAMS: usize = 260;

/// A path or a text as the system's calls want it, ending in a zero.
pub fn wide(text: impl AsRef<OsStr>) -> Vec<u16> {
    text.as_ref().encode_wide().chain([0]).collect()
}

/// What stands between the paths of a list such as PATH, and between the texts of [`path_to_text`].
pub const LIST_SEPARATOR: char = ';';

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_from_the_root_may_have_a_drive() {
        for (path, rest) in [
            ("C:/Program Files/x.exe", Some("/Program Files/x.exe")),
            (r"d:\x.exe", Some(r"\x.exe")),
            ("/x.exe", Some("/x.exe")),
            ("C:x.exe", None),
            ("bin/x.exe", None),
        ] {
            assert_eq!(from_root(path), rest, "{path}");
        }
        let mixed = OsString::from(r"C:\Users/me\a//b.pem");
        assert_eq!(native(mixed).as_os_str(), r"C:\Users\me\a\b.pem");
    }
}
