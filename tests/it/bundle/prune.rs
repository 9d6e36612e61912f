//! `bundle prune`.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::{as_of_another_version, with_studio};
use crate::hook::hook;
use crate::sandbox::Sandbox;
use crate::system;
use crate::tls_server::Authority;

/// Returns a sandbox with a bundle that no other test's processes use.
pub fn unique_bundle() -> (Sandbox, PathBuf) {
    let sandbox = with_studio(Sandbox::new(), &Authority::new("Prune"));
    sandbox.run(["bundle", "path"]).success();
    let bundle = sandbox.bundles().remove(0);
    (sandbox, bundle)
}

/// Makes a file look as if it had been used days ago.
pub fn age(path: impl AsRef<Path>, days: u64) {
    let time = SystemTime::now() - Duration::from_hours(days * 24);
    system::set_modified(path.as_ref(), time);
}

/// Makes every bundle and record in the cache look as if it had been used days ago.
pub fn age_all(sandbox: &Sandbox, days: u64) {
    for path in sandbox.bundles().iter().chain(&sandbox.records()) {
        age(path, days);
    }
}

pub fn prune(sandbox: &Sandbox) -> String {
    sandbox.run(["bundle", "prune"]).success().text()
}

#[test]
fn prune_removes_bundles_unused_for_thirty_days() {
    let (sandbox, _) = unique_bundle();
    assert_eq!(prune(&sandbox), "0 bundles removed, 0 KiB\n");
    age_all(&sandbox, 29);
    assert_eq!(prune(&sandbox), "0 bundles removed, 0 KiB\n");
    // A launch sets the bundle's mtime.
    age_all(&sandbox, 31);
    sandbox.run(["bundle", "path"]).success();
    assert!(prune(&sandbox).starts_with("0 bundles"));
    age_all(&sandbox, 31);
    assert!(prune(&sandbox).starts_with("1 bundle removed"));
    assert_eq!((sandbox.bundles().len(), sandbox.records().len()), (0, 0));
}

#[test]
fn a_bundle_that_a_recent_record_names_stays() {
    let (sandbox, bundle) = unique_bundle();
    age_all(&sandbox, 31);
    // A record of a version with another format.
    let digest = format!("{}{}", stem(&bundle), "0".repeat(48));
    let record = format!(r#"{{"schema":9,"files":["{digest}"]}}"#);
    let other = sandbox
        .cache()
        .join("recipes/0123456789abcdef-0123456789abcdef.json");
    sandbox.write(&other, record);
    assert!(prune(&sandbox).starts_with("0 bundles"));
    // An old record stays while its bundle exists.
    assert_eq!(sandbox.records().len(), 2);
    age(&other, 31);
    assert!(prune(&sandbox).starts_with("1 bundle removed"));
    assert_eq!(sandbox.records().len(), 0);
}

fn stem(bundle: &Path) -> String {
    let stem = bundle.file_stem().expect("a name");
    stem.to_str().expect("UTF-8").to_owned()
}

#[test]
fn a_record_of_another_version_is_removed_by_age_only() {
    let sandbox = Sandbox::new();
    sandbox.run(["bundle", "path"]).success();
    let other = as_of_another_version(&sandbox);
    fs::remove_file(sandbox.bundles().remove(0)).expect("the directory is writable");
    sandbox.run(["bundle", "prune"]).success();
    assert_eq!(sandbox.records(), std::slice::from_ref(&other));
    age(&other, 31);
    sandbox.run(["bundle", "prune"]).success();
    assert_eq!(sandbox.records().len(), 0);
}

#[test]
fn an_earlier_bundle_in_use_is_not_pruned() {
    let sandbox = with_studio(Sandbox::new(), &Authority::new("Studio"));
    sandbox.run(["bundle", "path"]).success();
    fs::remove_file(sandbox.home().join("studio.pem")).expect("the directory is writable");
    age_all(&sandbox, 31);
    sandbox.run(["bundle", "path"]).code(0);
    assert!(prune(&sandbox).starts_with("0 bundles"));
}

/// `SGLAUNCH_CACHE_DIR` may name a directory with other files.
#[test]
fn nothing_is_removed_that_is_not_the_caches_own() {
    let sandbox = Sandbox::new();
    let sandbox = {
        let project = sandbox.path("project");
        sandbox.env("SGLAUNCH_CACHE_DIR", project)
    };
    let hook = "hooks/sglaunch-certifi-0123456789abcdef";
    let names = [
        "soup.txt".to_owned(),
        ".tmpfile".into(),
        "recipes/soup.txt".into(),
        "recipes/soup.json".into(),
        "recipes/.tmp".into(),
        "bundles/photo.pem".into(),
        "bundles/0123456789abcdef.pem.orig".into(),
        "bundles/dir/0123456789abcdef.pem".into(),
        "bundles/fedcba9876543210.pem/file".into(),
        "empty/file".into(),
        "hooks/sglaunch-certifi-mine/sitecustomize.py".into(),
        "hooks/.tmp123456/sitecustomize.py".into(),
        "other/.tmp123456".into(),
        format!("{hook}/notes.txt"),
        format!("{hook}/__pycache__/notes.cpython-311.pyc"),
        format!("{hook}/dir/.tmp123456"),
    ];
    let files: Vec<PathBuf> = (names.iter())
        .map(|name| sandbox.write(Path::new("project").join(name), "mine"))
        .collect();
    for path in files.iter().flat_map(|file| file.ancestors().take(3)) {
        if path.starts_with(sandbox.path("project")) {
            age(path, 400);
        }
    }
    assert!(prune(&sandbox).starts_with("0 bundles"));
    for file in &files {
        assert_eq!(
            fs::read(file).expect("it exists"),
            b"mine",
            "{}",
            file.display()
        );
    }
}

#[test]
fn temporary_files_go_after_a_day() {
    let sandbox = Sandbox::new();
    let hook = hook(&sandbox);
    // sglaunch writes none in the cache directory itself, which may be a project's.
    let foreign = sandbox.write(sandbox.cache().join(".tmpAb3xY9"), "");
    system::set_modified(&foreign, SystemTime::now() - Duration::from_hours(25));
    let dirs = [
        sandbox.cache().join("bundles"),
        sandbox.cache().join("recipes"),
        sandbox.cache().join("hooks"),
        hook.join("__pycache__"),
        hook.clone(),
    ];
    for dir in dirs {
        let [old, young] =
            [".tmpAb3xY9", ".tmp000000"].map(|name| sandbox.write(dir.join(name), ""));
        let hours = |hours| SystemTime::now() - Duration::from_hours(hours);
        system::set_modified(&old, hours(25));
        system::set_modified(&young, hours(23));
        prune(&sandbox);
        assert_eq!(
            (old.exists(), young.exists()),
            (false, true),
            "{}",
            dir.display()
        );
    }
    assert!(foreign.exists());
}
