//! Reparse points of Windows: there are none here.

use std::path::Path;

/// Returns the data of a reparse point.
pub fn reparse_data(_: &Path) -> Option<Vec<u8>> {
    None
}
