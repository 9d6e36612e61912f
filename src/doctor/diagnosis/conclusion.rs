//! The verdict in one sentence: the first check that failed names the cause.

use super::SiteDiagnosis;
use crate::doctor::{Finding, Options, Redaction, Status, Subject};
use crate::error::counted;
use crate::shell::quote;

/// The verdict of a diagnosis.
#[derive(Debug)]
pub struct Conclusion {
    pub sentence: String,
    /// The worst status of a finding, and at least a warning if a connection fails.
    pub status: Status,
    /// The index of the finding that is the cause; `None` if nothing failed.
    pub cause: Option<usize>,
    /// The command that tests a connection, if none was tested.
    pub next_command: Option<String>,
}

/// The scope of an examination.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    /// All checks, with a site.
    All,
    /// All checks that need no site.
    Local,
    /// The number of checks that the user named.
    Named(usize),
}

/// The connections of the clients that sglaunch starts.
#[derive(Clone, Debug)]
enum Connections {
    Unknown,
    /// All work. The text is as in `connection to localhost:443 works`.
    Work(String),
    /// One fails: that to this site.
    Fails(String),
}

impl Connections {
    fn new(sites: &[SiteDiagnosis]) -> Self {
        if let Some(site) = sites.iter().find(|site| works(site) == Some(false)) {
            return Self::Fails(site.site.clone());
        }
        match sites {
            [] => Self::Unknown,
            sites if sites.iter().any(|site| works(site).is_none()) => Self::Unknown,
            [site] => Self::Work(format!("connection to {} works", site.site)),
            sites => Self::Work(format!("connections to {} sites work", sites.len())),
        }
    }
}

/// Returns whether sglaunch's bundle and the program's Python accept a site; `None` if that is not
/// known of the bundle.
fn works(site: &SiteDiagnosis) -> Option<bool> {
    let views = site.views.iter().filter(|view| view.id != "environment");
    let accepted: Vec<Option<bool>> = views.map(|view| view.is_accepted).collect();
    if accepted.contains(&Some(false)) {
        return Some(false);
    }
    accepted.first().copied().flatten()
}

impl Conclusion {
    /// Returns the verdict on redacted findings and sites.
    pub fn new(
        subject: &Subject,
        options: &Options,
        (findings, sites): (&[Finding], &[SiteDiagnosis]),
        redaction: &Redaction,
    ) -> Self {
        let scope = match (options.checks.len(), options.sites.is_empty()) {
            (0, false) => Scope::All,
            (0, true) => Scope::Local,
            (count, _) => Scope::Named(count),
        };
        let target = redaction.command(&quote(subject.target.as_ref()));
        Self::of(&target, scope, findings, &Connections::new(sites))
    }

    /// Returns the verdict. `target` is quoted for a shell.
    fn of(target: &str, scope: Scope, findings: &[Finding], connections: &Connections) -> Self {
        let cause = cause(findings);
        let sentence = match cause.and_then(|index| findings.get(index)) {
            Some(cause) => sentence(cause, findings),
            None => nothing_fails(scope, findings, connections),
        };
        let next_command =
            (scope == Scope::Local).then(|| format!("sglaunch doctor {target} --site URL"));
        Self {
            sentence,
            status: status(findings, connections),
            cause,
            next_command,
        }
    }
}

/// Returns the first failure that can explain others, else the first one.
fn cause(findings: &[Finding]) -> Option<usize> {
    let has_failed = |one: &Finding| one.status == Status::Failed;
    let explains = |one: &Finding| has_failed(one) && one.id.explains_others();
    let first = findings.iter().position(explains);
    first.or_else(|| findings.iter().position(has_failed))
}

fn sentence(cause: &Finding, findings: &[Finding]) -> String {
    let more = match count(findings, Status::Failed) {
        1 => String::new(),
        more => format!(", the first of {} that failed", counted(more, "check")),
    };
    let (message, id) = (&cause.message, cause.id);
    match &cause.site {
        Some(site) => format!("The connection to {site} fails: {message} ({id}{more})."),
        None => format!("The cause: {message} ({id}{more})."),
    }
}

fn nothing_fails(scope: Scope, findings: &[Finding], connections: &Connections) -> String {
    let is_skipped = |one: &Finding| one.status == Status::Skipped;
    if findings.iter().all(is_skipped) {
        let why = findings.first().map_or("", |one| &*one.message);
        return format!("Nothing was tested: {why}.");
    }
    let warnings = match count(findings, Status::Warning) {
        0 => None,
        1 => Some("there is 1 warning".to_owned()),
        more => Some(format!("there are {more} warnings")),
    };
    let verdict = match &warnings {
        None => "Nothing is wrong".to_owned(),
        Some(warnings) => format!("Nothing fails under sglaunch, but {warnings}"),
    };
    match (scope, connections) {
        (Scope::All, Connections::Work(what)) => match warnings {
            None => format!("{verdict}: the {what}."),
            Some(warnings) => format!("The {what} under sglaunch, but {warnings}."),
        },
        (Scope::Named(_), Connections::Fails(site)) => format!(
            "The connection to {site} fails, for a reason that the named checks do not look for: \
             run doctor without the name of a check."
        ),
        (Scope::All, _) => format!("{verdict}."),
        (Scope::Local, _) => format!("{verdict}; no connection was tested."),
        (Scope::Named(1), _) => format!("{verdict}; only 1 check was run."),
        (Scope::Named(more), _) => format!("{verdict}; only {more} checks were run."),
    }
}

/// Returns the worst status. Skipped checks count if all are.
fn status(findings: &[Finding], connections: &Connections) -> Status {
    let statuses = [Status::Failed, Status::Warning, Status::Passed];
    let mut statuses = statuses.into_iter();
    match statuses.find(|status| count(findings, *status) > 0) {
        Some(Status::Passed) if matches!(connections, Connections::Fails(_)) => Status::Warning,
        worst => worst.unwrap_or(Status::Skipped),
    }
}

fn count(findings: &[Finding], status: Status) -> usize {
    findings.iter().filter(|one| one.status == status).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::Id;
    use crate::doctor::site::Site;

    fn concluded(scope: Scope, findings: &[Finding]) -> Conclusion {
        Conclusion::of("houdini@20.5", scope, findings, &Connections::Unknown)
    }

    #[test]
    fn the_first_failure_is_the_cause() {
        let site = Site::parse("https://studio.example").expect("a site");
        let findings = [
            Finding::passed(Id::ProfileInvalid, "the profile is valid"),
            Finding::failed(Id::ProgramMissing, "Houdini is not installed"),
            Finding::warning(Id::RootsOld, "the list is old"),
            Finding::failed(Id::SiteExpired, "the certificate has expired").of_site(&site),
            Finding::failed(Id::Clock, "the clock is wrong"),
        ];
        let sentence = |findings: &[Finding]| {
            let found = concluded(Scope::All, findings);
            (found.cause, found.sentence)
        };
        let of_site =
            "The connection to studio.example fails: the certificate has expired (site-expired";
        for (findings, cause, expected) in [
            (
                &findings[..],
                3,
                format!("{of_site}, the first of 3 checks that failed)."),
            ),
            (&findings[2..4], 1, format!("{of_site}).")),
            (
                &findings[..3],
                1,
                "The cause: Houdini is not installed (program-missing).".to_owned(),
            ),
        ] {
            assert_eq!(sentence(findings), (Some(cause), expected));
        }
    }

    #[test]
    fn a_verdict_without_a_failure_tells_what_was_tested() {
        let passed = Finding::passed(Id::Clock, "the clock is right");
        let warning = Finding::warning(Id::RootsOld, "the list is old");
        let skipped = Finding::skipped(Id::SiteExpired, "no site was given");
        for (scope, findings, sentence) in [
            (Scope::All, &[&passed, &skipped][..], "Nothing is wrong."),
            (
                Scope::Local,
                &[&passed],
                "Nothing is wrong; no connection was tested.",
            ),
            (
                Scope::Named(1),
                &[&passed],
                "Nothing is wrong; only 1 check was run.",
            ),
            (
                Scope::All,
                &[&warning, &passed],
                "Nothing fails under sglaunch, but there is 1 warning.",
            ),
            (
                Scope::Named(2),
                &[&warning, &warning],
                "Nothing fails under sglaunch, but there are 2 warnings; only 2 checks were run.",
            ),
            (
                Scope::Named(1),
                &[&skipped],
                "Nothing was tested: no site was given.",
            ),
        ] {
            let findings: Vec<Finding> = findings.iter().map(|one| (*one).clone()).collect();
            let found = concluded(scope, &findings);
            assert_eq!((found.cause, &*found.sentence), (None, sentence));
        }
    }

    #[test]
    fn a_verdict_names_the_connection_that_works_or_fails() {
        let passed = Finding::passed(Id::Clock, "the clock is right");
        let warning = Finding::warning(Id::RootsOld, "the list is old");
        let works = Connections::Work("connection to a works".to_owned());
        let fails = Connections::Fails("a".to_owned());
        for (scope, finding, connections, status, begin) in [
            (
                Scope::All,
                &passed,
                &works,
                Status::Passed,
                "Nothing is wrong: the connection to a works.",
            ),
            (
                Scope::All,
                &warning,
                &works,
                Status::Warning,
                "The connection to a works under sglaunch, but there is 1 warning.",
            ),
            (
                Scope::Named(1),
                &passed,
                &works,
                Status::Passed,
                "Nothing is wrong; only 1 check was run.",
            ),
            (
                Scope::Named(1),
                &passed,
                &fails,
                Status::Warning,
                "The connection to a fails, for a reason that the named checks do not look for: ",
            ),
        ] {
            let findings = [finding.clone()];
            let found = Conclusion::of("maya", scope, &findings, connections);
            assert_eq!(found.status, status, "{}", found.sentence);
            assert!(found.sentence.starts_with(begin), "{}", found.sentence);
        }
    }

    #[test]
    fn a_command_tests_a_connection_if_none_was_tested() {
        let command = |scope| concluded(scope, &[]).next_command;
        let expected = "sglaunch doctor houdini@20.5 --site URL";
        assert_eq!(command(Scope::Local).as_deref(), Some(expected));
        assert_eq!(command(Scope::All), None);
        assert_eq!(command(Scope::Named(1)), None);
    }
}
