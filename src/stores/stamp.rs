//! File stamps that tell whether a cached bundle is still valid.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::os::path_text;
use crate::os::read::{is_absence, is_denied, retry};
use crate::os::{self, Image};

/// Age below which a file could change again without a change of its times.
const TOO_YOUNG: Duration = Duration::from_secs(2);

/// The state of a path at some time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    #[serde(with = "path_text")]
    path: PathBuf,
    /// The root of the image in which the path is resolved; empty for `/`.
    #[serde(default, with = "path_text", skip_serializing_if = "is_empty")]
    root: PathBuf,
    state: State,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum State {
    Absent,
    /// The identity of what could be read.
    Present([u64; 5]),
    /// The identity of a file or directory that its permissions forbid to read. A program that has
    /// further groups may read it although the identity is the same.
    Denied([u64; 5]),
    /// The permissions of a directory above it forbid to examine it.
    Hidden,
    /// Never current: the path had just changed, so that a later change may not show, or the error
    /// of the read may be gone a moment later.
    Stale,
}

/// The stamp of an absent path that is not in an image. Most stamps are such, and a path alone is
/// read in half the time of a stamp.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AbsentPath(#[serde(with = "path_text")] PathBuf);

impl AbsentPath {
    /// Returns the stamp as an absent path, if it is one.
    pub fn of(stamp: &Stamp) -> Option<Self> {
        let path = stamp.absent_path().filter(|_| is_empty(&stamp.root));
        path.map(|path| Self(path.to_owned()))
    }

    /// Returns whether the path is still absent.
    pub fn is_current(&self) -> bool {
        os::identity(&self.0).is_err_and(|error| is_absence(&error))
    }
}

impl Stamp {
    /// Returns the stamp of a path, following links, or of a Windows registry key. Must be taken
    /// before the path is read.
    pub fn of(path: &Path) -> Self {
        Self::of_path_in(None, path)
    }

    /// Returns the stamp of a path as in an image.
    pub fn of_path_in(image: Option<&Image>, path: &Path) -> Self {
        let identity = retry(|| identity_in(image, path));
        Self::in_image(image, path, identity.as_ref().copied())
    }

    /// Returns the stamp of a path from its identity.
    #[cfg(test)]
    fn new(path: &Path, identity: Result<[u64; 5], &io::Error>) -> Self {
        Self::in_image(None, path, identity)
    }

    /// Returns the stamp of a path in an image from its identity there.
    pub(super) fn in_image(
        image: Option<&Image>,
        path: &Path,
        identity: Result<[u64; 5], &io::Error>,
    ) -> Self {
        let image = image.filter(|image| path.starts_with(image.root()));
        let limit = SystemTime::now()
            .checked_sub(TOO_YOUNG)
            .map_or(0, nanoseconds);
        let (path, state) = match identity {
            Ok(found) if found[4] < limit => (path, State::Present(found)),
            Err(error) if is_absence(error) => (absent_ancestor(image, path), State::Absent),
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => (path, State::Hidden),
            _ => (path, State::Stale),
        };
        Self {
            path: path.to_owned(),
            root: image.map_or_else(PathBuf::new, |image| image.root().to_owned()),
            state,
        }
    }

    /// Returns a stamp that is never current, so that the next launch reads the sources again.
    pub fn always_stale() -> Self {
        Self {
            path: PathBuf::new(),
            root: PathBuf::new(),
            state: State::Stale,
        }
    }

    /// Applies the error of a read after the stamp was taken.
    pub(super) fn read_failed(&mut self, error: &io::Error) {
        self.state = match self.state {
            _ if !os::is_lasting(error) => State::Stale,
            State::Present(known) if error.kind() == io::ErrorKind::PermissionDenied => {
                State::Denied(known)
            }
            // Another lasting error follows from what the path is.
            ref state => state.clone(),
        };
    }

    /// Returns the path if nothing was there.
    pub fn absent_path(&self) -> Option<&Path> {
        (self.state == State::Absent).then_some(&self.path)
    }

    /// Returns whether the path has not changed, and can still be read or not.
    pub fn is_current(&self) -> bool {
        self.is_current_in(Image::at(&self.root).as_ref())
    }

    /// Returns whether each path has not changed. They are of one image, or of none.
    pub fn are_current(stamps: &[Self]) -> bool {
        let image = stamps.iter().find_map(|stamp| Image::at(&stamp.root));
        stamps
            .iter()
            .all(|stamp| stamp.is_current_in(image.as_ref()))
    }

    fn is_current_in(&self, image: Option<&Image>) -> bool {
        let image = image.filter(|image| self.root == image.root());
        let identity = || identity_in(image, &self.path);
        let is_unchanged = |known| identity().is_ok_and(|found| found == known);
        match self.state {
            State::Present(known) => is_unchanged(known),
            State::Denied(known) => {
                let real = |image: &Image| image.resolve(&self.path);
                let real = image.map_or_else(|| Ok(self.path.clone()), real);
                is_unchanged(known) && real.is_ok_and(|path| is_denied(&path))
            }
            State::Absent => identity().is_err_and(|error| is_absence(&error)),
            State::Hidden => {
                identity().is_err_and(|error| error.kind() == io::ErrorKind::PermissionDenied)
            }
            State::Stale => false,
        }
    }

    /// Returns when the path's content was last changed, if it existed.
    pub fn modified_at(&self) -> Option<SystemTime> {
        match self.state {
            State::Present([.., modified, _]) => {
                UNIX_EPOCH.checked_add(Duration::from_nanos(modified))
            }
            _ => None,
        }
    }
}

/// Returns the highest directory of an absent path that is absent too: before it exists, the path
/// cannot. Systems lack whole trees of other systems' stores, which share one stamp.
fn absent_ancestor<'a>(image: Option<&Image>, path: &'a Path) -> &'a Path {
    let is_absent = |dir: &Path| {
        image.is_none_or(|image| dir.starts_with(image.root()))
            && identity_in(image, dir).is_err_and(|error| is_absence(&error))
    };
    let mut absent = path;
    // A key of Windows' registry is not absolute.
    while let Some(parent) = absent
        .parent()
        .filter(|dir| dir.is_absolute() && is_absent(dir))
    {
        absent = parent;
    }
    absent
}

fn identity_in(image: Option<&Image>, path: &Path) -> io::Result<[u64; 5]> {
    match image {
        Some(image) => image.metadata(path).map(|meta| os::identity_of(&meta)),
        None => os::identity(path),
    }
}

fn is_empty(path: &Path) -> bool {
    path.as_os_str().is_empty()
}

fn nanoseconds(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_of_an_absent_path_ends_when_a_directory_above_it_exists() {
        let root = tempfile::tempdir().unwrap();
        let dir = root.path().join("pki");
        let stamps = ["trust", "tls/certs"].map(|name| Stamp::of(&dir.join(name)));
        assert_eq!(stamps[0], stamps[1]);
        assert_eq!(stamps[0].absent_path(), Some(&*dir));
        assert!(stamps[0].is_current());
        std::fs::create_dir(&dir).unwrap();
        assert!(!stamps[0].is_current());
        let trust = dir.join("trust");
        assert_eq!(Stamp::of(&trust).absent_path(), Some(&*trust));
    }

    #[test]
    fn a_stale_stamp_stays_stale_in_a_record() {
        let json = serde_json::to_string(&Stamp::always_stale()).unwrap();
        let stamp: Stamp = serde_json::from_str(&json).unwrap();
        assert!(!stamp.is_current());
    }

    #[test]
    fn only_the_errors_of_a_path_that_does_not_exist_mean_that_it_is_absent() {
        let path = Path::new("/no/such/file");
        let state = |kind: io::ErrorKind| Stamp::new(path, Err(&kind.into())).state;
        assert_eq!(state(io::ErrorKind::NotFound), State::Absent);
        assert_eq!(state(io::ErrorKind::NotADirectory), State::Absent);
        assert_eq!(state(io::ErrorKind::PermissionDenied), State::Hidden);
        assert!(Stamp::of(path).is_current());
        // It exists now.
        let file = tempfile::NamedTempFile::new().unwrap();
        for state in [State::Absent, State::Hidden] {
            let path = file.path().to_owned();
            let root = PathBuf::new();
            assert!(!Stamp { path, root, state }.is_current());
        }
    }

    #[test]
    #[cfg(unix)]
    fn a_read_that_failed_is_recorded_as_such() {
        use rustix::io::Errno;
        let of_root = Stamp {
            path: "/".into(),
            root: PathBuf::new(),
            state: State::Present(os::identity(Path::new("/")).unwrap()),
        };
        assert!(of_root.is_current());
        for errno in [
            Errno::IO,
            Errno::STALE,
            Errno::MFILE,
            Errno::NFILE,
            Errno::NOMEM,
            Errno::INTR,
            Errno::TIMEDOUT,
        ] {
            let mut stamp = of_root.clone();
            stamp.read_failed(&errno.into());
            assert_eq!(stamp.state, State::Stale, "{errno:?}");
            let stamp = Stamp::new(Path::new("/"), Err(&errno.into()));
            assert_eq!(stamp.state, State::Stale, "{errno:?}");
        }
        for errno in [Errno::ACCESS, Errno::PERM] {
            let mut stamp = of_root.clone();
            stamp.read_failed(&errno.into());
            assert!(matches!(stamp.state, State::Denied(_)), "{errno:?}");
            // It can be read now.
            assert!(!stamp.is_current());
        }
    }
}
