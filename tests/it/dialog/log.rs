//! The log file beside the dialog.

use std::fs;
use std::path::Path;

use super::{LOG, MISSING, called, desktop, log};
use crate::sandbox::Sandbox;
use crate::system::{has_mode, problems, set_mode, symlink};

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about dialogs of Linux' desktops; windows::dialogs is about its own"
)]
fn the_arguments_of_a_shortcut_are_not_noted() {
    let sandbox = desktop(&[]);
    let words = [
        "--window", "shortcut", "add", "houdinii", "--", "--token", "secret",
    ];
    sandbox.run(words).code(125);
    let noted = log(&sandbox);
    assert!(
        !noted.contains("secret") && noted.contains(" houdinii -- (and 2 arguments)"),
        "{noted}"
    );
}

#[test]
fn warnings_are_noted_and_nothing_is_without_the_option() {
    let sandbox = Sandbox::new()
        .profile("maya", "program: {linux: [maya]}\n")
        .dcc("bin/maya");
    let path = sandbox.path("bin");
    let sandbox = sandbox.env("PATH", path).env("CURL_CA_BUNDLE", "/gone.pem");
    sandbox.run(["maya"]).code(0).says("warning: ");
    assert!(!sandbox.path("home/.local").exists());
    let args = ["--window", "--refresh", "maya"];
    let outcome = sandbox.run(args).code(0).says("/gone.pem");
    // On Windows there is one about the store too.
    let warnings = 1 + problems().as_array().map_or(0, Vec::len);
    assert_eq!(log(&sandbox).matches("Z warning: ").count(), warnings);
    assert!(log(&sandbox).contains(" --window --refresh maya\n"));
    assert_eq!(outcome.dcc_args(), [""; 0]);
    assert!(has_mode(sandbox.path(LOG), 0o600));
    fs::remove_file(sandbox.path(LOG)).expect("it is ours");
    let sandbox = sandbox.env("CURL_CA_BUNDLE", "");
    sandbox.run(["--window", "maya"]).quietly();
    // Another list of files is another bundle, and the warning about the store comes with each that is built.
    let is_noted = problems().as_array().is_some_and(|all| !all.is_empty());
    assert_eq!(sandbox.path(LOG).exists(), is_noted);
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about dialogs of Linux' desktops; windows::dialogs is about its own"
)]
fn a_log_that_is_not_ours_is_left_alone_and_the_failure_shown() {
    let show = |sandbox: &Sandbox| {
        sandbox.run(MISSING).code(125);
        called(sandbox, "zenity").expect("a dialog")
    };
    let sandbox = desktop(&[("zenity", "")]);
    let precious = sandbox.write("precious", "x");
    fs::create_dir_all(sandbox.path(LOG).parent().expect("a folder")).expect("a folder");
    symlink(&precious, sandbox.path(LOG)).expect("a link");
    show(&sandbox);
    assert_eq!(fs::read_to_string(precious).expect("a file"), "x");

    let sandbox = desktop(&[("zenity", "")]);
    fs::create_dir_all(sandbox.path(LOG).parent().expect("a folder")).expect("a folder");
    sandbox.pipe(LOG);
    show(&sandbox);

    let sandbox = desktop(&[("zenity", "")]);
    fs::create_dir(sandbox.path("shared")).expect("a folder");
    set_mode(sandbox.path("shared"), 0o777);
    fs::create_dir_all(sandbox.path("home/.local/state")).expect("a folder");
    symlink(
        sandbox.path("shared"),
        sandbox.path("home/.local/state/sglaunch"),
    )
    .expect("a link");
    show(&sandbox);
    assert!(!Path::new(&sandbox.path("shared/sglaunch.log")).exists());
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about dialogs of Linux' desktops; windows::dialogs is about its own"
)]
fn the_log_can_be_elsewhere() {
    let sandbox = desktop(&[]);
    let folder = sandbox.path("state of mine");
    let sandbox = sandbox.env("SGLAUNCH_STATE_DIR", &folder);
    sandbox.run(MISSING).code(125);
    let text = fs::read_to_string(folder.join("sglaunch.log")).expect("a log");
    assert!(text.contains("there is no profile `houdinii`") && log(&sandbox).is_empty());
}
