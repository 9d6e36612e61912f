//! `sglaunch doctor`: each cause staged for real.

mod badssl;
mod bundle;
mod chain;
mod clock;
mod connection;
mod diagnosis;
mod farm;
mod launch;
mod machine;
mod no_false_alarm;
mod output;
#[cfg(target_os = "linux")]
mod pages;
mod program;
mod python;
mod report;
mod settings;
mod variables;

use std::path::Path;

use serde_json::Value;

use crate::sandbox::{Outcome, Sandbox};
use crate::system;
pub use python::without_ssl;

/// Puts a Python in front of PATH, where the profiles `defaults` and `python` find it. A link would
/// lose its virtual environment.
pub fn with_python(sandbox: Sandbox, python: &Path) -> Sandbox {
    let script = format!("#!/bin/sh\nexec '{}' \"$@\"\n", python.display());
    sandbox
        .script("python-bin/python3", &script)
        .on_path("python-bin")
}

/// The findings of a run, as JSON has them.
pub struct Findings {
    pub document: Value,
    pub code: i32,
}

impl Findings {
    /// Returns the findings in the output of a run with `--json`.
    #[track_caller]
    pub fn of_outcome(outcome: &Outcome) -> Self {
        let document = serde_json::from_slice(&outcome.stdout)
            .unwrap_or_else(|error| panic!("{error}: {outcome:?}"));
        let findings = Self {
            document,
            code: outcome.code.expect("an exit code"),
        };
        system::check_commands(&findings.commands());
        findings
    }

    /// Returns the commands of all remedies.
    fn commands(&self) -> Vec<String> {
        let all = self.document["findings"].as_array().expect("a list");
        let commands = (all.iter()).filter_map(|one| one["remedy"]["commands"].as_array());
        let commands = commands
            .flatten()
            .map(|one| one.as_str().expect("a text").to_owned());
        commands.collect()
    }

    /// Returns the findings of a check, of which a passed one is one.
    #[track_caller]
    pub fn of(&self, id: &str) -> Vec<&Value> {
        let all = self.document["findings"].as_array().expect("a list");
        let of_check: Vec<_> = all.iter().filter(|one| one["id"] == id).collect();
        assert!(!of_check.is_empty(), "no finding of {id}");
        of_check
    }

    /// Returns the only finding of a check.
    #[track_caller]
    pub fn one(&self, id: &str) -> &Value {
        match self.of(id)[..] {
            [one] => one,
            ref more => panic!("{} findings of {id}", more.len()),
        }
    }

    /// Returns the status of the only finding of a check.
    #[track_caller]
    pub fn status(&self, id: &str) -> &str {
        self.one(id)["status"].as_str().expect("a word")
    }

    /// Returns the message, details and remedy of the only finding of a check, as one text.
    #[track_caller]
    pub fn text(&self, id: &str) -> String {
        let one = self.one(id);
        let mut lines = vec![one["message"].as_str().expect("a sentence")];
        let strings = |list: &'_ Value| list.as_array().cloned().unwrap_or_default();
        let more = [
            strings(&one["details"]),
            strings(&one["remedy"]["commands"]),
        ]
        .concat();
        lines.extend(one["remedy"]["text"].as_str());
        lines.extend(more.iter().filter_map(Value::as_str));
        lines.join("\n")
    }

    /// Returns the names of the checks with this status.
    pub fn with_status(&self, status: &str) -> Vec<&str> {
        let all = self.document["findings"].as_array().expect("a list");
        let with = all.iter().filter(|one| one["status"] == status);
        with.filter_map(|one| one["id"].as_str()).collect()
    }
}

/// Runs `sglaunch doctor` with these arguments and `--json`.
#[track_caller]
pub fn doctor(sandbox: &Sandbox, args: &[&str]) -> Findings {
    let args = [&["doctor"], args, &["--json"]].concat();
    Findings::of_outcome(&sandbox.run(args))
}
