//! Adding twice, listing, removing: and never touching what is not ours.

use std::fs;
use std::path::PathBuf;

use serde_json::json;

use super::{houdini, menu, read, with_houdini};
use crate::sandbox::{Sandbox, files_in};
use crate::system::{identity, install, symlink};

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about entries of Linux' desktops; windows::shortcuts is about links"
)]
fn adding_twice_changes_nothing() {
    let sandbox = with_houdini(&["20.5.370"]);
    let added = sandbox.run(["shortcut", "add", "houdini"]).quietly().text();
    assert_eq!(
        added,
        "added: Houdini (~/.local/share/applications/sglaunch-houdini.desktop)\n"
    );
    let stamp = || {
        let meta = fs::metadata(houdini(&sandbox)).expect("an entry");
        (
            identity(&houdini(&sandbox)),
            meta.modified().expect("a time"),
            read(&houdini(&sandbox)),
        )
    };
    let before = stamp();
    let again = sandbox.run(["shortcut", "add", "houdini"]).quietly().text();
    assert!(again.starts_with("nothing to change: Houdini"), "{again}");
    assert_eq!(stamp(), before);
    assert_eq!(files_in(&menu(&sandbox)).len(), 1);
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about entries of Linux' desktops; windows::shortcuts is about links"
)]
fn a_new_version_brings_the_entry_up_to_date() {
    let sandbox = with_houdini(&["20.5.370"]);
    sandbox.run(["shortcut", "add", "houdini"]).quietly();
    let sandbox = sandbox.dcc("root/opt/hfs21.0.1/bin/houdini");
    let said = sandbox.run(["shortcut", "add", "houdini"]).quietly().text();
    assert!(said.starts_with("brought up to date: Houdini"), "{said}");
    assert!(read(&houdini(&sandbox)).contains("Actions=version-21-0-1;version-20-5-370;\n"));
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about entries of Linux' desktops; windows::shortcuts is about links"
)]
fn what_is_not_ours_stays_as_it_is() {
    let sandbox = with_houdini(&["20.5.370"]);
    let theirs = "[Desktop Entry]\nType=Application\nName=Houdini\nExec=houdini\n";
    let path = sandbox.write(
        "home/.local/share/applications/sglaunch-houdini.desktop",
        theirs,
    );
    assert_eq!(
        sandbox.run(["shortcut", "add", "houdini"]).code(125).stderr,
        "error: a file that sglaunch has not made is in the way
  --> ~/.local/share/applications/sglaunch-houdini.desktop
hint: move it away, or give the shortcut another name with --name\n"
    );
    let refused = sandbox
        .run(["shortcut", "remove", path.to_str().expect("UTF-8")])
        .code(125);
    refused.says("this is no shortcut that sglaunch has made");
    sandbox
        .run(["shortcut", "remove", "Houdini"])
        .code(125)
        .says("there is no shortcut `Houdini`");
    assert_eq!(read(&path), theirs);
    assert_eq!(
        sandbox
            .run(["shortcut", "list"])
            .quietly()
            .text()
            .lines()
            .count(),
        1
    );
    // A link to one of ours is not ours, nor is a folder or what has no end.
    fs::remove_file(&path).expect("it is ours");
    sandbox
        .run(["shortcut", "add", "houdini", "--name", "Other"])
        .quietly();
    let other = files_in(&menu(&sandbox)).remove(0);
    symlink(&other, &path).expect("a link");
    fs::create_dir(menu(&sandbox).join("folder.desktop")).expect("a folder");
    sandbox.pipe("home/.local/share/applications/pipe.desktop");
    sandbox
        .run(["shortcut", "add", "houdini"])
        .code(125)
        .says("is in the way");
    sandbox.run(["shortcut", "remove", "Other"]).quietly();
    assert!(fs::symlink_metadata(&path).is_ok());
    assert!(!other.exists());
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about entries of Linux' desktops; windows::shortcuts is about links"
)]
fn a_shortcut_to_another_program_is_not_replaced() {
    let sandbox = with_houdini(&["20.5.370"]).dcc("root/usr/autodesk/maya2025/bin/maya");
    let file = sandbox.home().join("x.desktop");
    let to = ["--to", file.to_str().expect("UTF-8")];
    sandbox
        .run([&["shortcut", "add", "houdini"][..], &to].concat())
        .quietly();
    let before = read(&file);
    let refused = sandbox
        .run([&["shortcut", "add", "maya"][..], &to].concat())
        .code(125);
    refused.says("a shortcut to `houdini` is in the way");
    assert_eq!(read(&file), before);
    // Another version of the same program is what the user wants it to start now.
    sandbox
        .run([&["shortcut", "add", "houdini@20.5"][..], &to].concat())
        .quietly();
    assert!(read(&file).contains(" houdini@20.5 %F"));
}

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

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about entries of Linux' desktops; windows::shortcuts is about links"
)]
fn one_name_removes_it_everywhere_and_many_are_removed_at_once() {
    let sandbox = with_houdini(&["20.5.370"]).dcc("root/usr/autodesk/maya2025/bin/maya");
    fs::create_dir(sandbox.home().join("Desktop")).expect("a folder");
    for line in [
        &["houdini"][..],
        &["houdini", "--desktop"],
        &["houdini@20.5"],
        &["maya"],
    ] {
        sandbox.run([&["shortcut", "add"], line].concat()).quietly();
    }
    // None is removed where one is unknown.
    let error = sandbox
        .run(["shortcut", "remove", "Maya", "Hudini"])
        .code(125)
        .stderr;
    assert_eq!(
        error,
        "error: there is no shortcut `Hudini`\nhint: did you mean `Houdini` or `Houdini 20.5`?\n"
    );
    let removed = sandbox
        .run(["shortcut", "remove", "houdini", "Maya"])
        .quietly()
        .text();
    assert_eq!(removed.lines().count(), 3, "{removed}");
    let left = sandbox.run(["shortcut", "list"]).quietly().text();
    assert!(
        left.lines().count() == 2 && left.contains("Houdini 20.5"),
        "{left}"
    );
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about entries of Linux' desktops; windows::shortcuts is about links"
)]
fn a_name_that_means_several_removes_none() {
    let sandbox = with_houdini(&["20.5.370"]).dcc("root/usr/autodesk/maya2025/bin/maya");
    for profile in ["houdini", "maya"] {
        sandbox
            .run(["shortcut", "add", profile, "--name", "Show"])
            .quietly();
    }
    let refused = sandbox.run(["shortcut", "remove", "Show"]).code(125);
    assert!(
        refused
            .stderr
            .contains("several shortcuts are meant by `Show`\n  Show of `houdini`: ~/"),
        "{}",
        refused.stderr
    );
    sandbox.run(["shortcut", "remove", "maya"]).quietly();
    assert_eq!(
        files_in(&menu(&sandbox)),
        [menu(&sandbox).join("sglaunch-houdini-Show.desktop")]
    );
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about entries of Linux' desktops; windows::shortcuts is about links"
)]
fn a_folder_of_profiles_goes_along() {
    let sandbox = with_houdini(&["20.5.370"]);
    sandbox.write(
        "studio profiles/demo.yaml",
        "program: {linux: [/opt/hfs20.5.370/bin/houdini]}\n",
    );
    sandbox
        .run(["-P", "../studio profiles", "shortcut", "add", "demo"])
        .quietly();
    let list = sandbox.run(["shortcut", "list", "--json"]).quietly().json();
    assert_eq!(
        (
            &list["shortcuts"][0]["works"],
            &list["shortcuts"][0]["profile"]
        ),
        (&json!(true), &json!("demo"))
    );
    let entry = menu(&sandbox).join("sglaunch-demo.desktop");
    let test = "shortcut::manage::a_folder_of_profiles_goes_along";
    if let Some(started) = super::start(test, &sandbox, &entry, &["/x"]) {
        assert_eq!(started.dcc_args(), ["/x"]);
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

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about entries of Linux' desktops; windows::shortcuts is about links"
)]
fn one_that_cannot_be_written_is_an_error() {
    let sandbox = with_houdini(&["20.5.370"]).env("XDG_DATA_HOME", "/proc/nowhere");
    sandbox
        .run(["shortcut", "add", "houdini"])
        .code(125)
        .says("the shortcut cannot be written");
    Sandbox::new().run(["shortcut", "remove"]).code(125);
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about entries of Linux' desktops; windows::shortcuts is about links"
)]
fn what_many_add_at_once_is_all_remembered() {
    let sandbox = with_houdini(&["20.5.370"]);
    let names: Vec<String> = (0..20).map(|number| format!("{number}.desktop")).collect();
    std::thread::scope(|scope| {
        for name in &names {
            let sandbox = &sandbox;
            scope.spawn(move || {
                let words = ["shortcut", "add", "houdini", "--to", name];
                sandbox.run(words).quietly();
            });
        }
    });
    let list = sandbox.run(["shortcut", "list", "--json"]).quietly().json();
    assert_eq!(list["shortcuts"].as_array().map(Vec::len), Some(20));
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about entries of Linux' desktops; windows::shortcuts is about links"
)]
fn another_folder_of_shims_is_no_other_menu() {
    let sandbox = with_houdini(&["20.5.370"]);
    let sandbox = sandbox.env("SGLAUNCH_DATA_DIR", "/nowhere/data");
    sandbox.run(["shortcut", "add", "houdini"]).quietly();
    assert!(houdini(&sandbox).is_file());
    let data = sandbox.path("share");
    let sandbox = sandbox.env("XDG_DATA_HOME", &data);
    sandbox.run(["shortcut", "add", "houdini"]).quietly();
    assert!(data.join("applications/sglaunch-houdini.desktop").is_file());
}
