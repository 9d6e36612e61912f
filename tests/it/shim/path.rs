//! Shells that put the directory of shims on PATH.

use std::path::Path;

use super::studio;
use crate::clients::tool_or_skip;

/// Whether the line that `add` prints puts the shims on PATH, in the shell that it is for.
fn evaluated(test: &str, shell: &str, flags: &[&str]) {
    let Some(path) = tool_or_skip(test, shell) else {
        return;
    };
    let sandbox = studio().env("SHELL", format!("/usr/bin/{shell}"));
    let data = sandbox.path(format!("home/{HOSTILE}"));
    let sandbox = sandbox.env("SGLAUNCH_DATA_DIR", data);
    let line = sandbox.run(["-q", "shim", "add", "maya"]).quietly().text();
    let file = sandbox.write("line", format!("{line}maya evaluated\n"));
    let words: Vec<&Path> = [path.as_path()]
        .into_iter()
        .chain(flags.iter().map(Path::new))
        .chain([file.as_path()])
        .collect();
    let started = sandbox.without(&words).quietly();
    assert_eq!(started.dcc_args(), ["-own", "evaluated"], "{line}");
}

/// What a name of a folder may have in it.
const HOSTILE: &str = "it's a $HOME \"x\" `id` \\ ! & 한글";

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about links and shells of Unix; windows::shims is about the others"
)]
fn dash_puts_the_shims_on_path() {
    evaluated("shim::path::dash_puts_the_shims_on_path", "dash", &[]);
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about links and shells of Unix; windows::shims is about the others"
)]
fn bash_puts_the_shims_on_path() {
    evaluated("shim::path::bash_puts_the_shims_on_path", "bash", &[]);
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about links and shells of Unix; windows::shims is about the others"
)]
fn zsh_puts_the_shims_on_path() {
    evaluated("shim::path::zsh_puts_the_shims_on_path", "zsh", &["-f"]);
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about links and shells of Unix; windows::shims is about the others"
)]
fn fish_puts_the_shims_on_path() {
    evaluated(
        "shim::path::fish_puts_the_shims_on_path",
        "fish",
        &["--no-config"],
    );
}

#[test]
#[cfg_attr(
    windows,
    ignore = "it is about links and shells of Unix; windows::shims is about the others"
)]
fn tcsh_puts_the_shims_on_path() {
    evaluated("shim::path::tcsh_puts_the_shims_on_path", "tcsh", &["-f"]);
}
