//! Names that want to be more than a name.

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
    ignore = "it is about entries of Linux' desktops; windows::shortcuts is about links"
)]
fn a_name_stays_in_its_folder() {
    let test = "shortcut::names::a_name_stays_in_its_folder";
    let sandbox = with_houdini(&["20.5.370"]);
    let long = "가".repeat(200);
    let names: Vec<&str> = HOSTILE.into_iter().chain([long.as_str()]).collect();
    for name in &names {
        sandbox
            .run(["shortcut", "add", "houdini", &format!("--name={name}")])
            .quietly();
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
        sandbox.run(["shortcut", "remove", "--", name]).quietly();
    }
    assert!(files_in(&menu(&sandbox)).is_empty());
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about entries of Linux' desktops; windows::shortcuts is about links"
)]
fn a_name_is_one_line() {
    let sandbox = with_houdini(&["20.5.370"]);
    for name in ["", "  ", "a\nExec=evil", "a\u{1b}[2J"] {
        let refused = sandbox
            .run(["shortcut", "add", "houdini", "--name", name])
            .code(125);
        refused.says("cannot be the name of a shortcut");
    }
    assert!(!menu(&sandbox).exists());
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about entries of Linux' desktops; windows::shortcuts is about links"
)]
fn a_picture_must_be_one() {
    let sandbox = with_houdini(&["20.5.370"]);
    let add = |icon: &str| sandbox.run(["shortcut", "add", "houdini", "--icon", icon]);
    add("none.png").code(125).says("there is no such picture");
    sandbox.write("home/x.ico", "");
    add("x.ico")
        .code(125)
        .says("hint: give a file that ends in .png or .svg or .xpm");
    let icon = sandbox.write("home/한 글.png", "");
    add("한 글.png").quietly();
    assert_eq!(
        super::value(&super::houdini(&sandbox), "Icon").as_deref(),
        icon.to_str()
    );
    fs::remove_file(icon).expect("it is ours");
}
