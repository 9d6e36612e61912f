//! CA files that the clients' own settings name: the file that a real client would use counts.

mod aws;
mod effect;
mod git;
mod migration_page;
mod pip;

use std::collections::BTreeSet;
use std::ffi::OsStr;

use crate::sandbox::Sandbox;

/// Settings files and variables. `HOME` in them stands for the home directory.
struct Situation {
    /// Files below the home directory, with their text.
    files: &'static [(&'static str, &'static str)],
    env: &'static [(&'static str, &'static str)],
}

impl Situation {
    /// Returns a machine in this situation.
    fn sandbox(&self) -> Sandbox {
        let mut sandbox = Sandbox::new();
        let home = sandbox.home().to_str().expect("UTF-8").to_owned();
        for (path, text) in self.files {
            let path = sandbox.home().join(path);
            sandbox.write(path, text.replace("HOME", &home));
        }
        for (name, value) in self.env {
            sandbox = sandbox.env(name, value.replace("HOME", &home));
        }
        sandbox
    }
}

/// Returns the CA files that settings name, each with the settings file. They do not exist, so that
/// each is a problem.
fn named(sandbox: &Sandbox) -> BTreeSet<(String, String)> {
    let list = sandbox.run(["bundle", "list", "--json"]).code(0).json();
    let problems = list["problems"].as_array().expect("a list");
    let text = |value: &serde_json::Value| value.as_str().expect("text").to_owned();
    problems
        .iter()
        .map(|problem| {
            let (source, message) = (text(&problem["source"]), text(&problem["message"]));
            let file = source.strip_prefix("inherited:").expect("inherited");
            let line = file
                .rsplit_once(':')
                .filter(|(_, line)| line.parse::<u32>().is_ok());
            let path = message.strip_suffix(": no such file");
            let path = path.unwrap_or_else(|| panic!("{source}: {message}"));
            (
                line.map_or(file, |(file, _)| file).to_owned(),
                path.to_owned(),
            )
        })
        .collect()
}

/// Runs a real client's program and returns what it prints.
fn printed<S: AsRef<OsStr>>(sandbox: &Sandbox, program: impl AsRef<OsStr>, args: &[S]) -> String {
    let output = sandbox.command_of(program).args(args).output();
    let output = output.expect("the client starts");
    String::from_utf8_lossy(&output.stdout).into_owned()
}
