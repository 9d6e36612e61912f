//! SIGKILL at each system call of a launch.

use super::machine::{Machine, Start};
use super::strace::{Call, calls, hung, inject};
use super::try_each;

#[test]
fn after_sigkill_at_any_system_call_nothing_torn_is_left() {
    let test = "guard::kills::after_sigkill_at_any_system_call_nothing_torn_is_left";
    let mut kills = Vec::new();
    for start in [Start::Cold, Start::Warm, Start::ReadOnly] {
        let Some(calls) = calls(test, start) else {
            return;
        };
        // strace leaves the process there.
        let calls = calls.into_iter().filter(|call| call.name != "execve");
        kills.extend(calls.map(|call| (start, call)));
    }
    try_each(&mut kills, 60, attempt);
}

fn attempt(machine: &Machine, (start, call): &(Start, Call)) -> Option<String> {
    machine.reset(*start);
    let outcome = inject(machine, call, "signal=KILL");
    let is_killed = outcome.signal == Some(9) || hung(&outcome);
    let problem = if is_killed {
        (machine.problem_of_cache(true)).or_else(|| machine.problem_of_next_launch(*start))
    } else {
        Some(format!("not killed: {:?} {}", outcome.code, outcome.stderr))
    };
    problem.map(|problem| format!("{call}: {problem}"))
}
