//! How a launch sees, without reading anything, that an input is as it was.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::platform;

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
    /// Looks at a path, following links. To be taken before the path is read.
    pub fn of(path: &Path) -> Self {
        let state = match fs::metadata(path) {
            Err(_) => State::Absent,
            Ok(meta) => {
                let limit = SystemTime::now()
                    .checked_sub(TOO_YOUNG)
                    .map_or(0, nanoseconds);
                if platform::changed_at(&meta) < limit {
                    State::Present(platform::fingerprint(&meta))
                } else {
                    State::TooYoung
                }
            }
        };
        Self {
            path: path.to_owned(),
            state,
        }
    }

    /// Whether the path is still what it was.
    pub fn holds(&self) -> bool {
        match (&self.state, fs::metadata(&self.path)) {
            (State::Present(known), Ok(meta)) => *known == platform::fingerprint(&meta),
            (State::Absent, Err(_)) => true,
            _ => false,
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

    use crate::platform;

    pub fn serialize<S: Serializer>(path: &Path, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&platform::path_to_text(path))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<PathBuf, D::Error> {
        Ok(platform::path_from_text(&String::deserialize(
            deserializer,
        )?))
    }
}
