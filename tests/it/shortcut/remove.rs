//! `shortcut remove`.

use std::fs;

use super::{menu, with_houdini};
use crate::sandbox::files_in;

#[test]
#[cfg_attr(
    windows,
    ignore = "tests desktop entries; windows::shortcuts tests links"
)]
fn a_name_removes_a_shortcut_from_all_locations() {
    let sandbox = with_houdini(&["20.5.370"]).dcc("root/usr/autodesk/maya2025/bin/maya");
    fs::create_dir(sandbox.home().join("Desktop")).expect("a directory");
    for line in [
        &["houdini"][..],
        &["houdini", "--desktop"],
        &["houdini@20.5"],
        &["maya"],
    ] {
        sandbox.run([&["shortcut", "add"], line].concat()).success();
    }
    // If one name is unknown, none is removed.
    let error = sandbox
        .run(["shortcut", "remove", "Maya", "Hudini"])
        .code(125)
        .stderr;
    assert_eq!(
        error,
        "error: there is no shortcut `Hudini`\nhint: did you mean `Houdini`, `Houdini 20.5` or `houdini@20.5`?\n"
    );
    let removed = sandbox
        .run(["shortcut", "remove", "houdini", "Maya"])
        .success()
        .text();
    assert_eq!(removed.lines().count(), 3, "{removed}");
    let left = sandbox.run(["shortcut", "list"]).success().text();
    assert!(
        left.lines().count() == 2 && left.contains("Houdini 20.5"),
        "{left}"
    );
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests desktop entries; windows::shortcuts tests links"
)]
fn an_ambiguous_name_removes_none() {
    let sandbox = with_houdini(&["20.5.370"]).dcc("root/usr/autodesk/maya2025/bin/maya");
    for profile in ["houdini", "maya"] {
        sandbox
            .run(["shortcut", "add", profile, "--name", "Show"])
            .success();
    }
    let refused = sandbox.run(["shortcut", "remove", "Show"]).code(125);
    assert!(
        refused
            .stderr
            .contains("`Show` matches several shortcuts\n  Show of profile `houdini`: ~/"),
        "{}",
        refused.stderr
    );
    sandbox.run(["shortcut", "remove", "maya"]).success();
    assert_eq!(
        files_in(&menu(&sandbox)),
        [menu(&sandbox).join("sglaunch-houdini-Show.desktop")]
    );
}
