//! Failures without a terminal: real dialogs on a real screen, the calls of desktop programs, and
//! the log.

mod desktop;
mod log;
mod screen;
mod shown;

use std::fs;

use crate::sandbox::Sandbox;

const LOG: &str = "home/.local/state/sglaunch/sglaunch.log";

/// The call of a shortcut whose program is not installed.
const MISSING: [&str; 3] = ["--window", "houdinii", "/shots/secret.hip"];

/// A program that records its arguments and environment, and then runs `end`.
fn stub(name: &str, end: &str) -> String {
    format!(
        "#!/bin/sh\nfor word; do printf '%s\\0' \"$word\"; done >\"$HOME/{name}.args\"\n\
         /usr/bin/env >\"$HOME/{name}.env\"\n{end}\n"
    )
}

/// A desktop with these programs: their names and last commands.
fn desktop(stubs: &[(&str, &str)]) -> Sandbox {
    let start = Sandbox::new();
    let path = start.path("stubs");
    let with = |sandbox: Sandbox, (name, end): &(&str, &str)| {
        sandbox.script(format!("stubs/{name}"), &stub(name, end))
    };
    let sandbox = stubs.iter().fold(start, with);
    sandbox.env("PATH", path).env("DISPLAY", ":7")
}

/// The arguments of a stub's call, if there was one.
fn called(sandbox: &Sandbox, name: &str) -> Option<Vec<String>> {
    let args = fs::read_to_string(sandbox.path(format!("home/{name}.args"))).ok()?;
    Some(args.split_terminator('\0').map(str::to_owned).collect())
}

fn log(sandbox: &Sandbox) -> String {
    fs::read_to_string(sandbox.path(LOG)).unwrap_or_default()
}
