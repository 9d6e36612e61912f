//! Shims: calls of `maya` or `tank` that start a profile.

mod builtins;
mod manage;
mod path;
mod search;
mod shared;
mod start;
mod transient;

use std::path::PathBuf;

use crate::sandbox::{Outcome, Sandbox};

/// A sandbox with a Maya in `bin` and its profile.
fn studio() -> Sandbox {
    let sandbox = Sandbox::new()
        .dcc("bin/maya")
        .profile("maya", "program: {linux: [maya]}\nargs: [-own]\n");
    let bin = sandbox.path("bin");
    sandbox.env("PATH", format!("{}:/usr/bin:/bin", bin.display()))
}

fn shims(sandbox: &Sandbox) -> PathBuf {
    sandbox.path("home/.local/share/sglaunch/shims")
}

/// Adds shims and puts their directory first on PATH.
fn shimmed(sandbox: Sandbox, names: &[&str]) -> Sandbox {
    sandbox
        .run([&["-q", "shim", "add"], names].concat())
        .code(0);
    let before = path_of(&sandbox);
    let path = format!("{}:{before}", shims(&sandbox).display());
    sandbox.env("PATH", path)
}

fn path_of(sandbox: &Sandbox) -> String {
    let call = sandbox.command_of("unused");
    let path = call.get_envs().find(|(name, _)| *name == "PATH");
    let value = path.and_then(|(_, value)| value?.to_str());
    value.expect("a PATH").to_owned()
}

/// Runs a line in a shell.
fn sh(sandbox: &Sandbox, line: &str) -> Outcome {
    sandbox.run_without(&["/bin/sh", "-c", line])
}
