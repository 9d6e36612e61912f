//! How a launch sees, without reading anything, that an input is as it was.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::os;

/// An input younger than this when it was looked at could change again without its times showing it.
const TOO_YOUNG: Duration = Duration::from_secs(2);

/// What a path was when it was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    #[serde(rename = "path", with = "path_text")]
    path: PathBuf,
    state: State,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum State {
    Absent,
    Present([u64; 5]),
    /// It had only just changed, and so may be something else by now.
    TooYoung,
}

impl Stamp {
    /// Looks at a path, following links; on Windows also at a key of the registry. To be taken before it is read.
    pub fn of(path: &Path) -> Self {
        let limit = SystemTime::now()
            .checked_sub(TOO_YOUNG)
            .map_or(0, nanoseconds);
        let state = match os::identity(path) {
            None => State::Absent,
            Some(found) if found[4] < limit => State::Present(found),
            Some(_) => State::TooYoung,
        };
        Self {
            path: path.to_owned(),
            state,
        }
    }

    /// The stamp of what is there and could not be read: it never holds, so that the next launch tries again.
    pub fn of_unread() -> Self {
        Self {
            path: PathBuf::new(),
            state: State::TooYoung,
        }
    }

    /// Whether the path is still what it was.
    pub fn holds(&self) -> bool {
        match (&self.state, os::identity(&self.path)) {
            (State::Present(known), found) => found == Some(*known),
            (State::Absent, found) => found.is_none(),
            (State::TooYoung, _) => false,
        }
    }

    /// When the path's content was last changed, if it was there.
    pub fn modified_at(&self) -> Option<SystemTime> {
        match self.state {
            State::Present([.., modified, _]) => {
                UNIX_EPOCH.checked_add(Duration::from_nanos(modified))
            }
            _ => None,
        }
    }
}

fn nanoseconds(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_nanos()).unwrap_or(u64::MAX)
}

mod path_text {
    use std::path::{Path, PathBuf};

    use serde::{Deserialize, Deserializer, Serializer};

    use crate::os;

    pub fn serialize<S: Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&os::path_to_text(path))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PathBuf, D::Error> {
        Ok(os::path_from_text(&String::deserialize(deserializer)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_not_be_read_is_not_believed_however_it_was_remembered() {
        let remembered = serde_json::to_string(&Stamp::of_unread()).unwrap();
        let stamp: Stamp = serde_json::from_str(&remembered).unwrap();
        assert!(!stamp.holds());
    }
}
