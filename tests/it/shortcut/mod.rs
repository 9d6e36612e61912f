//! Shortcuts: desktop entries, read and started by real desktop programs.

mod add;
mod desktop;
mod launch;
mod list;
#[cfg(target_os = "linux")]
mod lock;
mod names;
mod profile;
mod remove;
mod site;
mod vendor;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::clients::{cannot_run, tool_or_skip};
use crate::sandbox::{Outcome, Sandbox};

/// A sandbox with these versions of Houdini.
fn with_houdini(versions: &[&str]) -> Sandbox {
    versions.iter().fold(Sandbox::new(), |sandbox, version| {
        sandbox.dcc(format!("root/opt/hfs{version}/bin/houdini"))
    })
}

/// The directory of the user's menu.
fn menu(sandbox: &Sandbox) -> PathBuf {
    sandbox.home().join(".local/share/applications")
}

/// The entry of the profile `houdini` in the menu.
fn houdini(sandbox: &Sandbox) -> PathBuf {
    menu(sandbox).join("sglaunch-houdini.desktop")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The raw value of a key in a desktop entry.
#[track_caller]
fn value(path: &Path, key: &str) -> Option<String> {
    let text = read(path);
    let entry = text.split("\n[").next().unwrap_or_default();
    let mut lines = entry.lines().filter_map(|line| line.split_once('='));
    let (_, value) = lines.find(|(known, _)| *known == key)?;
    Some(value.to_owned())
}

/// Checks an entry with the specification's own tool, whose hints are failures too.
#[track_caller]
fn validate(test: &str, path: &Path) {
    if let Some(tool) = tool_or_skip(test, "desktop-file-validate") {
        let output = Command::new(tool).arg(path).output();
        let outcome = Outcome::from(output.expect("it starts"));
        assert_eq!(
            (outcome.code, outcome.text(), outcome.stderr),
            (Some(0), String::new(), String::new()),
            "{}",
            read(path)
        );
    }
}

/// Starts an entry with these files as GNOME does.
fn start(test: &str, sandbox: &Sandbox, entry: &Path, files: &[&str]) -> Option<Outcome> {
    let gio = tool_or_skip(test, "gio")?;
    let output = sandbox
        .command_of(gio)
        .arg("launch")
        .arg(entry)
        .args(files)
        .output();
    Some(output.expect("gio starts").into())
}

/// The value of a Python expression about `entry`, which `GLib` reads.
fn ask_glib(test: &str, sandbox: &Sandbox, entry: &Path, expression: &str) -> Option<Outcome> {
    let code = format!(
        "import json, sys; from gi.repository import Gio\n\
         entry = Gio.DesktopAppInfo.new_from_filename(sys.argv[1])\n\
         print(json.dumps({expression}), flush=True)"
    );
    let python = Path::new("/usr/bin/python3");
    let has_glib = Command::new(python)
        .args(["-c", "from gi.repository import Gio"])
        .output();
    if !has_glib.is_ok_and(|output| output.status.success()) {
        cannot_run(test, "the system's python3-gi is not installed");
        return None;
    }
    let output = sandbox
        .command_of(python)
        .args(["-W", "ignore", "-c", &code])
        .arg(entry)
        .output();
    Some(output.expect("Python starts").into())
}
