//! The cache directory: its permissions, its replacements, and launches at once.

use std::fs;
use std::path::Path;

use super::age;
use crate::sandbox::{Sandbox, sglaunch};
use crate::system;

#[test]
#[cfg_attr(windows, ignore = "files of Windows have no modes")]
fn a_folder_that_others_can_write_to_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.run(["bundle", "path"]).quietly();
    for folder in [
        sandbox.cache(),
        sandbox.cache().join("bundles"),
        sandbox.cache().join("recipes"),
    ] {
        system::set_mode(&folder, 0o775);
        assert!(
            sandbox
                .run(["bundle", "path"])
                .code(125)
                .stderr
                .contains("mode 775")
        );
        system::set_mode(&folder, 0o777);
        let outcome = sandbox.run(["-p", "defaults", "true"]).code(125);
        assert!(
            outcome
                .stderr
                .contains("not safe: other users can write to it (mode 777)"),
            "{}",
            outcome.stderr
        );
        assert!(outcome.stderr.contains(&format!(
            "hint: remove that permission: chmod go-w '{}'",
            folder.display()
        )));
        system::set_mode(&folder, 0o755);
    }
    sandbox.run(["bundle", "path"]).quietly();

    fs::rename(sandbox.cache(), sandbox.path("elsewhere")).expect("ours");
    system::symlink(sandbox.path("elsewhere"), sandbox.cache()).expect("a link");
    assert!(
        sandbox
            .run(["bundle", "path"])
            .code(125)
            .stderr
            .contains("symbolic link")
    );
}

#[test]
#[cfg_attr(windows, ignore = "users of Windows have no numbers")]
fn a_folder_of_somebody_else_is_refused() {
    if !system::is_root() {
        crate::clients::not_run(
            "bundle::cache_dir::a_folder_of_somebody_else_is_refused",
            "only root may give files away",
        );
        return;
    }
    let sandbox = Sandbox::new();
    sandbox.run(["bundle", "path"]).quietly();
    system::chown(sandbox.cache(), 12345);
    assert!(
        sandbox
            .run(["bundle", "path"])
            .code(125)
            .stderr
            .contains("belongs to user 12345")
    );
}

#[test]
#[cfg_attr(windows, ignore = "files of Windows have no modes")]
fn where_the_cache_cannot_be_written_a_private_folder_does() {
    let sandbox = Sandbox::new().env("XDG_RUNTIME_DIR", "/nowhere");
    fs::create_dir_all(sandbox.cache()).expect("ours");
    system::set_mode(sandbox.cache(), 0o555);
    let sandbox = sandbox.unprivileged();
    let outcome = sandbox.run(["bundle", "path"]).code(0);
    assert!(
        outcome.stderr.starts_with("warning: cache: not writable ("),
        "{}",
        outcome.stderr
    );
    let path = outcome.text();
    assert!(Path::new(&path).starts_with(sandbox.path("tmp")), "{path}");
    age();
    sandbox.run(["bundle", "path"]).code(0);
    // The next launch finds it there.
    assert_eq!(sandbox.run(["bundle", "path"]).quietly().text(), path);
}

#[test]
#[cfg_attr(windows, ignore = "files of Windows have no modes")]
fn a_fresh_bundle_is_used_where_nothing_can_be_written() {
    let sandbox = Sandbox::new().unprivileged();
    let path = sandbox.run(["bundle", "path"]).quietly().text();
    age();
    sandbox.run(["bundle", "path"]).quietly();
    for folder in [
        sandbox.cache(),
        sandbox.cache().join("bundles"),
        sandbox.cache().join("recipes"),
    ] {
        system::set_mode(folder, 0o555);
    }
    assert_eq!(sandbox.run(["bundle", "path"]).quietly().text(), path);
}

#[test]
#[cfg_attr(windows, ignore = "it takes a limit on the size of files")]
fn no_place_left_is_an_error_that_names_every_place() {
    // A limit on the size of files stands in for a full disk: writing fails in the middle.
    let sandbox = Sandbox::new().env("SGLAUNCH", sglaunch());
    let output = std::process::Command::new("sh")
        .args([
            "-c",
            "trap '' XFSZ; ulimit -f 8; exec \"$0\" bundle path",
            sglaunch(),
        ])
        .env_clear()
        .envs([
            ("HOME", sandbox.home()),
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
        "no part of a file is left"
    );
}

#[test]
fn launches_at_once_do_not_get_in_each_others_way() {
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
    let said: Vec<String> = (children.into_iter())
        .map(|child| {
            crate::sandbox::Outcome::from(child.wait_with_output().expect("it ends"))
                .quietly()
                .text()
        })
        .collect();
    assert!(said.windows(2).all(|pair| pair[0] == pair[1]));
    assert_eq!((sandbox.bundles().len(), sandbox.records().len()), (1, 1));
}

#[test]
fn a_cache_that_cannot_even_be_looked_at_is_not_used() {
    let sandbox = Sandbox::new();
    let file = sandbox.write("home/file", "");
    let cache = file.join("cache");
    let sandbox = sandbox.env("SGLAUNCH_CACHE_DIR", &cache);
    let outcome = sandbox.run(["bundle", "path"]).code(0);
    let warning = format!("warning: cache: not writable ({}", cache.display());
    assert!(
        Path::new(&outcome.text()).starts_with(sandbox.path("tmp")),
        "{}",
        outcome.text()
    );
    assert!(outcome.stderr.starts_with(&warning), "{}", outcome.stderr);
}
