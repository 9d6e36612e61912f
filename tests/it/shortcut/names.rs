//! Hostile names and icons.

use std::fs;

use super::{ask_glib, menu, validate, with_houdini};
use crate::sandbox::files_in;

const HOSTILE: [&str; 9] = [
    "../../escape",
    "..",
    "/etc/passwd",
    "a/b",
    "a-b",
    "후디니 (쇼)",
    " spaces ",
    "50% \\n $HOME `id` \"x\" ;[]=#",
    "-x",
];

#[test]
#[cfg_attr(
    windows,
    ignore = "tests desktop entries; windows::shortcuts tests links"
)]
fn a_hostile_name_stays_in_its_directory() {
    let test = "shortcut::names::a_hostile_name_stays_in_its_directory";
    let sandbox = with_houdini(&["20.5.370"]);
    let long = "가".repeat(200);
    let names: Vec<&str> = HOSTILE.into_iter().chain([long.as_str()]).collect();
    for name in &names {
        sandbox
            .run(["shortcut", "add", "houdini", &format!("--name={name}")])
            .success();
    }
    let files = files_in(&menu(&sandbox));
    assert_eq!(files.len(), names.len(), "{files:?}");
    for file in &files {
        let name = file
            .file_name()
            .and_then(|name| name.to_str())
            .expect("UTF-8");
        assert!(
            name.starts_with("sglaunch-houdini-") && name.len() < 200,
            "{name}"
        );
        validate(test, file);
        if let Some(answer) = ask_glib(test, &sandbox, file, "entry.get_name()") {
            let shown = answer.json();
            let is_it = |name: &&str| shown.as_str() == Some(name.trim());
            assert!(names.iter().any(is_it), "{shown}");
        }
    }
    for name in &names {
        sandbox.run(["shortcut", "remove", "--", name]).success();
    }
    assert!(files_in(&menu(&sandbox)).is_empty());
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests desktop entries; windows::shortcuts tests links"
)]
fn a_name_is_one_line_without_control_characters() {
    let sandbox = with_houdini(&["20.5.370"]);
    for name in ["", "  ", "a\nExec=evil", "a\u{1b}[2J"] {
        let refused = sandbox
            .run(["shortcut", "add", "houdini", "--name", name])
            .code(125);
        refused.stderr_contains("is not a valid name of a shortcut");
    }
    assert!(!menu(&sandbox).exists());
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests desktop entries; windows::shortcuts tests links"
)]
fn an_icon_must_exist_and_have_a_supported_type() {
    let sandbox = with_houdini(&["20.5.370"]);
    let add = |icon: &str| sandbox.run(["shortcut", "add", "houdini", "--icon", icon]);
    add("none.png")
        .code(125)
        .stderr_contains("the icon does not exist");
    sandbox.write("home/x.ico", "");
    add("x.ico")
        .code(125)
        .stderr_contains("hint: use a file with the extension .png or .svg or .xpm");
    let icon = sandbox.write("home/한 글.png", "");
    add("한 글.png").success();
    assert_eq!(
        super::value(&super::houdini(&sandbox), "Icon").as_deref(),
        icon.to_str()
    );
    fs::remove_file(icon).expect("a file");
}
