//! A stdout that is closed, full or broken.

use std::io;

use super::{new_ca, sh, traced, warned};
use crate::sandbox::{Outcome, Sandbox, sglaunch};

/// Every command that prints data.
const PRINTING: &[&str] = &[
    "--help",
    "-h",
    "--version",
    "help",
    "help bundle list",
    "list --help",
    "trust add -h",
    "-n maya",
    "list",
    "list --json",
    "show maya",
    "show maya --json",
    "check",
    "env maya",
    "env maya --format json",
    "env maya --format dotenv",
    "bundle path",
    "bundle list",
    "bundle list --json",
    "bundle build",
    "bundle verify",
    "bundle diff",
    "bundle prune",
    "-q trust list",
    "trust list --json",
    "shim list",
    "shim list --json",
    "shortcut list",
    "shortcut list --json",
    "schema",
    "completions bash",
    "man",
];

fn quiet() -> Sandbox {
    let sandbox = warned().env("SSL_CERT_FILE", "");
    sandbox.write(
        "home/.config/sglaunch/profiles/maya.yaml",
        "program: {linux: [maya]}\nenv: {A: b}\n",
    );
    sandbox
}

#[track_caller]
fn assert_error(outcome: Outcome, reason: &str, context: &str) {
    let expected = format!("error: cannot write the output: {reason}");
    assert!(outcome.stderr.contains(&expected), "{context}: {outcome:?}");
    assert_eq!(outcome.code(125).text(), "", "{context}");
}

#[test]
fn a_closed_stdout_is_an_error_of_every_printing_command() {
    let sandbox = quiet();
    for command in PRINTING {
        let outcome = sh(&sandbox, &format!("exec \"$0\" {command} >&-"));
        assert_error(outcome, "Bad file descriptor", command);
    }
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "other systems have no /dev/full")]
fn a_full_stdout_is_an_error_of_every_printing_command() {
    let sandbox = quiet();
    for command in PRINTING {
        let outcome = sh(&sandbox, &format!("exec \"$0\" {command} >/dev/full"));
        assert_error(outcome, "No space left on device", command);
    }
}

/// NFS reports some errors only when a file is closed.
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "other systems have no strace")]
fn an_error_of_the_disk_under_stdout_is_an_error() {
    let test = "process::stdout::an_error_of_the_disk_under_stdout_is_an_error";
    let sandbox = quiet();
    for call in ["write", "close"] {
        let inject = format!("inject={call}:error=EIO");
        let options = ["-e", &inject];
        let args = [sglaunch(), "--version"];
        let Some((outcome, _)) = traced(test, &sandbox, &options, &args) else {
            return;
        };
        assert_eq!(outcome.code, Some(125), "{call}: {outcome:?}");
    }
}

#[test]
fn a_stdout_without_a_reader_is_silent() {
    let sandbox = quiet();
    for command in PRINTING {
        let (reader, writer) = io::pipe().expect("a pipe");
        drop(reader);
        let mut call = sandbox.command(command.split(' '));
        let output = call.stdout(writer).output().expect("sglaunch starts");
        Outcome::from(output).success();
    }
}

#[test]
fn a_launch_needs_no_standard_streams() {
    let sandbox = warned();
    let script = "ls -l /proc/self/fd >fds 2>errors; echo $? >code";
    let sandbox = sandbox.script("home/script", &format!("#!/bin/sh\n{script}\n"));
    sh(&sandbox, "exec \"$0\" ./script <&- >&- 2>&-").success();
    let code = std::fs::read_to_string(sandbox.path("home/code")).expect("the program ran");
    assert_eq!(code, "0\n");
    sandbox.run(["-q", "bundle", "verify"]).code(0);
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "other systems have no strace")]
fn no_file_takes_the_place_of_a_closed_stream() {
    let test = "process::stdout::no_file_takes_the_place_of_a_closed_stream";
    let sandbox = warned();
    let ca = new_ca(&sandbox);
    let sandbox = sandbox.env("SSL_CERT_FILE", ca);
    let options = ["-s", "12", "-e", "trace=write"];
    let script = "exec \"$0\" -p defaults true <&- >&- 2>&-";
    let args = ["sh", "-c", script, sglaunch()];
    let Some((outcome, trace)) = traced(test, &sandbox, &options, &args) else {
        return;
    };
    outcome.success();
    let export = "exec \"$0\" -q bundle export copy.pem <&- >&- 2>&-";
    let args = ["sh", "-c", export, sglaunch()];
    let Some((_, exported)) = traced(test, &sandbox, &options, &args) else {
        return;
    };
    let trace = trace + &exported;
    let mut files = trace.lines().filter(|line| line.starts_with("write("));
    let is_standard = |line: &str| {
        ["0,", "1,", "2,"]
            .iter()
            .any(|fd| line.starts_with(&format!("write({fd}")))
    };
    assert!(files.clone().count() > 2, "{trace}");
    assert!(!files.any(is_standard), "{trace}");
}
