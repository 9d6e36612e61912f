//! Real dialogs on a real screen.

use std::fs;

use super::screen::{Screen, Waiting};
use super::{MISSING, desktop, log};
use crate::sandbox::{Outcome, Sandbox, sglaunch};

/// Checks the text that the button copies for this outcome: the message, and below it the time, the
/// call, sglaunch, the system and the log, each without the name of the user.
#[track_caller]
fn check_details(copied: &str, outcome: &Outcome, call: &str) {
    let lines = copied.strip_prefix(&outcome.stderr).expect(copied);
    let [time, call_line, own, system, log] = lines.lines().collect::<Vec<_>>()[..] else {
        panic!("{lines}");
    };
    let time = time.strip_prefix("time: ").expect(lines);
    assert!(time.starts_with("20") && time.ends_with('Z') && time.len() == 20);
    assert_eq!(call_line, format!("call: {call}"));
    let (version, arch) = (env!("CARGO_PKG_VERSION"), std::env::consts::ARCH);
    let path = sglaunch();
    assert_eq!(own, format!("sglaunch {version} {arch}, {path}"));
    assert!(system.contains("Linux "), "{system}");
    assert_eq!(log, "log: ~/.local/state/sglaunch/sglaunch.log");
}

/// A desktop with a real dialog program and a screen.
fn real(test: &str, tool: &str) -> Option<(Sandbox, Screen)> {
    let screen = Screen::or_skip(test, &[tool])?;
    let name = if tool == "kdialog" { "KDE" } else { "GNOME" };
    let sandbox = Sandbox::new().env("XDG_CURRENT_DESKTOP", name);
    Some((sandbox.env("DISPLAY", &screen.name), screen))
}

/// Shows a failure and presses the button that copies the details.
fn show_and_copy(test: &str, tool: &str) {
    let Some((sandbox, screen)) = real(test, tool) else {
        return;
    };
    let waiting = Waiting::start(&sandbox, &MISSING);
    let window = screen.window("houdinii did not start");
    screen.screenshot(&sandbox.path("screen.png"));
    screen.press(&window, &["Tab", "Return"]);
    let outcome = waiting
        .end()
        .code(125)
        .stderr_contains("there is no profile `houdinii`");
    let call = "sglaunch --window houdinii (and 1 argument)";
    check_details(&screen.clipboard(), &outcome, call);
    assert!(log(&sandbox).contains("Z error: there is no profile `houdinii`\n  hint: "));
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests the dialogs of Linux; windows::dialogs tests those of Windows"
)]
fn zenity_shows_a_failure_and_copies_the_details() {
    show_and_copy(
        "dialog::shown::zenity_shows_a_failure_and_copies_the_details",
        "zenity",
    );
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests the dialogs of Linux; windows::dialogs tests those of Windows"
)]
fn kdialog_shows_a_failure_and_copies_the_details() {
    show_and_copy(
        "dialog::shown::kdialog_shows_a_failure_and_copies_the_details",
        "kdialog",
    );
}

/// Shows hostile text and copies it.
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
    screen.screenshot(&sandbox.path("screen.png"));
    screen.press(&window, &["Tab", "Return"]);
    let outcome = waiting
        .end()
        .code(127)
        .stderr_contains("--title=<b>&amp;</b>");
    assert!(outcome.stderr.len() > 5000);
    assert!(screen.clipboard().starts_with(&outcome.stderr));
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests the dialogs of Linux; windows::dialogs tests those of Windows"
)]
fn zenity_shows_hostile_text_literally() {
    show_hostile(
        "dialog::shown::zenity_shows_hostile_text_literally",
        "zenity",
    );
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests the dialogs of Linux; windows::dialogs tests those of Windows"
)]
fn kdialog_shows_hostile_text_literally() {
    show_hostile(
        "dialog::shown::kdialog_shows_hostile_text_literally",
        "kdialog",
    );
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests the dialogs of Linux; windows::dialogs tests those of Windows"
)]
fn without_a_clipboard_program_the_details_can_be_selected() {
    let copied = "case \"$*\" in *--text-info*|*--textbox*) exec /bin/cat >\"$HOME/shown\";; esac
        echo 'Copy details'; exit 1";
    for (tool, name) in [("zenity", "GNOME"), ("kdialog", "KDE")] {
        let sandbox = desktop(&[(tool, copied)]).env("XDG_CURRENT_DESKTOP", name);
        let outcome = sandbox.run(MISSING).code(125);
        let shown = fs::read_to_string(sandbox.path("home/shown")).expect("the text");
        let call = "sglaunch --window houdinii (and 1 argument)";
        // kdialog reads the text as markup if its first line contains a tag.
        let text = shown.strip_prefix("Select and copy this text:\n\n");
        check_details(text.expect(tool), &outcome, call);
    }
}
