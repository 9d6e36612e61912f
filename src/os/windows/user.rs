//! Who the user is.

use std::path::PathBuf;
use std::ptr;
use std::slice;

use windows_sys::Win32::Foundation::{CloseHandle, HANDLE, LocalFree};
use windows_sys::Win32::Security::Authorization::ConvertSidToStringSidW;
use windows_sys::Win32::Security::{GetTokenInformation, PSID, TOKEN_QUERY, TOKEN_USER, TokenUser};
use windows_sys::Win32::System::Threading::{GetCurrentProcess, OpenProcessToken};
use winsafe::{SHGetKnownFolderPath, co};

/// Where a folder is that Windows has for the user, whether or not it can be reached.
pub fn known_folder(id: &co::KNOWNFOLDERID) -> Option<PathBuf> {
    let path = SHGetKnownFolderPath(id, co::KF::DONT_VERIFY, None);
    path.ok().map(PathBuf::from)
}

/// The user's own identifier (SID) as text, `S-1-5-21-…`.
pub fn user_id() -> Option<String> {
    // Words, because what is written begins with a pointer; a SID has 68 bytes at most.
    let mut user = [0_usize; 32];
    let mut length = u32::try_from(size_of_val(&user)).ok()?;
    let mut token: HANDLE = ptr::null_mut();
    #[expect(
        unsafe_code,
        reason = "winsafe gives what it has read back to the allocator as something smaller"
    )]
    // SAFETY: the pseudo handle of this process is always valid. What `TokenUser` asks for is written into a buffer of the
    // length that is passed, aligned for it, and read while the buffer is there; the token is ours to close.
    unsafe {
        if OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &raw mut token) == 0 {
            return None;
        }
        let buffer = user.as_mut_ptr();
        let is_read = GetTokenInformation(token, TokenUser, buffer.cast(), length, &raw mut length);
        CloseHandle(token);
        (is_read != 0)
            .then(|| id_to_text((*buffer.cast::<TOKEN_USER>()).User.Sid))
            .flatten()
    }
}

/// An identifier as text.
///
/// # Safety
///
/// `id` must be a valid SID.
#[expect(unsafe_code, reason = "the system's own writing of an identifier")]
pub unsafe fn id_to_text(id: PSID) -> Option<String> {
    let mut text = ptr::null_mut();
    // SAFETY: the caller vouches for `id`. The text ends in a zero, and is ours to free.
    unsafe {
        if ConvertSidToStringSidW(id, &raw mut text) == 0 {
            return None;
        }
        let mut length = 0;
        while *text.add(length) != 0 {
            length += 1;
        }
        let copy = String::from_utf16_lossy(slice::from_raw_parts(text, length));
        LocalFree(text.cast());
        Some(copy)
    }
}
