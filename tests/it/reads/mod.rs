//! Reads of sources: errors that pass, permissions, distrust that cannot be read, and files that do
//! not end.

mod distrust;
mod endless;
mod errors;
mod permissions;
mod special;

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

use crate::clients::{cannot_run, tool_or_skip};
use crate::sandbox::{Outcome, Sandbox, count};

/// Waits until files are old enough for a stamp.
fn wait_for_stamps() {
    sleep(Duration::from_millis(2_100));
}

/// Returns the number of certificates in the bundle of a launch, whatever it warns of.
#[track_caller]
fn built(sandbox: &Sandbox) -> usize {
    count_of(&sandbox.run(["bundle", "path"]).code(0))
}

/// Returns the number of certificates in the bundle that `bundle path` printed.
fn count_of(outcome: &Outcome) -> usize {
    count(outcome.text().trim_end())
}

#[track_caller]
fn assert_is_fresh(sandbox: &Sandbox) {
    let stderr = sandbox.run(["-v", "bundle", "path"]).code(0).stderr;
    assert!(stderr.contains("is fresh"), "{stderr}");
}

/// Removes the cache.
fn forget(sandbox: &Sandbox) {
    let _ = fs::remove_dir_all(sandbox.cache());
}

/// A run under strace.
struct Traced {
    outcome: Outcome,
    /// The lines of the trace.
    calls: Vec<String>,
}

/// Runs `sglaunch bundle path` under strace with these options, for the system calls that concern
/// `path`. Returns `None` if strace cannot trace here.
fn traced(test: &str, sandbox: &Sandbox, path: &Path, options: &[&str]) -> Option<Traced> {
    let strace = tool_or_skip(test, "strace")?;
    let trace = sandbox.path("tmp/trace");
    let _ = fs::remove_file(&trace);
    let launch = sandbox.command(["bundle", "path"]);
    let mut command: Command = sandbox.command_of(strace);
    command.args(["-f", "-qq", "-s", "4096"]).args(options);
    command.arg("-P").arg(path).arg("-o").arg(&trace);
    command.arg(launch.get_program()).args(launch.get_args());
    let outcome: Outcome = command.output().expect("strace starts").into();
    let Ok(calls) = fs::read_to_string(trace) else {
        cannot_run(test, &format!("strace cannot trace: {}", outcome.stderr));
        return None;
    };
    let calls = calls.lines().map(str::to_owned).collect();
    Some(Traced { outcome, calls })
}

/// Returns a command that runs another one as a user without privileges, with the groups that
/// `options` of `setpriv` name. It takes root.
fn as_nobody(test: &str, command: &Command, options: &[&str]) -> Option<Command> {
    if !crate::system::is_root() {
        cannot_run(test, "it takes root to change groups");
        return None;
    }
    let mut setpriv = Command::new(tool_or_skip(test, "setpriv")?);
    let user = ["--reuid=65534", "--regid=65534"];
    setpriv.args(user).args(options);
    setpriv.arg(command.get_program()).args(command.get_args());
    let env = command.get_envs();
    let env = env.filter_map(|(name, value)| Some((name, value?)));
    let env: Vec<(&OsStr, &OsStr)> = env.collect();
    setpriv.env_clear().envs(env);
    setpriv.current_dir("/");
    Some(setpriv)
}
