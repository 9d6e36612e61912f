//! The cache directory: its permissions, its replacements, and launches at once.

use std::fs;
use std::path::Path;

use super::wait_for_stamps;
use crate::sandbox::{Sandbox, sglaunch};
use crate::system;

#[test]
#[cfg_attr(windows, ignore = "files of Windows have no modes")]
fn a_private_directory_replaces_a_read_only_cache() {
    let sandbox = Sandbox::new().env("XDG_RUNTIME_DIR", "/nowhere");
    fs::create_dir_all(sandbox.cache()).expect("the directory is writable");
    system::set_mode(sandbox.cache(), 0o555);
    let sandbox = sandbox.unprivileged();
    let outcome = sandbox.run(["bundle", "path"]).code(0);
    assert!(
        outcome.stderr.starts_with("warning: cache: not used: "),
        "{}",
        outcome.stderr
    );
    let path = outcome.text();
    assert!(Path::new(&path).starts_with(sandbox.path("tmp")), "{path}");
    wait_for_stamps();
    sandbox.run(["bundle", "path"]).code(0);
    // The next launch finds it there.
    assert_eq!(sandbox.run(["bundle", "path"]).success().text(), path);
}

#[test]
#[cfg_attr(windows, ignore = "files of Windows have no modes")]
fn a_fresh_bundle_in_a_read_only_cache_is_used() {
    let sandbox = Sandbox::new().unprivileged();
    let path = sandbox.run(["bundle", "path"]).success().text();
    wait_for_stamps();
    sandbox.run(["bundle", "path"]).success();
    for dir in [
        sandbox.cache(),
        sandbox.cache().join("bundles"),
        sandbox.cache().join("recipes"),
    ] {
        system::set_mode(dir, 0o555);
    }
    assert_eq!(sandbox.run(["bundle", "path"]).success().text(), path);
}

#[test]
#[cfg_attr(windows, ignore = "needs a limit on the size of files")]
fn a_full_disk_is_an_error_that_names_every_directory() {
    // A limit on the size of files works like a full disk: writing fails in the middle.
    let sandbox = Sandbox::new().env("SGLAUNCH", sglaunch());
    let output = std::process::Command::new("sh")
        .args([
            "-c",
            "trap '' XFSZ; ulimit -f 8; exec \"$0\" bundle path",
            sglaunch(),
        ])
        .env_clear()
        .envs([
            ("SGLAUNCH_CACHE_DIR", sandbox.cache()),
            ("TMPDIR", sandbox.path("tmp")),
            ("PATH", "/usr/bin:/bin".into()),
        ])
        .output()
        .expect("sh runs");
    let outcome = crate::sandbox::Outcome::from(output).code(125);
    assert!(
        outcome
            .stderr
            .starts_with("error: cannot write the bundle to any cache directory"),
        "{}",
        outcome.stderr
    );
    assert!(
        outcome
            .stderr
            .contains(&sandbox.cache().display().to_string())
    );
    assert_eq!(
        sandbox.bundles(),
        Vec::<std::path::PathBuf>::new(),
        "no partial file remains"
    );
}

#[test]
fn simultaneous_launches_build_the_same_bundle() {
    let sandbox = Sandbox::new();
    let children: Vec<_> = (0..20)
        .map(|_| {
            sandbox
                .command(["bundle", "path"])
                .stdout(std::process::Stdio::piped())
                .spawn()
                .expect("it starts")
        })
        .collect();
    let paths: Vec<String> = (children.into_iter())
        .map(|child| {
            crate::sandbox::Outcome::from(child.wait_with_output().expect("it ends"))
                .success()
                .text()
        })
        .collect();
    assert!(paths.windows(2).all(|pair| pair[0] == pair[1]));
    assert_eq!((sandbox.bundles().len(), sandbox.records().len()), (1, 1));
}

#[test]
fn a_cache_that_cannot_be_examined_is_not_used() {
    let sandbox = Sandbox::new();
    let file = sandbox.write("home/file", "");
    let cache = file.join("cache");
    let sandbox = sandbox.env("SGLAUNCH_CACHE_DIR", &cache);
    let outcome = sandbox.run(["bundle", "path"]).code(0);
    let warning = format!("warning: cache: not used: {}: ", cache.display());
    assert!(
        Path::new(&outcome.text()).starts_with(sandbox.path("tmp")),
        "{}",
        outcome.text()
    );
    assert!(outcome.stderr.starts_with(&warning), "{}", outcome.stderr);
}

#[test]
#[cfg_attr(windows, ignore = "files of Windows have no modes")]
fn a_bundle_that_cannot_be_recorded_is_used() {
    let sandbox = Sandbox::new()
        .env("XDG_RUNTIME_DIR", "/nowhere")
        .unprivileged();
    let path = sandbox.run(["bundle", "path"]).success().text();
    let (cache, temp) = (sandbox.cache(), sandbox.path("tmp"));
    for dir in [
        &cache.join("bundles"),
        &cache.join("recipes"),
        &cache,
        &temp,
    ] {
        system::set_mode(dir, 0o555);
    }
    // The stamps in the record are too young to be compared.
    let outcome = sandbox.run(["bundle", "path"]).code(0);
    assert_eq!(outcome.text(), path);
    outcome.stderr_contains("each launch reads the certificates again");
    sandbox.write("root/etc/ssl/certs/ca-certificates.crt", "");
    let outcome = sandbox.run(["bundle", "path"]).code(125);
    outcome.stderr_contains("error: cannot write the bundle to any cache directory");
}
