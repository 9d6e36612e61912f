//! The identity of a file and of its content.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

/// The identity of an input and of its content, as far as the file system tells without reading it: device, inode, size,
/// and the times of the last change of content and of the inode, in nanoseconds since 1970. (Nobody can set the last one
/// back.) `None` if it is not there.
pub fn look(path: &Path) -> Option<[u64; 5]> {
    let meta = fs::metadata(path).ok()?;
    Some([
        meta.dev(),
        meta.ino(),
        meta.size(),
        nanoseconds(meta.mtime(), meta.mtime_nsec()),
        nanoseconds(meta.ctime(), meta.ctime_nsec()),
    ])
}

/// A time before 1970 comes out as a large number, which is as good for comparing.
fn nanoseconds(seconds: i64, rest: i64) -> u64 {
    seconds
        .wrapping_mul(1_000_000_000)
        .wrapping_add(rest)
        .cast_unsigned()
}
