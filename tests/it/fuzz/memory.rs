//! A directory for files that a fuzzer writes thousands of times a second.

use tempfile::TempDir;

/// Returns a directory in memory if there is one.
pub fn temp_dir() -> TempDir {
    let mut dir = tempfile::Builder::new();
    dir.prefix("sglaunch-fuzz-");
    dir.tempdir_in("/dev/shm")
        .or_else(|_| dir.tempdir())
        .expect("a temporary directory")
}
