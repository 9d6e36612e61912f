//! Messages, tables, help and prompts.

use std::ffi::OsString;
use std::fs;

use super::{HOSTILE, assert_printable, yaml};
use crate::sandbox::{Outcome, Sandbox, sglaunch};
use crate::system;
use crate::tls_server::Authority;

/// Checks both streams of a call.
#[track_caller]
fn check(outcome: Outcome, context: &str) {
    let printed = String::from_utf8(outcome.stdout).expect("UTF-8") + &outcome.stderr;
    assert!(!printed.is_empty(), "{context}");
    assert_printable(&printed, context);
}

#[test]
fn an_argument_cannot_control_the_terminal() {
    let sandbox = Sandbox::new().pem("ca.pem", &Authority::new("A"));
    let flag = format!("--x{HOSTILE}");
    let path = format!("./{HOSTILE}.pem");
    for args in [
        &[HOSTILE][..],
        &[&path],
        &[&flag],
        &["-p", HOSTILE, "true"],
        &["-p", "defaults", HOSTILE],
        &["-P", HOSTILE, "list"],
        &["list", &flag],
        &["list", HOSTILE],
        &["show", HOSTILE],
        &["show", &format!("python@{HOSTILE}")],
        &["check", HOSTILE],
        &["check", "nothing.txt", HOSTILE],
        &["env", HOSTILE],
        &["env", "python", "--format", HOSTILE],
        &["bundle", HOSTILE],
        &["bundle", "path", HOSTILE],
        &["bundle", "list", "--source", HOSTILE, "--expiring", HOSTILE],
        &["bundle", "export", &format!("no/{HOSTILE}/x.pem")],
        &["trust", "add", &path],
        &["trust", "add", "ca.pem", "--fingerprint", HOSTILE],
        &["trust", "remove", HOSTILE],
        &["shim", "add", HOSTILE],
        &["shim", "add", &format!("python@1{HOSTILE}")],
        &["shim", "remove", HOSTILE],
        &["shortcut", "add", HOSTILE],
        &["shortcut", "add", "python", "--name", HOSTILE],
        &["shortcut", "remove", HOSTILE],
        &["completions", HOSTILE],
        &["help", HOSTILE],
    ] {
        check(sandbox.run(args), &format!("{args:?}"));
    }
    // Elsewhere a dialog would wait for an answer.
    if cfg!(target_os = "linux") {
        for args in [&["--window", &flag][..], &["--window", HOSTILE]] {
            check(sandbox.run(args), &format!("{args:?}"));
        }
        let log = sandbox.path("home/.local/state/sglaunch/sglaunch.log");
        let log = fs::read_to_string(log).expect("a log");
        assert!(log.contains("forged"), "{log}");
        assert_printable(&log, "the log");
    }
}

#[test]
#[cfg_attr(windows, ignore = "Windows' arguments are not bytes")]
fn an_argument_that_is_not_utf_8_cannot_control_the_terminal() {
    let sandbox = Sandbox::new();
    let bytes = |text: &[u8]| system::bytes(&[text, b"\xff\xfe", HOSTILE.as_bytes()].concat());
    for args in [
        &[bytes(b"")][..],
        &[bytes(b"./")],
        &[bytes(b"--x")],
        &["list".into(), bytes(b"--x")],
        &["-p".into(), "defaults".into(), bytes(b"")],
        &["-p".into(), bytes(b""), "true".into()],
        &["check".into(), bytes(b"")],
        &["env".into(), "--format".into(), bytes(b"")],
        &["trust".into(), "add".into(), bytes(b"")],
    ] as [&[OsString]; 9]
    {
        check(sandbox.run(args), &format!("{args:?}"));
    }
}

#[test]
#[cfg_attr(windows, ignore = "Windows has no such file names")]
fn a_file_name_cannot_control_the_terminal() {
    let hostile = HOSTILE.replace('/', "");
    let sandbox = Sandbox::new();
    sandbox.write(
        format!("home/.config/sglaunch/profiles/{hostile}.yaml"),
        format!("description: {}\nunknown: 1\n", yaml(&hostile)),
    );
    sandbox.write(
        format!("home/.config/sglaunch/ca.d/{hostile}.pem"),
        Authority::new("A").pem(),
    );
    sandbox.write(
        format!("home/.config/sglaunch/ca.d/b{hostile}.pem"),
        "nothing",
    );
    sandbox.write(
        "home/.config/sglaunch/profiles/p.yaml",
        format!("env: {{A: {}}}\n", yaml(HOSTILE)),
    );
    let shims = sandbox.path("home/.local/share/sglaunch/shims");
    fs::create_dir_all(&shims).expect("a directory");
    system::symlink(sglaunch(), shims.join(&hostile)).expect("a link");
    let missing = sandbox.path(format!("home/{hostile}/missing.pem"));
    let cache = sandbox.path(format!("home/{hostile}/cache"));
    let sandbox = sandbox
        .env("SSL_CERT_FILE", missing)
        .env("SGLAUNCH_CACHE_DIR", cache);
    for args in [
        &["list"][..],
        &["show", &hostile],
        &["show", "p"],
        &["check"],
        &["-n", &hostile],
        &["-v", "-p", "p", "true"],
        &["bundle", "build"],
        &["bundle", "list"],
        &["bundle", "diff"],
        &["bundle", "verify"],
        &["-v", "bundle", "prune"],
        &["trust", "list"],
        &["trust", "remove", "nothing"],
        &["shim", "list"],
        &["shim", "remove", "nothing"],
        &["shim", "remove", &hostile],
        &["__complete", "fish", ""],
        &["__complete", "zsh", ""],
        &["__complete", "bash", ""],
        &["__complete", "elvish", ""],
        &["__complete", "powershell", ""],
    ] {
        check(sandbox.run(args), &format!("{args:?}"));
    }
}

#[test]
fn a_description_cannot_control_the_terminal_in_completions() {
    let description = format!("description: {}\n", yaml(HOSTILE));
    let sandbox = Sandbox::new().profile("tool", &description);
    for shell in ["fish", "zsh", "elvish", "powershell"] {
        let outcome = sandbox.run(["__complete", shell, "tool"]).success();
        let described = outcome.text().contains("202e");
        assert!(described, "{shell}");
        check(outcome, shell);
    }
}

#[test]
#[cfg_attr(windows, ignore = "it takes a terminal of Unix")]
fn data_for_scripts_is_raw_in_a_pipe_and_escaped_on_a_terminal() {
    let sandbox = Sandbox::new();
    let cache = sandbox.path(format!("home/{HOSTILE}"));
    let sandbox = sandbox
        .env("SGLAUNCH_CACHE_DIR", &cache)
        .env("SSL_CERT_FILE", "");
    let raw = sandbox.run(["bundle", "path"]).success().text();
    assert!(raw.starts_with(cache.to_str().expect("UTF-8")), "{raw}");
    for command in [&["bundle", "path"][..], &["env"]] {
        let outcome = crate::trust_dir::on_a_terminal(&sandbox, "", command);
        let text = outcome
            .text()
            .replace("\nerror: forged\\r", " (a line of the data)");
        assert_printable(&text, &format!("{command:?}"));
    }
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "it edits a desktop entry")]
fn a_shortcut_cannot_control_the_terminal() {
    let sandbox = Sandbox::new().dcc("bin/maya").on_path("bin");
    let sandbox = sandbox.profile("maya", "program: {linux: [maya]}\n");
    sandbox
        .run(["shortcut", "add", "maya", "--name", "Maya"])
        .code(0);
    let applications = sandbox.path("home/.local/share/applications");
    let file = &crate::sandbox::files_in(&applications)[0];
    let entry = fs::read_to_string(file).expect("a desktop entry");
    let hostile = HOSTILE.replace(['\n', '\r'], "");
    fs::write(
        file,
        entry.replace("Name=Maya", &format!("Name=Maya{hostile}")),
    )
    .expect("ours");
    for args in [
        &["shortcut", "list"][..],
        &["shortcut", "list", "--json"],
        &["shortcut", "remove", "nothing"],
        &["shortcut", "remove", "maya"],
    ] {
        check(sandbox.run(args), &format!("{args:?}"));
    }
    assert!(!file.exists());
}
