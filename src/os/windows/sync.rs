//! Syncing files.

use std::fs::File;
use std::io;

/// Writes a file's data to the disk.
pub fn sync(file: &File) -> io::Result<()> {
    file.sync_data()
}
