//! What somebody without a terminal sees of a failure: real dialogs on a real screen, and what is asked of the desktop.

mod screen;

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::sandbox::{Outcome, Sandbox};
use crate::system::{has_mode, install, problems, set_mode, symlink};
use screen::{Screen, Waiting};

const LOG: &str = "home/.local/state/sglaunch/sglaunch.log";

/// What an artist sees whose shortcut is for a program that is not there.
const MISSING: [&str; 3] = ["--window", "houdinii", "/shots/secret.hip"];

/// A program of the desktop that writes down how it was called.
fn stub(name: &str, end: &str) -> String {
    format!(
        "#!/bin/sh\nfor word; do printf '%s\\0' \"$word\"; done >\"$HOME/{name}.args\"\n\
         /usr/bin/env >\"$HOME/{name}.env\"\n{end}\n"
    )
}

/// A desktop whose programs are those of `stubs`, with what each does in the end.
fn desktop(stubs: &[(&str, &str)]) -> Sandbox {
    let start = Sandbox::new();
    let path = start.path("stubs");
    let with = |sandbox: Sandbox, (name, end): &(&str, &str)| {
        sandbox.script(format!("stubs/{name}"), &stub(name, end))
    };
    let sandbox = stubs.iter().fold(start, with);
    sandbox.env("PATH", path).env("DISPLAY", ":7")
}

/// The arguments that a stub was called with, if it was.
fn called(sandbox: &Sandbox, name: &str) -> Option<Vec<String>> {
    let args = fs::read_to_string(sandbox.path(format!("home/{name}.args"))).ok()?;
    Some(args.split_terminator('\0').map(str::to_owned).collect())
}

fn log(sandbox: &Sandbox) -> String {
    fs::read_to_string(sandbox.path(LOG)).unwrap_or_default()
}

/// What the button copies for a call that said this on stderr.
fn details(outcome: &Outcome, call: &str) -> String {
    let (version, machine) = (env!("CARGO_PKG_VERSION"), std::env::consts::ARCH);
    let file = "~/.local/state/sglaunch/sglaunch.log";
    format!(
        "{}call: {call}\nsglaunch {version}, linux, {machine}\nlog: {file}\n",
        outcome.stderr
    )
}

/// A desktop with real programs and a screen.
fn real(test: &str, tool: &str) -> Option<(Sandbox, Screen)> {
    let screen = Screen::or_skip(test, &[tool])?;
    let name = if tool == "kdialog" { "KDE" } else { "GNOME" };
    let sandbox = Sandbox::new().env("XDG_CURRENT_DESKTOP", name);
    Some((sandbox.env("DISPLAY", &screen.name), screen))
}

/// Shows a failure, looks at it, and presses the button that copies.
fn show_and_copy(test: &str, tool: &str) {
    let Some((sandbox, screen)) = real(test, tool) else {
        return;
    };
    let waiting = Waiting::start(&sandbox, &MISSING);
    let window = screen.window("houdinii did not start");
    screen.picture(&sandbox.path("screen.png"));
    screen.press(&window, &["Tab", "Return"]);
    let outcome = waiting
        .end()
        .code(125)
        .says("there is no profile `houdinii`");
    let call = "sglaunch --window houdinii (and an argument)";
    assert_eq!(screen.clipboard(), details(&outcome, call));
    assert!(log(&sandbox).contains("Z error: there is no profile `houdinii`\n  hint: "));
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about dialogs of Linux' desktops; windows::dialogs is about its own"
)]
fn zenity_shows_a_failure_and_copies_the_details() {
    show_and_copy(
        "dialog::zenity_shows_a_failure_and_copies_the_details",
        "zenity",
    );
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about dialogs of Linux' desktops; windows::dialogs is about its own"
)]
fn kdialog_shows_a_failure_and_copies_the_details() {
    show_and_copy(
        "dialog::kdialog_shows_a_failure_and_copies_the_details",
        "kdialog",
    );
}

/// Shows text that is not for a dialog's eyes, and copies it.
fn show_hostile(test: &str, tool: &str) {
    let Some((sandbox, screen)) = real(test, tool) else {
        return;
    };
    let program = format!(
        "--title=<b>&amp;</b>\\n%s$HOME\n\"한글 {}'",
        "위험한 글 <i>&".repeat(500)
    );
    let waiting = Waiting::start(&sandbox, &["--window", "-p", "python", "--", &program]);
    let window = screen.window("did not start");
    let (width, height) = screen.size(&window).expect("a window");
    assert!(width < 1000 && height < 600, "{width}x{height}");
    screen.picture(&sandbox.path("screen.png"));
    screen.press(&window, &["Tab", "Return"]);
    let outcome = waiting.end().code(127).says("--title=<b>&amp;</b>");
    assert!(outcome.stderr.len() > 5000);
    assert!(screen.clipboard().starts_with(&outcome.stderr));
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about dialogs of Linux' desktops; windows::dialogs is about its own"
)]
fn zenity_shows_hostile_text_as_it_is() {
    show_hostile("dialog::zenity_shows_hostile_text_as_it_is", "zenity");
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about dialogs of Linux' desktops; windows::dialogs is about its own"
)]
fn kdialog_shows_hostile_text_as_it_is() {
    show_hostile("dialog::kdialog_shows_hostile_text_as_it_is", "kdialog");
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about dialogs of Linux' desktops; windows::dialogs is about its own"
)]
fn what_cannot_be_copied_can_be_selected() {
    let copied = "case \"$*\" in *--text-info*|*--textbox*) exec /bin/cat >\"$HOME/shown\";; esac
        echo 'Copy details'; exit 1";
    for (tool, name) in [("zenity", "GNOME"), ("kdialog", "KDE")] {
        let sandbox = desktop(&[(tool, copied)]).env("XDG_CURRENT_DESKTOP", name);
        let outcome = sandbox.run(MISSING).code(125);
        let shown = fs::read_to_string(sandbox.path("home/shown")).expect("a window with the text");
        let call = "sglaunch --window houdinii (and an argument)";
        // Whose first line has no tag in it is no markup to kdialog.
        let text = shown.strip_prefix("To be copied by hand:\n\n");
        assert_eq!(text, Some(&*details(&outcome, call)), "{tool}");
    }
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about dialogs of Linux' desktops; windows::dialogs is about its own"
)]
fn nothing_is_shown_and_nothing_hangs_without_a_display() {
    let sandbox =
        desktop(&[("zenity", "sleep 1000"), ("notify-send", "sleep 1000")]).env("DISPLAY", "");
    sandbox.run(MISSING).code(125).says("there is no profile");
    assert_eq!(called(&sandbox, "zenity"), None);
    assert_eq!(called(&sandbox, "notify-send"), None);
    assert!(log(&sandbox).contains("there is no profile `houdinii`"));
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about dialogs of Linux' desktops; windows::dialogs is about its own"
)]
fn the_desktops_own_dialog_comes_first_and_the_next_where_it_fails() {
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
    ignore = "it is about dialogs of Linux' desktops; windows::dialogs is about its own"
)]
fn the_desktops_programs_have_the_callers_environment_and_no_dccs_libraries() {
    let sandbox = desktop(&[("zenity", "")])
        .env("LD_LIBRARY_PATH", "/opt/dcc/lib")
        .env("LANG", "C")
        .env("STUDIO", "x");
    sandbox.run(MISSING).code(125);
    let env = fs::read_to_string(sandbox.path("home/zenity.env")).expect("it was called");
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
    let env = fs::read_to_string(sandbox.path("home/zenity.env")).expect("it was called");
    assert!(!env.contains("LC_ALL"), "{env}");
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about dialogs of Linux' desktops; windows::dialogs is about its own"
)]
fn neither_a_projects_folder_nor_sglaunch_itself_shows_dialogs() {
    let sandbox = Sandbox::new()
        .env("DISPLAY", ":7")
        .script("home/zenity", &stub("zenity", ""));
    let shims = sandbox.path("shims");
    fs::create_dir(&shims).expect("a folder");
    install(
        env!("CARGO_BIN_EXE_sglaunch").as_ref(),
        &sandbox.path("sglaunch"),
    );
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
    ignore = "it is about dialogs of Linux' desktops; windows::dialogs is about its own"
)]
fn a_call_that_cannot_be_read_is_shown_too() {
    let text = |args: &[&str], code| {
        let sandbox = desktop(&[("zenity", "")]);
        sandbox.run(args).code(code);
        let args = called(&sandbox, "zenity").expect("a dialog");
        (args.join("\n"), log(&sandbox))
    };
    let (shown, noted) = text(&["--window", "--wibble", "houdini"], 125);
    assert!(
        shown.contains("Unexpected argument '--wibble' found"),
        "{shown}"
    );
    assert!(
        shown.contains("sglaunch shortcut add") && !shown.contains("Usage"),
        "{shown}"
    );
    assert!(
        noted.contains("error: unexpected argument '--wibble' found"),
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
    ignore = "it is about dialogs of Linux' desktops; windows::dialogs is about its own"
)]
fn the_option_of_a_program_opens_no_window() {
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
    // Every command has the option, before its name and after it.
    for args in [
        ["--window", "list", "--wibble"],
        ["list", "--wibble", "--window"],
    ] {
        let sandbox = desktop(&[("zenity", "")]);
        sandbox.run(args).code(125);
        assert!(called(&sandbox, "zenity").is_some(), "{args:?}");
    }
}

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

#[test]
#[cfg_attr(windows, ignore = "it is about the other systems")]
fn the_program_for_windows_says_elsewhere_what_to_call() {
    let output = Command::new(env!("CARGO_BIN_EXE_sglaunchw")).output();
    Outcome::from(output.expect("it starts"))
        .code(125)
        .says("sglaunch --window");
}
