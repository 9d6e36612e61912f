//! Fresh bundles: whether the last bundle can be used without reading a source.

use std::cell::LazyCell;
use std::fs;
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::cache::Cache;
use super::files::RecordedFile;
use super::record::Record;
use super::{Bundle, BundleRequest, now};
use crate::certs::{hex, sha256};
use crate::os::{self, ownership::check_owner, read::read_regular};
use crate::stores::native;
use crate::stores::stamp::Stamp;
use crate::stores::store_digest::{StoreDigest, StoreState};

/// Minimum interval between updates of a bundle's mtime, by which `prune` measures its age.
pub const TOUCH_INTERVAL: Duration = Duration::from_hours(24);

/// Maximum size of a bundle in bytes.
pub const MAX_SIZE: u64 = 1024 * 1024 * 1024;

/// A record of which no input has changed.
pub(super) struct FreshRecord {
    pub cache: Cache,
    pub record: Record,
    /// The record has new stamps of the system's store, and is not written yet.
    is_renewed: bool,
}

impl BundleRequest<'_> {
    /// Returns the first bundle in a cache directory of which no input has changed since it was
    /// built.
    pub fn fresh(&self) -> Option<Bundle> {
        self.fresh_if(|| native::digest(self.inputs))
    }

    /// Returns the fresh bundle as [`BundleRequest::fresh`] does. `store` reads the digest of the
    /// system's store.
    fn fresh_if(&self, store: impl FnOnce() -> Option<StoreDigest>) -> Option<Bundle> {
        if self.refresh {
            return None;
        }
        self.fresh_records(now(), store)
            .find_map(|fresh| self.recorded(fresh))
    }

    /// Returns the cache directories that no other user can write to, in the order in which a
    /// launch looks for a bundle in them.
    pub(super) fn safe_caches(&self) -> impl Iterator<Item = Cache> {
        (self.caches.iter()).filter_map(|dir| Cache::open(&dir).ok())
    }

    /// Iterates over the records of which no input has changed. Those in the directories that
    /// replace the first one count as long as it cannot be used. `store` reads the digest of the
    /// system's store, which may take seconds, so it is called once at most.
    pub(super) fn fresh_records(
        &self,
        now: i64,
        store: impl FnOnce() -> Option<StoreDigest>,
    ) -> impl Iterator<Item = FreshRecord> {
        let store = LazyCell::new(store);
        let mut before = Vec::new();
        self.caches.iter().filter_map(move |dir| {
            let fresh = (Cache::open(&dir).ok()).and_then(|cache| {
                let mut record = Record::read(&cache.record(&self.cache_key), &self.cache_key)?;
                if !record.is_fresh(now) || !record.replaces(&before, now) {
                    return None;
                }
                let state = record.compare_store(|| store.clone());
                (state != StoreState::Changed).then_some(FreshRecord {
                    cache,
                    record,
                    is_renewed: state == StoreState::Renewed,
                })
            });
            before.push(dir.into_owned());
            fresh
        })
    }

    /// Returns the bundle of a fresh record.
    fn recorded(&self, fresh: FreshRecord) -> Option<Bundle> {
        let (cache, mut record) = (&fresh.cache, fresh.record);
        let mut is_changed = fresh.is_renewed;
        for file in record.files_mut() {
            is_changed |= file.check(cache)?;
        }
        if is_changed {
            // If the record is not writable, the next launch reads the bundle again.
            let _ = record.write(&cache.record(&self.cache_key));
        }
        if !record.files().all(|file| file.is_kept(cache)) {
            return None;
        }
        let others = record.others.iter();
        let others = others.map(|file| (file.client, file.path(cache)));
        let main = record.main.path(cache);
        Bundle::in_cache(cache, main, others.collect(), record.hides_dir).ok()
    }
}

impl RecordedFile {
    /// Returns `None` if the file is damaged, and otherwise whether it has a new stamp.
    fn check(&mut self, cache: &Cache) -> Option<bool> {
        if self.stamp.is_current() {
            return Some(false);
        }
        let path = self.path(cache);
        // Taken first, because a change while the file is read must show.
        self.stamp = Stamp::of(&path);
        is_intact(&path, &self.digest).then_some(true)
    }

    /// Returns whether the file has its digest, and no other user can change it.
    pub fn is_intact(&self, cache: &Cache) -> bool {
        is_intact(&self.path(cache), &self.digest)
    }

    /// Updates the file's mtime at intervals, so that `prune` keeps the file. Returns `false` if
    /// `prune` has just removed it.
    fn is_kept(&self, cache: &Cache) -> bool {
        let path = self.path(cache);
        let used = self.stamp.modified_at().or_else(|| modified_at(&path));
        used.is_some_and(|used| {
            // A time that cannot be computed is in the future.
            let due = used.checked_add(TOUCH_INTERVAL);
            due.is_none_or(|due| SystemTime::now() <= due) || touch(&path)
        })
    }
}

/// Returns when a file's content was last changed.
fn modified_at(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).ok()?.modified().ok()
}

/// Returns whether a file has this SHA-256, and no other user can change it.
pub fn is_intact(path: &Path, digest: &str) -> bool {
    read_regular(path, MAX_SIZE).is_ok_and(|(bytes, meta)| {
        check_owner(path, &meta).is_ok() && hex(&sha256(&bytes)) == digest
    })
}

/// Sets the mtime of a bundle or another part of the cache, by which `prune` measures its age.
/// Returns `false` if `prune` has just removed it.
pub fn touch(path: &Path) -> bool {
    // A user who cannot set the mtime of a file of root cannot remove the file either.
    // NFS reports a file that another machine has removed as stale.
    let is_gone = |error: io::Error| {
        let kind = error.kind();
        kind == io::ErrorKind::NotFound || kind == io::ErrorKind::StaleNetworkFileHandle
    };
    !os::touch(path).is_err_and(is_gone)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bundle::draft::Draft;
    use crate::bundle::files::NewFiles;
    use crate::dirs::{CacheDir, CacheDirs};
    use crate::stores::gather;
    use crate::stores::inputs::BundleInputs;
    use crate::stores::inputs::tests::of_defaults;

    /// Gives a new file the stamp that it would have if it were older.
    fn age(record: &mut Record, cache: &Cache) {
        let identity = os::identity(&record.main.path(cache)).unwrap();
        let mut json = serde_json::to_value(&*record).unwrap();
        json["main"]["stamp"]["state"] = serde_json::json!({ "present": identity });
        *record = serde_json::from_value(json).unwrap();
    }

    #[test]
    fn a_changed_keychain_with_the_same_settings_costs_one_comparison() {
        let dir = tempfile::tempdir().unwrap();
        let keychain = dir.path().join("login.keychain-db");
        // A directory of the system is old enough for a stamp.
        let read = |path: &Path, settings: &str| StoreDigest {
            stamps: vec![Stamp::of(path)],
            digest: settings.to_owned(),
        };
        let inputs = BundleInputs {
            native: false,
            ..of_defaults()
        };
        let caches = CacheDirs::new([CacheDir::named(dir.path().join("cache"))], None);
        let request = BundleRequest::new(&inputs, &caches, dir.path(), "host".to_owned());
        let mut gathered = gather(&inputs, dir.path(), now(), Vec::new);
        gathered.store = Some(read(&keychain, "settings"));
        let files = NewFiles::of(&mut gathered.merged, false, dir.path());
        let cache = Cache::open_to_write(&dir.path().join("cache")).unwrap();
        let path = cache.record(&request.cache_key);
        let key = &request.cache_key;
        (Draft::new(&inputs, gathered, files))
            .store_with_record(&cache, &inputs, key, &[], now())
            .unwrap();
        let mut record = Record::read(&path, key).unwrap();
        age(&mut record, &cache);
        record.write(&path).unwrap();

        assert!(request.fresh_if(|| panic!("no stamp differs")).is_some());
        // A password is saved: the settings are compared once.
        fs::write(&keychain, "password").unwrap();
        let compared = || Some(read(Path::new("/"), "settings"));
        assert!(request.fresh_if(compared).is_some());
        let again = || panic!("the record has the new stamp");
        assert!(request.fresh_if(again).is_some());
        // A certificate is trusted.
        record.write(&path).unwrap();
        assert!(request.fresh_if(|| Some(read(&keychain, "more"))).is_none());
        assert!(request.fresh_if(|| None).is_none());
    }

    #[test]
    fn a_bundle_of_two_megabytes_is_intact() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let bytes = vec![b'A'; 2_000_000];
        fs::write(file.path(), &bytes).unwrap();
        assert!(is_intact(file.path(), &hex(&sha256(&bytes))));
        assert!(!is_intact(file.path(), &hex(&sha256(&bytes[1..]))));
    }
}
