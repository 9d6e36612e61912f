//! The result of a call.

use std::process::Output;

use serde_json::Value;

use crate::system;

/// Messages of clients about a certificate that they do not trust.
const DISTRUST: [&str; 8] = [
    "CERTIFICATE_VERIFY_FAILED",
    "server certificate verification failed",
    "unable to find valid certification path",
    "unable to get local issuer certificate",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "certificate verify failed",
    "invalid peer certificate: UnknownIssuer",
    "SSL peer certificate or SSH remote key was not OK",
];

/// The exit status and output of a call.
#[derive(Debug)]
pub struct Outcome {
    pub code: Option<i32>,
    pub signal: Option<i32>,
    pub stdout: Vec<u8>,
    pub stderr: String,
}

impl Outcome {
    /// Checks that the call succeeded and that sglaunch printed nothing on stderr.
    #[track_caller]
    pub fn success(self) -> Self {
        assert_eq!(
            (self.code, self.stderr.as_str()),
            (Some(0), ""),
            "{}",
            self.text()
        );
        self
    }

    /// Checks the exit code.
    #[track_caller]
    pub fn code(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}{}", self.text(), self.stderr);
        self
    }

    /// Checks that stderr contains a text.
    #[track_caller]
    pub fn stderr_contains(self, what: &str) -> Self {
        assert!(self.stderr.contains(what), "{}", self.stderr);
        self
    }

    /// Checks that the client failed because it does not trust a certificate.
    #[track_caller]
    pub fn untrusted(self) -> Self {
        let printed = format!("{}{}", self.text(), self.stderr);
        assert_ne!(self.code, Some(0), "{printed}");
        assert!(
            DISTRUST.iter().any(|words| printed.contains(words)),
            "{printed}"
        );
        self
    }

    pub fn text(&self) -> String {
        without_age(&system::without_system_output(&String::from_utf8_lossy(
            &self.stdout,
        )))
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}{}", self.text(), self.stderr))
    }

    /// Returns the arguments of the DCC, without its name.
    #[track_caller]
    pub fn dcc_args(&self) -> Vec<Value> {
        self.json()["args"].as_array().expect("a list")[1..].to_vec()
    }

    /// Returns a variable of the DCC's environment.
    #[track_caller]
    pub fn dcc_env(&self, name: &str) -> Option<String> {
        self.json()["env"][name].as_str().map(str::to_owned)
    }
}

/// Removes the lines about the age of the compiled-in copy of Mozilla's list, so that the tests of
/// a release pass years later.
fn without_age(text: &str) -> String {
    let is_age = |line: &&str| {
        line.starts_with("sglaunch: Mozilla's list in sglaunch is ")
            || line.starts_with("The list is ") && line.contains(" days old: update sglaunch")
    };
    let lines = text.split_inclusive('\n');
    lines.filter(|line| !is_age(line)).collect()
}

impl From<Output> for Outcome {
    fn from(output: Output) -> Self {
        let stderr = String::from_utf8_lossy(&output.stderr);
        system::check_hints(&stderr);
        Self {
            code: output.status.code(),
            signal: system::signal(output.status),
            stdout: output.stdout,
            stderr: without_age(&system::without_system_output(&stderr)),
        }
    }
}
