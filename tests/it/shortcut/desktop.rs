//! Entries on the desktop itself, which must be executable and marked as trusted.

use std::fs;

use super::{validate, with_houdini};
use crate::system::{has_mode, set_mode};

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about entries of Linux' desktops; windows::shortcuts is about links"
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
            .starts_with("error: there is no folder of your desktop\nhint: say where"),
        "{}",
        none.stderr
    );
    fs::create_dir(sandbox.home().join("바탕화면")).expect("a folder");
    let said = sandbox
        .run(["shortcut", "add", "houdini", "--desktop"])
        .quietly()
        .text();
    assert!(
        said.ends_with("right-click it, and choose Allow Launching\n"),
        "{said}"
    );
    let entry = sandbox.home().join("바탕화면/sglaunch-houdini.desktop");
    assert!(has_mode(&entry, 0o755));
    validate(test, &entry);
    // Somebody has taken the right away, which the next `add` sees.
    set_mode(&entry, 0o644);
    let said = sandbox
        .run(["shortcut", "add", "houdini", "--desktop"])
        .quietly()
        .text();
    assert!(
        said.starts_with("brought up to date: Houdini (~/바탕화면/"),
        "{said}"
    );
    assert!(has_mode(&entry, 0o755));
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about entries of Linux' desktops; windows::shortcuts is about links"
)]
fn on_gnome_an_entry_on_the_desktop_is_marked_as_trusted() {
    let sandbox = with_houdini(&["20.5.370"])
        .script(
            "bin/gio",
            "#!/bin/sh\nprintf '%s\\n' \"$@\" > \"$HOME/said\"\n",
        )
        .env("XDG_CURRENT_DESKTOP", "ubuntu:GNOME");
    let path = format!("{}:/usr/bin:/bin", sandbox.path("bin").display());
    let sandbox = sandbox.env("PATH", path);
    fs::create_dir(sandbox.home().join("Desktop")).expect("a folder");
    let said = sandbox
        .run(["shortcut", "add", "houdini", "--desktop"])
        .quietly()
        .text();
    assert_eq!(said.lines().count(), 1, "{said}");
    let entry = sandbox.home().join("Desktop/sglaunch-houdini.desktop");
    let words = format!(
        "set\n-t\nstring\n{}\nmetadata::trusted\ntrue\n",
        entry.display()
    );
    assert_eq!(super::read(&sandbox.home().join("said")), words);
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about entries of Linux' desktops; windows::shortcuts is about links"
)]
fn a_tool_that_hangs_is_not_waited_for() {
    let sandbox = with_houdini(&["20.5.370"])
        .script("bin/gio", "#!/bin/sh\nexec sleep 60\n")
        .env("XDG_CURRENT_DESKTOP", "GNOME");
    let path = format!("{}:/usr/bin:/bin", sandbox.path("bin").display());
    let sandbox = sandbox.env("PATH", path);
    fs::create_dir(sandbox.home().join("Desktop")).expect("a folder");
    let before = std::time::Instant::now();
    let said = sandbox
        .run(["shortcut", "add", "houdini", "--desktop"])
        .quietly()
        .text();
    assert!(said.contains("Allow Launching"), "{said}");
    assert!(before.elapsed().as_secs() < 20);
}
