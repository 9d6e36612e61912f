//! `shortcut add`: repeated, over existing files, and in parallel.

use std::fs;

use serde_json::json;

use super::{houdini, menu, read, with_houdini};
use crate::sandbox::{Sandbox, files_in};
use crate::system::{identity, symlink};

#[test]
#[cfg_attr(
    windows,
    ignore = "tests desktop entries; windows::shortcuts tests links"
)]
fn adding_twice_changes_nothing() {
    let sandbox = with_houdini(&["20.5.370"]);
    let added = sandbox.run(["shortcut", "add", "houdini"]).success().text();
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
    let again = sandbox.run(["shortcut", "add", "houdini"]).success().text();
    assert!(again.starts_with("unchanged: Houdini"), "{again}");
    assert_eq!(stamp(), before);
    assert_eq!(files_in(&menu(&sandbox)).len(), 1);
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests desktop entries; windows::shortcuts tests links"
)]
fn a_new_version_updates_the_entry() {
    let sandbox = with_houdini(&["20.5.370"]);
    sandbox.run(["shortcut", "add", "houdini"]).success();
    let sandbox = sandbox.dcc("root/opt/hfs21.0.1/bin/houdini");
    let output = sandbox.run(["shortcut", "add", "houdini"]).success().text();
    assert!(output.starts_with("updated: Houdini"), "{output}");
    assert!(read(&houdini(&sandbox)).contains("Actions=version-21-0-1;version-20-5-370;\n"));
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests desktop entries; windows::shortcuts tests links"
)]
fn a_file_that_sglaunch_did_not_create_stays() {
    let sandbox = with_houdini(&["20.5.370"]);
    let original = "[Desktop Entry]\nType=Application\nName=Houdini\nExec=houdini\n";
    let path = sandbox.write(
        "home/.local/share/applications/sglaunch-houdini.desktop",
        original,
    );
    assert_eq!(
        sandbox.run(["shortcut", "add", "houdini"]).code(125).stderr,
        "error: a file that sglaunch did not create has the name of the shortcut
  --> ~/.local/share/applications/sglaunch-houdini.desktop
hint: move the file away, or choose another name with --name\n"
    );
    let refused = sandbox
        .run(["shortcut", "remove", path.to_str().expect("UTF-8")])
        .code(125);
    refused.stderr_contains("this file is not a shortcut of sglaunch");
    sandbox
        .run(["shortcut", "remove", "Houdini"])
        .code(125)
        .stderr_contains("there is no shortcut `Houdini`");
    assert_eq!(read(&path), original);
    assert_eq!(
        sandbox
            .run(["shortcut", "list"])
            .success()
            .text()
            .lines()
            .count(),
        1
    );
    // A link to a shortcut, a directory and a named pipe are not shortcuts.
    fs::remove_file(&path).expect("a file");
    sandbox
        .run(["shortcut", "add", "houdini", "--name", "Other"])
        .success();
    let other = files_in(&menu(&sandbox)).remove(0);
    symlink(&other, &path).expect("a link");
    fs::create_dir(menu(&sandbox).join("dir.desktop")).expect("a directory");
    sandbox.pipe("home/.local/share/applications/pipe.desktop");
    sandbox
        .run(["shortcut", "add", "houdini"])
        .code(125)
        .stderr_contains("has the name of the shortcut");
    sandbox.run(["shortcut", "remove", "Other"]).success();
    assert!(fs::symlink_metadata(&path).is_ok());
    assert!(!other.exists());
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests desktop entries; windows::shortcuts tests links"
)]
fn a_shortcut_to_another_program_is_not_replaced() {
    let sandbox = with_houdini(&["20.5.370"]).dcc("root/usr/autodesk/maya2025/bin/maya");
    let file = sandbox.home().join("x.desktop");
    let to = ["--to", file.to_str().expect("UTF-8")];
    sandbox
        .run([&["shortcut", "add", "houdini"][..], &to].concat())
        .success();
    let before = read(&file);
    let refused = sandbox
        .run([&["shortcut", "add", "maya"][..], &to].concat())
        .code(125);
    refused.stderr_contains("a shortcut to `houdini` has the name of the new one");
    assert_eq!(read(&file), before);
    // Another version of the same profile replaces it.
    sandbox
        .run([&["shortcut", "add", "houdini@20.5"][..], &to].concat())
        .success();
    assert!(read(&file).contains(" houdini@20.5 %F"));
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests desktop entries; windows::shortcuts tests links"
)]
fn a_shortcut_keeps_the_option_profile_dir() {
    let sandbox = with_houdini(&["20.5.370"]);
    sandbox.write(
        "studio profiles/demo.yaml",
        "program: {linux: [/opt/hfs20.5.370/bin/houdini]}\n",
    );
    sandbox
        .run(["-P", "../studio profiles", "shortcut", "add", "demo"])
        .success();
    let list = sandbox.run(["shortcut", "list", "--json"]).success().json();
    assert_eq!(
        (
            &list["shortcuts"][0]["works"],
            &list["shortcuts"][0]["profile"]
        ),
        (&json!(true), &json!("demo"))
    );
    let entry = menu(&sandbox).join("sglaunch-demo.desktop");
    let test = "shortcut::add::a_shortcut_keeps_the_option_profile_dir";
    if let Some(started) = super::start(test, &sandbox, &entry, &["/x"]) {
        assert_eq!(started.dcc_args(), ["/x"]);
    }
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests desktop entries; windows::shortcuts tests links"
)]
fn a_shortcut_that_cannot_be_written_is_an_error() {
    let sandbox = with_houdini(&["20.5.370"]).env("XDG_DATA_HOME", "/proc/nowhere");
    sandbox
        .run(["shortcut", "add", "houdini"])
        .code(125)
        .stderr_contains("cannot write the shortcut");
    Sandbox::new().run(["shortcut", "remove"]).code(125);
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests desktop entries; windows::shortcuts tests links"
)]
fn shortcuts_added_in_parallel_are_all_registered() {
    let sandbox = with_houdini(&["20.5.370"]);
    let names: Vec<String> = (0..20).map(|number| format!("{number}.desktop")).collect();
    std::thread::scope(|scope| {
        for name in &names {
            let sandbox = &sandbox;
            scope.spawn(move || {
                let args = ["shortcut", "add", "houdini", "--to", name];
                sandbox.run(args).success();
            });
        }
    });
    let list = sandbox.run(["shortcut", "list", "--json"]).success().json();
    assert_eq!(list["shortcuts"].as_array().map(Vec::len), Some(20));
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests desktop entries; windows::shortcuts tests links"
)]
fn the_menu_depends_on_xdg_data_home_alone() {
    let sandbox = with_houdini(&["20.5.370"]);
    let sandbox = sandbox.env("SGLAUNCH_DATA_DIR", "/nowhere/data");
    sandbox.run(["shortcut", "add", "houdini"]).success();
    assert!(houdini(&sandbox).is_file());
    let data = sandbox.path("share");
    let sandbox = sandbox.env("XDG_DATA_HOME", &data);
    sandbox.run(["shortcut", "add", "houdini"]).success();
    assert!(data.join("applications/sglaunch-houdini.desktop").is_file());
}
