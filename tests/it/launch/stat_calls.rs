//! How many stat calls a warm launch makes, counted by strace.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::thread::sleep;
use std::time::Duration;

use crate::clients::cannot_run;
use crate::sandbox::{Sandbox, path_list, sglaunch};
use crate::system;

/// Every system call that reads a file's metadata, and the one that ends a launch.
const TRACED: &str = "trace=/^(stat|lstat|fstat|newfstatat|fstatat64|statx|execve)$";

/// The limit for one installed version and for 31. Ten are for the settings of git, pip and AWS.
const MOST: usize = 35;

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "other systems have no strace")]
fn a_warm_launch_makes_few_stat_calls_whatever_is_installed() {
    for installed in [1, 31] {
        let sandbox = houdinis(installed);
        for word in ["houdini", "houdini@20.5", "houdini@20.5.301"] {
            let Some(calls) = stat_calls(&sandbox, word) else {
                return;
            };
            let report = calls.join("\n");
            assert!(calls.len() <= MOST, "{word}: {}\n{report}", calls.len());
            assert!(calls.len() > 10, "{word}: nothing is traced\n{report}");
        }
    }
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "other systems have no strace")]
fn a_key_store_for_java_costs_one_stat_call() {
    let test = "launch::stat_calls::a_key_store_for_java_costs_one_stat_call";
    let counts = [false, true].map(|java| {
        let profile = format!("{{program: {{linux: [tool]}}, ca: {{java: {java}}}}}");
        let sandbox = Sandbox::new().profile("tool", &profile).dcc("bin/tool");
        let sandbox = sandbox.on_path("bin");
        warm_up(&sandbox, "tool");
        trace(test, &sandbox, "trace=%file", "tool").map(|calls| calls.len())
    });
    if let [Some(without), Some(with)] = counts {
        assert_eq!(with, without + 1);
    }
}

/// The version of a program that a variable selects is not looked up unless something needs it.
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "other systems have no strace")]
fn a_variable_in_place_of_a_path_costs_no_system_call() {
    let test = "launch::stat_calls::a_variable_in_place_of_a_path_costs_no_system_call";
    let sandbox = Sandbox::new().dcc("sw/tool/1.2/tool");
    let dir = sandbox.path("sw/tool/1.2");
    let sandbox = sandbox.env("TOOL", &dir);
    let mut counts = Vec::new();
    for (candidate, env) in [
        (format!("{}/tool", dir.display()), "{}"),
        ("${TOOL}/tool".to_owned(), "{}"),
        ("${TOOL}/tool".to_owned(), "{V: '{version}'}"),
    ] {
        let profile = format!("{{program: {{linux: ['{candidate}']}}, env: {env}}}");
        sandbox.write_profile("home/.config/sglaunch/profiles/tool.yaml", &profile);
        warm_up(&sandbox, "tool");
        let Some(calls) = trace(test, &sandbox, "trace=%file", "tool") else {
            return;
        };
        counts.push(calls.len());
    }
    assert_eq!(counts[0], counts[1]);
    assert!(counts[2] > counts[1], "{counts:?}");
}

/// Returns a machine with this many Houdinis and two empty directories on PATH, after a launch that
/// cached the bundle.
fn houdinis(count: u32) -> Sandbox {
    let sandbox = (301..301 + count).fold(Sandbox::new(), |sandbox, build| {
        let houdini = system::houdini(&format!("20.5.{build}"));
        sandbox.dcc(Path::new("root").join(houdini))
    });
    let dirs = ["bin", "sbin"].map(|name| sandbox.path(name));
    for dir in &dirs {
        fs::create_dir(dir).expect("a directory");
    }
    let sandbox = sandbox.env("PATH", path_list(&dirs));
    warm_up(&sandbox, "houdini");
    sandbox
}

/// Launches a program until the next launch reads neither its sources nor its bundle.
fn warm_up(sandbox: &Sandbox, word: &str) {
    // A record is not trusted until the files that it describes, and then the bundle, are older
    // than the clock's resolution.
    for _ in 0..2 {
        sleep(Duration::from_millis(2_100));
        on_machine(sandbox, sglaunch()).arg(word).output().ok();
    }
}

/// Returns the stat calls of a launch, or `None` if strace cannot trace here.
fn stat_calls(sandbox: &Sandbox, word: &str) -> Option<Vec<String>> {
    let test = "launch::stat_calls::a_warm_launch_makes_few_stat_calls_whatever_is_installed";
    trace(test, sandbox, TRACED, word)
}

/// Returns the calls of a launch that match `filter`, until it execs the program. If strace cannot
/// trace here, prints that `test` is not run.
pub fn trace(test: &str, sandbox: &Sandbox, filter: &str, word: &str) -> Option<Vec<String>> {
    let trace = sandbox.path("trace");
    let output = strace(sandbox, &trace, filter, word);
    let is_traced = output
        .as_ref()
        .is_some_and(|output| output.status.success());
    if !is_traced {
        cannot_run(test, &format!("strace cannot trace as root: {output:?}"));
        return None;
    }
    let lines = fs::read_to_string(trace).expect("a trace");
    // The first line is the exec of sglaunch itself.
    let until_exec = lines
        .lines()
        .skip(1)
        .take_while(|line| !line.starts_with("execve("));
    Some(until_exec.map(str::to_owned).collect())
}

fn strace(sandbox: &Sandbox, trace: &Path, filter: &str, word: &str) -> Option<Output> {
    let program = which::which("strace").ok()?;
    let mut strace = on_machine(sandbox, program);
    strace.args(["-e", filter, "-o"]).arg(trace);
    strace.arg(sglaunch()).arg(word).output().ok()
}

/// Returns a command on the machine of a sandbox itself, without `SGLAUNCH_ROOT`: in an image each
/// stamp takes two further calls. It needs root, to mount the machine's directories.
pub fn on_machine(sandbox: &Sandbox, program: impl AsRef<OsStr>) -> Command {
    let script = "root=$1 mount=$2; shift 2; for dir in etc opt usr/local/etc usr/share; do \
                  [ ! -d $root/$dir ] || $mount --bind $root/$dir /$dir || exit; done; exec \"$@\"";
    // The PATH of a sandbox may have no programs of the system.
    let tool = |name: &str| which::which(name).unwrap_or_else(|_| name.into());
    let mut command = sandbox.command_of(tool("unshare"));
    command
        .env_remove("SGLAUNCH_ROOT")
        .arg("--mount")
        .arg(tool("sh"))
        .args(["-c", script, "sh"])
        .args([sandbox.path("root"), tool("mount")])
        .arg(program);
    command
}
