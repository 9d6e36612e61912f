//! Errors of the file system.

use std::io;

use windows_sys::Win32::Foundation::{
    ERROR_ACCESS_DENIED, ERROR_ADAP_HDW_ERR, ERROR_BAD_NET_NAME, ERROR_BAD_NETPATH,
    ERROR_CONNECTION_ABORTED, ERROR_CONNECTION_REFUSED, ERROR_DELETE_PENDING, ERROR_DEV_NOT_EXIST,
    ERROR_HOST_UNREACHABLE, ERROR_LOCK_VIOLATION, ERROR_NETNAME_DELETED, ERROR_NETWORK_BUSY,
    ERROR_NETWORK_UNREACHABLE, ERROR_NO_NET_OR_BAD_PATH, ERROR_NO_NETWORK, ERROR_NOT_CONNECTED,
    ERROR_REM_NOT_LIST, ERROR_SEM_TIMEOUT, ERROR_SHARING_VIOLATION, ERROR_UNEXP_NET_ERR,
    ERROR_USER_MAPPED_FILE,
};

/// How long to wait before each next try of what may pass, in milliseconds: two seconds in all.
pub const WAITS: [u64; 8] = [10, 20, 40, 80, 160, 320, 640, 730];

/// Whether a step may succeed a moment later: somebody has the file open, or it is about to be gone.
pub fn may_pass(error: &io::Error) -> bool {
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

/// Whether a server that a path is on cannot be reached. (Where it has never been, std says that nothing is there.)
pub fn is_out_of_reach(error: &io::Error) -> bool {
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
    fn a_server_that_is_away_is_told_from_what_is_wrong() {
        let is_away =
            |code: u32| is_out_of_reach(&io::Error::from_raw_os_error(code.cast_signed()));
        // 1231 is what a path on a server gives without a network.
        for code in [53, 64, 67, 121, 1203, 1231, 1232] {
            assert!(is_away(code), "{code}");
        }
        for code in [ERROR_ACCESS_DENIED, ERROR_SHARING_VIOLATION, 123, 1392] {
            assert!(!is_away(code), "{code}");
        }
    }
}
