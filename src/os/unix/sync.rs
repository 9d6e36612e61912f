//! Syncing files.

use std::fs::File;
use std::io;

use rustix::io::Errno;

/// Has what was written to a file put onto the disk, as far as its file system can be asked for that.
///
/// For macOS, std asks the disk too, and nothing less where that is not to be had: of shares and some volumes it is not, and
/// they say so by one of several errors (<https://github.com/golang/go/issues/64215>,
/// <https://github.com/libuv/libuv/pull/2135>).
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
    fn what_cannot_be_put_onto_a_disk_is_left_to_its_file_system() {
        // It has no disk, and says so as a share does.
        let device = File::options().write(true).open("/dev/null").unwrap();
        assert!(is_unsupported(&device.sync_data().unwrap_err()));
        sync(&device).unwrap();
        sync(&tempfile::tempfile().unwrap()).unwrap();
        for error in [Errno::IO, Errno::NOSPC, Errno::STALE] {
            assert!(!is_unsupported(&error.into()), "{error}");
        }
    }
}
