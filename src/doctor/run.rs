//! Runs the checks: local ones first, while the program's Python and all sites are observed side by
//! side. Each has a time limit, and one that panics is a finding.

use std::sync::Arc;
use std::sync::mpsc::RecvTimeoutError;
use std::time::{Duration, Instant};

use super::checks::{CHECKS, Check, Run};
use super::diagnosis::node;
use super::python::{self, NoPython, Python};
use super::redact::Redaction;
use super::site::{self, Observed, Site};
use super::{Finding, Id, Subject};
use crate::dirs;
use crate::os::threads::{self, Crashed, Pending};

/// Longest time of one check, without the network and without Python's start.
pub const CHECK_LIMIT: Duration = Duration::from_secs(10);

/// Added to the time limits of the observations, which keep them themselves: for a file system that
/// hangs.
const GRACE: Duration = Duration::from_secs(5);

/// The scope of an examination, and its limits.
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
    /// Hides the names and addresses of hosts.
    pub hides_hosts: bool,
}

/// A step of an examination.
#[derive(Debug)]
pub enum Event<'a> {
    /// The findings of a check, which has ended.
    Checked(&'a [Finding]),
    /// The local checks have ended, and the observations have not.
    Waiting,
}

/// The outcome of an examination.
#[derive(Debug)]
pub struct Examination {
    pub findings: Vec<Finding>,
    pub views: Arc<Views>,
    /// The texts to hide in the findings, and in everything else that is printed.
    pub redaction: Redaction,
}

/// Examines a launch. `report` is called for each step; findings are redacted before that.
pub fn examine(
    subject: &Arc<Subject>,
    options: &Options,
    report: impl FnMut(Event),
) -> Examination {
    let is_wanted =
        |check: &&Check| options.checks.is_empty() || options.checks.contains(&check.id);
    let wanted: Vec<&'static Check> = CHECKS.iter().filter(is_wanted).collect();
    let is_local = wanted
        .iter()
        .all(|check| matches!(check.run, Run::Machine(_)));
    let observations = (!is_local).then(|| Observations::start(subject, options));
    let mut redaction = Redaction::new(subject, options.hides_hosts);
    redaction.add_hosts(options.sites.iter().map(|site| site.host.clone()));
    redaction.add_hosts([dirs::host_name(&subject.env)]);
    redaction.add_hosts(node(&subject.env));
    let mut reporter = Reporter {
        redaction,
        findings: Vec::new(),
        report,
    };
    for check in &wanted {
        if let Run::Machine(run) = check.run {
            let subject = Arc::clone(subject);
            reporter.add(check, limited(check.id, move || run(&subject)));
        }
    }
    let views = observations.map(|observations| {
        (reporter.report)(Event::Waiting);
        observations.wait(options)
    });
    let views = Arc::new(views.unwrap_or(Views {
        sites: Vec::new(),
        python: Err(NoPython::NotWanted),
    }));
    (reporter.redaction).add_hosts(views.sites.iter().flat_map(Observed::host_names));
    for check in wanted {
        if let Some(found) = views_of(check, subject, &views) {
            reporter.add(check, found);
        }
    }
    Examination {
        findings: reporter.findings,
        redaction: reporter.redaction,
        views,
    }
}

/// Redacts findings, reports and keeps them.
struct Reporter<F> {
    redaction: Redaction,
    findings: Vec<Finding>,
    report: F,
}

impl<F: FnMut(Event)> Reporter<F> {
    fn add(&mut self, check: &Check, mut found: Vec<Finding>) {
        if found.is_empty() {
            found.push(Finding::passed(check.id, check.passed));
        }
        let found = found.into_iter().map(|one| self.redaction.finding(one));
        let found: Vec<Finding> = found.collect();
        (self.report)(Event::Checked(&found));
        self.findings.extend(found);
    }
}

/// Runs a check of sites or of Python; `None` for one of the machine, which has been run.
fn views_of(check: &Check, subject: &Arc<Subject>, views: &Arc<Views>) -> Option<Vec<Finding>> {
    let (subject, views, id) = (Arc::clone(subject), Arc::clone(views), check.id);
    Some(match check.run {
        Run::Machine(_) => return None,
        Run::Site(_) if views.sites.is_empty() => {
            vec![Finding::skipped(id, "no site was given")]
        }
        Run::Site(run) => limited(id, move || {
            let of_site = |site: &Observed| {
                let found = run(&subject, site, views.python.as_ref().ok());
                found
                    .into_iter()
                    .map(|one| one.of_site(&site.site))
                    .collect::<Vec<_>>()
            };
            views.sites.iter().flat_map(of_site).collect()
        }),
        Run::All(run) => limited(id, move || {
            run(&subject, &views.sites, views.python.as_ref().ok())
        }),
        Run::Python(run) => limited(id, move || match &views.python {
            Ok(python) => run(&subject, python, &views.sites),
            Err(why) => vec![Finding::skipped(id, why.to_string())],
        }),
    })
}

/// The observations of the sites and of the program's Python.
#[derive(Debug)]
pub struct Views {
    pub sites: Vec<Observed>,
    pub python: Result<Python, NoPython>,
}

/// Observations that go on beside the local checks.
struct Observations {
    sites: Vec<(Site, Pending<Observed>)>,
    python: Pending<Result<Python, NoPython>>,
}

impl Observations {
    fn start(subject: &Arc<Subject>, options: &Options) -> Self {
        let start = |site: &Site| {
            let (subject, observed) = (Arc::clone(subject), site.clone());
            let limit = options.timeout;
            let pending = threads::start(move || site::observe(&subject, observed, limit));
            (site.clone(), pending)
        };
        let (subject, of_python) = (Arc::clone(subject), options.clone());
        Self {
            sites: options.sites.iter().map(start).collect(),
            python: threads::start(move || python::observe(&subject, &of_python)),
        }
    }

    fn wait(self, options: &Options) -> Views {
        let begin = Instant::now();
        let wait_for_site = |(site, pending): (Site, Pending<Observed>)| {
            let left = (options.timeout + GRACE).saturating_sub(begin.elapsed());
            let observed = pending.wait(left);
            (observed.ok().and_then(Result::ok)).unwrap_or_else(|| Observed::timed_out(site))
        };
        let sites = self.sites.into_iter().map(wait_for_site).collect();
        let left = (options.python_timeout + GRACE).saturating_sub(begin.elapsed());
        Views {
            sites,
            python: (self.python.wait(left).ok().and_then(Result::ok))
                .unwrap_or(Err(NoPython::Unreported)),
        }
    }
}

/// Runs a check within its time limit. A check that panics is a finding.
fn limited(id: Id, run: impl FnOnce() -> Vec<Finding> + Send + 'static) -> Vec<Finding> {
    let seconds = CHECK_LIMIT.as_secs();
    let finding = match threads::start(run).wait(CHECK_LIMIT) {
        Ok(Ok(findings)) => return findings,
        Ok(Err(Crashed(message))) => Finding::warning(id, "the check crashed")
            .detail(message)
            .remedy("report this as a bug of sglaunch"),
        Err(RecvTimeoutError::Disconnected) => {
            Finding::warning(id, "the system has no thread left for the check")
        }
        Err(RecvTimeoutError::Timeout) => Finding::warning(
            id,
            format!("the check did not end within {seconds} seconds"),
        ),
    };
    vec![finding]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Status;

    #[test]
    fn a_check_that_panics_is_a_finding() {
        let found = limited(Id::Clock, || panic!("out of order"));
        let [finding] = &*found else {
            panic!("{found:?}")
        };
        assert_eq!((finding.id, finding.status), (Id::Clock, Status::Warning));
        assert!(finding.details[0].contains("out of order"), "{finding:?}");
    }

    #[test]
    fn every_id_has_one_check() {
        let ids: Vec<Id> = CHECKS.iter().map(|check| check.id).collect();
        assert_eq!(ids, Id::ALL);
    }
}
