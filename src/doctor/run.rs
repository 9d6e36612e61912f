//! Runs checks: local ones first, then Python and all sites side by side. Each has a time limit, and
//! one that panics is a finding.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use super::checks::{CHECKS, Check, Run};
use super::python::{self, NoPython, Python};
use super::site::{self, Observed, Site};
use super::{Finding, Id, Subject};

/// Longest time of one check, without the network and without Python's start.
const CHECK_LIMIT: Duration = Duration::from_secs(10);

/// What is examined, and how long.
#[derive(Clone, Debug)]
pub struct Options {
    /// The checks to run; all if there are none.
    pub checks: Vec<Id>,
    pub sites: Vec<Site>,
    /// Limit for all connections to one site.
    pub timeout: Duration,
    /// Limit for the program's Python, from its start to its report.
    pub python_timeout: Duration,
    /// Also starts the program itself if it alone can run its Python.
    pub start_program: bool,
}

/// The outcome of an examination.
#[derive(Debug)]
pub struct Examination {
    pub findings: Vec<Finding>,
    pub sites: Vec<Observed>,
    pub python: Result<Python, NoPython>,
}

/// Examines a launch. `report` is called with the findings of each check as it ends.
pub fn examine(
    subject: Arc<Subject>,
    options: &Options,
    mut report: impl FnMut(&[Finding]),
) -> Examination {
    let is_wanted =
        |check: &&Check| options.checks.is_empty() || options.checks.contains(&check.id);
    let wanted: Vec<&'static Check> = CHECKS.iter().filter(is_wanted).collect();
    let python = (wanted
        .iter()
        .any(|check| !matches!(check.run, Run::Machine(_))))
    .then(|| observe_python(&subject, options));
    let sites = observe_sites(&subject, options, &wanted);

    let mut findings = Vec::new();
    let mut add = |check: &Check, found: Vec<Finding>| {
        let found = if found.is_empty() {
            vec![Finding::passed(check.id, check.passed)]
        } else {
            found
        };
        report(&found);
        findings.extend(found);
    };
    for check in &wanted {
        if let Run::Machine(run) = check.run {
            let subject = Arc::clone(&subject);
            add(check, limited(check.id, move || run(&subject)));
        }
    }
    let observed: Arc<Vec<Observed>> = Arc::new(
        sites
            .into_iter()
            .filter_map(|site| site.recv().ok())
            .collect(),
    );
    let python = python.map(|python| python.recv().unwrap_or(Err(NoPython::Unreported)));
    let python = Arc::new(python.unwrap_or(Err(NoPython::NotWanted)));
    for check in wanted {
        let (subject, sites, python) = (
            Arc::clone(&subject),
            Arc::clone(&observed),
            Arc::clone(&python),
        );
        let found = match check.run {
            Run::Machine(_) => continue,
            Run::Site(_) if sites.is_empty() => {
                vec![Finding::skipped(check.id, "no site was given")]
            }
            Run::Site(run) => limited(check.id, move || {
                let of = |site: &Observed| -> Vec<Finding> {
                    let found = run(&subject, site, (*python).as_ref().ok());
                    let named = |mut finding: Finding| {
                        finding.site = Some(site.site.authority());
                        finding
                    };
                    found.into_iter().map(named).collect()
                };
                sites.iter().flat_map(of).collect()
            }),
            Run::All(run) => limited(check.id, move || {
                run(&subject, &sites, (*python).as_ref().ok())
            }),
            Run::Python(run) => limited(check.id, move || match &*python {
                Ok(python) => run(&subject, python, &sites),
                Err(why) => vec![Finding::skipped(check.id, why.to_string())],
            }),
        };
        add(check, found);
    }
    Examination {
        findings,
        // The threads of checks that hang still hold the values.
        sites: Arc::try_unwrap(observed).unwrap_or_default(),
        python: Arc::try_unwrap(python).unwrap_or(Err(NoPython::Unreported)),
    }
}

fn observe_python(subject: &Arc<Subject>, options: &Options) -> Receiver<Result<Python, NoPython>> {
    let (subject, options) = (Arc::clone(subject), options.clone());
    in_thread(move || python::observe(&subject, &options))
}

fn observe_sites(
    subject: &Arc<Subject>,
    options: &Options,
    wanted: &[&Check],
) -> Vec<Receiver<Observed>> {
    if wanted
        .iter()
        .all(|check| matches!(check.run, Run::Machine(_)))
    {
        return Vec::new();
    }
    let observe = |site: &Site| {
        let (subject, site, limit) = (Arc::clone(subject), site.clone(), options.timeout);
        in_thread(move || site::observe(&subject, site, limit))
    };
    options.sites.iter().map(observe).collect()
}

/// Runs `step` in a thread, which may be left behind.
fn in_thread<T: Send + 'static>(step: impl FnOnce() -> T + Send + 'static) -> Receiver<T> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        // If the receiver is gone, nobody waits for the value any more.
        let _ = sender.send(step());
    });
    receiver
}

/// Runs a check within its time limit. A check that panics is a finding.
fn limited(id: Id, run: impl FnOnce() -> Vec<Finding> + Send + 'static) -> Vec<Finding> {
    let receiver = in_thread(move || catch_unwind(AssertUnwindSafe(run)));
    let why = match receiver.recv_timeout(CHECK_LIMIT) {
        Ok(Ok(findings)) => return findings,
        Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => {
            "the check crashed, which is a fault of sglaunch".to_owned()
        }
        Err(RecvTimeoutError::Timeout) => {
            format!(
                "the check did not end within {} seconds",
                CHECK_LIMIT.as_secs()
            )
        }
    };
    vec![Finding::warning(id, why)]
}
