//! Reparse points, which only Windows has.

use std::path::Path;

/// Returns `None`: only Windows has reparse points.
pub fn reparse_data(_: &Path) -> Option<Vec<u8>> {
    None
}
