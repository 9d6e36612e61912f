//! Writing to the standard streams, each of which the caller may have closed.

use std::fs::File;
use std::io::{self, ErrorKind};
use std::os::fd::{AsFd as _, AsRawFd as _};

/// Writes data to stdout. std would report success if stdout is closed.
pub fn write_stdout(mut data: &[u8]) -> io::Result<()> {
    if data.is_empty() {
        return Ok(());
    }
    super::ignore_write_signals();
    let stdout = io::stdout();
    while !data.is_empty() {
        match rustix::io::retry_on_intr(|| rustix::io::write(&stdout, data))? {
            0 => return Err(ErrorKind::WriteZero.into()),
            written => data = &data[written..],
        }
    }
    // NFS reports a full disk when a descriptor of the file is closed.
    Ok(nix::unistd::close(stdout.as_fd().try_clone_to_owned()?)?)
}

/// Returns whether a standard stream must get plain ASCII: `false`, because only Windows has pipes
/// in a code page.
pub fn is_ascii_only<S>(_: &S) -> bool {
    false
}

/// Moves a file that took the place of a closed standard stream: a message would be written into
/// the file.
pub fn above_standard_streams(file: File) -> io::Result<File> {
    match file.as_raw_fd() {
        // The copy has a descriptor above 2.
        0..=2 => file.try_clone(),
        _ => Ok(file),
    }
}
