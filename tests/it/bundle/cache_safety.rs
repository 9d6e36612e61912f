//! Other users: which cache directories, records and bundles are not used because others could have
//! written them.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::wait_for_stamps;
use crate::clients::not_run;
use crate::sandbox::{Outcome, Sandbox};
use crate::system;
use crate::tls_server::Authority;
use crate::trust_dir::sha256;

/// A user without privileges who is not the user of the tests.
const OTHER: u32 = 12345;

/// Returns a sandbox in which files can be given to another user, which only root may do.
fn with_other_users(test: &str) -> Option<Sandbox> {
    if !system::is_root() {
        not_run(test, "only root can give files to another user");
        return None;
    }
    Some(
        Sandbox::new()
            .env("XDG_RUNTIME_DIR", "/nowhere")
            .unprivileged(),
    )
}

/// Checks that the bundle of a launch is in a private directory, and returns the outcome.
#[track_caller]
fn is_private(sandbox: &Sandbox, outcome: Outcome) -> Outcome {
    let path = PathBuf::from(outcome.text().trim_end());
    let dir = path.ancestors().nth(2).expect("a cache directory");
    assert_eq!(dir.parent(), Some(&*sandbox.path("tmp")), "{outcome:?}");
    assert!(system::has_mode(dir, 0o700), "{}", dir.display());
    outcome
}

/// Returns the path of the bundle, of which nothing is to be said.
#[track_caller]
fn own_path(sandbox: &Sandbox) -> PathBuf {
    let outcome = sandbox.run(["bundle", "path"]).success();
    PathBuf::from(outcome.text().trim_end())
}

#[test]
fn a_cache_that_other_users_can_write_to_is_passed_over() {
    let sandbox = Sandbox::new()
        .env("XDG_RUNTIME_DIR", "/nowhere")
        .unprivileged();
    sandbox.run(["bundle", "path"]).success();
    let cache = sandbox.cache();
    for dir in [cache.clone(), cache.join("bundles"), cache.join("recipes")] {
        for mode in [0o777, 0o1777] {
            system::set_mode(&dir, mode);
            let outcome = sandbox.run(["--refresh", "bundle", "path"]).code(0);
            is_private(&sandbox, outcome)
                .stderr_contains(&format!("{}: all users can write to it", dir.display()))
                .stderr_contains(&format!("(remove the directory {})", cache.display()));
        }
        wait_for_stamps();
        sandbox.run(["bundle", "path"]).code(0);
        // The next launch finds the bundle without a warning.
        let outcome = sandbox.run(["bundle", "path"]).success();
        is_private(&sandbox, outcome);
        // The cache counts as soon as it is safe.
        system::set_mode(&dir, 0o755);
        assert!(own_path(&sandbox).starts_with(&cache));
    }
}

#[test]
fn a_directory_that_the_user_has_named_is_not_to_be_removed() {
    let sandbox = Sandbox::new().unprivileged();
    let shared = sandbox.path("tmp/shared");
    sandbox.write("tmp/shared/file", "");
    system::set_mode(&shared, 0o1777);
    let sandbox = sandbox.env("SGLAUNCH_CACHE_DIR", &shared);
    let outcome = sandbox.run(["bundle", "path"]).code(0);
    outcome.stderr_contains("(set SGLAUNCH_CACHE_DIR to a directory that only you can write to)");
    assert_eq!(fs::read_dir(&shared).expect("it exists").count(), 1);
}

#[test]
fn a_directory_that_is_named_later_replaces_a_private_one() {
    let sandbox = Sandbox::new()
        .env("XDG_RUNTIME_DIR", "/nowhere")
        .unprivileged();
    fs::create_dir_all(sandbox.cache()).expect("the home is writable");
    system::set_mode(sandbox.cache(), 0o777);
    sandbox.run(["bundle", "path"]).code(0);
    wait_for_stamps();
    sandbox.run(["bundle", "path"]).code(0);
    let outcome = sandbox.run(["bundle", "path"]).success();
    is_private(&sandbox, outcome);
    let named = sandbox.path("tmp/named");
    let sandbox = sandbox.env("SGLAUNCH_CACHE_DIR", &named);
    assert!(own_path(&sandbox).starts_with(&named));
}

#[test]
fn a_group_may_write_only_if_it_is_the_users_own() {
    let Some(sandbox) =
        with_other_users("bundle::cache_safety::a_group_may_write_only_if_it_is_the_users_own")
    else {
        return;
    };
    let path = sandbox.run(["bundle", "path"]).success().text();
    let cache = sandbox.cache();
    system::set_mode(&cache, 0o775);
    let refreshed = sandbox.run(["--refresh", "bundle", "path"]);
    assert_eq!(refreshed.success().text(), path);
    system::chgrp(&cache, OTHER);
    let outcome = sandbox.run(["--refresh", "bundle", "path"]).code(0);
    is_private(&sandbox, outcome).stderr_contains("group 12345 can write to it");
}

#[test]
fn a_cache_that_another_user_owns_is_passed_over() {
    let Some(sandbox) =
        with_other_users("bundle::cache_safety::a_cache_that_another_user_owns_is_passed_over")
    else {
        return;
    };
    sandbox.run(["bundle", "path"]).success();
    system::chown(sandbox.cache(), OTHER);
    let outcome = sandbox.run(["bundle", "path"]).code(0);
    is_private(&sandbox, outcome).stderr_contains("belongs to user 12345");
}

#[test]
fn a_planted_record_or_bundle_is_never_used() {
    let Some(sandbox) =
        with_other_users("bundle::cache_safety::a_planted_record_or_bundle_is_never_used")
    else {
        return;
    };
    let evil = Authority::new("Evil");
    wait_for_stamps();
    sandbox.run(["bundle", "path"]).success();
    let (bundle, record) = (sandbox.bundles().remove(0), sandbox.records().remove(0));
    let is_trusted = |owner_of_bundle, owner_of_record, mode| {
        let planted = plant(&evil, &bundle, &record);
        for (file, owner) in [(&planted, owner_of_bundle), (&record, owner_of_record)] {
            system::chown(file, owner);
            system::set_mode(file, mode);
        }
        sandbox.trusts(&evil.der())
    };
    assert!(!is_trusted(OTHER, system::NOBODY, 0o644));
    assert!(!is_trusted(system::NOBODY, OTHER, 0o644));
    assert!(!is_trusted(OTHER, OTHER, 0o644));
    assert!(!is_trusted(system::NOBODY, system::NOBODY, 0o666));
    // The files that were planted are those that a launch would use.
    assert!(is_trusted(system::NOBODY, system::NOBODY, 0o644));
    assert!(is_trusted(0, 0, 0o644));
}

/// Writes a bundle of one certificate beside `bundle`, and changes `record` to name it.
fn plant(evil: &Authority, bundle: &Path, record: &Path) -> PathBuf {
    let pem = evil.pem();
    let digest = sha256(pem.as_bytes());
    let planted = bundle.with_file_name(format!("{}.pem", &digest[..16]));
    fs::write(&planted, pem).expect("the directory is writable");
    let text = fs::read_to_string(record).expect("a record");
    let mut json: Value = serde_json::from_str(&text).expect("JSON");
    json["main"]["digest"] = digest.into();
    fs::write(record, json.to_string()).expect("the directory is writable");
    planted
}

#[test]
fn a_link_of_the_user_or_root_is_as_good_as_a_directory() {
    let Some(sandbox) = with_other_users(
        "bundle::cache_safety::a_link_of_the_user_or_root_is_as_good_as_a_directory",
    ) else {
        return;
    };
    let elsewhere = sandbox.path("elsewhere");
    fs::create_dir(&elsewhere).expect("the sandbox is writable");
    system::chown(&elsewhere, system::NOBODY);
    let cache = sandbox.cache();
    fs::create_dir_all(cache.parent().expect("~/.cache")).expect("the home is writable");
    system::chown(cache.parent().expect("~/.cache"), system::NOBODY);
    system::symlink(&elsewhere, &cache).expect("a link");
    // The link belongs to root.
    let path = own_path(&sandbox);
    assert!(path.starts_with(&cache), "{}", path.display());
    let hook = sandbox.run_under("python", &["sh", "-c", "echo $PYTHONPATH"]);
    let hooks = cache.join("hooks").display().to_string();
    assert!(hook.success().text().starts_with(&hooks), "{hooks}");
    std::os::unix::fs::lchown(&cache, Some(OTHER), None).expect("root may change owners");
    let outcome = sandbox.run(["bundle", "path"]).code(0);
    is_private(&sandbox, outcome).stderr_contains("belongs to user 12345");
}

#[test]
fn a_path_that_others_can_rename_is_not_used() {
    let Some(sandbox) =
        with_other_users("bundle::cache_safety::a_path_that_others_can_rename_is_not_used")
    else {
        return;
    };
    let above = sandbox.path("above");
    fs::create_dir(&above).expect("the sandbox is writable");
    system::chown(&above, system::NOBODY);
    let sandbox = sandbox.env("SGLAUNCH_CACHE_DIR", above.join("cache"));
    let own = own_path(&sandbox);
    let is_used = |sandbox: &Sandbox| {
        let outcome = sandbox.run(["--refresh", "bundle", "path"]).code(0);
        own == Path::new(outcome.text().trim_end())
    };
    assert!(is_used(&sandbox));
    // Without the sticky bit, others could rename the directory and create another.
    system::set_mode(&above, 0o777);
    assert!(!is_used(&sandbox));
    system::set_mode(&above, 0o1777);
    assert!(is_used(&sandbox));
    system::chown(&above, OTHER);
    assert!(!is_used(&sandbox));
    system::chown(&above, 0);
    system::set_mode(&above, 0o755);
    assert!(is_used(&sandbox));
    // Another user could change the link.
    let link = sandbox.path("link");
    system::symlink(&above, &link).expect("a link");
    std::os::unix::fs::lchown(&link, Some(OTHER), None).expect("root may change owners");
    let sandbox = sandbox.env("SGLAUNCH_CACHE_DIR", link.join("cache"));
    let outcome = sandbox.run(["--refresh", "bundle", "path"]).code(0);
    is_private(&sandbox, outcome).stderr_contains("link: it belongs to user 12345");
}

#[test]
fn a_name_that_another_user_has_taken_does_not_stop_a_launch() {
    let Some(sandbox) = with_other_users(
        "bundle::cache_safety::a_name_that_another_user_has_taken_does_not_stop_a_launch",
    ) else {
        return;
    };
    // A service has no home, and all its caches are in the directory of temporary files.
    let sandbox = sandbox.without("HOME");
    let temp = sandbox.path("tmp");
    system::chown(&temp, 0);
    system::set_mode(&temp, 0o1777);
    for name in [
        "sglaunch-65534",
        "sglaunch-65534-AAAAAA",
        "sglaunch-65534-BBBBBB",
    ] {
        fs::create_dir(temp.join(name)).expect("the directory is writable");
    }
    system::chown(temp.join("sglaunch-65534-AAAAAA"), OTHER);
    system::set_mode(temp.join("sglaunch-65534-AAAAAA"), 0o700);
    system::chown(temp.join("sglaunch-65534-BBBBBB"), system::NOBODY);
    system::symlink(sandbox.home(), temp.join("sglaunch-65534-CCCCCC")).expect("a link");
    let path = is_private(&sandbox, sandbox.run(["bundle", "path"]).code(0)).text();
    for taken in ["AAAAAA", "BBBBBB", "CCCCCC"] {
        assert!(!path.contains(taken), "{path}");
    }
    wait_for_stamps();
    sandbox.run(["bundle", "path"]).code(0);
    // It is found again.
    assert_eq!(sandbox.run(["bundle", "path"]).success().text(), path);
    // Others could replace a private directory in a directory without the sticky bit.
    system::set_mode(&temp, 0o777);
    let outcome = sandbox.run(["bundle", "path"]).code(125);
    outcome.stderr_contains("error: cannot write the bundle to any cache directory");
}

#[test]
fn a_home_that_does_not_exist_is_not_created() {
    let sandbox = Sandbox::new().unprivileged();
    let missing = sandbox.path("tmp/missing");
    let runtime = sandbox.path("tmp/runtime");
    let sandbox = sandbox
        .env("HOME", &missing)
        .env("XDG_RUNTIME_DIR", &runtime);
    let outcome = sandbox.run(["bundle", "path"]).success();
    is_private(&sandbox, outcome);
    assert!(!missing.exists());
    assert!(!runtime.exists());
}

#[test]
fn the_use_of_a_read_only_bundle_is_noted() {
    let sandbox = Sandbox::new().unprivileged();
    sandbox.run(["bundle", "path"]).success();
    let bundle = sandbox.bundles().remove(0);
    let old = std::time::SystemTime::now() - std::time::Duration::from_hours(48);
    system::set_modified(&bundle, old);
    system::set_mode(&bundle, 0o444);
    // Its stamp is too young to be compared.
    sandbox.run(["bundle", "path"]).success();
    let modified = fs::metadata(&bundle).and_then(|meta| meta.modified());
    let age = modified.expect("a bundle").elapsed().unwrap_or_default();
    assert!(age < std::time::Duration::from_mins(1), "{age:?}");
}

#[test]
fn the_cache_of_root_is_readable_by_all_users() {
    if !system::is_root() {
        not_run(
            "bundle::cache_safety::the_cache_of_root_is_readable_by_all_users",
            "only root has this cache",
        );
        return;
    }
    let sandbox = Sandbox::new().without("SGLAUNCH_CACHE_DIR");
    let mut command = sandbox.command_of("sh");
    command.args([
        "-c",
        "umask 077; exec \"$0\" bundle path",
        crate::sandbox::sglaunch(),
    ]);
    let path = Outcome::from(command.output().expect("sh runs"))
        .success()
        .text();
    let cache = sandbox.path("root").join(CACHE_OF_ROOT);
    let path = PathBuf::from(path.trim_end());
    assert_eq!(path.ancestors().nth(2), Some(&*cache));
    for dir in [&cache, &cache.join("bundles"), &cache.join("recipes")] {
        assert!(system::has_mode(dir, 0o755), "{}", dir.display());
    }
    assert!(system::has_mode(&path, 0o644));
    assert!(!sandbox.home().join(".cache").exists());
}

const CACHE_OF_ROOT: &str = if cfg!(target_os = "macos") {
    "Library/Caches/sglaunch"
} else {
    "var/cache/sglaunch"
};
