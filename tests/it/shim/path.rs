//! Shells that put the directory of shims on PATH.

use std::path::Path;

use super::studio;
use crate::clients::tool_or_skip;
use crate::sandbox::Sandbox;

/// Checks that the printed line puts the shims on PATH in its shell.
fn check_line(test: &str, shell: &str, flags: &[&str]) {
    let Some(path) = tool_or_skip(test, shell) else {
        return;
    };
    let sandbox = studio().env("SHELL", format!("/usr/bin/{shell}"));
    let data = sandbox.path(format!("home/{HOSTILE}"));
    let sandbox = sandbox.env("SGLAUNCH_DATA_DIR", data);
    let line = sandbox.run(["-q", "shim", "add", "maya"]).success().text();
    let file = sandbox.write("line", format!("{line}maya evaluated\n"));
    let command: Vec<&Path> = [path.as_path()]
        .into_iter()
        .chain(flags.iter().map(Path::new))
        .chain([file.as_path()])
        .collect();
    let started = sandbox.run_without(&command).success();
    assert_eq!(started.dcc_args(), ["-own", "evaluated"], "{line}");
}

/// A directory name with special characters.
const HOSTILE: &str = "it's a $HOME \"x\" `id` \\ ! & 한글";

#[test]
#[cfg_attr(
    windows,
    ignore = "tests links and shells of Unix; windows::shims tests copies"
)]
fn dash_puts_the_shims_on_path() {
    check_line("shim::path::dash_puts_the_shims_on_path", "dash", &[]);
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests links and shells of Unix; windows::shims tests copies"
)]
fn bash_puts_the_shims_on_path() {
    check_line("shim::path::bash_puts_the_shims_on_path", "bash", &[]);
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests links and shells of Unix; windows::shims tests copies"
)]
fn zsh_puts_the_shims_on_path() {
    check_line("shim::path::zsh_puts_the_shims_on_path", "zsh", &["-f"]);
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests links and shells of Unix; windows::shims tests copies"
)]
fn fish_puts_the_shims_on_path() {
    check_line(
        "shim::path::fish_puts_the_shims_on_path",
        "fish",
        &["--no-config"],
    );
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests links and shells of Unix; windows::shims tests copies"
)]
fn tcsh_puts_the_shims_on_path() {
    check_line("shim::path::tcsh_puts_the_shims_on_path", "tcsh", &["-f"]);
}

/// Checks that an interactive shell reads the startup file that `shim add` names.
fn check_startup_file(test: &str, shell: &str, args: &[&str], sandbox: Sandbox, file: &str) {
    let Some(path) = tool_or_skip(test, shell) else {
        return;
    };
    let sandbox = sandbox.env("SHELL", format!("/usr/bin/{shell}"));
    let printed = sandbox.run(["-q", "shim", "add", "maya"]).success().text();
    assert!(
        printed.starts_with(&format!("# add this line to ~/{file} to put ")),
        "{printed}"
    );
    sandbox.write(format!("home/{file}"), &printed);
    let command: Vec<&Path> = [path.as_path()]
        .into_iter()
        .chain(args.iter().map(Path::new))
        .collect();
    // Interactive shells print warnings about the missing terminal.
    let started = sandbox.run_without(&command).code(0);
    assert_eq!(started.dcc_args(), ["-own", "evaluated"], "{printed}");
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests links and shells of Unix; windows::shims tests copies"
)]
fn zsh_reads_its_startup_file_in_zdotdir() {
    let sandbox = studio();
    let dir = sandbox.path("home/.config/zsh");
    let sandbox = sandbox.env("ZDOTDIR", dir);
    let test = "shim::path::zsh_reads_its_startup_file_in_zdotdir";
    let args = ["-i", "-c", "maya evaluated"];
    check_startup_file(test, "zsh", &args, sandbox, ".config/zsh/.zshrc");
    check_startup_file(test, "zsh", &args, studio(), ".zshrc");
}

#[test]
#[cfg_attr(
    windows,
    ignore = "tests links and shells of Unix; windows::shims tests copies"
)]
fn fish_reads_its_startup_file_in_xdg_config_home() {
    let sandbox = studio();
    let dir = sandbox.path("home/settings");
    let sandbox = sandbox.env("XDG_CONFIG_HOME", dir);
    let profile = "home/settings/sglaunch/profiles/maya.yaml";
    sandbox.write(profile, "program: {linux: [maya]}\nargs: [-own]\n");
    let test = "shim::path::fish_reads_its_startup_file_in_xdg_config_home";
    let args = ["-c", "maya evaluated"];
    check_startup_file(test, "fish", &args, sandbox, "settings/fish/config.fish");
    check_startup_file(test, "fish", &args, studio(), ".config/fish/config.fish");
}
