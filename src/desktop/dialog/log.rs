//! The log of launches without a terminal: `sglaunch.log` in the state directory, rotated to
//! `sglaunch.log.1`.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::os::{self, ownership::check_owner};

/// Size at which a log is rotated, in bytes. One old log is kept.
const LIMIT: u64 = 256 * 1024;

/// Longest entry, in characters.
const LONGEST_ENTRY: usize = 16 * 1024;

/// A log file, whose directory may not exist yet.
#[derive(Debug)]
pub struct Log {
    pub path: PathBuf,
}

impl Log {
    /// Returns the log in a state directory.
    pub fn in_dir(dir: &Path) -> Self {
        Self {
            path: dir.join("sglaunch.log"),
        }
    }

    /// Appends an entry, or returns the reason why that failed.
    ///
    /// Uses one write, so that entries of parallel launches do not mix.
    pub fn append(&self, entry: &str) -> Result<(), String> {
        let dir = self.path.parent().unwrap_or(Path::new(""));
        os::create_own_dir(dir).map_err(|error| describe(dir, &error))?;
        let meta = fs::symlink_metadata(dir).map_err(|error| describe(dir, &error))?;
        if os::is_link(&meta) {
            return Err(format!("{} is a link", dir.display()));
        }
        check_owner(dir, &meta)
            .map_err(|risk| format!("{} is not safe: {}", dir.display(), risk))?;
        let entry: String = entry.chars().take(LONGEST_ENTRY).chain(['\n']).collect();
        (self.open_for(entry.len() as u64))
            .and_then(|mut file| file.write_all(entry.as_bytes()))
            .map_err(|error| describe(&self.path, &error))
    }

    /// Opens the file for an entry of this length, and rotates a full one first.
    ///
    /// If two launches rotate at once, the second one renames the new file of the first over the
    /// full one. Only the oldest entries are lost.
    fn open_for(&self, length: u64) -> io::Result<File> {
        let file = os::open_to_append(&self.path)?;
        if file.metadata()?.len() + length <= LIMIT {
            return Ok(file);
        }
        fs::rename(&self.path, self.path.with_extension("log.1"))?;
        os::open_to_append(&self.path)
    }
}

fn describe(path: &Path, error: &io::Error) -> String {
    format!("{} cannot be written: {error}", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_is_rotated_and_keeps_the_newest_entries() {
        let dir = tempfile::tempdir().expect("a directory");
        let log = Log::in_dir(&dir.path().join("state/sglaunch"));
        let longest = "x".repeat(LONGEST_ENTRY * 2);
        for number in 0..100 {
            log.append(&format!("{number} {longest}"))
                .expect("it can be written");
        }
        let old = log.path.with_file_name("sglaunch.log.1");
        let files = [&old, &log.path].map(|path| fs::read_to_string(path).expect("a file"));
        assert!(files.iter().all(|text| text.len() as u64 <= LIMIT));
        let numbers: Vec<&str> = (files.iter().flat_map(|text| text.lines()))
            .map(|line| line.split_once(' ').expect("an entry").0)
            .collect();
        assert!(
            numbers.len() > 15 && numbers.ends_with(&["97", "98", "99"]),
            "{numbers:?}"
        );
        assert_eq!(
            fs::read_dir(log.path.parent().expect("a directory"))
                .expect("a directory")
                .count(),
            2
        );
    }

    #[test]
    #[cfg_attr(windows, ignore = "Wine does not append in one step")]
    fn parallel_launches_write_whole_entries() {
        let dir = tempfile::tempdir().expect("a directory");
        let log = Log::in_dir(dir.path());
        std::thread::scope(|scope| {
            for letter in ["a", "b", "c", "d"] {
                let log = &log;
                scope.spawn(move || {
                    for _ in 0..50 {
                        log.append(&letter.repeat(500)).expect("it can be written");
                    }
                });
            }
        });
        let text = fs::read_to_string(&log.path).expect("a log");
        assert_eq!(text.lines().count(), 200);
        assert!(text.lines().all(|line| line == line[..1].repeat(500)));
    }
}
