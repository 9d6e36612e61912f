//! Damaged files in the cache, and the bundle built before.

use std::fs;

use super::{age, as_of_another_version, said, with_studio};
use crate::sandbox::Sandbox;
use crate::tls_server::Authority;

#[test]
fn damaged_files_in_the_cache_are_made_anew_without_a_word() {
    let sandbox = Sandbox::new();
    let path = sandbox.run(["bundle", "path"]).quietly().text();
    let bundle = sandbox.bundles().remove(0);
    let good = fs::read(&bundle).expect("a bundle");
    let mut bad = good.clone();
    bad[1000] ^= 1;
    fs::write(&bundle, &bad).expect("ours");
    assert_eq!(sandbox.run(["bundle", "path"]).quietly().text(), path);
    assert_eq!(fs::read(&bundle).expect("a bundle"), good);

    for damage in ["", "{", "{\"schema\":1}", "null", "[1,2", "\0\0\0"] {
        fs::write(&sandbox.records()[0], damage).expect("ours");
        assert_eq!(
            sandbox.run(["bundle", "path"]).quietly().text(),
            path,
            "{damage}"
        );
    }
    fs::remove_file(&bundle).expect("ours");
    assert_eq!(sandbox.run(["bundle", "path"]).quietly().text(), path);
    assert_eq!(fs::read(&bundle).expect("a bundle"), good);
}

#[test]
fn an_earlier_bundle_is_better_than_none() {
    let sandbox = with_studio(Sandbox::new(), &Authority::new("Studio"));
    let path = sandbox.run(["bundle", "path"]).quietly().text();
    fs::remove_file(sandbox.home().join("studio.pem")).expect("ours");
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
            .ends_with("there is no such file; using the bundle that was built before\n"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn a_damaged_bundle_is_not_handed_on_even_when_nothing_else_has_changed() {
    let sandbox = Sandbox::new();
    let path = sandbox.run(["bundle", "path"]).quietly().text();
    age();
    sandbox.run(["bundle", "path"]).quietly();
    age();
    sandbox.run(["bundle", "path"]).quietly();
    assert!(said(&sandbox).contains("is fresh"));
    let good = fs::read(path.trim_end()).expect("a bundle");
    let mut bad = good.clone();
    bad[1000] ^= 1;
    fs::write(path.trim_end(), bad).expect("ours");
    assert_eq!(sandbox.run(["bundle", "path"]).quietly().text(), path);
    assert_eq!(fs::read(path.trim_end()).expect("a bundle"), good);
}

#[test]
fn a_bundle_of_another_version_is_an_earlier_bundle() {
    let sandbox = with_studio(Sandbox::new(), &Authority::new("Studio"));
    let path = sandbox.run(["bundle", "path"]).quietly().text();
    as_of_another_version(&sandbox);
    let verified = sandbox.run(["bundle", "verify"]).quietly().text();
    assert!(verified.starts_with("bundle OK: "), "{verified}");
    let diff = sandbox.run(["bundle", "diff"]).quietly().text();
    assert!(diff.starts_with("0 to add, 0 to remove"), "{diff}");
    fs::remove_file(sandbox.home().join("studio.pem")).expect("ours");
    let outcome = sandbox.run(["bundle", "path"]).code(0);
    assert_eq!(outcome.text(), path);
    let stderr = &outcome.stderr;
    assert!(
        stderr.contains("using the bundle that was built before"),
        "{stderr}"
    );
}
