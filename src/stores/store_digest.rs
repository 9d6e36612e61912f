//! The digest of the system's store, for a store whose files also change for other reasons.
//!
//! macOS' keychain of the user also contains passwords, and each saved password changes its file.
//! If a stamp differs, the digest decides before anything is read and judged again.

use serde::{Deserialize, Serialize};

use super::stamp::Stamp;

/// A digest of the store, and stamps of the files that change with it, taken before it was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoreDigest {
    pub stamps: Vec<Stamp>,
    /// The SHA-256 of everything that a build reads from the store and no other stamp covers.
    pub digest: String,
}

/// The state of the store compared with a recorded digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreState {
    /// No stamp differs.
    Unchanged,
    /// A stamp differs and the digest does not. The record has the new stamps.
    Renewed,
    /// The store has other content, or it cannot be read.
    Changed,
}

impl StoreDigest {
    /// Compares the digest with the store. Calls `read` only if a stamp differs.
    pub fn compare(&mut self, read: impl FnOnce() -> Option<Self>) -> StoreState {
        if Stamp::are_current(&self.stamps) {
            return StoreState::Unchanged;
        }
        match read() {
            Some(now) if now.digest == self.digest => {
                self.stamps = now.stamps;
                StoreState::Renewed
            }
            _ => StoreState::Changed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::path::Path;

    fn digest_of(keychain: &Path, content: &str) -> StoreDigest {
        StoreDigest {
            stamps: vec![Stamp::of(keychain)],
            digest: content.to_owned(),
        }
    }

    #[test]
    fn the_store_is_read_only_if_a_stamp_differs() {
        let dir = tempfile::tempdir().unwrap();
        let keychain = dir.path().join("login.keychain-db");
        // An absent file has a stamp at any age.
        let mut recorded = digest_of(&keychain, "settings");
        let compared = recorded.compare(|| panic!("no stamp differs"));
        assert_eq!(compared, StoreState::Unchanged);
        // A password was saved.
        fs::write(&keychain, "password").unwrap();
        let compared = recorded.compare(|| Some(digest_of(&keychain, "settings")));
        assert_eq!(compared, StoreState::Renewed);
        assert_eq!(recorded, digest_of(&keychain, "settings"));
        // A certificate was added, and then the store cannot be read.
        let before = recorded.clone();
        for now in [Some(digest_of(&keychain, "more settings")), None] {
            assert_eq!(recorded.compare(|| now), StoreState::Changed);
            assert_eq!(recorded, before);
        }
    }
}
