//! `bundle verify`, `diff` and `list` with bundles in two cache directories.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{base_count, wait_for_stamps, with_studio};
use crate::sandbox::Sandbox;
use crate::tls_server::Authority;

/// Creates a fresh bundle in the first cache directory, and in the second one a bundle of the same
/// inputs without certificates, `seconds` later.
fn two_caches(seconds: i64) -> (Sandbox, PathBuf) {
    let sandbox = with_studio(Sandbox::new(), &Authority::new("Studio"));
    let sandbox = {
        let runtime = sandbox.path("run");
        sandbox.env("XDG_RUNTIME_DIR", runtime)
    };
    sandbox.run(["bundle", "path"]).success();
    wait_for_stamps();
    let path = sandbox.run(["bundle", "path"]).success().text();
    let record = sandbox.records().remove(0);
    let other = sandbox.path("run/sglaunch");
    let text = fs::read_to_string(&record).expect("a record");
    let mut json: Value = serde_json::from_str(&text).expect("JSON");
    let built_at = json["built_at"].as_i64().expect("a number");
    json["built_at"] = (built_at + seconds).into();
    // The SHA-256 of no bytes.
    let digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    json["main"]["digest"] = digest.into();
    let name = record.file_name().expect("a name");
    sandbox.write(other.join("recipes").join(name), json.to_string());
    sandbox.write(other.join(format!("bundles/{}.pem", &digest[..16])), "");
    (sandbox, path.trim_end().into())
}

#[test]
fn commands_look_at_the_bundle_that_a_launch_would_use() {
    for seconds in [0, 1] {
        let (sandbox, path) = two_caches(seconds);
        let found = sandbox.run(["bundle", "path"]).success().text();
        assert_eq!(Path::new(found.trim_end()), path);
        let verified = sandbox.run(["bundle", "verify"]).success().text();
        assert_eq!(
            verified,
            format!("bundle OK: {} certificates\n", base_count() + 1)
        );
        let diff = sandbox.run(["bundle", "diff"]).success().text();
        assert!(diff.starts_with("0 to add, 0 to remove"), "{diff}");
        let list = sandbox.run(["bundle", "list", "--json"]).success().json();
        assert_eq!(list["path"], path.to_str().expect("UTF-8"));
    }
}

#[test]
fn of_two_stale_bundles_of_one_second_the_first_directory_counts() {
    let (sandbox, path) = two_caches(0);
    sandbox.write("home/studio.pem", Authority::new("Another").pem());
    let error = sandbox.run(["bundle", "verify"]).code(1).stderr;
    let expected = format!("{} is out of date: 1 to add, 1 to remove", path.display());
    assert!(error.contains(&expected), "{error}");
    let diff = sandbox.run(["bundle", "diff"]).success().text();
    assert!(diff.contains("\n1 to add, 1 to remove"), "{diff}");
}

/// A launch passes over a damaged bundle.
#[test]
fn a_damaged_bundle_is_reported_if_no_other_is_fresh() {
    let (sandbox, path) = two_caches(0);
    fs::remove_dir_all(sandbox.path("run/sglaunch")).expect("ours");
    fs::write(&path, "damaged").expect("ours");
    let error = sandbox.run(["bundle", "verify"]).code(1).stderr;
    assert!(
        error.contains(&format!("{} is damaged", path.display())),
        "{error}"
    );
}
