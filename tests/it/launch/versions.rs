//! The installed version that a launch starts.

use std::path::Path;

use super::started;
use crate::sandbox::Sandbox;
use crate::system;

fn houdinis() -> Sandbox {
    let sandbox = ["20.5.370", "20.5.99", "20.10.1", "19.5.805"]
        .into_iter()
        .fold(Sandbox::new(), |sandbox, version| {
            sandbox.dcc(Path::new("root").join(system::houdini(version)))
        });
    let other = system::houdini("21.0.old").with_file_name("other");
    sandbox.dcc(Path::new("root").join(other))
}

#[test]
fn the_newest_matching_version_starts() {
    let sandbox = houdinis();
    for (word, version) in [
        ("houdini", "20.10.1"),
        ("houdini@20.5", "20.5.370"),
        ("houdini@20.5.99", "20.5.99"),
        ("houdini@19", "19.5.805"),
    ] {
        assert_eq!(started(&sandbox, &[word]), system::houdini(version));
    }
}

#[test]
fn a_version_on_the_command_line_overrides_the_pin() {
    let sandbox = houdinis().profile("houdini", "extends: houdini\nversion: '20.5'\n");
    for (word, version) in [("houdini", "20.5.370"), ("houdini@20.10", "20.10.1")] {
        assert_eq!(started(&sandbox, &[word]), system::houdini(version));
    }
}

#[test]
fn hfs_selects_the_houdini() {
    let sandbox = houdinis().dcc("custom/bin/houdini");
    let hfs = sandbox.path("custom");
    let sandbox = sandbox.env("HFS", &hfs);
    let outcome = sandbox.run(["houdini"]).success();
    assert_eq!(
        outcome.json()["args"][0],
        sandbox
            .program("custom/bin/houdini")
            .to_str()
            .expect("UTF-8")
    );
}

#[test]
fn nukes_directory_and_program_have_different_versions() {
    let sandbox = ["15.1v3", "15.1v12"]
        .into_iter()
        .fold(Sandbox::new(), |sandbox, version| {
            sandbox.dcc(Path::new("root").join(system::nuke(version)))
        });
    assert_eq!(started(&sandbox, &["nuke"]), system::nuke("15.1v12"));
    assert_eq!(started(&sandbox, &["nuke@15.1v3"]), system::nuke("15.1v3"));
    assert_eq!(
        sandbox.run(["nukex", "shot.nk"]).success().dcc_args(),
        ["--nukex", "shot.nk"]
    );
}

#[test]
fn a_missing_version_is_reported_with_those_installed() {
    let outcome = houdinis().run(["houdini@18"]).code(127);
    assert_eq!(
        outcome.stderr,
        "error: version 18 of `houdini` is not installed\nhint: request an installed version: 20.10.1, 20.5.370, 20.5.99, 19.5.805\n"
    );
}

#[test]
fn a_version_of_a_missing_program_is_reported_with_a_hint() {
    let outcome = Sandbox::new().run(["maya@2024"]).code(127);
    assert!(!outcome.stderr.contains("its version is not known"));
    outcome
        .stderr_contains("maya: not on PATH")
        .stderr_contains(
            "hint: no version of it was found; install it, or add its path to `program` in ",
        );
    // The program exists in an unknown version.
    let sandbox = Sandbox::new().dcc("bin/maya").on_path("bin");
    let outcome = sandbox.run(["maya@2024"]).code(127);
    outcome
        .stderr_contains("maya: its version is not known")
        .stderr_contains("hint: no version of it was found; start it without one: `sglaunch maya`");
}

#[test]
fn a_bare_name_gets_the_version_as_typed() {
    let sandbox = Sandbox::new()
        .dcc("bin/python3.11")
        .dcc(Path::new("bin").join(system::PYTHON));
    let path = sandbox.path("bin");
    let sandbox = sandbox.env("PATH", &path);
    let program = |word: &str| sandbox.run([word]).success().json()["args"][0].clone();
    for (word, name) in [("python@3.11", "python3.11"), ("python", system::PYTHON)] {
        let file = sandbox.program(path.join(name));
        assert_eq!(program(word), file.to_str().expect("UTF-8"));
    }
    let error = sandbox.run(["python@3.12"]).code(127).stderr;
    if cfg!(unix) {
        assert!(
            error.contains("hint: request an installed version: 3.11"),
            "{error}"
        );
    }
}

#[test]
fn a_program_that_needs_a_version_is_reported_with_a_hint() {
    let candidate = "[{command: odd, args: ['-{version}']}]";
    let yaml = format!("program: {{linux: {candidate}}}\n");
    let sandbox = Sandbox::new().profile("odd", &yaml);
    let hint = "hint: request one: `sglaunch odd@VERSION`, or set `version` in your own odd.yaml";
    sandbox.run(["odd"]).code(127).stderr_contains(hint);
}
