//! Writing to the standard streams.

use std::fs::File;
use std::io::{self, Write as _};

/// Writes data to stdout.
pub fn write_stdout(data: &[u8]) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(data)?;
    stdout.flush()
}

/// Ignores the signals of failed writes: Windows has none.
pub fn ignore_write_signals() {}

/// Moves a file that took the place of a closed standard stream: no file does here.
#[expect(
    clippy::unnecessary_wraps,
    reason = "on Unix the new descriptor can be one too many"
)]
pub fn above_standard_streams(file: File) -> io::Result<File> {
    Ok(file)
}
