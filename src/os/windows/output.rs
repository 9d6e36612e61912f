//! Writing to the standard streams.

use std::fs::File;
use std::io::{self, IsTerminal, Write as _};
use std::os::windows::io::AsRawHandle;

use windows_sys::Win32::Storage::FileSystem::{FILE_TYPE_PIPE, GetFileType};

/// Writes data to stdout.
pub fn write_stdout(data: &[u8]) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(data)?;
    stdout.flush()
}

/// Returns whether a standard stream is a pipe: cmd, PowerShell and farms read it in a code page
/// that depends on the machine. A file keeps UTF-8, and so does the terminal of Git Bash, which is
/// a pipe with a name that the standard library recognises.
pub fn is_ascii_only(stream: &(impl AsRawHandle + IsTerminal)) -> bool {
    #[expect(
        unsafe_code,
        reason = "neither std nor a dependency has a safe function"
    )]
    // SAFETY: the handle is this process's own, of any kind.
    let kind = unsafe { GetFileType(stream.as_raw_handle()) };
    kind == FILE_TYPE_PIPE && !stream.is_terminal()
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
