//! Reading files that settings name. A read always ends: pipes, devices and the kernel's own files
//! are refused, and no file is read beyond a limit.

use std::fmt;
use std::fs::{File, Metadata};
use std::io::{self, Read as _};
use std::path::Path;

use super::special::NotAFile;
use super::{is_lasting, is_of_kernel, open_file_or_link, open_to_read};
use crate::error::system_reason;

/// The path that stands for stdin.
pub const STDIN: &str = "-";

/// A reason why a file was not read.
#[derive(Debug)]
pub enum ReadError {
    /// A directory, a pipe, a device, or a file below `/proc` or `/sys`.
    NotAFile(NotAFile),
    /// The file is larger than this many bytes.
    TooLarge(u64),
    /// The error of the system: that of the second attempt, unless the first one was lasting.
    Failed(io::Error),
}

/// Reads a regular file of at most `limit` bytes. Returns its metadata at the time of opening too.
///
/// After an error that may be gone a moment later, such as `ESTALE` of a file server, reads once
/// more.
pub fn read_regular(path: &Path, limit: u64) -> Result<(Vec<u8>, Metadata), ReadError> {
    read_opened(path, limit, open_to_read)
}

/// Reads a file like [`read_regular`], or stdin, up to its end, for the path `-`.
pub fn read_regular_or_stdin(path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
    if path != Path::new(STDIN) {
        return Ok(read_regular(path, limit)?.0);
    }
    let mut bytes = Vec::new();
    let mut stdin = io::stdin().lock().take(limit.saturating_add(1));
    stdin.read_to_end(&mut bytes)?;
    within(limit, bytes)
}

/// Reads a file like [`read_regular`] as text, in which U+FFFD replaces what is not UTF-8.
pub fn read_text(path: &Path, limit: u64) -> Result<String, ReadError> {
    let (bytes, _) = read_regular(path, limit)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Reads a file like [`read_regular`]. For a link to a missing file, the error is another than for
/// a path at which nothing is.
pub fn read_regular_or_link(path: &Path, limit: u64) -> Result<Vec<u8>, ReadError> {
    Ok(read_opened(path, limit, open_file_or_link)?.0)
}

fn read_opened(path: &Path, limit: u64, open: Open) -> Result<(Vec<u8>, Metadata), ReadError> {
    match read_once(path, limit, open) {
        Err(ReadError::Failed(error)) if !is_lasting(&error) => read_once(path, limit, open),
        done => done,
    }
}

/// Opens a path.
type Open = fn(&Path) -> io::Result<File>;

/// Runs an operation, and once more if it fails with an error that may be gone a moment later.
pub fn retry<T>(operation: impl Fn() -> io::Result<T>) -> io::Result<T> {
    match operation() {
        Err(error) if !is_lasting(&error) => operation(),
        done => done,
    }
}

/// Returns whether an error means that nothing exists at a path. If a part of it is a file, nothing
/// can.
pub fn is_not_found(error: &io::Error) -> bool {
    use io::ErrorKind::{NotADirectory, NotFound};
    matches!(error.kind(), NotFound | NotADirectory)
}

/// Returns whether a path leads to nothing, because it does not exist or, as a link to itself,
/// cannot be resolved. It may exist later.
pub fn is_absence(error: &io::Error) -> bool {
    is_lasting(error) && error.kind() != io::ErrorKind::PermissionDenied
}

/// Returns whether the permissions of a file or directory still forbid to read it.
pub fn is_denied(path: &Path) -> bool {
    open_to_read(path).is_err_and(|error| error.kind() == io::ErrorKind::PermissionDenied)
}

fn read_once(path: &Path, limit: u64, open: Open) -> Result<(Vec<u8>, Metadata), ReadError> {
    let (file, meta) = open_regular(path, limit, open)?;
    Ok((read_open(file, limit, meta.len())?, meta))
}

/// Opens a regular file of at most `limit` bytes, without waiting for the writer of a pipe.
fn open_regular(path: &Path, limit: u64, open: Open) -> Result<(File, Metadata), ReadError> {
    let file = open(path).map_err(|error| not_opened(path, error))?;
    let meta = file.metadata()?;
    if !meta.is_file() || is_of_kernel(&file, &meta) {
        return Err(ReadError::NotAFile(NotAFile::new(path, &meta)));
    }
    if meta.len() > limit {
        return Err(ReadError::TooLarge(limit));
    }
    Ok((file, meta))
}

/// Returns the error of a path that cannot be opened, such as a socket.
fn not_opened(path: &Path, error: io::Error) -> ReadError {
    // Most launches look for files that do not exist: those cost no further system call.
    if is_not_found(&error) || error.kind() == io::ErrorKind::PermissionDenied {
        return ReadError::Failed(error);
    }
    match std::fs::metadata(path) {
        Ok(meta) if !meta.is_file() && !meta.is_dir() => {
            ReadError::NotAFile(NotAFile::new(path, &meta))
        }
        _ => ReadError::Failed(error),
    }
}

/// Reads a file whose `size` was at most `limit` when it was opened, and which may grow.
fn read_open(file: File, limit: u64, size: u64) -> Result<Vec<u8>, ReadError> {
    let capacity = usize::try_from(size).unwrap_or_default();
    let mut bytes = Vec::with_capacity(capacity.saturating_add(1));
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    within(limit, bytes)
}

fn within(limit: u64, bytes: Vec<u8>) -> Result<Vec<u8>, ReadError> {
    if bytes.len() as u64 > limit {
        return Err(ReadError::TooLarge(limit));
    }
    Ok(bytes)
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::NotAFile(why) => why.fmt(f),
            Self::TooLarge(limit) => write!(f, "larger than {} MiB", limit / 1024 / 1024),
            Self::Failed(error) => f.write_str(&system_reason(error)),
        }
    }
}

impl From<ReadError> for io::Error {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Failed(error) => error,
            refused => Self::other(refused.to_string()),
        }
    }
}

impl From<io::Error> for ReadError {
    fn from(error: io::Error) -> Self {
        Self::Failed(error)
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::io::{Seek as _, SeekFrom};

    use super::*;

    #[test]
    fn files_of_the_kernel_and_devices_are_not_read() {
        for path in [
            "/proc/self/environ",
            "/proc/self/pagemap",
            "/dev/zero",
            "/proc",
        ] {
            let read = read_regular(Path::new(path), 1024);
            assert!(
                matches!(read, Err(ReadError::NotAFile(_))),
                "{path}: {read:?}"
            );
        }
    }

    #[test]
    fn a_file_is_read_up_to_the_limit() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "four").unwrap();
        assert_eq!(read_regular(file.path(), 4).unwrap().0, b"four");
        let read = read_regular(file.path(), 3);
        assert!(matches!(read, Err(ReadError::TooLarge(3))), "{read:?}");
    }

    #[test]
    fn a_pipe_without_a_writer_is_not_waited_for() {
        use rustix::fs::{CWD, FileType, Mode, mknodat};
        let dir = tempfile::tempdir().unwrap();
        let pipe = dir.path().join("pipe");
        mknodat(CWD, &pipe, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
        let read = read_regular(&pipe, 1024);
        assert!(matches!(read, Err(ReadError::NotAFile(_))), "{read:?}");
    }

    #[test]
    fn a_file_that_grows_while_it_is_read_is_read_up_to_the_limit() {
        use std::io::Write as _;
        use std::sync::atomic::{AtomicBool, Ordering};
        const LIMIT: u64 = 16 * 1024 * 1024;
        let mut file = tempfile::NamedTempFile::new().unwrap();
        let path = file.path().to_owned();
        file.as_file().set_len(LIMIT - 1).unwrap();
        file.as_file_mut().seek(SeekFrom::End(0)).unwrap();
        let (has_grown, is_read) = (AtomicBool::new(false), AtomicBool::new(false));
        std::thread::scope(|scope| {
            scope.spawn(|| {
                // As fast as a reader without a limit reads.
                for _ in 0..1024 {
                    if is_read.load(Ordering::Relaxed) {
                        break;
                    }
                    file.write_all(&vec![0; 256 * 1024]).unwrap();
                    has_grown.store(true, Ordering::Relaxed);
                }
            });
            let opened = open_to_read(&path).unwrap();
            while !has_grown.load(Ordering::Relaxed) {
                std::thread::yield_now();
            }
            let read = read_open(opened, LIMIT, LIMIT - 1);
            is_read.store(true, Ordering::Relaxed);
            assert!(matches!(read, Err(ReadError::TooLarge(LIMIT))));
        });
    }
}
