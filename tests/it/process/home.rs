//! HOME and PATH that are missing.

use std::fs;

use super::{sh, warned};
use crate::sandbox::Sandbox;
use crate::system;
use crate::tls_server::Authority;

#[test]
fn a_home_that_does_not_exist_is_never_created() {
    let sandbox = Sandbox::new().pem("ca.pem", &Authority::new("New"));
    // As a user, because root's cache is not in its home.
    let sandbox = sandbox.dcc("bin/maya").on_path("bin").unprivileged();
    let home = sandbox.path("gone");
    let sandbox = sandbox.env("HOME", &home);
    let launched = sandbox.run(["maya"]).code(0);
    let bundle = launched.dcc_env("SSL_CERT_FILE").expect("a bundle");
    assert!(
        bundle.starts_with(sandbox.path("tmp").to_str().expect("UTF-8")),
        "{bundle}"
    );
    assert_eq!(launched.dcc_env("HOME").as_deref(), home.to_str());
    let reason = format!("the home directory {} does not exist", home.display());
    // The hook is also written to a directory that exists.
    sandbox.run(["-p", "python", "true"]).code(0);
    for (args, code) in [
        (&["bundle", "path"][..], 0),
        (&["bundle", "build"], 0),
        (&["bundle", "prune"], 0),
        (&["bundle", "list"], 0),
        (&["bundle", "verify"], 0),
        (&["trust", "list"], 0),
        (&["shim", "add", "maya"], 125),
        (&["shim", "list"], 0),
        (&["shortcut", "add", "maya"], 125),
        (&["shortcut", "list"], 0),
        (&["check"], 0),
    ] {
        sandbox.run(args).code(code);
        assert!(!home.exists(), "{args:?}");
    }
    let ca = sandbox.path("home/ca.pem");
    let ca = ca.to_str().expect("UTF-8");
    let print = sandbox.run(["trust", "add", ca]).text();
    let fingerprint = (print.lines())
        .find_map(|line| line.trim().strip_prefix("SHA-256"))
        .expect("a fingerprint");
    let add = ["trust", "add", ca, "--fingerprint", fingerprint.trim()];
    let refused = sandbox.run(add).code(125).stderr;
    assert!(refused.contains(&reason), "{refused}");
    // The log of a launch without a terminal.
    sandbox
        .run(["--window", "-p", "defaults", "nowhere"])
        .code(127);
    assert!(!home.exists());
}

#[test]
fn a_launch_without_path_finds_the_systems_programs() {
    let sandbox = Sandbox::new();
    let outcome = sh(&sandbox, "unset PATH; exec \"$0\" -p defaults env").success();
    assert!(outcome.text().contains("SSL_CERT_FILE="), "{outcome:?}");
    assert!(!outcome.text().contains("\nPATH="), "{outcome:?}");
}

#[test]
fn an_empty_path_is_the_current_directory_as_for_env() {
    let sandbox = warned().env("SSL_CERT_FILE", "");
    fs::create_dir(sandbox.path("home/sub")).expect("a directory");
    system::install(&sandbox.path("bin/maya"), &sandbox.path("home/sub/maya"));
    for launcher in ["/usr/bin/env", "\"$0\" -p defaults"] {
        let script = format!("cd sub; PATH=; export PATH; exec {launcher}");
        sh(&sandbox, &format!("{script} maya")).code(0);
        sh(&sandbox, &format!("{script} true")).code(127);
    }
}
