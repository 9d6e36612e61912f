//! Which desktop program shows the dialog, and for which calls.

use std::fs;
use std::process::Command;

use super::{MISSING, called, desktop, log, stub};
use crate::sandbox::{Outcome, Sandbox, sglaunch};
use crate::system::{install, symlink};

#[test]
#[cfg_attr(
    windows,
    ignore = "tests the dialogs of Linux; windows::dialogs tests those of Windows"
)]
fn without_a_display_nothing_is_shown_and_nothing_hangs() {
    let sandbox =
        desktop(&[("zenity", "sleep 1000"), ("notify-send", "sleep 1000")]).env("DISPLAY", "");
    sandbox
        .run(MISSING)
        .code(125)
        .stderr_contains("there is no profile");
    assert_eq!(called(&sandbox, "zenity"), None);
    assert_eq!(called(&sandbox, "notify-send"), None);
    assert!(log(&sandbox).contains("there is no profile `houdinii`"));
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests the dialogs of Linux; windows::dialogs tests those of Windows"
)]
fn the_dialog_program_of_the_desktop_comes_first() {
    let shown = [("zenity", "exit 0"), ("kdialog", "exit 0")];
    let is_called = |sandbox: &Sandbox| shown.map(|(name, _)| called(sandbox, name).is_some());
    for (name, expected) in [("ubuntu:GNOME", [true, false]), ("KDE", [false, true])] {
        let sandbox = desktop(&shown).env("XDG_CURRENT_DESKTOP", name);
        sandbox.run(MISSING).code(125);
        assert_eq!(is_called(&sandbox), expected, "{name}");
    }
    let failing = [
        ("zenity", "exit 255"),
        ("kdialog", "exit 134"),
        ("notify-send", ""),
    ];
    let sandbox = desktop(&failing);
    sandbox.run(MISSING).code(125);
    assert_eq!(is_called(&sandbox), [true, true]);
    let args = called(&sandbox, "notify-send").expect("a notification");
    let [.., end, title, body] = args.as_slice() else {
        panic!("{args:?}")
    };
    assert_eq!([end.as_str(), title], ["--", "houdinii did not start"]);
    assert!(
        body.starts_with("There is no profile `houdinii`\nHint: "),
        "{body}"
    );
    desktop(&[]).run(MISSING).code(125);
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests the dialogs of Linux; windows::dialogs tests those of Windows"
)]
fn dialog_programs_get_the_callers_environment_without_a_dccs_libraries() {
    let sandbox = desktop(&[("zenity", "")])
        .env("LD_LIBRARY_PATH", "/opt/dcc/lib")
        .env("LANG", "C")
        .env("STUDIO", "x");
    sandbox.run(MISSING).code(125);
    let env = fs::read_to_string(sandbox.path("home/zenity.env")).expect("a call");
    for (line, is_there) in [
        ("STUDIO=x", true),
        ("LC_ALL=C.UTF-8", true),
        ("LD_LIBRARY_PATH=", false),
        ("SSL_CERT_FILE=", false),
        ("SGLAUNCH_PROFILE=", false),
    ] {
        assert_eq!(env.contains(line), is_there, "{line}");
    }
    let sandbox = desktop(&[("zenity", "")]).env("LANG", "ko_KR.UTF-8");
    sandbox.run(MISSING).code(125);
    let env = fs::read_to_string(sandbox.path("home/zenity.env")).expect("a call");
    assert!(!env.contains("LC_ALL"), "{env}");
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests the dialogs of Linux; windows::dialogs tests those of Windows"
)]
fn neither_the_current_directory_nor_sglaunch_itself_shows_dialogs() {
    let sandbox = Sandbox::new()
        .env("DISPLAY", ":7")
        .script("home/zenity", &stub("zenity", ""));
    let shims = sandbox.path("shims");
    fs::create_dir(&shims).expect("a directory");
    install(sglaunch().as_ref(), &sandbox.path("sglaunch"));
    symlink(sandbox.path("sglaunch"), shims.join("zenity")).expect("a link");
    let path = format!(".::{}", shims.display());
    let mut command = Command::new(sandbox.path("sglaunch"));
    let output = (command.args(MISSING).env_clear().env("PATH", path))
        .env("HOME", sandbox.home())
        .env("DISPLAY", ":7")
        .current_dir(sandbox.home())
        .output();
    Outcome::from(output.expect("it starts")).code(125);
    assert_eq!(called(&sandbox, "zenity"), None);
    assert_eq!(log(&sandbox).matches("error: ").count(), 1);
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests the dialogs of Linux; windows::dialogs tests those of Windows"
)]
fn a_wrong_command_line_is_shown_too() {
    let text = |args: &[&str], code| {
        let sandbox = desktop(&[("zenity", "")]);
        sandbox.run(args).code(code);
        let args = called(&sandbox, "zenity").expect("a dialog");
        (args.join("\n"), log(&sandbox))
    };
    let (shown, noted) = text(&["--window", "--wibble", "houdini"], 125);
    assert!(shown.contains("Unexpected argument '--wibble'"), "{shown}");
    assert!(
        shown.contains("sglaunch shortcut add") && !shown.contains("Usage"),
        "{shown}"
    );
    assert!(
        noted.contains("error: unexpected argument '--wibble'"),
        "{noted}"
    );
    for (args, code) in [
        (&["--window"][..], 125),
        (&["--window", "--help"], 0),
        (&["--window", "-V"], 0),
    ] {
        let (shown, noted) = text(args, code);
        assert!(
            shown.starts_with("--info") && shown.contains("sglaunch shortcut add"),
            "{shown}"
        );
        assert_eq!(noted, "", "{args:?}");
    }
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests the dialogs of Linux; windows::dialogs tests those of Windows"
)]
fn the_option_window_of_a_program_shows_no_dialog() {
    for args in [
        &["houdinii", "--window"][..],
        &["--wibble", "houdinii", "--window"],
        &["-n", "-p", "python", "--", "/gone", "--window"],
        &["shortcut", "add", "--wibble", "houdini", "--", "--window"],
    ] {
        let sandbox = desktop(&[("zenity", "")]);
        sandbox.run(args);
        assert_eq!(called(&sandbox, "zenity"), None, "{args:?}");
        assert_eq!(log(&sandbox), "", "{args:?}");
    }
    // Every command accepts the option, before and after its name.
    for args in [
        ["--window", "list", "--wibble"],
        ["list", "--wibble", "--window"],
    ] {
        let sandbox = desktop(&[("zenity", "")]);
        sandbox.run(args).code(125);
        assert!(called(&sandbox, "zenity").is_some(), "{args:?}");
    }
}
