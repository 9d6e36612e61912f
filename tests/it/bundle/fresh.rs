//! When a bundle is built again, and when the cached one is used.

use std::fs;

use serde_json::Value;

use super::{age, as_of_another_version, basis, said, with_studio};
use crate::sandbox::{Sandbox, count};
use crate::system;
use crate::tls_server::Authority;

#[test]
fn a_fresh_bundle_is_not_built_again_and_a_changed_source_is_seen() {
    let sandbox = with_studio(Sandbox::new(), &Authority::new("Old"));
    assert!(said(&sandbox).contains("built now"));
    age();
    // What had only just been written when it was read is read once more, and then believed.
    assert!(said(&sandbox).contains("built now"));
    assert!(said(&sandbox).contains("is fresh"));
    let record = fs::read(&sandbox.records()[0]).expect("a record");
    assert!(said(&sandbox).contains("is fresh"));
    assert_eq!(fs::read(&sandbox.records()[0]).expect("a record"), record);

    sandbox.write("home/studio.pem", Authority::new("Newer").pem());
    assert!(said(&sandbox).contains("built now"));
    assert_eq!(sandbox.bundles().len(), 2);
    assert!(
        sandbox
            .run(["--refresh", "-v", "bundle", "path"])
            .stderr
            .contains("built now")
    );
}

#[test]
#[cfg_attr(
    windows,
    ignore = "without opening a file Windows tells no time that cannot be set back"
)]
fn a_change_that_leaves_the_old_times_is_seen() {
    let sandbox = with_studio(Sandbox::new(), &Authority::new("Old"));
    age();
    said(&sandbox);
    assert!(said(&sandbox).contains("is fresh"));
    // In place, with the same size and the old times: the change shows in the inode's.
    let studio = sandbox.home().join("studio.pem");
    let before = fs::metadata(&studio)
        .expect("it is there")
        .modified()
        .expect("a time");
    sandbox.write("home/studio.pem", Authority::new("New").pem());
    fs::File::options()
        .write(true)
        .open(&studio)
        .and_then(|file| file.set_modified(before))
        .expect("ours");
    assert!(said(&sandbox).contains("built now"));
    assert_eq!(sandbox.bundles().len(), 2);
}

#[test]
fn a_certificate_dropped_into_a_folder_is_seen() {
    let sandbox = Sandbox::new().pem("ca/one.pem", &Authority::new("One"));
    let sandbox = sandbox.profile("defaults", "ca: {files: [~/ca]}\n");
    let built = || count(sandbox.run(["bundle", "path"]).quietly().text().trim_end());
    assert_eq!(built(), basis() + 1);
    system::symlink("one.pem", sandbox.home().join("ca/0a1b2c3d.0")).expect("a hash link");
    sandbox.write("home/ca/two.crt", Authority::new("Two").der());
    sandbox.write("home/ca/README", "nothing here");
    assert_eq!(built(), basis() + 2);
}

#[test]
#[cfg_attr(windows, ignore = "Wine makes no symbolic links")]
fn a_link_that_leads_somewhere_only_later_is_seen() {
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
    assert_eq!(built(), basis() + 1);
    age();
    assert_eq!(built(), basis() + 1);
    sandbox.write("home/later.pem", Authority::new("Two").pem());
    assert_eq!(built(), basis() + 2);
}

#[test]
fn a_bundle_is_built_again_when_time_has_changed_what_counts() {
    let sandbox = Sandbox::new();
    sandbox.run(["bundle", "path"]).quietly();
    age();
    sandbox.run(["bundle", "path"]).quietly();
    assert!(said(&sandbox).contains("is fresh"));
    let record = sandbox.records().remove(0);
    // A certificate has expired since; or the clock was ahead when expired ones were left out.
    for (key, time) in [("next_expiry", 1_i64), ("built_at", 9_000_000_000)] {
        let text = fs::read(&record).expect("a record");
        let mut changed: Value = serde_json::from_slice(&text).expect("JSON");
        changed[key] = time.into();
        fs::write(&record, changed.to_string()).expect("ours");
        assert!(said(&sandbox).contains("built now"), "{key}");
        assert!(said(&sandbox).contains("is fresh"), "{key}");
    }
}

#[test]
#[cfg_attr(windows, ignore = "the store of Windows has no files")]
fn what_is_put_into_the_systems_folder_by_hand_is_seen_when_it_is_written_over() {
    let sandbox = Sandbox::new();
    let write = |name: &str, text: &str| sandbox.write(format!("root/etc/ssl/certs/{name}"), text);
    write("empty.pem", "");
    write("mine.pem", &Authority::new("Mine").pem());
    let built = || count(sandbox.run(["bundle", "path"]).quietly().text().trim_end());
    assert_eq!(built(), basis() + 1);
    age();
    assert_eq!(built(), basis() + 1);
    write("empty.pem", &Authority::new("Filled").pem());
    assert_eq!(built(), basis() + 2);
    age();
    assert_eq!(built(), basis() + 2);
    write("mine.pem", "");
    assert_eq!(built(), basis() + 1);
}

#[test]
fn two_versions_of_sglaunch_do_not_replace_each_others_records() {
    let sandbox = Sandbox::new();
    sandbox.run(["bundle", "path"]).quietly();
    age();
    let other = as_of_another_version(&sandbox);
    let record = fs::read(&other).expect("a record");
    // The bundle of another version is never fresh.
    assert!(said(&sandbox).contains("built now"));
    assert!(said(&sandbox).contains("is fresh"));
    assert_eq!(sandbox.records().len(), 2);
    assert_eq!(fs::read(&other).expect("a record"), record);
}
