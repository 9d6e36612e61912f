//! Errors of the file system that a later attempt may not meet.

use std::io;

/// Delays before further attempts after a transient error, in milliseconds: none here.
pub const RETRY_DELAYS_MS: [u64; 0] = [];

/// Returns whether an operation may succeed a moment later: never here, because a file that is in
/// use can be replaced and removed.
pub fn is_transient(_: &io::Error) -> bool {
    false
}

/// Returns whether the path's server cannot be reached: never here, because no error number is
/// specific to that.
pub fn is_unreachable(_: &io::Error) -> bool {
    false
}
