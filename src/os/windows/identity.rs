//! The identity of a file and of its content.

use std::fs::{self, Metadata};
use std::io;
use std::os::windows::fs::MetadataExt;
use std::path::Path;

use super::registry;

/// The year 1970 as a file time: ticks of 100 nanoseconds since 1601.
const YEAR_1970: u64 = 116_444_736_000_000_000;

/// Returns the identity of the file at a path, following links, or of a key of the registry, whose
/// path begins with `HKEY_`.
pub fn identity(path: &Path) -> io::Result<[u64; 5]> {
    if registry::is_key(path) {
        return registry::identity(path);
    }
    fs::metadata(path).map(|meta| identity_of(&meta))
}

/// Returns the identity of a file and of its content without opening it: creation time, attributes,
/// size, and twice the time of the last write, in nanoseconds since 1970, because Windows has no
/// ctime. (Programs can set this time back, but none does that with a file of certificates.)
pub fn identity_of(meta: &Metadata) -> [u64; 5] {
    let modified = nanoseconds(meta.last_write_time());
    [
        meta.creation_time(),
        meta.file_attributes().into(),
        meta.file_size(),
        modified,
        modified,
    ]
}

/// Returns a file time in nanoseconds since 1970.
pub fn nanoseconds(ticks: u64) -> u64 {
    ticks.saturating_sub(YEAR_1970).saturating_mul(100)
}
