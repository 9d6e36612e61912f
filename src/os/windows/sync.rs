//! Syncing files.

use std::fs::File;
use std::io;

/// Has what was written to a file put onto the disk.
pub fn sync(file: &File) -> io::Result<()> {
    file.sync_data()
}
