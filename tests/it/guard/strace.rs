//! strace, which lists the system calls of a launch and makes one of them fail.

use std::fmt;
use std::fs;
use std::process::Command;

use super::machine::{Machine, Start};
use crate::clients::{cannot_run, tool_or_skip};
use crate::sandbox::Outcome;

/// Seconds after which a launch hangs.
const LIMIT: &str = "20";

/// One system call of a launch: its name, and how many of that name have come before, plus one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    pub name: String,
    pub number: usize,
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{} #{}", self.name, self.number)
    }
}

/// Calls of libc, before `main` or for memory. Without memory a program can only end, so a launch
/// may end in any way after an error of one of these.
const OF_LIBC: [&str; 10] = [
    "arch_prctl",
    "brk",
    "mmap",
    "mprotect",
    "mremap",
    "munmap",
    "prlimit64",
    "rseq",
    "set_robust_list",
    "set_tid_address",
];

/// Calls that the kernel never lets fail: std and rustix panic if one does.
const NEVER_FAIL: [&str; 6] = [
    "getegid",
    "geteuid",
    "getgid",
    "getrandom",
    "getuid",
    "uname",
];

impl Call {
    pub fn is_of_libc(&self) -> bool {
        OF_LIBC.contains(&self.name.as_str())
    }

    pub fn can_fail(&self) -> bool {
        !NEVER_FAIL.contains(&self.name.as_str())
    }
}

/// Returns every system call of a launch up to the program's `execve`, or `None` if strace cannot
/// trace here.
pub fn calls(test: &str, start: Start) -> Option<Vec<Call>> {
    tool_or_skip(test, "strace")?;
    let machine = Machine::new();
    machine.reset(start);
    let trace = machine.sandbox.path("tmp/trace");
    let trace_arg = trace.to_str().expect("UTF-8");
    let outcome: Outcome = (command(&machine, &["-o", trace_arg]).output())
        .expect("it starts")
        .into();
    if outcome.code != Some(0) {
        cannot_run(test, &format!("strace cannot trace: {}", outcome.stderr));
        return None;
    }
    let trace = fs::read_to_string(trace).expect("a trace");
    let calls = parse(&trace);
    assert!(calls.len() > 50, "{trace}");
    Some(calls)
}

/// Runs a launch with something injected at a system call.
pub fn inject(machine: &Machine, call: &Call, what: &str) -> Outcome {
    let Call { name, number } = call;
    let trace = format!("trace={name}");
    let inject = format!("inject={name}:{what}:when={number}");
    let mut command = command(machine, &["-o", "/dev/null", "-e", &trace, "-e", &inject]);
    command.output().expect("it starts").into()
}

/// Returns whether a launch hung until its time was up.
pub fn hung(outcome: &Outcome) -> bool {
    outcome.code == Some(124) || outcome.code == Some(137)
}

/// strace leaves the process at the program's `execve`, so that only sglaunch fails.
fn command(machine: &Machine, options: &[&str]) -> Command {
    let launch = machine.sandbox.command(["dcc"]);
    let mut command = machine.sandbox.command_of("timeout");
    command.args(["--kill-after=1", LIMIT, "strace", "-f", "-b", "execve"]);
    command.args(options);
    command.arg(launch.get_program()).args(launch.get_args());
    command
}

/// Returns the calls in a trace. The first is strace's own `execve`, which is left out.
fn parse(trace: &str) -> Vec<Call> {
    let mut calls: Vec<Call> = Vec::new();
    for line in trace.lines() {
        let call = line.split_whitespace().nth(1).unwrap_or_default();
        let Some((name, _)) = call.split_once('(') else {
            continue; // A signal, or the end.
        };
        let before = calls.iter().filter(|call| call.name == name).count();
        calls.push(Call {
            name: name.to_owned(),
            number: before + 1,
        });
    }
    calls.drain(..1);
    calls
}
