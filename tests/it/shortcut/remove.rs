//! `shortcut remove`.

use std::fs;

use super::{menu, with_houdini};
use crate::sandbox::files_in;

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
