//! The key `shortcut` of profiles.

use serde_json::json;

use super::{houdini, menu, validate, value, with_houdini};
use crate::sandbox::Sandbox;

#[test]
#[cfg_attr(
    windows,
    ignore = "tests desktop entries; windows::shortcuts tests links"
)]
fn a_built_in_profile_sets_the_icon_and_categories() {
    let sandbox = with_houdini(&["20.5.370", "21.0.1"]);
    let icon = sandbox.write("root/opt/hfs21.0.1/houdini_logo.png", "");
    sandbox.write("root/opt/hfs20.5.370/houdini_logo.png", "");
    sandbox.run(["shortcut", "add", "houdini"]).success();
    let entry = houdini(&sandbox);
    assert_eq!(value(&entry, "Icon").as_deref(), icon.to_str());
    assert_eq!(
        value(&entry, "Categories").as_deref(),
        Some("Graphics;3DGraphics;")
    );
    assert_eq!(value(&entry, "MimeType"), None);
    assert_eq!(
        value(&entry, "Comment").as_deref(),
        Some("SideFX Houdini, in the edition of the licence")
    );
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests desktop entries; windows::shortcuts tests links"
)]
fn every_built_in_profile_makes_a_valid_entry() {
    let test = "shortcut::profile::every_built_in_profile_makes_a_valid_entry";
    let sandbox = Sandbox::new();
    let list = sandbox.run(["list", "--json"]).success().json();
    for profile in list["profiles"].as_array().expect("a list") {
        let name = profile["name"].as_str().expect("a name");
        let sandbox = Sandbox::new().dcc("root/bin/program").profile(
            name,
            &format!("extends: {name}\nprogram: {{linux: [/bin/program]}}\n"),
        );
        sandbox.run(["shortcut", "add", name]).success();
        validate(
            test,
            &menu(&sandbox).join(format!("sglaunch-{name}.desktop")),
        );
    }
}

/// A profile of one show extends the profile of the program.
#[test]
#[cfg_attr(
    windows,
    ignore = "tests desktop entries; windows::shortcuts tests links"
)]
fn the_names_of_two_profiles_of_one_program_differ() {
    let sandbox = with_houdini(&["20.5.370"]).profile("show-x", "extends: houdini\n");
    for (target, file, name) in [
        ("houdini", "houdini", "Houdini"),
        ("show-x", "show-x", "Houdini (show-x)"),
        ("show-x@20.5", "show-x-20.5", "Houdini 20.5 (show-x)"),
    ] {
        sandbox.run(["shortcut", "add", target]).success();
        let entry = menu(&sandbox).join(format!("sglaunch-{file}.desktop"));
        assert_eq!(value(&entry, "Name").as_deref(), Some(name));
    }
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests desktop entries; windows::shortcuts tests links"
)]
fn each_setting_comes_from_the_highest_layer() {
    let sandbox = with_houdini(&["20.5.370"]).profile(
        "houdini",
        "extends: houdini\nshortcut: {name: 후디니, mime_types: [application/x-hip], icon: {linux: [none.png, \"${HOME}/v{version}.svg\", \"${NONE}/x.png\"]}}\n",
    );
    sandbox.write(
        "root/etc/sglaunch/profiles/houdini.yaml",
        "extends: houdini\ndescription: \"The studio's\\nin two lines\"\nshortcut: {name: Studio, wm_class: Hou, terminal: true}\n",
    );
    let icon = sandbox.write("home/v20.5.370.svg", "");
    sandbox.run(["shortcut", "add", "houdini"]).success();
    for (key, expected) in [
        ("Name", "후디니"),
        ("Icon", icon.to_str().expect("UTF-8")),
        ("MimeType", "application/x-hip;"),
        ("StartupWMClass", "Hou"),
        ("Terminal", "true"),
        ("Comment", "The studio's"),
        ("Categories", "Graphics;3DGraphics;"),
    ] {
        assert_eq!(
            value(&houdini(&sandbox), key).as_deref(),
            Some(expected),
            "{key}"
        );
    }
    let show = sandbox.run(["show", "houdini", "--json"]).success().json();
    let values = show["values"].as_array().expect("a list");
    for (key, expected, file) in [
        ("shortcut.name", json!("후디니"), 0),
        ("shortcut.wm_class", json!("Hou"), 1),
        ("shortcut.terminal", json!(true), 1),
        ("shortcut.categories", json!("Graphics"), 2),
        ("shortcut.icon.linux", json!("none.png"), 0),
    ] {
        let row = values.iter().find(|row| row["key"] == key);
        assert_eq!(
            row,
            Some(&json!({"key": key, "value": expected, "file": file}))
        );
    }
}

#[test]
fn a_wrong_value_is_located() {
    for (yaml, sentence, place) in [
        (
            "shortcut:\n  nam: x\n",
            "unknown key `nam`",
            " 2 |   nam: x\n   |   ^^^\nhint: a key with a similar name exists: `name`",
        ),
        (
            "shortcut:\n  icon: {linx: [x]}\n",
            "unknown key `linx`",
            ":2:10\n",
        ),
        (
            "shortcut: {name: a}\nshortcut: {}\n",
            "duplicate key `shortcut`",
            ":2:1\n",
        ),
        (
            "shortcut:\n  name: \"a\\nb\"\n",
            "`a\\nb` is not one line of text",
            ":2:3\n",
        ),
        (
            "shortcut:\n  categories: [Graphics, 'a;b']\n",
            "`a;b` is not a menu category",
            " 2 |   categories: [Graphics, 'a;b']\n   |                          ^^^^^\n",
        ),
        (
            "shortcut:\n  mime_types: [hip]\n",
            "`hip` is not a MIME type",
            ":2:16\n",
        ),
        (
            "shortcut:\n  icon: {linux: ['', a]}\n",
            "the path is empty",
            ":2:18\n",
        ),
        ("shortcut:\n  icon: {windows: ['$X']}\n", "`$X`", ":2:20\n"),
        ("shortcut: [a]\n", "`shortcut` must be a map", ":1:1"),
        (
            "shortcut: {terminal: yes}\n",
            "`shortcut.terminal` must be true or false",
            ":1:",
        ),
    ] {
        let sandbox = Sandbox::new();
        let file = "home/.config/sglaunch/profiles/maya.yaml";
        sandbox.write(file, format!("{yaml}extends: maya\n"));
        let error = sandbox.run(["check", "maya"]).code(1).stderr;
        assert!(
            error.contains(sentence) && error.contains(place),
            "{yaml}{error}"
        );
    }
}
