//! The program that a launch finds and starts.

use std::env::consts::EXE_SUFFIX;
use std::fs;
use std::path::Path;

use serde_json::json;

use super::started;
use crate::sandbox::{Sandbox, sglaunch};
use crate::system;

/// Only macOS has application bundles: elsewhere a directory `x.app` is not a program.
#[test]
#[cfg_attr(target_os = "macos", ignore = "it is about other systems")]
fn an_app_directory_is_not_a_program_on_other_systems() {
    let sandbox = Sandbox::new()
        .profile("toon", "program: {linux: ['/Applications/Toon.app']}\n")
        .dcc("root/Applications/Toon.app/Contents/MacOS/Toon");
    let info = "<plist version=\"1.0\"><dict><key>CFBundleExecutable</key><string>Toon</string></dict></plist>";
    sandbox.write("root/Applications/Toon.app/Contents/Info.plist", info);
    let outcome = sandbox.run(["toon"]).code(127);
    outcome.stderr_contains("tried /Applications/Toon.app: ");
    let app = sandbox.path("root/Applications/Toon.app");
    let outcome = sandbox.run([&app]).code(126);
    outcome.stderr_contains("this is a directory, not a program");
}

#[test]
#[cfg_attr(not(target_os = "macos"), ignore = "it is about macOS")]
fn an_app_starts_the_executable_that_its_plist_names() {
    let sandbox = Sandbox::new()
        .profile(
            "nuke",
            "program: {linux: ['/Applications/Nuke{version}/Nuke{version}.app']}\n",
        )
        .dcc("root/Applications/Nuke15.1v3/Nuke15.1v3.app/Contents/MacOS/Nuke");
    let info = "root/Applications/Nuke15.1v3/Nuke15.1v3.app/Contents/Info.plist";
    let plist = |body: &str| {
        format!("<?xml version=\"1.0\"?><plist version=\"1.0\"><dict>{body}</dict></plist>")
    };
    sandbox.write(
        info,
        plist("<key>CFBundleExecutable</key><string>Nuke</string>"),
    );
    assert_eq!(
        started(&sandbox, &["nuke"]),
        Path::new("Applications/Nuke15.1v3/Nuke15.1v3.app/Contents/MacOS/Nuke")
    );
    sandbox.write(info, plist(""));
    assert!(
        sandbox
            .run(["nuke"])
            .code(126)
            .stderr
            .contains("CFBundleExecutable")
    );
}

#[test]
#[cfg_attr(not(target_os = "macos"), ignore = "it is about macOS")]
fn an_app_can_be_typed_as_a_path() {
    let with_app = |sandbox: Sandbox, name: &str| {
        let app = format!("home/Apps/{name}.app/Contents");
        let info = format!(
            "<plist version=\"1.0\"><dict><key>CFBundleExecutable</key><string>{name}</string></dict></plist>"
        );
        sandbox.write(format!("{app}/Info.plist"), info);
        sandbox.dcc(format!("{app}/MacOS/{name}"))
    };
    let sandbox = ["Blender", "Toon"]
        .into_iter()
        .fold(Sandbox::new(), with_app);
    let apps = sandbox.home().join("Apps");
    for (line, app, profile) in [
        (&["Apps/Blender.app", "x"][..], "Blender", "blender"),
        (&["./Apps/Blender.app/", "x"], "Blender", "blender"),
        (&["Apps/Toon.app", "x"], "Toon", "defaults"),
        (&["-p", "python", "Apps/Toon.app", "x"], "Toon", "python"),
    ] {
        let started = sandbox.run(line).success();
        let program = started.json()["args"][0].clone();
        let program = sandbox.home().join(program.as_str().expect("text"));
        let executable = apps.join(format!("{app}.app/Contents/MacOS/{app}"));
        assert_eq!(program, executable, "{line:?}");
        assert_eq!(started.dcc_args(), ["x"]);
        assert_eq!(
            started.dcc_env("SGLAUNCH_PROFILE").as_deref(),
            Some(profile)
        );
    }
    fs::create_dir(apps.join("Empty.app")).expect("a directory");
    sandbox
        .run(["Apps/Empty.app"])
        .code(126)
        .stderr_contains("`Apps/Empty.app` cannot be started: its Info.plist cannot be read: ");
}

#[test]
fn a_missing_program_is_reported_with_all_candidates_tried() {
    let outcome = Sandbox::new()
        .env("PATH", "/nowhere")
        .run(["houdini"])
        .code(127);
    let places = [
        format!("${{HFS}}/bin/houdini{EXE_SUFFIX}: the variable `HFS` is not set"),
        "houdini: not on PATH".to_owned(),
        format!("{}: no such file", system::HOUDINIS),
    ];
    for place in places {
        assert!(outcome.stderr.contains(&place), "{}", outcome.stderr);
    }
}

/// Toolkit's `tank`, a bash script that finds its configuration by its own path.
const TANK: &str = r#"#!/usr/bin/env bash
self=$0
curr=$PWD
while [ -h "$self" ]; do
  cd "$(dirname "$self")" || exit 9
  self=$(readlink "$(basename "$self")")
done
cd "$(dirname "$self")" || exit 9
export TANK_CURRENT_PC=$PWD
cd "$curr" || exit 9
[ -f "$TANK_CURRENT_PC/config/core/interpreter_Linux.cfg" ] || exit 8
echo "$TANK_CURRENT_PC|$PWD|$SSL_CERT_FILE|$SGLAUNCH_PROFILE|$*"
"#;

#[test]
#[cfg_attr(windows, ignore = "it needs Toolkit's shell script for Unix")]
fn tank_starts_by_name_by_path_and_through_a_link() {
    let sandbox = Sandbox::new().script("pc/tank", TANK);
    sandbox.write("pc/config/core/interpreter_Linux.cfg", "/usr/bin/python3\n");
    fs::create_dir(sandbox.path("links")).expect("a directory");
    system::symlink(sandbox.path("pc/tank"), sandbox.path("links/tank")).expect("a link");
    let path = format!("{}:/usr/bin:/bin", sandbox.path("pc").display());
    let sandbox = sandbox.env("PATH", path);
    let bundle = |sandbox: &Sandbox| sandbox.bundles()[0].display().to_string();

    let (pc, home) = (sandbox.path("pc"), sandbox.home());
    for word in [
        "tank",
        pc.join("tank").to_str().expect("UTF-8"),
        "../pc/tank",
        sandbox.path("links/tank").to_str().expect("UTF-8"),
    ] {
        let printed = sandbox.run([word, "cache", "a b"]).success().text();
        let expected = format!(
            "{}|{}|{}|tank|cache a b\n",
            pc.display(),
            home.display(),
            bundle(&sandbox)
        );
        assert_eq!(printed, expected, "{word}");
    }
}

#[test]
fn a_program_without_a_profile_gets_the_defaults() {
    let sandbox = Sandbox::new().dcc("home/tool");
    let tool = format!("./tool{EXE_SUFFIX}");
    let outcome = sandbox.run([&tool, "-x"]).success();
    assert_eq!(
        outcome.dcc_env("SGLAUNCH_PROFILE").as_deref(),
        Some("defaults")
    );
    assert_eq!(outcome.json()["args"], json!([tool, "-x"]));
}

#[test]
fn any_program_can_be_started_under_a_profile() {
    let sandbox = Sandbox::new()
        .profile("studio", "env: {A: '1'}\nargs: [--studio]\n")
        .dcc("bin/list");
    let path = sandbox.path("bin");
    let outcome = sandbox
        .env("PATH", path)
        .run(["-p", "studio", "list", "-v"])
        .success();
    // The arguments of a profile are passed to its own program only.
    assert_eq!(outcome.dcc_args(), ["-v"]);
    assert_eq!(outcome.dcc_env("A").as_deref(), Some("1"));
}

#[test]
fn an_empty_variable_does_not_mean_the_root() {
    let sandbox = Sandbox::new()
        .dcc("root/bin/houdini")
        .env("HFS", "")
        .env("PATH", "/nowhere");
    assert!(
        sandbox
            .run(["houdini"])
            .code(127)
            .stderr
            .contains("the variable `HFS` is empty")
    );
}

#[test]
fn a_program_without_a_profile_is_reported_with_how_to_start_it() {
    let sandbox = Sandbox::new();
    let error = sandbox.run(["true", "x"]).code(125).stderr;
    assert!(
        error.contains("no profile `true`") && error.contains("`sglaunch -p defaults true x`"),
        "{error}"
    );
    let own = Path::new(sglaunch()).parent().expect("a directory");
    let sandbox = sandbox.env("PATH", own);
    assert!(
        sandbox
            .run(["-p", "python", "sglaunch", "list"])
            .code(126)
            .stderr
            .contains("does not start itself")
    );
}
