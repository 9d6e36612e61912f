//! Errors of the file system that a later attempt may not meet.

use std::io;

use windows_sys::Win32::Foundation::{
    ERROR_ACCESS_DENIED, ERROR_ADAP_HDW_ERR, ERROR_BAD_NET_NAME, ERROR_BAD_NETPATH,
    ERROR_CANT_RESOLVE_FILENAME, ERROR_CONNECTION_ABORTED, ERROR_CONNECTION_REFUSED,
    ERROR_DELETE_PENDING, ERROR_DEV_NOT_EXIST, ERROR_HOST_UNREACHABLE, ERROR_LOCK_VIOLATION,
    ERROR_NETNAME_DELETED, ERROR_NETWORK_BUSY, ERROR_NETWORK_UNREACHABLE, ERROR_NO_NET_OR_BAD_PATH,
    ERROR_NO_NETWORK, ERROR_NOT_CONNECTED, ERROR_REM_NOT_LIST, ERROR_SEM_TIMEOUT,
    ERROR_SHARING_VIOLATION, ERROR_UNEXP_NET_ERR, ERROR_USER_MAPPED_FILE,
};

/// Delays before further attempts after a transient error, in milliseconds: two seconds in all.
pub const RETRY_DELAYS_MS: [u64; 8] = [10, 20, 40, 80, 160, 320, 640, 730];

/// Returns whether an operation may succeed a moment later: another process has the file open, or
/// is deleting it.
pub fn is_transient(error: &io::Error) -> bool {
    let code = error.raw_os_error().map(i32::cast_unsigned);
    matches!(
        code,
        Some(
            ERROR_ACCESS_DENIED
                | ERROR_SHARING_VIOLATION
                | ERROR_LOCK_VIOLATION
                | ERROR_DELETE_PENDING
                | ERROR_USER_MAPPED_FILE
        )
    )
}

/// Returns whether the links of a path form a loop.
pub fn is_link_loop(error: &io::Error) -> bool {
    error.raw_os_error().map(i32::cast_unsigned) == Some(ERROR_CANT_RESOLVE_FILENAME)
}

/// Returns whether an error describes a lasting state of the path, such as its absence or its
/// permissions.
pub fn is_lasting(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidFilename, InvalidInput, NotADirectory, NotFound, PermissionDenied};
    matches!(
        error.kind(),
        NotFound | NotADirectory | PermissionDenied | InvalidFilename | InvalidInput
    )
}

/// Returns whether the path's server cannot be reached. (For a server that does not exist, std
/// reports `NotFound`.)
pub fn is_unreachable(error: &io::Error) -> bool {
    let code = error.raw_os_error().map(i32::cast_unsigned);
    matches!(
        code,
        Some(
            ERROR_REM_NOT_LIST
                | ERROR_BAD_NETPATH
                | ERROR_NETWORK_BUSY
                | ERROR_DEV_NOT_EXIST
                | ERROR_ADAP_HDW_ERR
                | ERROR_UNEXP_NET_ERR
                | ERROR_NETNAME_DELETED
                | ERROR_BAD_NET_NAME
                | ERROR_SEM_TIMEOUT
                | ERROR_NO_NET_OR_BAD_PATH
                | ERROR_NO_NETWORK
                | ERROR_CONNECTION_REFUSED
                | ERROR_NETWORK_UNREACHABLE
                | ERROR_HOST_UNREACHABLE
                | ERROR_CONNECTION_ABORTED
                | ERROR_NOT_CONNECTED
        )
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unreachable_server_is_recognised() {
        let unreachable =
            |code: u32| is_unreachable(&io::Error::from_raw_os_error(code.cast_signed()));
        // 1231 is the error for a path on a server without a network.
        for code in [53, 64, 67, 121, 1203, 1231, 1232] {
            assert!(unreachable(code), "{code}");
        }
        for code in [ERROR_ACCESS_DENIED, ERROR_SHARING_VIOLATION, 123, 1392] {
            assert!(!unreachable(code), "{code}");
        }
    }
}
