//! `trust add`, `trust list`, `trust remove`, and files put into `ca.d` by hand.

mod add;
mod clients;
mod formats;
mod list;
#[cfg(unix)]
mod machine;
mod migration;
mod names;
mod refused;
mod remove;
mod terminal;
mod warnings;

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::clients::{script, system_python};
use crate::sandbox::{Outcome, Sandbox};
use crate::tls_clients::sha1;

/// A PEM block labelled as a private key.
const KEY: &str = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n";

pub fn sha256(der: &[u8]) -> String {
    use sha2::Digest as _;
    let digits: Vec<String> = (sha2::Sha256::digest(der).iter())
        .map(|byte| format!("{byte:02x}"))
        .collect();
    digits.concat()
}

/// Returns the user's `ca.d` directory.
fn own(sandbox: &Sandbox) -> PathBuf {
    sandbox.path("home/.config/sglaunch/ca.d")
}

fn files(dir: PathBuf) -> Vec<String> {
    let mut names: Vec<String> = (fs::read_dir(dir).into_iter().flatten())
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    names
}

fn list(sandbox: &Sandbox) -> Vec<Value> {
    let list = sandbox.run(["trust", "list", "--json"]).success().json();
    assert_eq!(list["schema"], 1);
    list["certificates"].as_array().expect("a list").clone()
}

/// Returns the sources that `bundle list` names for a certificate, or `None` if it is not listed.
fn sources(sandbox: &Sandbox, der: &[u8]) -> Option<Value> {
    let list = sandbox
        .run(["-q", "bundle", "list", "--json"])
        .code(0)
        .json();
    let rows = list["certificates"].as_array().expect("a list").clone();
    let row = rows.into_iter().find(|row| row["sha1"] == sha1(der))?;
    Some(row["sources"].clone())
}

/// Runs a command on a terminal with these answers.
pub fn on_a_terminal(sandbox: &Sandbox, answers: &str, args: &[&str]) -> Outcome {
    on_a_terminal_of(80, sandbox, answers, args)
}

/// Does the same on a terminal of this many columns.
pub fn on_a_terminal_of(columns: u16, sandbox: &Sandbox, answers: &str, args: &[&str]) -> Outcome {
    let call = sandbox.command(args);
    let mut command = Command::new(system_python());
    command
        .arg(script("terminal.py"))
        .arg(columns.to_string())
        .arg(answers)
        .arg(call.get_program())
        .args(call.get_args());
    command.env_clear().current_dir(sandbox.home());
    command.envs(
        call.get_envs()
            .filter_map(|(name, value)| Some((name, value?))),
    );
    command.output().expect("Python starts").into()
}
