//! Launches on a machine that fails: an error of each system call, SIGKILL at each, and many
//! launches at once.
//!
//! `cargo test` runs a sample. `SGLAUNCH_GUARD=all`, which CI sets, runs everything, and
//! `SGLAUNCH_GUARD=NUMBER` draws another sample.

mod at_once;
mod errors;
mod kills;
mod machine;
mod strace;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use machine::Machine;

/// How much is run.
#[derive(Clone, Copy)]
enum Extent {
    Sample { seed: u64 },
    All,
}

impl Extent {
    fn read() -> Self {
        match std::env::var("SGLAUNCH_GUARD").as_deref() {
            Ok("all") => Self::All,
            Ok(seed) => Self::Sample {
                seed: seed.parse().expect("SGLAUNCH_GUARD is `all` or a number"),
            },
            Err(_) => Self::Sample { seed: 0 },
        }
    }
}

/// Tries each case on a machine per processor. Panics with a report if a case has a problem.
fn try_each<C: Sync>(cases: &[C], attempt: impl Fn(&Machine, &C) -> Option<String> + Sync) {
    let next = AtomicUsize::new(0);
    let worker = || {
        let machine = Machine::new();
        let mut problems = Vec::new();
        while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
            problems.extend(attempt(&machine, case));
        }
        problems
    };
    let problems: Vec<String> = thread::scope(|scope| {
        let workers: Vec<_> = (0..thread::available_parallelism().map_or(1, usize::from))
            .map(|_| scope.spawn(worker))
            .collect();
        (workers.into_iter())
            .flat_map(|worker| worker.join().expect("it reports problems"))
            .collect()
    });
    assert!(
        problems.is_empty(),
        "{} of {} cases:\n{}",
        problems.len(),
        cases.len(),
        problems.join("\n")
    );
    println!("{} cases", cases.len());
}
