//! `bundle prune`.

use std::fs;
use std::time::{Duration, SystemTime};

use super::{as_of_another_version, with_studio};
use crate::sandbox::Sandbox;
use crate::tls_server::Authority;

#[test]
fn prune_removes_bundles_unused_for_thirty_days() {
    let sandbox = Sandbox::new();
    let path = sandbox.run(["bundle", "path"]).success().text();
    assert_eq!(
        sandbox.run(["bundle", "prune"]).success().text(),
        "0 bundles removed, 0 KiB\n"
    );
    let days = |days: u64| SystemTime::now() - Duration::from_hours(days * 24);
    let set_mtime = |time| {
        let file = fs::File::options()
            .write(true)
            .open(path.trim_end())
            .expect("a bundle");
        file.set_modified(time).expect("the directory is writable");
    };
    // A launch sets the mtime.
    set_mtime(days(31));
    sandbox.run(["bundle", "path"]).success();
    sandbox.run(["bundle", "path"]).success();
    assert!(
        sandbox
            .run(["bundle", "prune"])
            .success()
            .text()
            .starts_with("0 bundles")
    );
    set_mtime(days(31));
    assert!(
        sandbox
            .run(["bundle", "prune"])
            .success()
            .text()
            .starts_with("1 bundle removed")
    );
    assert_eq!((sandbox.bundles().len(), sandbox.records().len()), (0, 0));
}

#[test]
fn a_record_of_another_version_is_removed_by_age_only() {
    let sandbox = Sandbox::new();
    sandbox.run(["bundle", "path"]).success();
    let other = as_of_another_version(&sandbox);
    fs::remove_file(sandbox.bundles().remove(0)).expect("the directory is writable");
    sandbox.run(["bundle", "prune"]).success();
    assert_eq!(sandbox.records(), std::slice::from_ref(&other));
    let old = SystemTime::now() - Duration::from_hours(31 * 24);
    let file = fs::File::options().write(true).open(&other);
    file.and_then(|file| file.set_modified(old))
        .expect("the directory is writable");
    sandbox.run(["bundle", "prune"]).success();
    assert_eq!(sandbox.records().len(), 0);
}

#[test]
fn an_earlier_bundle_in_use_is_not_pruned() {
    let sandbox = with_studio(Sandbox::new(), &Authority::new("Studio"));
    let path = sandbox.run(["bundle", "path"]).success().text();
    fs::remove_file(sandbox.home().join("studio.pem")).expect("the directory is writable");
    let old = SystemTime::now() - Duration::from_hours(31 * 24);
    let bundle = fs::File::options()
        .write(true)
        .open(path.trim_end())
        .expect("a bundle");
    bundle.set_modified(old).expect("the directory is writable");
    fs::create_dir(sandbox.cache().join("bundles/dir")).expect("the directory is writable");
    sandbox.run(["bundle", "path"]).code(0);
    assert!(
        sandbox
            .run(["bundle", "prune"])
            .success()
            .text()
            .starts_with("0 bundles")
    );
}
