//! `sglaunch explain`: texts of real clients, and what they point to.

mod inputs;
mod live;
mod output;
mod tracebacks;

use std::io::Write;
use std::process::Stdio;

use serde_json::Value;

use crate::sandbox::{Outcome, Sandbox};

/// What `explain --json` says about a text.
pub struct Explained {
    pub document: Value,
    pub code: i32,
}

impl Explained {
    /// Returns the checks, the first one first.
    pub fn ids(&self) -> Vec<&str> {
        let causes = self.document["causes"].as_array().expect("a list");
        causes
            .iter()
            .filter_map(|cause| cause["id"].as_str())
            .collect()
    }

    /// Returns the first of the commands.
    pub fn command(&self) -> &str {
        self.document["commands"][0].as_str().expect("a command")
    }
}

/// Runs `sglaunch explain` with a text on stdin.
#[track_caller]
pub fn run(sandbox: &Sandbox, args: &[&str], text: &[u8]) -> Outcome {
    let mut command = sandbox.command([&["explain"], args].concat());
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("sglaunch starts");
    let mut stdin = child.stdin.take().expect("a pipe");
    std::thread::scope(|scope| {
        scope.spawn(move || stdin.write_all(text).expect("sglaunch reads the text"));
        child.wait_with_output().expect("sglaunch ends").into()
    })
}

/// Explains a text.
#[track_caller]
pub fn explain(text: impl AsRef<[u8]>) -> Explained {
    explain_in(&Sandbox::new(), text)
}

/// Explains a text in an environment.
#[track_caller]
pub fn explain_in(sandbox: &Sandbox, text: impl AsRef<[u8]>) -> Explained {
    let outcome = run(sandbox, &["--json"], text.as_ref());
    assert_eq!(outcome.stderr, "");
    Explained {
        document: outcome.json(),
        code: outcome.code.expect("an exit code"),
    }
}
