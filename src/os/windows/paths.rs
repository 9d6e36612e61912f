//! Paths.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::os::windows::ffi::OsStrExt;
use std::path::{Path, PathBuf, is_separator};

use super::ascii;

/// Returns an absolute path without its drive; `None` for other paths.
pub fn strip_drive(path: &str) -> Option<&str> {
    let rest = match path.as_bytes() {
        [drive, b':', ..] if drive.is_ascii_alphabetic() => &path[2..],
        _ => path,
    };
    rest.starts_with(is_separator).then_some(rest)
}

/// Returns a path with backslashes: profiles have slashes, which some programs take for options.
pub fn native_path(path: OsString) -> PathBuf {
    PathBuf::from(path).components().collect()
}

/// Returns the name of a program without `.exe` or `.bat`, which users do not type.
pub fn program_name(path: &Path) -> Option<&OsStr> {
    path.file_stem()
}

/// Returns whether file names in a directory that differ only in case mean the same file. WSL can
/// mark a directory as case-sensitive; programs for Windows cannot cope with one.
pub fn ignores_case(_: &Path) -> bool {
    true
}

/// Returns the path without links.
pub fn real_path(path: &Path) -> io::Result<PathBuf> {
    fs::canonicalize(path).map(|real| ascii::without_prefix(real.as_os_str()))
}

/// Returns whether two paths lead to the same file. Two hard links are different files here.
pub fn same_file(a: &Path, b: &Path) -> bool {
    match (fs::canonicalize(a), fs::canonicalize(b)) {
        (Ok(a), Ok(b)) => a == b,
        _ => false,
    }
}

/// Returns a path by which Windows can start a program: its short path if it has 260 characters or
/// more.
pub fn spawnable_path(program: &Path) -> PathBuf {
    let length = program.as_os_str().encode_wide().count();
    let short = (length >= MAX_PATH).then(|| ascii::short_path(program));
    short.flatten().unwrap_or_else(|| program.to_owned())
}

/// The longest path of a program in UTF-16 units, with the zero at its end.
const MAX_PATH: usize = 260;

/// Returns a text as zero-terminated UTF-16 for the system's functions.
pub fn wide(text: impl AsRef<OsStr>) -> Vec<u16> {
    text.as_ref().encode_wide().chain([0]).collect()
}

/// The directories that are searched for programs if PATH is not set: none.
pub const DEFAULT_PATH: Option<&str> = None;

/// The separator between the paths of a list such as `PATH`, and between the texts of
/// [`path_to_text`](super::path_to_text).
pub const LIST_SEPARATOR: char = ';';

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_absolute_path_may_have_a_drive() {
        for (path, rest) in [
            ("C:/Program Files/x.exe", Some("/Program Files/x.exe")),
            (r"d:\x.exe", Some(r"\x.exe")),
            ("/x.exe", Some("/x.exe")),
            ("C:x.exe", None),
            ("bin/x.exe", None),
        ] {
            assert_eq!(strip_drive(path), rest, "{path}");
        }
        let mixed = OsString::from(r"C:\Users/me\a//b.pem");
        assert_eq!(native_path(mixed).as_os_str(), r"C:\Users\me\a\b.pem");
    }
}
