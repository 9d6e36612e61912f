//! Desktop entries on the desktop, which must be executable and trusted.

use std::fs;

use super::{validate, with_houdini};
use crate::system::{has_mode, set_mode};

#[test]
#[cfg_attr(
    windows,
    ignore = "tests desktop entries; windows::shortcuts tests links"
)]
fn an_entry_on_the_desktop_can_be_double_clicked() {
    let test = "shortcut::desktop::an_entry_on_the_desktop_can_be_double_clicked";
    let sandbox = with_houdini(&["20.5.370"]);
    sandbox.write(
        "home/.config/user-dirs.dirs",
        "XDG_DESKTOP_DIR=\"$HOME/바탕화면\"\n",
    );
    let none = sandbox
        .run(["shortcut", "add", "houdini", "--desktop"])
        .code(125);
    assert!(
        none.stderr
            .starts_with("error: the directory of your desktop was not found\nhint: "),
        "{}",
        none.stderr
    );
    fs::create_dir(sandbox.home().join("바탕화면")).expect("a directory");
    let output = sandbox
        .run(["shortcut", "add", "houdini", "--desktop"])
        .success()
        .text();
    assert!(
        output.ends_with("right-click it and choose Allow Launching\n"),
        "{output}"
    );
    let entry = sandbox.home().join("바탕화면/sglaunch-houdini.desktop");
    assert!(has_mode(&entry, 0o755));
    validate(test, &entry);
    // A lost executable bit is restored by the next `add`.
    set_mode(&entry, 0o644);
    let output = sandbox
        .run(["shortcut", "add", "houdini", "--desktop"])
        .success()
        .text();
    assert!(
        output.starts_with("updated: Houdini (~/바탕화면/"),
        "{output}"
    );
    assert!(has_mode(&entry, 0o755));
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests desktop entries; windows::shortcuts tests links"
)]
fn on_gnome_an_entry_on_the_desktop_is_marked_as_trusted() {
    let sandbox = with_houdini(&["20.5.370"])
        .script(
            "bin/gio",
            "#!/bin/sh\nprintf '%s\\n' \"$@\" > \"$HOME/args\"\n",
        )
        .env("XDG_CURRENT_DESKTOP", "ubuntu:GNOME");
    let path = format!("{}:/usr/bin:/bin", sandbox.path("bin").display());
    let sandbox = sandbox.env("PATH", path);
    fs::create_dir(sandbox.home().join("Desktop")).expect("a directory");
    let output = sandbox
        .run(["shortcut", "add", "houdini", "--desktop"])
        .success()
        .text();
    assert_eq!(output.lines().count(), 1, "{output}");
    let entry = sandbox.home().join("Desktop/sglaunch-houdini.desktop");
    let args = format!(
        "set\n-t\nstring\n{}\nmetadata::trusted\ntrue\n",
        entry.display()
    );
    assert_eq!(super::read(&sandbox.home().join("args")), args);
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests desktop entries; windows::shortcuts tests links"
)]
fn a_tool_that_hangs_is_killed() {
    let sandbox = with_houdini(&["20.5.370"])
        .script("bin/gio", "#!/bin/sh\nexec sleep 60\n")
        .env("XDG_CURRENT_DESKTOP", "GNOME");
    let path = format!("{}:/usr/bin:/bin", sandbox.path("bin").display());
    let sandbox = sandbox.env("PATH", path);
    fs::create_dir(sandbox.home().join("Desktop")).expect("a directory");
    let before = std::time::Instant::now();
    let output = sandbox
        .run(["shortcut", "add", "houdini", "--desktop"])
        .success()
        .text();
    assert!(output.contains("Allow Launching"), "{output}");
    assert!(before.elapsed().as_secs() < 20);
}
