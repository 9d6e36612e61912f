//! Paths that every program can read.
//!
//! OpenSSL 1.0 and Python 2.7 take the path of a file of certificates for text in the system's code page. With a Korean,
//! Japanese or Chinese user name in it, they do not find the file.

use std::ffi::OsString;
use std::fs;
use std::os::windows::ffi::OsStringExt as _;
use std::path::{Path, PathBuf};

use windows_sys::Win32::Storage::FileSystem::GetShortPathNameW;

use super::rights::{user_id, wide};

/// The folder by a name that is pure ASCII: its own, else the short one that Windows has for it, else that of another
/// folder in `data`, the data of all users, which is the user's alone. `None` if there is none of all these.
///
/// Makes the folder where its name is not ASCII: what is not there has no short name.
pub fn named_in_ascii(folder: PathBuf, data: &Path) -> Option<PathBuf> {
    if is_ascii(&folder) {
        return Some(folder);
    }
    let short = (fs::create_dir_all(&folder).ok()).and_then(|()| short(&folder));
    short
        .filter(|short| is_ascii(short))
        .or_else(|| in_data(data))
}

/// The user's own folder in the data of all users.
pub fn in_data(data: &Path) -> Option<PathBuf> {
    let folder = data.join(format!("sglaunch-{}", user_id()?));
    is_ascii(&folder).then_some(folder)
}

fn is_ascii(path: &Path) -> bool {
    path.as_os_str().is_ascii()
}

/// The short path (8.3) of what is there; the path itself where the drive has none.
fn short(path: &Path) -> Option<PathBuf> {
    let path = wide(path);
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
    Some(OsString::from_wide(short).into())
}
