//! The current user.

use std::path::PathBuf;
use std::ptr;
use std::slice;

use windows_sys::Win32::Foundation::{CloseHandle, HANDLE, LocalFree};
use windows_sys::Win32::Security::Authorization::ConvertSidToStringSidW;
use windows_sys::Win32::Security::{GetTokenInformation, PSID, TOKEN_QUERY, TOKEN_USER, TokenUser};
use windows_sys::Win32::System::Threading::{GetCurrentProcess, OpenProcessToken};
use winsafe::{SHGetKnownFolderPath, co};

/// Returns one of the directories that Windows defines for the user, without accessing it.
pub fn known_folder(id: &co::KNOWNFOLDERID) -> Option<PathBuf> {
    let path = SHGetKnownFolderPath(id, co::KF::DONT_VERIFY, None);
    path.ok().map(PathBuf::from)
}

/// Returns the user's security identifier (SID) as text: `S-1-5-21-…`.
pub fn user_id() -> Option<String> {
    // Words, because the structure begins with a pointer; a SID has 68 bytes at most.
    let mut user = [0_usize; 32];
    let mut length = u32::try_from(size_of_val(&user)).ok()?;
    let mut token: HANDLE = ptr::null_mut();
    #[expect(unsafe_code, reason = "winsafe frees its buffer with the wrong size")]
    // SAFETY: the pseudo handle of this process is always valid. The buffer has the length that is
    // passed and the structure's alignment, and outlives the use of the SID; the token is closed
    // once.
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

/// Returns a SID as text.
///
/// # Safety
///
/// `id` must be a valid SID.
#[expect(unsafe_code, reason = "std has no SIDs")]
pub unsafe fn id_to_text(id: PSID) -> Option<String> {
    let mut text = ptr::null_mut();
    // SAFETY: the caller guarantees a valid `id`. The text ends in a zero and is freed once.
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
