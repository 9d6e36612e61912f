//! When a bundle is rebuilt, and when the cached one is used.

use std::fs;

use serde_json::Value;

use super::{as_of_another_version, base_count, verbose_path, wait_for_stamps, with_studio};
use crate::sandbox::{Sandbox, count};
use crate::system;
use crate::tls_server::Authority;

#[test]
fn a_bundle_is_rebuilt_only_if_a_source_has_changed() {
    let sandbox = with_studio(Sandbox::new(), &Authority::new("Old"));
    assert!(verbose_path(&sandbox).contains("built now"));
    wait_for_stamps();
    // Files that were too young for a stamp are read once more.
    assert!(verbose_path(&sandbox).contains("built now"));
    assert!(verbose_path(&sandbox).contains("is fresh"));
    let record = fs::read(&sandbox.records()[0]).expect("a record");
    assert!(verbose_path(&sandbox).contains("is fresh"));
    assert_eq!(fs::read(&sandbox.records()[0]).expect("a record"), record);

    sandbox.write("home/studio.pem", Authority::new("Newer").pem());
    assert!(verbose_path(&sandbox).contains("built now"));
    assert_eq!(sandbox.bundles().len(), 2);
    assert!(
        sandbox
            .run(["--refresh", "-v", "bundle", "path"])
            .stderr
            .contains("built now")
    );
}

#[test]
#[cfg_attr(windows, ignore = "Windows has no time of inode changes")]
fn a_change_that_keeps_size_and_mtime_is_noticed() {
    let sandbox = with_studio(Sandbox::new(), &Authority::new("Old"));
    wait_for_stamps();
    verbose_path(&sandbox);
    assert!(verbose_path(&sandbox).contains("is fresh"));
    // Written in place, with the same size and mtime: only ctime differs.
    let studio = sandbox.home().join("studio.pem");
    let before = fs::metadata(&studio)
        .expect("it exists")
        .modified()
        .expect("a time");
    sandbox.write("home/studio.pem", Authority::new("New").pem());
    fs::File::options()
        .write(true)
        .open(&studio)
        .and_then(|file| file.set_modified(before))
        .expect("the directory is writable");
    assert!(verbose_path(&sandbox).contains("built now"));
    assert_eq!(sandbox.bundles().len(), 2);
}

#[test]
fn a_certificate_added_to_a_directory_is_noticed() {
    let sandbox = Sandbox::new().pem("ca/one.pem", &Authority::new("One"));
    let sandbox = sandbox.profile("defaults", "ca: {files: [~/ca]}\n");
    let built = || count(sandbox.run(["bundle", "path"]).success().text().trim_end());
    assert_eq!(built(), base_count() + 1);
    system::symlink("one.pem", sandbox.home().join("ca/0a1b2c3d.0")).expect("a hash link");
    sandbox.write("home/ca/two.crt", Authority::new("Two").der());
    sandbox.write("home/ca/README", "nothing here");
    assert_eq!(built(), base_count() + 2);
}

#[test]
#[cfg_attr(windows, ignore = "Wine makes no symbolic links")]
fn a_dangling_link_whose_target_appears_is_noticed() {
    let sandbox = Sandbox::new().pem("ca/one.pem", &Authority::new("One"));
    let sandbox = sandbox.profile("defaults", "ca: {files: [~/ca]}\n");
    system::symlink(
        sandbox.home().join("later.pem"),
        sandbox.home().join("ca/two.pem"),
    )
    .expect("a link");
    let built = || {
        count(
            sandbox
                .run(["-q", "bundle", "path"])
                .code(0)
                .text()
                .trim_end(),
        )
    };
    assert_eq!(built(), base_count() + 1);
    wait_for_stamps();
    assert_eq!(built(), base_count() + 1);
    sandbox.write("home/later.pem", Authority::new("Two").pem());
    assert_eq!(built(), base_count() + 2);
}

#[test]
fn an_expiry_or_a_clock_set_back_causes_a_rebuild() {
    let sandbox = Sandbox::new();
    sandbox.run(["bundle", "path"]).success();
    wait_for_stamps();
    sandbox.run(["bundle", "path"]).success();
    assert!(verbose_path(&sandbox).contains("is fresh"));
    let record = sandbox.records().remove(0);
    // A certificate has expired since, or the clock was ahead and others seemed expired.
    for (key, time) in [("next_expiry", 1_i64), ("built_at", 9_000_000_000)] {
        let text = fs::read(&record).expect("a record");
        let mut changed: Value = serde_json::from_slice(&text).expect("JSON");
        changed[key] = time.into();
        fs::write(&record, changed.to_string()).expect("the directory is writable");
        assert!(verbose_path(&sandbox).contains("built now"), "{key}");
        assert!(verbose_path(&sandbox).contains("is fresh"), "{key}");
    }
}

#[test]
#[cfg_attr(windows, ignore = "the store of Windows has no files")]
fn a_changed_file_in_the_system_directory_is_noticed() {
    let sandbox = Sandbox::new();
    let write = |name: &str, text: &str| sandbox.write(format!("root/etc/ssl/certs/{name}"), text);
    write("empty.pem", "");
    write("mine.pem", &Authority::new("Mine").pem());
    let built = || count(sandbox.run(["bundle", "path"]).success().text().trim_end());
    assert_eq!(built(), base_count() + 1);
    wait_for_stamps();
    assert_eq!(built(), base_count() + 1);
    write("empty.pem", &Authority::new("Filled").pem());
    assert_eq!(built(), base_count() + 2);
    wait_for_stamps();
    assert_eq!(built(), base_count() + 2);
    write("mine.pem", "");
    assert_eq!(built(), base_count() + 1);
}

#[test]
fn two_versions_of_sglaunch_keep_records_of_their_own() {
    let sandbox = Sandbox::new();
    sandbox.run(["bundle", "path"]).success();
    wait_for_stamps();
    let other = as_of_another_version(&sandbox);
    let record = fs::read(&other).expect("a record");
    // The bundle of another version is never fresh.
    assert!(verbose_path(&sandbox).contains("built now"));
    assert!(verbose_path(&sandbox).contains("is fresh"));
    assert_eq!(sandbox.records().len(), 2);
    assert_eq!(fs::read(&other).expect("a record"), record);
}
