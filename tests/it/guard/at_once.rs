//! Many launches at the same moment on an empty cache.

use std::fs::File;
use std::process::{Child, Command};

use super::Extent;
use super::machine::{Machine, Start};
use crate::sandbox::Outcome;

#[test]
fn launches_at_once_on_an_empty_cache_share_one_bundle() {
    let count = match Extent::read() {
        Extent::All => 500,
        Extent::Sample { .. } => 50,
    };
    let machine = Machine::new();
    machine.reset(Start::Cold);
    let gate = machine.sandbox.pipe("gate");
    let launches: Vec<Child> = (0..count).map(|index| waiting(&machine, index)).collect();
    // Opening a pipe for writing waits for one reader; the shells that come later do not wait.
    let open = File::options().write(true).open(&gate).expect("a pipe");
    let problems: Vec<String> = (launches.into_iter().enumerate())
        .filter_map(|(index, launch)| {
            let outcome = finished(&machine, index, launch);
            let is_silent = outcome.code == Some(0) && outcome.stderr.is_empty();
            match machine.problem_of_success(&outcome) {
                None if is_silent => None,
                problem => Some(format!("{problem:?} {:?} {}", outcome.code, outcome.stderr)),
            }
        })
        .collect();
    drop(open);
    assert!(
        problems.is_empty(),
        "{} of {count}: {problems:#?}",
        problems.len()
    );
    assert_eq!(machine.problem_of_cache(false), None);
    assert_eq!(machine.sandbox.bundles().len(), 1);
    assert_eq!(machine.sandbox.records().len(), 1);
    assert_eq!(machine.problem_of_next_launch(Start::Cold), None);
}

/// Starts a shell that execs sglaunch once the gate is open.
fn waiting(machine: &Machine, index: usize) -> Child {
    let sandbox = &machine.sandbox;
    let launch = sandbox.command(["dcc"]);
    let mut shell: Command = sandbox.command_of("/bin/sh");
    shell.args(["-c", ": <\"$0\" && exec \"$@\""]);
    shell.arg(sandbox.path("gate"));
    shell.arg(launch.get_program()).args(launch.get_args());
    let file = |what| File::create(sandbox.path(format!("{what}{index}"))).expect("a file");
    shell.stdout(file("stdout")).stderr(file("stderr"));
    shell.spawn().expect("a shell")
}

fn finished(machine: &Machine, index: usize, mut launch: Child) -> Outcome {
    let status = launch.wait().expect("our own child");
    let read = |what| {
        let path = machine.sandbox.path(format!("{what}{index}"));
        std::fs::read(path).expect("a file")
    };
    let (stdout, stderr) = (read("stdout"), read("stderr"));
    std::process::Output {
        status,
        stdout,
        stderr,
    }
    .into()
}
