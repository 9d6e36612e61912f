//! Limits of the process: threads and the size of files.

use std::process::Command;

use super::{as_a_user, make_fresh, sh, warned};
use crate::clients::{script, system_python, tool_or_skip};
use crate::sandbox::{Outcome, Sandbox};

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "other systems have no prlimit")]
fn a_launch_works_without_another_thread() {
    let test = "process::limits::a_launch_works_without_another_thread";
    let Some(prlimit) = tool_or_skip(test, "prlimit") else {
        return;
    };
    let sandbox = Sandbox::new().unprivileged();
    let call = sandbox.command(["-p", "defaults", "echo", "started"]);
    // A thread is created only if a progress line could be shown, on a terminal.
    let mut command = Command::new(system_python());
    command
        .arg(script("terminal.py"))
        .args(["80", ""])
        .arg("/usr/bin/env");
    command.args(as_a_user()).arg(prlimit).arg("--nproc=1");
    command.arg(call.get_program()).args(call.get_args());
    command.env_clear().current_dir(sandbox.home());
    command.envs(
        call.get_envs()
            .filter_map(|(name, value)| Some((name, value?))),
    );
    let outcome = Outcome::from(command.output().expect("Python starts")).success();
    assert_eq!(outcome.text(), "started\n");
    assert_eq!(sandbox.bundles().len(), 1);
}

#[test]
fn a_limit_of_a_files_size_is_an_error_with_a_sentence() {
    let sandbox = warned().env("SSL_CERT_FILE", "");
    let outcome = sh(&sandbox, "ulimit -f 0; exec \"$0\" maya").code(125);
    let expected = "error: cannot write the bundle to any cache directory\n";
    assert!(outcome.stderr.starts_with(expected), "{}", outcome.stderr);
    assert!(
        outcome
            .stderr
            .contains(": the file would be larger than `ulimit -f` allows\n"),
        "{}",
        outcome.stderr
    );
    assert!(sandbox.bundles().is_empty() && sandbox.records().is_empty());
}

#[test]
fn a_fresh_bundle_is_used_whatever_the_limit_of_a_files_size() {
    let sandbox = warned().env("SSL_CERT_FILE", "");
    make_fresh(&sandbox);
    let outcome = sh(&sandbox, "ulimit -f 0; exec \"$0\" maya").success();
    assert!(outcome.dcc_env("SSL_CERT_FILE").is_some());
    // The limit is the program's too.
    let limit = sh(
        &sandbox,
        "ulimit -f 0; exec \"$0\" -p defaults sh -c 'ulimit -f'",
    );
    assert_eq!(limit.success().text(), "0\n");
}
