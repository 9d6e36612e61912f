//! Sites that work give no failure, and hostile ones no hang.

mod hostile;
mod machine;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::doctor;
use crate::clients::tool_or_skip;
use machine::{Machine, World};

/// The first seed; each run has one of its own, which a failure prints.
const SEED: u64 = 20_261_129;

/// Number of runs. `SGLAUNCH_ALARMS` sets another one, as on CI.
const RUNS: usize = 12;

#[test]
#[cfg_attr(windows, ignore = "no Windows curl with OpenSSL here")]
fn sites_that_work_do_not_fail() {
    let test = "doctor::no_false_alarm::sites_that_work_do_not_fail";
    let tools = ["openssl", "curl"].map(|tool| tool_or_skip(test, tool));
    let [Some(_), Some(curl)] = tools else {
        return;
    };
    let runs = std::env::var("SGLAUNCH_ALARMS").map_or(RUNS, |runs| {
        runs.parse().expect("SGLAUNCH_ALARMS is a number of runs")
    });
    let world = World::new(test);
    let (next, alarms) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let worker = || {
        while let run @ 0.. = next.fetch_add(1, Ordering::Relaxed)
            && run < runs
        {
            let machine = Machine::new(&world, SEED + run as u64);
            let found = alarms_on(&machine, curl.to_str().expect("a path in UTF-8"));
            alarms.lock().expect("no panic").extend(found);
        }
    };
    let workers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| (0..workers).for_each(|_| drop(scope.spawn(worker))));
    let alarms = alarms.into_inner().expect("no panic");
    let count = alarms.len();
    assert_eq!(count, 0, "in {runs} runs:\n{}", alarms.join("\n\n"));
}

/// Returns a description of each false alarm. The sites are tried with curl first: one that fails
/// is an error of the machine.
fn alarms_on(machine: &Machine, curl: &str) -> Vec<String> {
    for url in &machine.urls {
        let words = [curl, "-sS4", "--max-time", "20", url];
        let outcome = machine.sandbox.run_under(machine.profile, &words);
        assert_eq!(outcome.code, Some(0), "{machine}: {outcome:?}");
    }
    let mut args = vec![machine.profile];
    args.extend(machine.urls.iter().flat_map(|url| ["--site", url]));
    // Two runs: the second one finds the cache as the first one left it.
    let runs = [(); 2].map(|()| doctor(&machine.sandbox, &args));
    let failed = runs.iter().flat_map(|findings| {
        let all = findings.document["findings"].as_array().expect("a list");
        all.iter().filter(|one| one["status"] == "failed")
    });
    failed
        .map(|finding| format!("{machine}: {finding:#}"))
        .collect()
}
