//! One pass over a cache directory: the file system's clock, and removal by age.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::names;
use crate::certs::clock::plausible_times;
use crate::certs::date;
use crate::os::HeldDir;
use crate::os::atomic::temporary_in;
use crate::os::entry::{Entry, EntryKind};
use crate::os::ownership::check_dir;

/// Minimum age of an unused bundle that is removed.
pub const RETENTION: Duration = Duration::from_hours(30 * 24);

/// Minimum age of a temporary file that is removed: no launch needs one for so long.
const TEMPORARY_AGE: Duration = Duration::from_hours(24);

/// A cache directory to be pruned.
#[derive(Debug)]
pub struct Sweep {
    root: HeldDir,
    now: SystemTime,
}

/// A reason why a directory was not pruned.
#[derive(Debug)]
pub enum NotPruned {
    /// The system's error, with the directory.
    Failed(PathBuf, io::Error),
    /// The clock of the file system (seconds since 1970) is before the date of Mozilla's list, or
    /// ten years after it.
    WrongClock { now: i64 },
}

impl Sweep {
    /// Opens the cache at `path`; `None` if it does not exist.
    ///
    /// Ages are by the file system's own clock, the time of a new file: the cache may be on a
    /// server, and used by machines with other clocks.
    pub fn open(path: &Path) -> Result<Option<Self>, NotPruned> {
        let failed = |error| NotPruned::Failed(path.to_owned(), error);
        let Some(root) = HeldDir::open(path).map_err(failed)? else {
            return Ok(None);
        };
        let now = file_system_time(path).map_err(failed)?;
        check_clock(now)?;
        Ok(Some(Self { root, now }))
    }

    /// Returns a directory of the cache if no other user can write to it; `None` if it does not
    /// exist.
    pub fn subdir(&self, name: &str) -> Result<Option<HeldDir>, NotPruned> {
        safe_subdir(&self.root, name)
    }

    /// Returns whether nothing has changed an entry for `age`.
    pub fn is_older(&self, entry: &Entry, age: Duration) -> bool {
        entry.age(self.now) > age
    }

    /// Removes temporary files that an interrupted launch has left in a directory.
    pub fn remove_temporary_in(&self, dir: &HeldDir) -> Result<(), NotPruned> {
        let is_garbage = |entry: &Entry| {
            entry.kind == EntryKind::File
                && names::is_temporary(&entry.name)
                && self.is_older(entry, TEMPORARY_AGE)
        };
        let remove = || {
            for entry in dir.entries()?.iter().filter(|entry| is_garbage(entry)) {
                dir.remove(entry)?;
            }
            Ok(())
        };
        remove().map_err(|error| NotPruned::in_dir(dir, error))
    }
}

/// Opens a directory in `dir` if no other user can write to it; `None` if it does not exist.
pub fn safe_subdir(dir: &HeldDir, name: &str) -> Result<Option<HeldDir>, NotPruned> {
    let open = || {
        let Some(subdir) = dir.subdir(name)? else {
            return Ok(None);
        };
        check_dir(subdir.path(), &subdir.metadata()?)
            .map_err(|reason| io::Error::other(format!("not safe: {reason}")))?;
        Ok(Some(subdir))
    };
    open().map_err(|error| NotPruned::Failed(dir.path().join(name), error))
}

/// Returns the time of a new file in `dir`.
fn file_system_time(dir: &Path) -> io::Result<SystemTime> {
    temporary_in(dir)?.as_file().metadata()?.modified()
}

fn check_clock(now: SystemTime) -> Result<(), NotPruned> {
    let now = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    let now = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
    if plausible_times().contains(&now) {
        Ok(())
    } else {
        Err(NotPruned::WrongClock { now })
    }
}

impl NotPruned {
    /// Returns the failure of an operation in a directory.
    pub fn in_dir(dir: &HeldDir, error: io::Error) -> Self {
        Self::Failed(dir.path().to_owned(), error)
    }

    /// Returns an action that helps.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Failed(..) => None,
            Self::WrongClock { .. } => {
                Some("set the clock of the machine that the directory is on, or update sglaunch")
            }
        }
    }
}

impl fmt::Display for NotPruned {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Failed(dir, error) => write!(f, "cannot prune {}: {error}", dir.display()),
            Self::WrongClock { now } => write!(
                f,
                "nothing is pruned: the file system's clock ({}) is before the date of Mozilla's \
                 list ({}), or more than ten years after it",
                date(*now),
                date(*plausible_times().start())
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_before_mozillas_list_or_ten_years_after_it_is_wrong() {
        let at = |seconds: i64| {
            let at = u64::try_from(seconds).expect("after 1970");
            check_clock(UNIX_EPOCH + Duration::from_secs(at))
        };
        let (start, end) = plausible_times().into_inner();
        assert!(at(start).is_ok() && at(end).is_ok());
        for seconds in [start - 1, end + 1] {
            let message = at(seconds).expect_err("wrong").to_string();
            assert!(message.contains("nothing is pruned"), "{message}");
        }
        let message = at(0).expect_err("wrong").to_string();
        assert!(message.contains("(1970-01-01)"), "{message}");
        assert!(check_clock(SystemTime::now()).is_ok());
    }

    #[test]
    fn ages_are_by_the_time_of_a_new_file() {
        let dir = tempfile::tempdir().expect("a directory");
        let before = SystemTime::now() - Duration::from_secs(2);
        let time = file_system_time(dir.path()).expect("it is writable");
        assert!(time > before && time < SystemTime::now() + Duration::from_secs(2));
        let sweep = Sweep::open(dir.path())
            .expect("the clock is right")
            .expect("it exists");
        assert_eq!(sweep.root.entries().expect("it is readable"), []);
    }
}
