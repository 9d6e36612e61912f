//! The log file beside the dialog.

use std::fs;
use std::path::Path;

use super::{LOG, MISSING, called, desktop, log};
use crate::sandbox::Sandbox;
use crate::system::{has_mode, problems, set_mode, symlink};

#[test]
#[cfg_attr(
    windows,
    ignore = "tests the dialogs of Linux; windows::dialogs tests those of Windows"
)]
fn the_arguments_of_a_shortcut_are_not_logged() {
    let sandbox = desktop(&[]);
    let args = [
        "--window", "shortcut", "add", "houdinii", "--", "--token", "secret",
    ];
    sandbox.run(args).code(125);
    let logged = log(&sandbox);
    assert!(
        !logged.contains("secret") && logged.contains(" houdinii -- (and 2 arguments)"),
        "{logged}"
    );
}

#[test]
fn warnings_are_logged_only_with_the_option_window() {
    let sandbox = Sandbox::new()
        .profile("maya", "program: {linux: [maya]}\n")
        .dcc("bin/maya");
    let path = sandbox.path("bin");
    let sandbox = sandbox.env("PATH", path).env("CURL_CA_BUNDLE", "/gone.pem");
    sandbox.run(["maya"]).code(0).stderr_contains("warning: ");
    assert!(!sandbox.path("home/.local").exists());
    let args = ["--window", "--refresh", "maya"];
    let outcome = sandbox.run(args).code(0).stderr_contains("/gone.pem");
    // On Windows the store adds a warning.
    let warnings = 1 + problems().as_array().map_or(0, Vec::len);
    assert_eq!(log(&sandbox).matches("Z warning: ").count(), warnings);
    assert!(log(&sandbox).contains(" --window --refresh maya\n"));
    assert_eq!(outcome.dcc_args(), [""; 0]);
    assert!(has_mode(sandbox.path(LOG), 0o600));
    fs::remove_file(sandbox.path(LOG)).expect("a log");
    let sandbox = sandbox.env("CURL_CA_BUNDLE", "");
    sandbox.run(["--window", "maya"]).success();
    // Other files make another bundle, and each build repeats the warning about the store.
    let is_logged = problems().as_array().is_some_and(|all| !all.is_empty());
    assert_eq!(sandbox.path(LOG).exists(), is_logged);
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests the dialogs of Linux; windows::dialogs tests those of Windows"
)]
fn an_unsafe_log_file_is_not_written_and_the_failure_is_shown() {
    let show = |sandbox: &Sandbox| {
        sandbox.run(MISSING).code(125);
        called(sandbox, "zenity").expect("a dialog")
    };
    let sandbox = desktop(&[("zenity", "")]);
    let precious = sandbox.write("precious", "x");
    fs::create_dir_all(sandbox.path(LOG).parent().expect("a directory")).expect("a directory");
    symlink(&precious, sandbox.path(LOG)).expect("a link");
    show(&sandbox);
    assert_eq!(fs::read_to_string(precious).expect("a file"), "x");

    let sandbox = desktop(&[("zenity", "")]);
    fs::create_dir_all(sandbox.path(LOG).parent().expect("a directory")).expect("a directory");
    sandbox.pipe(LOG);
    show(&sandbox);

    let sandbox = desktop(&[("zenity", "")]);
    fs::create_dir(sandbox.path("shared")).expect("a directory");
    set_mode(sandbox.path("shared"), 0o777);
    fs::create_dir_all(sandbox.path("home/.local/state")).expect("a directory");
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
    ignore = "tests the dialogs of Linux; windows::dialogs tests those of Windows"
)]
fn the_log_directory_can_be_set() {
    let sandbox = desktop(&[]);
    let dir = sandbox.path("state of mine");
    let sandbox = sandbox.env("SGLAUNCH_STATE_DIR", &dir);
    sandbox.run(MISSING).code(125);
    let text = fs::read_to_string(dir.join("sglaunch.log")).expect("a log");
    assert!(text.contains("there is no profile `houdinii`") && log(&sandbox).is_empty());
}
