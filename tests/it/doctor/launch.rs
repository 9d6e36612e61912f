//! `profile-invalid` and `program-missing`.

use super::doctor;
use crate::sandbox::{Sandbox, dcc};

const INVALID: &str = "profile-invalid";
const MISSING: &str = "program-missing";

#[test]
fn a_profile_and_its_program_that_are_in_order_pass() {
    let sandbox = Sandbox::new().dcc("bin/maya").on_path("bin");
    let found = doctor(&sandbox, &["maya", INVALID, MISSING]);
    assert_eq!(found.with_status("passed"), [INVALID, MISSING]);
    assert_eq!(found.code, 0);
    // `defaults` has no program to look for.
    let found = doctor(&sandbox, &["defaults", INVALID, MISSING]);
    assert_eq!(found.status(INVALID), "passed");
    assert_eq!(found.status(MISSING), "skipped");
}

#[test]
fn an_invalid_profile_is_shown_with_its_line_and_stops_no_other_check() {
    let sandbox = Sandbox::new()
        .profile("maya", "program:\n  linux: [maya]\nca:\n  fles: [a.pem]\n")
        .env("SSL_CERT_FILE", "/nowhere/ca.pem");
    let found = doctor(&sandbox, &["maya"]);
    assert_eq!((found.status(INVALID), found.code), ("failed", 1));
    let text = found.text(INVALID);
    for part in [
        "unknown key `fles`",
        "maya.yaml:4:3",
        "4 |   fles: [a.pem]",
        "a key with a similar name exists: `files`",
        "the other checks examine `defaults` instead",
        "sglaunch check maya",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert_eq!(found.status(MISSING), "skipped");
    // Windows' own store has a warning under Wine.
    assert_ne!(found.status("bundle-source"), "failed");
    assert!(found.of("env-home").len() == 1);
}

#[test]
fn broken_defaults_are_replaced_by_the_built_in_ones() {
    let sandbox = Sandbox::new().profile("defaults", "ca: [\n");
    let found = doctor(&sandbox, &["python", INVALID, "bundle-location"]);
    assert_eq!(found.status(INVALID), "failed");
    assert!(found.text(INVALID).contains("defaults.yaml:"));
    assert_eq!(found.status("bundle-location"), "passed");
}

#[test]
fn a_profile_that_does_not_exist_names_those_with_similar_names() {
    let found = doctor(&Sandbox::new(), &["hudini", INVALID, MISSING]);
    assert_eq!(found.status(INVALID), "failed");
    let text = found.text(INVALID);
    assert!(text.contains("there is no profile `hudini`"), "{text}");
    assert!(text.contains("`houdini`"), "{text}");
    assert!(text.ends_with("\nsglaunch list"), "{text}");
}

#[test]
fn a_value_that_cannot_be_expanded_here_fails_like_a_launch() {
    for (yaml, line) in [
        ("ca:\n  files: [\"${STUDIO}/ca.pem\"]\n", "maya.yaml:4:11"),
        ("env:\n  TOOLS: \"${STUDIO}/tools\"\n", "maya.yaml:4:3"),
        ("args: [\"${STUDIO}\"]\n", "maya.yaml:3:8"),
    ] {
        let yaml = format!("extends: maya\nprogram: {{linux: [maya]}}\n{yaml}");
        let sandbox = (Sandbox::new().dcc("bin/maya").on_path("bin")).profile("maya", &yaml);
        let found = doctor(&sandbox, &["maya", INVALID, MISSING, "bundle-source"]);
        assert_eq!(found.status(INVALID), "failed", "{yaml}");
        let text = found.text(INVALID);
        assert!(text.contains("`STUDIO` is not set"), "{text}");
        assert!(text.contains(line), "{text}");
        assert_eq!(found.status(MISSING), "passed");
        assert_ne!(found.status("bundle-source"), "failed");
        let launch = sandbox.run(["maya"]);
        assert_ne!(launch.code, Some(0));
        let sandbox = sandbox.env("STUDIO", "/srv");
        let found = doctor(&sandbox, &["maya", INVALID]);
        assert_eq!(found.status(INVALID), "passed");
    }
}

#[test]
fn a_missing_program_lists_what_was_tried() {
    let sandbox = Sandbox::new();
    let found = doctor(&sandbox, &["houdini", INVALID, MISSING]);
    assert_eq!(found.status(INVALID), "passed");
    assert_eq!((found.status(MISSING), found.code), ("failed", 1));
    let text = found.text(MISSING);
    let launch = sandbox.run(["houdini"]);
    assert_eq!(launch.code, Some(127));
    for line in ["tried ${HFS}/bin/houdini", "tried houdini: not on PATH"] {
        assert!(text.contains(line), "{text}");
        assert!(launch.stderr.contains(line), "{}", launch.stderr);
    }
    assert!(text.ends_with("\nsglaunch init houdini"), "{text}");
}

#[test]
fn a_variable_that_leads_nowhere_is_a_warning() {
    let sandbox = Sandbox::new().dcc("bin/houdini").on_path("bin");
    let gone = sandbox.path("gone");
    let found = doctor(&sandbox.env("HFS", gone), &["houdini", MISSING]);
    assert_eq!((found.status(MISSING), found.code), ("warning", 0));
    let text = found.text(MISSING);
    for part in [
        "HFS leads to ",
        "which does not exist",
        " is started instead",
        "correct or unset HFS",
    ] {
        assert!(text.contains(part), "{text}");
    }
}

#[test]
fn a_version_that_is_not_installed_names_those_that_are() {
    let sandbox = Sandbox::new();
    let program = sandbox.program("root/opt/hfs20.5.278/bin/houdini");
    std::fs::create_dir_all(program.parent().expect("a directory")).expect("it is created");
    std::fs::copy(dcc(), &program).expect("the program is installed");
    let yaml = "program:\n  linux: [\"/opt/hfs{version}/bin/houdini\"]\n";
    let sandbox = sandbox.profile("tool", yaml);
    let found = doctor(&sandbox, &["tool@19", MISSING]);
    assert_eq!(found.status(MISSING), "failed");
    let text = found.text(MISSING);
    assert!(
        text.contains("version 19 of `tool` is not installed"),
        "{text}"
    );
    assert!(text.ends_with("\nsglaunch tool@20.5.278"), "{text}");
    assert_eq!(
        doctor(&sandbox, &["tool@20.5", MISSING]).status(MISSING),
        "passed"
    );
}

#[cfg(unix)]
#[test]
fn a_program_that_the_kernel_cannot_run_fails_like_a_launch() {
    for (text, why) in [
        (
            "#!/nowhere/python\n",
            "its interpreter /nowhere/python does not exist",
        ),
        ("#!/bin/sh\r\n", "it is a script with Windows line endings"),
    ] {
        let sandbox = Sandbox::new();
        let program = sandbox.write("root/opt/tool", text);
        crate::system::set_mode(&program, 0o755);
        let sandbox = sandbox.profile("tool", "program:\n  linux: [/opt/tool]\n");
        let found = doctor(&sandbox, &["tool", MISSING]);
        assert_eq!((found.status(MISSING), found.code), ("failed", 1));
        let launch = sandbox.run(["tool"]);
        assert_eq!(launch.code, Some(126));
        assert!(launch.stderr.contains(why), "{launch:?}");
        let text = found.text(MISSING);
        assert!(
            text.starts_with(&format!("the program cannot be run: {why}")),
            "{text}"
        );
    }
}
