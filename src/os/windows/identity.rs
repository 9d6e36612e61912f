//! The identity of a file and of its content.

use std::fs;
use std::os::windows::fs::MetadataExt;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use super::registry;

/// 1970 in file times: ticks of 100 nanoseconds since 1601.
const YEAR_1970: u64 = 116_444_736_000_000_000;

/// The identity of an input and of its content, as far as the system tells without opening it. For a file or a folder:
/// creation, attributes, size, and the time of the last write in nanoseconds since 1970, which stands for the two that
/// other systems have. (Programs can set this time back, but none does that with a file of certificates.) For a path that
/// begins with `HKEY_`, that key of the registry. `None` if it is not there.
pub fn look(path: &Path) -> Option<[u64; 5]> {
    if registry::is_key(path) {
        return registry::fingerprint(path);
    }
    let meta = fs::metadata(path).ok()?;
    let modified = nanoseconds(meta.last_write_time());
    Some([
        meta.creation_time(),
        meta.file_attributes().into(),
        meta.file_size(),
        modified,
        modified,
    ])
}

/// A file time in nanoseconds since 1970.
pub fn nanoseconds(ticks: u64) -> u64 {
    ticks.saturating_sub(YEAR_1970).saturating_mul(100)
}

/// Whether a file time is over.
pub fn is_past(ticks: u64) -> bool {
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    u128::from(nanoseconds(ticks)) <= now.as_nanos()
}
