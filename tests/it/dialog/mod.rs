//! What somebody without a terminal sees of a failure: real dialogs on a real screen, and what is asked of the desktop.

mod desktop;
mod log;
mod screen;
mod shown;

use std::fs;

use crate::sandbox::Sandbox;

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
