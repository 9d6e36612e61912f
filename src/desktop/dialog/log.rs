//! The log of launches without a terminal: `sglaunch.log` in the state folder, and before it `sglaunch.log.1`.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::os::{self, ownership::check_owner};

/// How long a log gets. The one before it is kept, so twice as much is on disk at most.
const LIMIT: u64 = 256 * 1024;

/// How many letters an entry has at most.
const LONGEST: usize = 16 * 1024;

/// A log in a folder that may not be there yet.
#[derive(Debug)]
pub struct Log {
    /// Its file.
    pub path: PathBuf,
}

impl Log {
    /// The log in the state folder `folder`.
    pub fn in_folder(folder: &Path) -> Self {
        Self {
            path: folder.join("sglaunch.log"),
        }
    }

    /// Adds an entry, with one write, so that it stays in one piece beside those of others. Says why that was not
    /// possible.
    pub fn append(&self, entry: &str) -> Result<(), String> {
        let folder = self.path.parent().unwrap_or(Path::new(""));
        os::create_own_folder(folder).map_err(|error| in_words(folder, &error))?;
        let meta = fs::symlink_metadata(folder).map_err(|error| in_words(folder, &error))?;
        if os::is_link(&meta) {
            return Err(format!("{} is a link", folder.display()));
        }
        check_owner(folder, &meta)
            .map_err(|risk| format!("{} is not safe: {}", folder.display(), risk.reason))?;
        let entry: String = entry.chars().take(LONGEST).chain(['\n']).collect();
        (self.open_for(entry.len() as u64))
            .and_then(|mut file| file.write_all(entry.as_bytes()))
            .map_err(|error| in_words(&self.path, &error))
    }

    /// The file to append to, a new one if the old one is full. Where two launches see that at once, the second moves
    /// the first's new file away, over the full one: what is lost are the oldest entries, and never the new ones.
    fn open_for(&self, length: u64) -> io::Result<File> {
        let file = os::open_to_append(&self.path)?;
        if file.metadata()?.len() + length <= LIMIT {
            return Ok(file);
        }
        fs::rename(&self.path, self.path.with_extension("log.1"))?;
        os::open_to_append(&self.path)
    }
}

fn in_words(path: &Path, error: &io::Error) -> String {
    format!("{} cannot be written: {error}", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_is_bounded_and_keeps_the_newest() {
        let folder = tempfile::tempdir().expect("a folder");
        let log = Log::in_folder(&folder.path().join("state/sglaunch"));
        let longest = "x".repeat(LONGEST * 2);
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
            fs::read_dir(log.path.parent().expect("a folder"))
                .expect("a folder")
                .count(),
            2
        );
    }

    #[test]
    #[cfg_attr(windows, ignore = "Wine does not write at a file's end in one step")]
    fn entries_of_many_launches_stay_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        let log = Log::in_folder(folder.path());
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
