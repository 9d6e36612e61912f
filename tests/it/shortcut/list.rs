//! `shortcut list`, and the file that remembers shortcuts elsewhere.

use std::fs;
use std::path::PathBuf;

use serde_json::json;

use super::{menu, read, with_houdini};
use crate::sandbox::Sandbox;
use crate::system::install;

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about entries of Linux' desktops; windows::shortcuts is about links"
)]
fn a_list_says_what_still_works() {
    let sandbox = with_houdini(&["20.5.370"])
        .profile("mine", "program: {linux: [/opt/hfs20.5.370/bin/houdini]}\n");
    let own = sandbox.path("sglaunch");
    install(env!("CARGO_BIN_EXE_sglaunch").as_ref(), &own);
    let moved = sandbox
        .alone(&own)
        .args(["shortcut", "add", "houdini", "--name", "Moved"])
        .output();
    assert!(moved.expect("it starts").status.success());
    for line in [
        &["houdini"][..],
        &["houdini@20.5"],
        &["mine", "--name", "후디니"],
    ] {
        sandbox.run([&["shortcut", "add"], line].concat()).quietly();
    }
    let states = || -> Vec<String> {
        let list = sandbox.run(["shortcut", "list"]).quietly().text();
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
    fs::remove_file(&own).expect("it is ours");
    fs::remove_file(sandbox.home().join(".config/sglaunch/profiles/mine.yaml"))
        .expect("it is ours");
    fs::rename(
        sandbox.path("root/opt/hfs20.5.370"),
        sandbox.path("root/opt/hfs21.0.1"),
    )
    .expect("ours");
    let gone = format!("sglaunch is no longer at {}", own.display());
    assert_eq!(
        states(),
        [
            "Houdini 20.5|houdini@20.5|-|version 20.5 of `houdini` is not installed".to_owned(),
            format!("Moved|houdini|-|{gone}"),
            "Houdini|houdini|21.0.1|works".to_owned(),
            "후디니|mine|-|there is no profile `mine`".to_owned(),
        ]
    );
    let list = sandbox.run(["shortcut", "list", "--json"]).quietly().json();
    assert_eq!(list["schema"], 1);
    assert_eq!(
        list["shortcuts"][0],
        json!({
            "name": "Houdini 20.5", "profile": "houdini", "asked_version": "20.5", "version": null, "place": "menu",
            "path": menu(&sandbox).join("sglaunch-houdini-20.5.desktop"), "works": false,
            "problem": "version 20.5 of `houdini` is not installed",
            "command": [env!("CARGO_BIN_EXE_sglaunch"), "--window", "houdini@20.5"],
        })
    );
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about entries of Linux' desktops; windows::shortcuts is about links"
)]
fn a_place_of_the_users_own_is_remembered() {
    let sandbox = with_houdini(&["20.5.370"]);
    let folder = sandbox.home().join("my shortcuts");
    fs::create_dir(&folder).expect("a folder");
    sandbox
        .run(["shortcut", "add", "houdini", "--to", "my shortcuts"])
        .quietly();
    sandbox
        .run([
            "shortcut",
            "add",
            "houdini",
            "--to",
            "./my shortcuts/second.desktop",
        ])
        .quietly();
    sandbox
        .run([
            "shortcut",
            "add",
            "houdini",
            "--to",
            "my shortcuts/../my shortcuts/second.desktop",
        ])
        .quietly();
    let places = || -> Vec<PathBuf> {
        let list = sandbox.run(["shortcut", "list", "--json"]).quietly().json();
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
        folder.join("sglaunch-houdini.desktop"),
        folder.join("second.desktop"),
    );
    assert_eq!(places(), [first.clone(), second.clone()]);
    // Removed by hand, it is neither listed nor in the way of another.
    fs::remove_file(&first).expect("it is ours");
    assert_eq!(places(), std::slice::from_ref(&second));
    sandbox
        .run(["shortcut", "remove", "second.desktop"])
        .quietly();
    assert!(places().is_empty() && !second.exists());
    let record = read(&sandbox.home().join(".local/share/sglaunch/shortcuts.json"));
    assert!(!record.contains("desktop"), "{record}");
    for (to, why) in [
        ("nowhere", "there is no such folder"),
        ("nowhere/x.desktop", "there is no such folder"),
    ] {
        sandbox
            .run(["shortcut", "add", "houdini", "--to", to])
            .code(125)
            .says(why);
    }
}

/// One that was cut off, or is a newer version's, still has names in it.
#[test]
fn a_list_that_cannot_be_read_is_not_written_over() {
    let sandbox = (Sandbox::new().profile("maya", "program: {linux: [maya]}\n"))
        .dcc("bin/maya")
        .on_path("bin");
    for text in ["{\"schema\": 1, \"pa", "{\"schema\": 99, \"paths\": []}"] {
        let list = sandbox.write("home/.local/share/sglaunch/shortcuts.json", text);
        for words in [
            &["list"][..],
            &["add", "maya", "--to", "."],
            &["remove", "x"],
        ] {
            let outcome = sandbox.run([&["shortcut"], words].concat()).code(125);
            outcome
                .says("error: the list of shortcuts cannot be read: ")
                .says("hint: move it away");
        }
        assert_eq!(read(&list), text);
    }
}
