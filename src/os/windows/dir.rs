//! Directories with permissions of their own instead of inherited ones.

use std::io;
use std::path::Path;
use std::ptr;

use windows_sys::Win32::Foundation::{ERROR_ALREADY_EXISTS, ERROR_INVALID_OWNER, LocalFree};
use windows_sys::Win32::Security::Authorization::{
    ConvertStringSecurityDescriptorToSecurityDescriptorW, SDDL_REVISION_1,
};
use windows_sys::Win32::Security::{PSECURITY_DESCRIPTOR, SECURITY_ATTRIBUTES};
use windows_sys::Win32::Storage::FileSystem::CreateDirectoryW;

use super::user::user_id;
use super::wide;

/// Creates a directory that only administrators can write to, and all users can read. It may exist
/// already.
pub fn create_administrators_dir(path: &Path) -> io::Result<()> {
    create_with(
        "O:BAD:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)",
        path,
    )
    .map_err(|error| match error.raw_os_error().map(i32::cast_unsigned) {
        // Only an administrator can create a directory that administrators own.
        Some(ERROR_INVALID_OWNER) => io::ErrorKind::PermissionDenied.into(),
        _ => error,
    })
}

/// Creates a directory that only the user, the system and administrators can access. It may exist
/// already.
pub fn create_private_dir(path: &Path) -> io::Result<()> {
    let user = user_id().ok_or(io::ErrorKind::Unsupported)?;
    let rights = format!("D:P(A;OICI;FA;;;{user})(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)");
    create_with(&rights, path)
}

/// Creates a directory with these permissions in the security descriptor definition language. An
/// existing directory is not changed.
fn create_with(rights: &str, path: &Path) -> io::Result<()> {
    let (rights, path) = (wide(rights), wide(path));
    let length = u32::try_from(size_of::<SECURITY_ATTRIBUTES>()).map_err(io::Error::other)?;
    let mut descriptor: PSECURITY_DESCRIPTOR = ptr::null_mut();
    #[expect(
        unsafe_code,
        reason = "std creates directories with inherited permissions only"
    )]
    // SAFETY: both texts end in a zero; the first call allocates the descriptor, the second reads
    // it, and then it is freed.
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
        let is_created = CreateDirectoryW(path.as_ptr(), &raw const attributes) != 0;
        let error = (!is_created).then(io::Error::last_os_error);
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
