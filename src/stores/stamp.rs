//! File stamps that tell whether a cached bundle is still valid.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::os;

/// Age below which a file could change again without a change of its times.
const TOO_YOUNG: Duration = Duration::from_secs(2);

/// The state of a path at some time.
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
    /// It had just changed, so a later change may not show.
    TooYoung,
}

impl Stamp {
    /// Returns the stamp of a path, following links, or of a Windows registry key. Must be taken
    /// before the path is read.
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

    /// Returns a stamp that is never current, so that the next launch reads the sources again.
    pub fn always_stale() -> Self {
        Self {
            path: PathBuf::new(),
            state: State::TooYoung,
        }
    }

    /// Returns whether the path has not changed.
    pub fn is_current(&self) -> bool {
        match (&self.state, os::identity(&self.path)) {
            (State::Present(known), found) => found == Some(*known),
            (State::Absent, found) => found.is_none(),
            (State::TooYoung, _) => false,
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
    fn a_stale_stamp_stays_stale_in_a_record() {
        let json = serde_json::to_string(&Stamp::always_stale()).unwrap();
        let stamp: Stamp = serde_json::from_str(&json).unwrap();
        assert!(!stamp.is_current());
    }
}
