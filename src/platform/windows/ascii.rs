//! Paths that every program can read.
//!
//! OpenSSL 1.0 and Python 2.7 take the path of a file of certificates for text in the system's code page. With a Korean,
//! Japanese or Chinese user name in it, they do not find the file. And few programs read paths of 260 characters or more.

use std::ffi::OsString;
use std::fs;
use std::os::windows::ffi::OsStringExt as _;
use std::path::{Path, PathBuf};

use windows_sys::Win32::Storage::FileSystem::GetShortPathNameW;

use super::rights::{user_id, wide};

/// What a folder's path may have, so that those of the files in it stay below 260.
const LONGEST: usize = 180;

/// The folder by a name that is pure ASCII and not long: its own, else the short one that Windows has for it, else that of another
/// folder in `data`, the data of all users, which is the user's alone. `None` if there is none of all these.
///
/// Makes the folder where its own name is none: what is not there has no short name either.
pub fn named_in_ascii(folder: PathBuf, data: &Path) -> Option<PathBuf> {
    if is_readable(&folder) {
        return Some(folder);
    }
    let short = (fs::create_dir_all(&folder).ok()).and_then(|()| short(&folder));
    short
        .filter(|short| is_readable(short))
        .or_else(|| in_data(data))
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
    let short = OsString::from_wide(short);
    // Never the spelling that the system gave: few programs know it.
    let plain = short.to_str().and_then(|short| short.strip_prefix(r"\\?\"));
    Some(plain.map_or_else(|| short.clone(), OsString::from).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::{create_own_folder, other_owner, who_else_can_write};

    #[test]
    fn the_users_own_folder_in_the_data_of_all_users_is_safe() {
        let data = tempfile::tempdir().expect("a folder");
        let own = in_data(data.path()).expect("the user has an identifier");
        create_own_folder(&own.join("bundles")).expect("it can be made");
        create_own_folder(&own.join("bundles")).expect("it may be there");
        assert_eq!(other_owner(&own), None);
        let meta = fs::symlink_metadata(&own).expect("it is there");
        assert_eq!(who_else_can_write(&own, &meta), None);
        fs::write(own.join("bundles/a.pem"), "").expect("the user may write there");
    }

    #[test]
    fn a_path_that_programs_can_read_stays_as_it_is() {
        let plain = PathBuf::from(r"C:\Users\ana\AppData\Local\sglaunch\cache");
        let data = Path::new(r"C:\ProgramData");
        assert_eq!(named_in_ascii(plain.clone(), data), Some(plain));
    }
}
