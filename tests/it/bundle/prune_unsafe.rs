//! `bundle prune`: directories that other users can write to, and links.

use std::fs;
use std::os::unix::fs::symlink;

use super::prune::{age, age_all, unique_bundle};
use crate::sandbox::files_in;
use crate::system;

#[test]
fn an_unsafe_directory_is_named_and_the_others_are_pruned() {
    let (sandbox, _) = unique_bundle();
    age_all(&sandbox, 31);
    let runtime = sandbox.path("run");
    let sandbox = sandbox.env("XDG_RUNTIME_DIR", &runtime);
    let other = runtime.join("sglaunch");
    // No process of another test has this name in its environment.
    sandbox.write(other.join("bundles/0f1e2d3c4b5a6978.pem"), "old");
    age(other.join("bundles/0f1e2d3c4b5a6978.pem"), 31);
    // The first directory is unsafe, ...
    system::set_mode(sandbox.cache(), 0o777);
    let outcome = sandbox.run(["bundle", "prune"]).code(0);
    let warning = format!(
        "warning: cache: {}: all users can write to it",
        sandbox.cache().display()
    );
    assert!(outcome.stderr.starts_with(&warning), "{}", outcome.stderr);
    assert!(
        outcome.stderr.ends_with(", so it is not pruned\n"),
        "{}",
        outcome.stderr
    );
    assert!(outcome.text().starts_with("1 bundle removed"));
    assert_eq!((sandbox.bundles().len(), sandbox.records().len()), (1, 1));
    // ... or a directory in it.
    system::set_mode(sandbox.cache(), 0o755);
    system::set_mode(sandbox.cache().join("recipes"), 0o777);
    let outcome = sandbox.run(["bundle", "prune"]).code(0);
    assert!(
        outcome.stderr.contains("recipes: all users"),
        "{}",
        outcome.stderr
    );
    assert_eq!(sandbox.bundles().len(), 1);
    system::set_mode(sandbox.cache().join("recipes"), 0o755);
    let pruned = sandbox.run(["bundle", "prune"]).success().text();
    assert!(pruned.starts_with("1 bundle removed"), "{pruned}");
}

#[test]
fn a_directory_that_cannot_be_pruned_is_an_error_and_the_others_are_pruned() {
    let (sandbox, _) = unique_bundle();
    age_all(&sandbox, 31);
    let first = sandbox.path("first");
    sandbox.write(first.join("hooks"), "not a directory");
    // The second directory is the default one in a runtime directory.
    let runtime = sandbox.path("run");
    fs::create_dir(&runtime).expect("ours");
    fs::rename(sandbox.cache(), runtime.join("sglaunch")).expect("ours");
    let sandbox = (sandbox.env("SGLAUNCH_CACHE_DIR", &first)).env("XDG_RUNTIME_DIR", &runtime);
    let outcome = sandbox.run(["bundle", "prune"]).code(125);
    let error = format!("error: cannot prune {}: ", first.join("hooks").display());
    assert!(outcome.stderr.starts_with(&error), "{}", outcome.stderr);
    assert!(outcome.text().starts_with("1 bundle removed"));
}

#[test]
fn links_are_not_followed() {
    let (sandbox, _) = unique_bundle();
    let target = sandbox.path("target");
    let mine = [
        "0f1e2d3c4b5a6978.pem",
        "0123456789abcdef.json",
        ".tmp123456",
        "sitecustomize.py",
    ];
    for name in mine {
        sandbox.write(target.join(name), "mine");
        age(target.join(name), 400);
        symlink(target.join(name), sandbox.cache().join(name)).expect("a link");
        symlink(
            target.join(name),
            sandbox.cache().join("bundles").join(name),
        )
        .expect("a link");
        symlink(
            target.join(name),
            sandbox.cache().join("recipes").join(name),
        )
        .expect("a link");
    }
    age(&target, 400);
    let hook = sandbox
        .cache()
        .join("hooks/sglaunch-certifi-0123456789abcdef");
    fs::create_dir_all(&hook).expect("ours");
    symlink(
        &target,
        hook.with_file_name("sglaunch-certifi-fedcba9876543210"),
    )
    .expect("a link");
    symlink(&target, hook.join("__pycache__")).expect("a link");
    for days in [0, 400] {
        age(&hook, days);
        let outcome = sandbox.run(["bundle", "prune"]).code(125);
        assert!(
            outcome.stderr.contains("__pycache__: Not a directory"),
            "{}",
            outcome.stderr
        );
    }
    fs::remove_file(hook.join("__pycache__")).expect("ours");
    // A whole directory of the cache as a link is unsafe.
    let bundles = sandbox.cache().join("bundles");
    fs::rename(&bundles, sandbox.path("bundles")).expect("ours");
    symlink(&target, &bundles).expect("a link");
    let outcome = sandbox.run(["bundle", "prune"]).code(0);
    assert!(
        outcome.stderr.contains("bundles: it is a symbolic link"),
        "{}",
        outcome.stderr
    );
    assert_eq!(files_in(&target).len(), mine.len());
    assert!(files_in(&sandbox.cache()).len() > mine.len(), "links stay");
}
