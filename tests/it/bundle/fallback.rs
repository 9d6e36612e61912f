//! Damaged files in the cache, and earlier bundles.

use std::fs;

use super::{as_of_another_version, verbose_path, wait_for_stamps, with_studio};
use crate::sandbox::Sandbox;
use crate::tls_server::Authority;

#[test]
fn damaged_files_in_the_cache_are_rewritten_silently() {
    let sandbox = Sandbox::new();
    let path = sandbox.run(["bundle", "path"]).success().text();
    let bundle = sandbox.bundles().remove(0);
    let good = fs::read(&bundle).expect("a bundle");
    let mut bad = good.clone();
    bad[1000] ^= 1;
    fs::write(&bundle, &bad).expect("the directory is writable");
    assert_eq!(sandbox.run(["bundle", "path"]).success().text(), path);
    assert_eq!(fs::read(&bundle).expect("a bundle"), good);

    for damage in ["", "{", "{\"schema\":1}", "null", "[1,2", "\0\0\0"] {
        fs::write(&sandbox.records()[0], damage).expect("the directory is writable");
        assert_eq!(
            sandbox.run(["bundle", "path"]).success().text(),
            path,
            "{damage}"
        );
    }
    fs::remove_file(&bundle).expect("the directory is writable");
    assert_eq!(sandbox.run(["bundle", "path"]).success().text(), path);
    assert_eq!(fs::read(&bundle).expect("a bundle"), good);
}

#[test]
fn an_earlier_bundle_replaces_one_that_cannot_be_built() {
    let sandbox = with_studio(Sandbox::new(), &Authority::new("Studio"));
    let path = sandbox.run(["bundle", "path"]).success().text();
    fs::remove_file(sandbox.home().join("studio.pem")).expect("the directory is writable");
    assert!(
        sandbox
            .run(["bundle", "build"])
            .code(125)
            .stderr
            .contains("no new bundle was built")
    );
    let outcome = sandbox.run(["bundle", "path"]).code(0);
    assert_eq!(outcome.text(), path);
    assert!(
        outcome
            .stderr
            .ends_with("no such file; using the bundle that was built before\n"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn a_damaged_bundle_is_rebuilt_although_its_inputs_are_unchanged() {
    let sandbox = Sandbox::new();
    let path = sandbox.run(["bundle", "path"]).success().text();
    wait_for_stamps();
    sandbox.run(["bundle", "path"]).success();
    wait_for_stamps();
    sandbox.run(["bundle", "path"]).success();
    assert!(verbose_path(&sandbox).contains("is fresh"));
    let good = fs::read(path.trim_end()).expect("a bundle");
    let mut bad = good.clone();
    bad[1000] ^= 1;
    fs::write(path.trim_end(), bad).expect("the directory is writable");
    assert_eq!(sandbox.run(["bundle", "path"]).success().text(), path);
    assert_eq!(fs::read(path.trim_end()).expect("a bundle"), good);
}

#[test]
fn a_bundle_of_another_version_is_an_earlier_bundle() {
    let sandbox = with_studio(Sandbox::new(), &Authority::new("Studio"));
    let path = sandbox.run(["bundle", "path"]).success().text();
    as_of_another_version(&sandbox);
    let verified = sandbox.run(["bundle", "verify"]).success().text();
    assert!(verified.starts_with("bundle OK: "), "{verified}");
    let diff = sandbox.run(["bundle", "diff"]).success().text();
    assert!(diff.starts_with("0 to add, 0 to remove"), "{diff}");
    fs::remove_file(sandbox.home().join("studio.pem")).expect("the directory is writable");
    let outcome = sandbox.run(["bundle", "path"]).code(0);
    assert_eq!(outcome.text(), path);
    let stderr = &outcome.stderr;
    assert!(
        stderr.contains("using the bundle that was built before"),
        "{stderr}"
    );
}
