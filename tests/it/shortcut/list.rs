//! `shortcut list`, and the registry of shortcuts outside the menu and the desktop.

use std::fs;
use std::path::PathBuf;

use serde_json::json;

use super::{menu, read, with_houdini};
use crate::sandbox::{Sandbox, sglaunch};
use crate::system::install;

#[test]
#[cfg_attr(
    windows,
    ignore = "tests desktop entries; windows::shortcuts tests links"
)]
fn a_list_shows_which_shortcuts_work() {
    let sandbox = with_houdini(&["20.5.370"])
        .profile("mine", "program: {linux: [/opt/hfs20.5.370/bin/houdini]}\n");
    let own = sandbox.path("sglaunch");
    install(sglaunch().as_ref(), &own);
    let moved = sandbox
        .command_of(&own)
        .args(["shortcut", "add", "houdini", "--name", "Moved"])
        .output();
    assert!(moved.expect("it starts").status.success());
    for line in [
        &["houdini"][..],
        &["houdini@20.5"],
        &["mine", "--name", "후디니"],
    ] {
        sandbox.run([&["shortcut", "add"], line].concat()).success();
    }
    let states = || -> Vec<String> {
        let list = sandbox.run(["shortcut", "list"]).success().text();
        let rows = list
            .lines()
            .skip(1)
            .map(|row| row.split('\t').take(4).collect::<Vec<_>>().join("|"));
        rows.collect()
    };
    assert_eq!(
        states(),
        [
            "Houdini 20.5|houdini@20.5|20.5.370|works",
            "Moved|houdini|20.5.370|works",
            "Houdini|houdini|20.5.370|works",
            "후디니|mine|-|works",
        ]
    );
    fs::remove_file(&own).expect("a file");
    fs::remove_file(sandbox.home().join(".config/sglaunch/profiles/mine.yaml")).expect("a file");
    fs::rename(
        sandbox.path("root/opt/hfs20.5.370"),
        sandbox.path("root/opt/hfs21.0.1"),
    )
    .expect("a directory");
    let gone = format!("sglaunch does not exist any more at {}", own.display());
    assert_eq!(
        states(),
        [
            "Houdini 20.5|houdini@20.5|-|version 20.5 of `houdini` is not installed".to_owned(),
            format!("Moved|houdini|-|{gone}"),
            "Houdini|houdini|21.0.1|works".to_owned(),
            "후디니|mine|-|there is no profile `mine`".to_owned(),
        ]
    );
    let list = sandbox.run(["shortcut", "list", "--json"]).success().json();
    assert_eq!(list["schema"], 1);
    assert_eq!(
        list["shortcuts"][0],
        json!({
            "name": "Houdini 20.5", "profile": "houdini", "asked_version": "20.5", "version": null, "place": "menu",
            "path": menu(&sandbox).join("sglaunch-houdini-20.5.desktop"), "works": false,
            "problem": "version 20.5 of `houdini` is not installed",
            "command": [sglaunch(), "--window", "houdini@20.5"],
        })
    );
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests desktop entries; windows::shortcuts tests links"
)]
fn a_location_chosen_with_to_is_registered() {
    let sandbox = with_houdini(&["20.5.370"]);
    let dir = sandbox.home().join("my shortcuts");
    fs::create_dir(&dir).expect("a directory");
    sandbox
        .run(["shortcut", "add", "houdini", "--to", "my shortcuts"])
        .success();
    sandbox
        .run([
            "shortcut",
            "add",
            "houdini",
            "--to",
            "./my shortcuts/second.desktop",
        ])
        .success();
    sandbox
        .run([
            "shortcut",
            "add",
            "houdini",
            "--to",
            "my shortcuts/../my shortcuts/second.desktop",
        ])
        .success();
    let paths = || -> Vec<PathBuf> {
        let list = sandbox.run(["shortcut", "list", "--json"]).success().json();
        let shortcuts = list["shortcuts"].as_array().expect("a list");
        assert!(
            shortcuts
                .iter()
                .all(|shortcut| shortcut["place"] == "other")
        );
        shortcuts
            .iter()
            .map(|shortcut| PathBuf::from(shortcut["path"].as_str().expect("a path")))
            .collect()
    };
    let (first, second) = (
        dir.join("sglaunch-houdini.desktop"),
        dir.join("second.desktop"),
    );
    assert_eq!(paths(), [first.clone(), second.clone()]);
    // A shortcut that the user deleted is not listed.
    fs::remove_file(&first).expect("a file");
    assert_eq!(paths(), std::slice::from_ref(&second));
    sandbox
        .run(["shortcut", "remove", "second.desktop"])
        .success();
    assert!(paths().is_empty() && !second.exists());
    let record = read(&sandbox.home().join(".local/share/sglaunch/shortcuts.json"));
    assert!(!record.contains("desktop"), "{record}");
    for (to, why) in [
        ("nowhere", "the directory does not exist"),
        ("nowhere/x.desktop", "the directory does not exist"),
    ] {
        sandbox
            .run(["shortcut", "add", "houdini", "--to", to])
            .code(125)
            .stderr_contains(why);
    }
}

/// A truncated list, or one of a newer version, still contains paths.
#[test]
fn an_unreadable_registry_is_not_overwritten() {
    let sandbox = (Sandbox::new().profile("maya", "program: {linux: [maya]}\n"))
        .dcc("bin/maya")
        .on_path("bin");
    for text in ["{\"schema\": 1, \"pa", "{\"schema\": 99, \"paths\": []}"] {
        let list = sandbox.write("home/.local/share/sglaunch/shortcuts.json", text);
        for args in [
            &["list"][..],
            &["add", "maya", "--to", "."],
            &["remove", "x"],
        ] {
            let outcome = sandbox.run([&["shortcut"], args].concat()).code(125);
            outcome
                .stderr_contains("error: cannot read the list of shortcuts: ")
                .stderr_contains("hint: move the list away");
        }
        assert_eq!(read(&list), text);
    }
}
