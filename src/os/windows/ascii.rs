//! Paths that every program can open.
//!
//! OpenSSL 1.0 and Python 2.7 decode the path of a bundle with the system's code page. If it
//! contains a Korean, Japanese or Chinese user name, they do not find the file. And few programs
//! can open paths of 260 characters or more.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::windows::ffi::OsStringExt as _;
use std::path::{Path, PathBuf};

use windows_sys::Win32::Storage::FileSystem::GetShortPathNameW;

use super::user::user_id;
use super::wide;

/// The maximum length of a directory's path, so that the paths of its files stay below 260.
const MAX_LEN: usize = 180;

/// Returns a directory whose path is pure ASCII and not long: `dir` itself, or by its short name,
/// or the user's directory in `data`, the data directory of all users.
pub fn ascii_path(dir: PathBuf, data: &Path) -> Option<PathBuf> {
    if is_ascii_and_short(&dir) {
        return Some(dir);
    }
    short_in(&dir)
        .or_else(|| {
            // Only an existing directory has a short name.
            super::create_dirs(&dir).ok()?;
            short_in(&dir)
        })
        .or_else(|| user_dir_in(data))
}

/// Returns the path with the short name of its part that exists.
fn short_in(dir: &Path) -> Option<PathBuf> {
    let existing = dir.ancestors().find(|above| above.exists())?;
    let rest = dir.strip_prefix(existing).ok()?;
    let short: PathBuf = short_path(existing)?.join(rest).components().collect();
    is_ascii_and_short(&short).then_some(short)
}

/// Returns the user's directory in `data`, the data directory of all users.
pub fn user_dir_in(data: &Path) -> Option<PathBuf> {
    let dir = data.join(format!("sglaunch-{}", user_id()?));
    is_ascii_and_short(&dir).then_some(dir)
}

fn is_ascii_and_short(path: &Path) -> bool {
    path.as_os_str().is_ascii() && path.as_os_str().len() <= MAX_LEN
}

/// Returns the short path (8.3) of an existing file; its own path if the drive has no short names.
pub fn short_path(path: &Path) -> Option<PathBuf> {
    // The canonical path begins with `\\?\`, so it may be longer than 260 characters.
    let whole = fs::canonicalize(path).ok()?;
    let path = wide(&whole);
    let mut short = [0_u16; 1024];
    let room = u32::try_from(short.len()).ok()?;
    #[expect(unsafe_code, reason = "neither std nor a dependency has this function")]
    // SAFETY: the path ends in a zero, and the buffer has the length that is passed.
    let length = unsafe { GetShortPathNameW(path.as_ptr(), short.as_mut_ptr(), room) };
    // If the buffer is too small, the length is the one that is needed.
    let short = short
        .get(..length as usize)
        .filter(|short| !short.is_empty())?;
    Some(without_prefix(&OsString::from_wide(short)))
}

/// Returns a path without the prefix `\\?\` of canonical paths, which few programs can open.
pub fn without_prefix(path: &OsStr) -> PathBuf {
    let whole = path.to_string_lossy();
    match (whole.strip_prefix(r"\\?\UNC\"), whole.strip_prefix(r"\\?\")) {
        (Some(share), _) => format!(r"\\{share}").into(),
        (None, Some(plain)) => plain.into(),
        (None, None) => path.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::os::windows::acl::why_unsafe;
    use crate::os::{check_owner, create_own_dir};

    #[test]
    fn the_users_dir_in_the_data_of_all_users_is_safe() {
        let data = tempfile::tempdir().expect("a directory");
        let own = user_dir_in(data.path()).expect("the user has an identifier");
        create_own_dir(&own.join("bundles")).expect("it can be created");
        create_own_dir(&own.join("bundles")).expect("it may exist");
        assert_eq!(why_unsafe(&own, None), None);
        let meta = fs::symlink_metadata(&own).expect("it exists");
        assert_eq!(check_owner(&own, &meta), Ok(()));
        fs::write(own.join("bundles/a.pem"), "").expect("the user may write there");
    }

    #[test]
    fn the_prefix_of_canonical_paths_is_removed() {
        for (path, expected) in [
            (r"\\?\C:\a b\c", r"C:\a b\c"),
            (r"\\?\UNC\server\share\c", r"\\server\share\c"),
            (r"\\server\share\c", r"\\server\share\c"),
            (r"C:\c", r"C:\c"),
        ] {
            assert_eq!(without_prefix(OsStr::new(path)), Path::new(expected));
        }
    }

    #[test]
    fn a_missing_directory_gets_the_short_name_of_its_parent() {
        let home = tempfile::tempdir().expect("a directory");
        let user = home.path().join("사용자");
        fs::create_dir(&user).expect("ours");
        let cache = user.join(r"AppData\Local");
        let path = ascii_path(cache.clone(), Path::new("?")).expect("it has a short name");
        assert!(path.as_os_str().is_ascii() && path.ends_with(r"AppData\Local"));
        assert!(!cache.exists(), "no directory was created");
    }

    #[test]
    fn a_short_ascii_path_is_not_changed() {
        let plain = PathBuf::from(r"C:\Users\ana\AppData\Local\sglaunch\cache");
        let data = Path::new(r"C:\ProgramData");
        assert_eq!(ascii_path(plain.clone(), data), Some(plain));
    }
}
