//! The trust anchors of OpenSSL's and Python's default on Windows: the system's store.

use std::path::{Path, PathBuf};

/// A client loads the system's store beside the files.
pub const LOADS_SYSTEM: bool = true;

/// OpenSSL's own file and directory are the system's store.
pub const OWN_IS_SYSTEM: bool = false;

/// Returns OpenSSL's own file and directory, of which there are none at a known path.
pub fn own(_root: &Path) -> [Option<PathBuf>; 2] {
    [None, None]
}
