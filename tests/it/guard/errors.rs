//! Each system call of a launch fails once, in eight ways.

use super::machine::{Machine, Start};
use super::strace::{Call, calls, hung, inject};
use super::try_each;
use crate::sandbox::Outcome;

/// What the kernel returns for a broken disk or server, missing rights, a full disk, too many open
/// files, too little memory, a file that was replaced on an NFS server, a signal, and a read-only
/// file system: the causes differ in whether they pass, and in what a retry or another directory
/// changes.
const ERRORS: [&str; 8] = [
    "EIO", "EACCES", "ENOSPC", "EMFILE", "ENOMEM", "ESTALE", "EINTR", "EROFS",
];

struct Fault {
    start: Start,
    call: Call,
    error: &'static str,
}

#[test]
fn after_an_error_of_any_system_call_the_next_launch_has_the_whole_bundle() {
    let test =
        "guard::errors::after_an_error_of_any_system_call_the_next_launch_has_the_whole_bundle";
    let mut faults = Vec::new();
    for start in [Start::Cold, Start::Warm, Start::ReadOnly] {
        let Some(calls) = calls(test, start) else {
            return;
        };
        let calls = calls.iter().filter(|call| call.can_fail());
        faults.extend(calls.flat_map(|call| all_errors(start, call)));
    }
    try_each(&mut faults, 300, attempt);
}

fn all_errors(start: Start, call: &Call) -> impl Iterator<Item = Fault> {
    ERRORS.into_iter().map(move |error| Fault {
        start,
        call: call.clone(),
        error,
    })
}

/// Returns a problem after a fault.
fn attempt(machine: &Machine, fault: &Fault) -> Option<String> {
    let Fault { start, call, error } = fault;
    machine.reset(*start);
    let outcome = inject(machine, call, &format!("error={error}"));
    let problem = (problem_of_launch(machine, call, &outcome))
        // A temporary file whose removal failed is left.
        .or_else(|| machine.problem_of_cache(call.name == "unlink"))
        .or_else(|| machine.problem_of_next_launch(*start))?;
    Some(format!("{call} {error}: {problem}"))
}

fn problem_of_launch(machine: &Machine, call: &Call, outcome: &Outcome) -> Option<String> {
    if hung(outcome) {
        Some("the launch hangs".to_owned())
    } else if call.is_of_libc() || is_clear_failure(call, outcome) || closed_dir(call, outcome) {
        None
    } else if outcome.code == Some(0) && is_clear(&outcome.stderr) {
        machine.problem_of_success(outcome)
    } else {
        let (code, signal) = (outcome.code, outcome.signal);
        Some(format!("{code:?} {signal:?} {}", outcome.stderr))
    }
}

/// Returns whether the error was of closing a directory. std panics then, because no file system of
/// Linux returns one.
fn closed_dir(call: &Call, outcome: &Outcome) -> bool {
    call.name == "close" && outcome.stderr.contains("unexpected error during closedir")
}

/// Returns whether a launch failed with one error.
fn is_clear_failure(call: &Call, outcome: &Outcome) -> bool {
    let errors = (outcome.stderr.lines()).filter(|line| line.starts_with("error: "));
    // Without these the program is not found, or cannot be run.
    let is_of_program = [
        "access", "stat", "statx", "open", "openat", "openat2", "read", "execve",
    ]
    .contains(&&*call.name);
    let is_right_code = match outcome.code {
        Some(125) => true,
        Some(126 | 127) => is_of_program,
        _ => false,
    };
    is_right_code && errors.count() == 1 && is_clear(&outcome.stderr)
}

/// Returns whether messages say what is wrong, as far as a test can see.
fn is_clear(stderr: &str) -> bool {
    !stderr.contains("panicked") && !stderr.contains("uncategorized")
}
