//! `list` and `check`.

use std::path::Path;

use crate::sandbox::Sandbox;
use crate::system;

#[test]
fn list_shows_what_each_profile_would_start() {
    let program = Path::new("root").join(system::houdini("20.5.370"));
    let sandbox = Sandbox::new()
        .dcc(&program)
        .profile("broken", "x: 1\n")
        .profile("mine", "");
    let text = sandbox.run(["list"]).quietly().text();
    let houdini = sandbox.path(program);
    assert!(
        text.contains(&format!(
            "houdini\t20.5.370\t{}\tbuilt-in\n",
            houdini.display()
        )),
        "{text}"
    );
    assert!(
        text.contains("broken\t-\tinvalid: unknown key `x` in profile `broken`\t-\n"),
        "{text}"
    );
    assert!(
        text.contains("mine\t-\t-\t~/.config/sglaunch/profiles/mine.yaml\n"),
        "{text}"
    );
    let list = sandbox.run(["list", "--json"]).quietly().json();
    assert_eq!(list["schema"], 1);
    let profiles = list["profiles"].as_array().expect("a list");
    let row = profiles
        .iter()
        .find(|row| row["name"] == "houdini")
        .expect("it is listed");
    assert_eq!(row["version"], "20.5.370");
    assert_eq!(row["program"], houdini.to_str().expect("UTF-8"));
}

#[test]
fn check_finds_what_a_launch_would() {
    let sandbox = Sandbox::new();
    assert_eq!(
        sandbox.run(["check"]).quietly().text(),
        "25 profiles checked, all are right\n"
    );
    let wrong = [
        ("a", "x: 1\n", "unknown key"),
        ("b", "env: {A: '${NO}'}\n", "`NO` is not set"),
        ("c", "ca: {files: [~/gone.pem]}\n", "there is no such file"),
        ("doctor", "", "that is a command of sglaunch"),
        ("e", "sites: ['http://x']\n", "not an https"),
        ("f", "version: newest\n", "not a version"),
    ];
    let sandbox = wrong.iter().fold(sandbox, |sandbox, (name, yaml, _)| {
        sandbox.profile(name, yaml)
    });
    let outcome = sandbox.run(["check"]).code(1);
    assert_eq!(outcome.text(), "31 profiles checked, 6 are not right\n");
    for (_, _, sentence) in wrong {
        assert!(
            outcome.stderr.contains(sentence),
            "{sentence}: {}",
            outcome.stderr
        );
    }
    sandbox.write("repo/maya.yaml", "extends: maya\nargs: [-x]\n");
    let file = sandbox.path("repo/maya.yaml").display().to_string();
    assert_eq!(
        sandbox.run(["check", &file]).quietly().text(),
        "1 profile checked, all are right\n"
    );
    assert!(
        sandbox
            .run(["check", "nothing.yaml"])
            .code(1)
            .stderr
            .contains("no such file")
    );
}

#[test]
fn hidden_profiles_are_checked_too() {
    let sandbox = Sandbox::new().profile("maya", "args: []\n");
    let hidden = sandbox.write(sandbox.machine("profiles/maya.yaml"), "args: {}\n");
    assert!(
        sandbox
            .run(["check"])
            .code(1)
            .stderr
            .contains(&format!("{}:1:", hidden.display()))
    );
}

#[test]
fn check_looks_at_the_other_systems_too() {
    let sandbox = Sandbox::new().profile("a", "program:\n  windows: ['C:/x', '${FOO/x']\n");
    let error = sandbox.run(["check"]).code(1).stderr;
    assert!(error.contains("a.yaml:2:21\n"), "{error}");
    let nul = Sandbox::new()
        .profile("a", "args: [\"\\0\"]\n")
        .run(["check"])
        .code(1)
        .stderr;
    assert!(nul.contains("NUL"), "{nul}");
}

#[test]
fn a_file_is_checked_as_the_layer_that_it_is_in() {
    let sandbox = Sandbox::new().profile("maya", "extends: maya\nargs: {}\n");
    let file = sandbox.write_profile(
        sandbox.machine("profiles/maya.yaml"),
        "extends: maya\nargs: [-x]\n",
    );
    sandbox
        .run(["check", file.to_str().expect("UTF-8")])
        .quietly();
}

#[test]
fn what_is_wrong_in_the_base_is_said_once() {
    let sandbox = Sandbox::new().profile("defaults", "ca: {files: [~/gone.pem]}\n");
    let outcome = sandbox.run(["check"]).code(1);
    assert_eq!(
        outcome.stderr.matches("error: ").count(),
        1,
        "{}",
        outcome.stderr
    );
    assert!(
        outcome
            .text()
            .starts_with("26 profiles checked, 25 are not right"),
        "{}",
        outcome.text()
    );
}
