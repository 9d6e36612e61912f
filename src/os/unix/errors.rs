//! Errors of the file system that a later attempt may not meet.

use std::io;

use rustix::io::Errno;

/// Delays before further attempts after a transient error, in milliseconds: only Windows has
/// such errors.
pub const RETRY_DELAYS_MS: [u64; 0] = [];

/// Returns `false`: only Windows has files in use that cannot be replaced or removed until a moment
/// later.
pub fn is_transient(_: &io::Error) -> bool {
    false
}

/// Returns whether the links of a path form a loop.
pub fn is_link_loop(error: &io::Error) -> bool {
    Errno::from_io_error(error) == Some(Errno::LOOP)
}

/// Returns `false`: only Windows has error numbers for a server that cannot be reached.
pub fn is_unreachable(_: &io::Error) -> bool {
    false
}

/// Returns whether an error describes a lasting state of the path, such as its absence or its
/// permissions. Other errors, such as `EIO`, `ESTALE` and `EMFILE`, may be gone a moment later.
pub fn is_lasting(error: &io::Error) -> bool {
    let lasting = [
        Errno::NOENT,
        Errno::NOTDIR,
        Errno::ACCESS,
        Errno::PERM,
        Errno::LOOP,
        Errno::NAMETOOLONG,
        Errno::ISDIR,
        Errno::NXIO,
        Errno::INVAL,
    ];
    // An error without a number is one of std's own, such as a NUL in a path.
    Errno::from_io_error(error).is_none_or(|errno| lasting.contains(&errno))
}
