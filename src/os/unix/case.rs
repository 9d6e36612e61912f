//! Case of file names.

use std::path::Path;

/// Returns whether file names in a directory that differ only in case mean the same file. macOS'
/// default file system ignores case, and can be formatted so that it does not (`pathconf(2)`).
#[cfg(target_os = "macos")]
pub fn ignores_case(dir: &Path) -> bool {
    use std::ffi::CString;
    use std::os::unix::ffi::OsStrExt as _;

    let Ok(dir) = CString::new(dir.as_os_str().as_bytes()) else {
        return false;
    };
    #[expect(unsafe_code, reason = "no dependency has this variable of pathconf")]
    // SAFETY: `dir` ends in a zero and lives until the call returns.
    let is_case_sensitive = unsafe { libc::pathconf(dir.as_ptr(), libc::_PC_CASE_SENSITIVE) };
    is_case_sensitive == 0
}

/// Returns whether file names in a directory that differ only in case mean the same file. Linux'
/// file systems with casefold directories are rare, and asking costs a system call.
#[cfg(not(target_os = "macos"))]
pub fn ignores_case(_: &Path) -> bool {
    false
}
