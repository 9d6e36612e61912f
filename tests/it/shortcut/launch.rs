//! Launches of desktop entries by a desktop.

use std::ffi::OsString;
use std::fs;

use serde_json::json;

use super::{ask_glib, houdini, menu, start, validate, value, with_houdini};
use crate::sandbox::{Sandbox, sglaunch};
use crate::system::{bytes, install};

/// Arguments with characters that are special in a desktop entry or a shell.
const HOSTILE: [&str; 14] = [
    "two words",
    "100%",
    "%f",
    "$HOME",
    "`id`",
    "a\\b",
    "\\",
    "it's",
    "say \"x\"",
    "#",
    "~",
    "",
    "후디니",
    "a\nb\tc",
];

#[test]
#[cfg_attr(
    windows,
    ignore = "tests desktop entries; windows::shortcuts tests links"
)]
fn a_desktop_starts_the_program_with_arguments_and_files() {
    let test = "shortcut::launch::a_desktop_starts_the_program_with_arguments_and_files";
    let sandbox = with_houdini(&["20.5.370"]);
    let line = [&["shortcut", "add", "houdini", "--"], &HOSTILE[..]].concat();
    sandbox.run(line).success();
    validate(test, &houdini(&sandbox));
    let files = ["shot.hip", "a b 'c' \"d\" 100% $x `y` \\.hip", "샷.hip"];
    for file in files {
        sandbox.write(format!("home/{file}"), "");
    }
    let Some(started) = start(test, &sandbox, &houdini(&sandbox), &files) else {
        return;
    };
    let paths = files.map(|file| sandbox.home().join(file).to_string_lossy().into_owned());
    let expected: Vec<&str> = HOSTILE
        .into_iter()
        .chain(paths.iter().map(String::as_str))
        .collect();
    assert_eq!(started.dcc_args(), expected);
    assert!(started.dcc_env("SSL_CERT_FILE").is_some());
    assert_eq!(
        started.dcc_env("SGLAUNCH_PROFILE").as_deref(),
        Some("houdini")
    );
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests desktop entries; windows::shortcuts tests links"
)]
fn sglaunch_can_be_in_a_directory_of_any_name() {
    let test = "shortcut::launch::sglaunch_can_be_in_a_directory_of_any_name";
    for dir in [
        "a b",
        "it's",
        "\"q\"",
        "100%",
        "%f",
        "$HOME",
        "`id`",
        "back\\slash",
        "\\\\",
        "a=b",
        "한글 #1",
        "(;&|<>*?)",
    ] {
        let sandbox = with_houdini(&["20.5.370"]);
        let own = sandbox.path(dir).join("sglaunch");
        fs::create_dir(sandbox.path(dir)).expect("a directory");
        install(sglaunch().as_ref(), &own);
        let added = sandbox
            .command_of(&own)
            .args(["shortcut", "add", "houdini"])
            .output();
        assert!(added.expect("it starts").status.success(), "{dir}");
        validate(test, &houdini(&sandbox));
        if let Some(started) = start(test, &sandbox, &houdini(&sandbox), &["/x"]) {
            assert_eq!(started.dcc_args(), ["/x"], "{dir}: {}", started.stderr);
        }
        let list = sandbox.run(["shortcut", "list", "--json"]).success().json();
        assert_eq!(list["shortcuts"][0]["works"], true, "{dir}");
        assert_eq!(
            list["shortcuts"][0]["command"][0],
            own.to_str().expect("UTF-8")
        );
    }
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests desktop entries; windows::shortcuts tests links"
)]
fn the_command_reports_failures_in_a_dialog() {
    let sandbox = with_houdini(&["20.5.370"]).dcc("root/opt/hfs20.5.370/bin/hython");
    sandbox.run(["shortcut", "add", "houdini"]).success();
    sandbox.run(["shortcut", "add", "hython"]).success();
    let own = sglaunch();
    let window = houdini(&sandbox);
    assert_eq!(
        value(&window, "Exec"),
        Some(format!("{own} --window houdini %F"))
    );
    assert_eq!(value(&window, "TryExec").as_deref(), Some(own));
    assert_eq!(value(&window, "Terminal").as_deref(), Some("false"));
    let terminal = menu(&sandbox).join("sglaunch-hython.desktop");
    assert_eq!(
        value(&terminal, "Exec"),
        Some(format!("{own} --window hython %F"))
    );
    assert_eq!(value(&terminal, "Terminal").as_deref(), Some("true"));
    validate(
        "shortcut::launch::the_command_reports_failures_in_a_dialog",
        &terminal,
    );
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests desktop entries; windows::shortcuts tests links"
)]
fn each_version_can_be_started_from_the_entry() {
    let test = "shortcut::launch::each_version_can_be_started_from_the_entry";
    let sandbox = with_houdini(&["20.5.370", "20.10.2", "20.0.9-py39"]);
    sandbox
        .run(["shortcut", "add", "houdini", "--", "-x"])
        .success();
    let entry = houdini(&sandbox);
    validate(test, &entry);
    let ask = |expression: &str| ask_glib(test, &sandbox, &entry, expression);
    let Some(actions) = ask("[[id, entry.get_action_name(id)] for id in entry.list_actions()]")
    else {
        return;
    };
    assert_eq!(
        actions.json(),
        json!([
            ["version-20-10-2", "20.10.2"],
            ["version-20-5-370", "20.5.370"],
            ["version-20-0-9-45-py39", "20.0.9-py39"],
        ])
    );
    let started = ask("entry.launch_action('version-20-5-370')").expect("an output");
    let output = started.text();
    let dcc = output
        .lines()
        .find(|line| line.starts_with('{'))
        .expect("JSON");
    let dcc: serde_json::Value = serde_json::from_str(dcc).expect("JSON");
    let program = sandbox.path("root/opt/hfs20.5.370/bin/houdini");
    assert_eq!(dcc["args"], json!([program, "-x"]), "{}", started.stderr);
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests desktop entries; windows::shortcuts tests links"
)]
fn a_shortcut_to_a_version_has_actions_for_the_matching_versions() {
    let sandbox = with_houdini(&["20.5.370", "20.5.400", "21.0.1"]);
    sandbox.run(["shortcut", "add", "houdini@20.5"]).success();
    let entry = menu(&sandbox).join("sglaunch-houdini-20.5.desktop");
    assert_eq!(value(&entry, "Name").as_deref(), Some("Houdini 20.5"));
    assert_eq!(
        value(&entry, "Actions").as_deref(),
        Some("version-20-5-400;version-20-5-370;")
    );
    assert!(
        value(&entry, "Exec")
            .expect("a command")
            .ends_with(" houdini@20.5 %F")
    );
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests desktop entries; windows::shortcuts tests links"
)]
fn invalid_arguments_are_refused() {
    let sandbox = with_houdini(&["20.5.370"]);
    let args = ["shortcut", "add", "houdini", "--"].map(OsString::from);
    let line = args.into_iter().chain([bytes(b"a\xff")]);
    sandbox.run(line).code(125).stderr_contains("is not UTF-8");
    sandbox
        .run(["shortcut", "add", "houdini", "--", "a\u{1b}b"])
        .code(125)
        .stderr_contains("control character");
    let sandbox = sandbox.profile("show", "program: {linux: [/opt/hfs20.5.370/bin/houdini]}\n");
    sandbox
        .run(["shortcut", "add", "show"])
        .code(125)
        .stderr_contains("`show` is a command of sglaunch");
    assert!(!menu(&sandbox).exists());
    Sandbox::new().run(["shortcut", "add", "houdini"]).code(127);
    Sandbox::new()
        .run(["shortcut", "add", "defaults"])
        .code(127);
    sandbox
        .run(["shortcut", "add", "houdini@19"])
        .code(127)
        .stderr_contains("request an installed version: 20.5.370");
}
