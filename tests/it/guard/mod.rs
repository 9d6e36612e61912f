//! Launches on a machine that fails: an error of each system call, SIGKILL at each, and many
//! launches at once.
//!
//! `cargo test` runs a sample. `SGLAUNCH_GUARD=all` runs everything, and `SGLAUNCH_GUARD=NUMBER`
//! draws another sample. On CI everything runs, in random order: `SGLAUNCH_GUARD_SECONDS` ends a
//! test that takes longer, which prints how many cases were left out.

mod at_once;
mod errors;
mod kills;
mod machine;
mod strace;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

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

/// Tries cases in random order on a machine per processor. Panics with a report if one has a
/// problem.
fn try_each<C: Sync>(
    cases: &mut Vec<C>,
    sample: usize,
    attempt: impl Fn(&Machine, &C) -> Option<String> + Sync,
) {
    let seed = match Extent::read() {
        Extent::Sample { seed } => seed,
        Extent::All => fastrand::u64(..),
    };
    fastrand::Rng::with_seed(seed).shuffle(cases);
    if let Extent::Sample { .. } = Extent::read() {
        cases.truncate(sample);
    }
    let deadline = deadline();
    let next = AtomicUsize::new(0);
    let worker = || {
        let machine = Machine::new();
        let mut problems = Vec::new();
        while deadline.is_none_or(|deadline| Instant::now() < deadline)
            && let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed))
        {
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
    let tried = next.into_inner().min(cases.len());
    let (count, total) = (problems.len(), cases.len());
    assert_eq!(count, 0, "of {tried} cases:\n{}", problems.join("\n"));
    println!("{tried} of {total} cases");
}

fn deadline() -> Option<Instant> {
    let seconds = std::env::var("SGLAUNCH_GUARD_SECONDS").ok()?;
    let seconds = seconds.parse().expect("a number of seconds");
    Some(Instant::now() + Duration::from_secs(seconds))
}
