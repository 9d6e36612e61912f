//! Directories with permissions of their own instead of inherited ones.

use std::io;
use std::path::Path;
use std::ptr;

use windows_sys::Win32::Foundation::{
    ERROR_ALREADY_EXISTS, ERROR_INVALID_OWNER, ERROR_SUCCESS, LocalFree,
};
use windows_sys::Win32::Security::Authorization::{
    ConvertStringSecurityDescriptorToSecurityDescriptorW, SDDL_REVISION_1, SE_FILE_OBJECT,
    SetNamedSecurityInfoW,
};
use windows_sys::Win32::Security::{
    DACL_SECURITY_INFORMATION, GetSecurityDescriptorDacl, PROTECTED_DACL_SECURITY_INFORMATION,
    PSECURITY_DESCRIPTOR, SECURITY_ATTRIBUTES,
};
use windows_sys::Win32::Storage::FileSystem::CreateDirectoryW;

use super::user::user_id;
use super::wide;

/// Full control for the system and administrators, read access for users, for a directory and what
/// is created in it; nothing is inherited from above.
const ADMINISTRATORS_WRITE: &str = "D:P(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1200a9;;;BU)";

/// Lets a group change the files of a directory, besides administrators.
///
/// The group can add files and change those that are there, but not remove the directory. An entry
/// for `OWNER RIGHTS` takes from the owner of a file the right to change its permissions, so that a
/// member that leaves the group can change nothing any more.
pub fn allow_group(path: &Path, group: &str) -> io::Result<()> {
    let rights = format!(
        "{ADMINISTRATORS_WRITE}(A;OICI;0x1200a9;;;OW)(A;;0x1201bf;;;{group})(A;OICIIO;0x1301bf;;;{group})"
    );
    let path = wide(path);
    with_descriptor(&rights, |descriptor| {
        let (mut is_present, mut list, mut is_default) = (0, ptr::null_mut(), 0);
        #[expect(unsafe_code, reason = "std does not change permissions")]
        // SAFETY: the path ends in a zero; the list is a part of the descriptor, which outlives
        // both calls.
        let status = unsafe {
            GetSecurityDescriptorDacl(
                descriptor,
                &raw mut is_present,
                &raw mut list,
                &raw mut is_default,
            );
            // Existing files inherit the new entries.
            SetNamedSecurityInfoW(
                path.as_ptr(),
                SE_FILE_OBJECT,
                DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION,
                ptr::null_mut(),
                ptr::null_mut(),
                list,
                ptr::null(),
            )
        };
        match status {
            ERROR_SUCCESS => Ok(()),
            error => Err(io::Error::from_raw_os_error(error.cast_signed())),
        }
    })
}

/// Creates a directory that only administrators can write to, and all users can read. It may exist
/// already.
pub fn create_administrators_dir(path: &Path) -> io::Result<()> {
    create_with(&format!("O:BA{ADMINISTRATORS_WRITE}"), path).map_err(|error| {
        match error.raw_os_error().map(i32::cast_unsigned) {
            // Only an administrator can create a directory that administrators own.
            Some(ERROR_INVALID_OWNER) => io::ErrorKind::PermissionDenied.into(),
            _ => error,
        }
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
    let path = wide(path);
    let length = u32::try_from(size_of::<SECURITY_ATTRIBUTES>()).map_err(io::Error::other)?;
    with_descriptor(rights, |descriptor| {
        let attributes = SECURITY_ATTRIBUTES {
            nLength: length,
            lpSecurityDescriptor: descriptor,
            bInheritHandle: 0,
        };
        #[expect(
            unsafe_code,
            reason = "std creates directories with inherited permissions only"
        )]
        // SAFETY: the path ends in a zero, and the descriptor outlives the call.
        let is_created = unsafe { CreateDirectoryW(path.as_ptr(), &raw const attributes) != 0 };
        let error = (!is_created).then(io::Error::last_os_error);
        match error {
            Some(error) if error.raw_os_error() != Some(ERROR_ALREADY_EXISTS.cast_signed()) => {
                Err(error)
            }
            _ => Ok(()),
        }
    })
}

/// Calls a function with the descriptor of these permissions.
fn with_descriptor<T>(
    rights: &str,
    function: impl FnOnce(PSECURITY_DESCRIPTOR) -> io::Result<T>,
) -> io::Result<T> {
    let rights = wide(rights);
    let mut descriptor: PSECURITY_DESCRIPTOR = ptr::null_mut();
    #[expect(unsafe_code, reason = "std has no security descriptors")]
    // SAFETY: the text ends in a zero; the call allocates the descriptor.
    let is_parsed = unsafe {
        ConvertStringSecurityDescriptorToSecurityDescriptorW(
            rights.as_ptr(),
            SDDL_REVISION_1,
            &raw mut descriptor,
            ptr::null_mut(),
        ) != 0
    };
    if !is_parsed {
        return Err(io::Error::last_os_error());
    }
    let result = function(descriptor);
    #[expect(unsafe_code, reason = "the system has allocated the descriptor")]
    // SAFETY: it is freed once, after its last use.
    unsafe {
        LocalFree(descriptor);
    }
    result
}
