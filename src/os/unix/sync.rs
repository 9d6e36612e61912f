//! Syncing files.

use std::fs::File;
use std::io;

use rustix::io::Errno;

/// Writes a file's data to the disk, if its file system supports that.
///
/// On macOS, std also flushes the disk's own cache. Network shares and some volumes do not support
/// that, and fail with one of several errors (<https://github.com/golang/go/issues/64215>,
/// <https://github.com/libuv/libuv/pull/2135>): they get a plain `fsync`.
pub fn sync(file: &File) -> io::Result<()> {
    match file.sync_data() {
        Err(error) if is_unsupported(&error) => {}
        done => return done,
    }
    match rustix::fs::fsync(file) {
        Err(error) if is_unsupported(&error.into()) => Ok(()),
        done => Ok(done?),
    }
}

fn is_unsupported(error: &io::Error) -> bool {
    let known = [Errno::NOTSUP, Errno::NOTTY, Errno::INVAL];
    Errno::from_io_error(error).is_some_and(|error| known.contains(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_system_without_sync_is_no_error() {
        // A device fails with the same error as a network share.
        let device = File::options().write(true).open("/dev/null").unwrap();
        assert!(is_unsupported(&device.sync_data().unwrap_err()));
        sync(&device).unwrap();
        sync(&tempfile::tempfile().unwrap()).unwrap();
        for error in [Errno::IO, Errno::NOSPC, Errno::STALE] {
            assert!(!is_unsupported(&error.into()), "{error}");
        }
    }
}
