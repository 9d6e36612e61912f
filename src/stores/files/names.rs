//! Names of files in directories of certificates.

use std::ffi::OsStr;
use std::path::Path;

/// Suffixes of copies that editors and package managers leave beside a file.
const LEFTOVER_SUFFIXES: [&str; 10] = [
    "~",
    ".bak",
    ".orig",
    ".disabled",
    ".rpmnew",
    ".rpmorig",
    ".rpmsave",
    ".dpkg-dist",
    ".dpkg-new",
    ".dpkg-old",
];

/// Extensions of certificate files.
pub const EXTENSIONS: [&str; 6] = ["cer", "crt", "der", "p7b", "p7c", "pem"];

/// Returns whether a file's name is that of a leftover copy or of a temporary file.
pub fn is_leftover(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    let mut suffixes = LEFTOVER_SUFFIXES.iter();
    name.starts_with('.') || suffixes.any(|suffix| name.ends_with(suffix))
}

/// Returns whether a file's extension is one of certificate files.
pub fn is_certificate_by_name(path: &Path) -> bool {
    let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
    EXTENSIONS.iter().any(|name| extension == *name)
}
