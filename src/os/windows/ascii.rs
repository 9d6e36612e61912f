//! Paths that every program can read.
//!
//! OpenSSL 1.0 and Python 2.7 take the path of a file of certificates for text in the system's code page. With a Korean,
//! Japanese or Chinese user name in it, they do not find the file. And few programs read paths of 260 characters or more.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::windows::ffi::OsStringExt as _;
use std::path::{Path, PathBuf};

use windows_sys::Win32::Storage::FileSystem::GetShortPathNameW;

use super::user::user_id;
use super::wide;

/// What a folder's path may have, so that those of the files in it stay below 260.
const LONGEST: usize = 180;

/// The folder by a name that is pure ASCII and not long: its own, else the short one that Windows has for it, else that of another
/// folder in `data`, the data of all users, which is the user's alone. `None` if there is none of all these.
pub fn named_in_ascii(folder: PathBuf, data: &Path) -> Option<PathBuf> {
    if is_readable(&folder) {
        return Some(folder);
    }
    short_in(&folder)
        .or_else(|| {
            // What is not there has no short name either.
            fs::create_dir_all(&folder).ok()?;
            short_in(&folder)
        })
        .or_else(|| in_data(data))
}

/// The folder by the short name of as much of its path as there is.
fn short_in(folder: &Path) -> Option<PathBuf> {
    let there = folder.ancestors().find(|above| above.exists())?;
    let rest = folder.strip_prefix(there).ok()?;
    let short: PathBuf = short(there)?.join(rest).components().collect();
    is_readable(&short).then_some(short)
}

/// The user's own folder in the data of all users.
pub fn in_data(data: &Path) -> Option<PathBuf> {
    let folder = data.join(format!("sglaunch-{}", user_id()?));
    is_readable(&folder).then_some(folder)
}

fn is_readable(path: &Path) -> bool {
    path.as_os_str().is_ascii() && path.as_os_str().len() <= LONGEST
}

/// The short path (8.3) of what is there; the path itself where the drive has none.
pub fn short(path: &Path) -> Option<PathBuf> {
    // Only so does the system take a path that is too long for it.
    let whole = fs::canonicalize(path).ok()?;
    let path = wide(&whole);
    let mut short = [0_u16; 1024];
    let room = u32::try_from(short.len()).ok()?;
    #[expect(
        unsafe_code,
        reason = "neither std nor a crate that is here already asks for short paths"
    )]
    // SAFETY: the path ends in a zero, and the buffer has the length that is passed.
    let length = unsafe { GetShortPathNameW(path.as_ptr(), short.as_mut_ptr(), room) };
    // Where there is not enough room, the length is what would be needed.
    let short = short
        .get(..length as usize)
        .filter(|short| !short.is_empty())?;
    Some(plain(&OsString::from_wide(short)))
}

/// A path without the `\\?\` in front that the system puts there, and that few programs know.
pub fn plain(path: &OsStr) -> PathBuf {
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
    use crate::os::{check_owner, create_own_folder};

    #[test]
    fn the_users_own_folder_in_the_data_of_all_users_is_safe() {
        let data = tempfile::tempdir().expect("a folder");
        let own = in_data(data.path()).expect("the user has an identifier");
        create_own_folder(&own.join("bundles")).expect("it can be made");
        create_own_folder(&own.join("bundles")).expect("it may be there");
        assert_eq!(why_unsafe(&own), None);
        let meta = fs::symlink_metadata(&own).expect("it is there");
        assert_eq!(check_owner(&own, &meta), Ok(()));
        fs::write(own.join("bundles/a.pem"), "").expect("the user may write there");
    }

    #[test]
    fn a_path_is_written_as_programs_know_it() {
        for (path, expected) in [
            (r"\\?\C:\a b\c", r"C:\a b\c"),
            (r"\\?\UNC\server\share\c", r"\\server\share\c"),
            (r"\\server\share\c", r"\\server\share\c"),
            (r"C:\c", r"C:\c"),
        ] {
            assert_eq!(plain(OsStr::new(path)), Path::new(expected));
        }
    }

    #[test]
    fn what_is_not_there_yet_has_the_short_name_of_what_it_will_be_in() {
        let home = tempfile::tempdir().expect("a folder");
        let user = home.path().join("사용자");
        fs::create_dir(&user).expect("ours");
        let cache = user.join(r"AppData\Local");
        let named = named_in_ascii(cache.clone(), Path::new("?")).expect("it has a short name");
        assert!(named.as_os_str().is_ascii() && named.ends_with(r"AppData\Local"));
        assert!(!cache.exists(), "nothing was made");
    }

    #[test]
    fn a_path_that_programs_can_read_stays_as_it_is() {
        let plain = PathBuf::from(r"C:\Users\ana\AppData\Local\sglaunch\cache");
        let data = Path::new(r"C:\ProgramData");
        assert_eq!(named_in_ascii(plain.clone(), data), Some(plain));
    }
}
