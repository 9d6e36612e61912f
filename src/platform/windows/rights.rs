//! Whose a file is, and folders that are one user's alone.

use std::io;
use std::os::windows::ffi::OsStrExt as _;
use std::path::Path;
use std::ptr;
use std::slice;

use windows_sys::Win32::Foundation::{
    CloseHandle, ERROR_ALREADY_EXISTS, ERROR_SUCCESS, HANDLE, LocalFree,
};
use windows_sys::Win32::Security::Authorization::{
    ConvertSidToStringSidW, ConvertStringSecurityDescriptorToSecurityDescriptorW,
    GetNamedSecurityInfoW, SDDL_REVISION_1, SE_FILE_OBJECT,
};
use windows_sys::Win32::Security::{
    GetTokenInformation, OWNER_SECURITY_INFORMATION, PSECURITY_DESCRIPTOR, PSID,
    SECURITY_ATTRIBUTES, TOKEN_QUERY, TOKEN_USER, TokenUser,
};
use windows_sys::Win32::Storage::FileSystem::CreateDirectoryW;
use windows_sys::Win32::System::Threading::{GetCurrentProcess, OpenProcessToken};

/// The administrators, the system, and the installer of Windows itself, as whose an administrator's files appear.
const ADMINISTRATORS: [&str; 3] = [
    "S-1-5-32-544",
    "S-1-5-18",
    "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464",
];

/// The user's own identifier (SID) as text, `S-1-5-21-…`.
pub fn user_id() -> Option<String> {
    // Words, because what is written begins with a pointer; a SID has 68 bytes at most.
    let mut user = [0_usize; 32];
    let mut length = u32::try_from(size_of_val(&user)).ok()?;
    let mut token: HANDLE = ptr::null_mut();
    #[expect(
        unsafe_code,
        reason = "neither std nor a crate that is here already asks who the user is"
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
            .then(|| text((*buffer.cast::<TOKEN_USER>()).User.Sid))
            .flatten()
    }
}

/// An identifier as text.
///
/// # Safety
///
/// `id` must be a valid SID.
#[expect(unsafe_code, reason = "the system's own writing of an identifier")]
unsafe fn text(id: PSID) -> Option<String> {
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

/// Whose a file or a folder is, if that is neither the user nor an administrator, as text; `None` also where Windows does
/// not say.
pub fn other_owner(path: &Path) -> Option<String> {
    let owner = owner(path)?;
    let is_known = ADMINISTRATORS.contains(&owner.as_str()) || user_id().as_ref() == Some(&owner);
    (!is_known).then_some(owner)
}

/// The identifier (SID) of a file's owner as text.
pub fn owner(path: &Path) -> Option<String> {
    let path = wide(path);
    let mut owner: PSID = ptr::null_mut();
    let mut descriptor: PSECURITY_DESCRIPTOR = ptr::null_mut();
    #[expect(
        unsafe_code,
        reason = "neither std nor a crate that is here already asks for owners"
    )]
    // SAFETY: the path ends in a zero; only the pointers that are passed are written to. The owner is a part of the
    // descriptor, which is ours to free, as is the text.
    unsafe {
        let status = GetNamedSecurityInfoW(
            path.as_ptr(),
            SE_FILE_OBJECT,
            OWNER_SECURITY_INFORMATION,
            &raw mut owner,
            ptr::null_mut(),
            ptr::null_mut(),
            ptr::null_mut(),
            &raw mut descriptor,
        );
        if status != ERROR_SUCCESS {
            return None;
        }
        let id = text(owner);
        LocalFree(descriptor);
        id
    }
}

/// Makes a folder that the user, the system and the administrators can do everything with and nobody else anything,
/// whatever its parent would hand down. It may be there already.
pub fn create_private_folder(path: &Path) -> io::Result<()> {
    let user = user_id().ok_or(io::ErrorKind::Unsupported)?;
    let rights = format!("D:P(A;OICI;FA;;;{user})(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)");
    let rights: Vec<u16> = rights.encode_utf16().chain([0]).collect();
    let path = wide(path);
    let length = u32::try_from(size_of::<SECURITY_ATTRIBUTES>()).map_err(io::Error::other)?;
    let mut descriptor: PSECURITY_DESCRIPTOR = ptr::null_mut();
    #[expect(unsafe_code, reason = "std makes folders with inherited rights alone")]
    // SAFETY: both texts end in a zero; the descriptor is made by the first call, read by the second, and then freed.
    let error = unsafe {
        if ConvertStringSecurityDescriptorToSecurityDescriptorW(
            rights.as_ptr(),
            SDDL_REVISION_1,
            &raw mut descriptor,
            ptr::null_mut(),
        ) == 0
        {
            return Err(io::Error::last_os_error());
        }
        let attributes = SECURITY_ATTRIBUTES {
            nLength: length,
            lpSecurityDescriptor: descriptor,
            bInheritHandle: 0,
        };
        let is_made = CreateDirectoryW(path.as_ptr(), &raw const attributes) != 0;
        let error = (!is_made).then(io::Error::last_os_error);
        LocalFree(descriptor);
        error
    };
    match error {
        Some(error) if error.raw_os_error() != Some(ERROR_ALREADY_EXISTS.cast_signed()) => {
            Err(error)
        }
        _ => Ok(()),
    }
}

/// A path as the system's calls want it, ending in a zero.
pub fn wide(path: &Path) -> Vec<u16> {
    path.as_os_str().encode_wide().chain([0]).collect()
}
