//! Real dialogs on a real screen.

use std::fs;

use super::screen::{Screen, Waiting};
use super::{MISSING, desktop, log};
use crate::sandbox::{Outcome, Sandbox};

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
        "dialog::shown::zenity_shows_a_failure_and_copies_the_details",
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
        "dialog::shown::kdialog_shows_a_failure_and_copies_the_details",
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
    show_hostile(
        "dialog::shown::zenity_shows_hostile_text_as_it_is",
        "zenity",
    );
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about dialogs of Linux' desktops; windows::dialogs is about its own"
)]
fn kdialog_shows_hostile_text_as_it_is() {
    show_hostile(
        "dialog::shown::kdialog_shows_hostile_text_as_it_is",
        "kdialog",
    );
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
