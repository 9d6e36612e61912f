//! The identity of a file and of its content.

use std::fs::{self, Metadata};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// Returns the identity of the file at a path, following links.
pub fn identity(path: &Path) -> io::Result<[u64; 5]> {
    fs::metadata(path).map(|meta| identity_of(&meta))
}

/// Returns the identity of a file and of its content without reading it: device, inode, size, mtime
/// and ctime (which no program can set back), in nanoseconds since 1970.
pub fn identity_of(meta: &Metadata) -> [u64; 5] {
    [
        meta.dev(),
        meta.ino(),
        meta.size(),
        nanoseconds(meta.mtime(), meta.mtime_nsec()),
        nanoseconds(meta.ctime(), meta.ctime_nsec()),
    ]
}

/// Returns a number for comparing. A time before 1970 becomes a large number.
pub fn nanoseconds(seconds: i64, rest: i64) -> u64 {
    seconds
        .wrapping_mul(1_000_000_000)
        .wrapping_add(rest)
        .cast_unsigned()
}
