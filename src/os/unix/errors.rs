//! Errors of the file system.

use std::io;

/// How long to wait before each next try of what may pass, in milliseconds: there is none.
pub const WAITS: [u64; 0] = [];

/// Whether a step may succeed a moment later: none here, where a file in use is no obstacle.
pub fn may_pass(_: &io::Error) -> bool {
    false
}

/// Whether a server that a path is on cannot be reached. Nothing here tells that from other failures.
pub fn is_out_of_reach(_: &io::Error) -> bool {
    false
}
