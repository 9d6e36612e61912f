//! Properties of every record in the cache.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use sglaunch::bundle::cache::Cache;
use sglaunch::bundle::record::{PROGRAM, Record, SCHEMA};
use sglaunch::certs::blocklist::{Blocklist, MatchKey, Recorded};
use tempfile::TempDir;

use super::memory::temp_dir;

/// The inputs that a record must be of to be used.
const KEY: &str = "host h";

/// Panics if a property does not hold for a record of these bytes, in which `@SCHEMA@` and
/// `@PROGRAM@` are those of the version that reads it.
pub fn hold(bytes: &[u8]) {
    is_record(bytes);
}

/// Returns whether the bytes are a record, and checks the properties.
pub fn is_record(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes)
        .replace("@SCHEMA@", &SCHEMA.to_string())
        .replace("@PROGRAM@", PROGRAM);
    let dir = cache();
    let cache = Cache::unchecked(dir);
    let path = cache.records().join("record.json");
    let content = if str::from_utf8(bytes).is_ok() {
        text.as_bytes()
    } else {
        bytes
    };
    fs::write(&path, content).expect("it can be written");
    let Some(record) = Record::all(&cache.records()).next() else {
        assert!(Record::read(&path, KEY).is_none());
        return false;
    };
    assert_eq!(Record::read(&path, KEY).is_some(), record.cache_key == KEY);
    names_a_bundle_of_the_cache(&record, &cache);
    is_fresh_only_within_its_times(&record);
    distrusts_only_digests(&record);
    is_read_as_it_was_written(&record, &path);
    true
}

/// Whatever the record contains, its bundle is a file in the directory of bundles.
fn names_a_bundle_of_the_cache(record: &Record, cache: &Cache) {
    for file in record.files() {
        file.stamp.modified_at();
        let path = file.path(cache);
        let name = path.strip_prefix(cache.bundles()).expect("it is below");
        assert_eq!(name.components().count(), 1, "{}", path.display());
        assert!(name.extension().is_some());
    }
}

fn is_fresh_only_within_its_times(record: &Record) {
    for now in [i64::MIN, -1, 0, 1_700_000_000, i64::MAX] {
        if record.is_fresh(now) {
            assert!(record.is_current() && record.built_at <= now, "{record:?}");
        }
    }
}

fn distrusts_only_digests(record: &Record) {
    let keys: Vec<_> = (record.distrust.iter().flat_map(Recorded::match_keys)).collect();
    assert!(
        keys.iter()
            .all(|(key, _)| matches!(key, MatchKey::Digest(_)))
    );
    assert_eq!(Blocklist::new(keys.clone()).is_empty(), keys.is_empty());
}

fn is_read_as_it_was_written(record: &Record, path: &Path) {
    record.write(path).expect("it can be written");
    let again = Record::read(path, &record.cache_key).expect("it is a record");
    assert_eq!(format!("{again:?}"), format!("{record:?}"));
}

/// Returns a cache directory in memory, if there is one, for all calls of this process.
fn cache() -> &'static PathBuf {
    static CACHE: OnceLock<(TempDir, PathBuf)> = OnceLock::new();
    let (_, path) = CACHE.get_or_init(|| {
        let dir = temp_dir();
        let path = dir.path().join("cache");
        let cache = Cache::unchecked(&path);
        fs::create_dir_all(cache.records()).expect("a directory");
        (dir, path)
    });
    path
}
