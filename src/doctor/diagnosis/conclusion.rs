//! The verdict in one sentence: the first check that failed names the cause.

use crate::doctor::{Finding, Options, Redaction, Status, Subject};
use crate::error::counted;
use crate::shell::quote;

/// The verdict of a diagnosis.
#[derive(Debug)]
pub struct Conclusion {
    pub sentence: String,
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

impl Conclusion {
    /// Returns the verdict on redacted findings.
    pub fn new(
        subject: &Subject,
        options: &Options,
        findings: &[Finding],
        redaction: &Redaction,
    ) -> Self {
        let scope = match (options.checks.len(), options.sites.is_empty()) {
            (0, false) => Scope::All,
            (0, true) => Scope::Local,
            (count, _) => Scope::Named(count),
        };
        let target = redaction.command(&quote(subject.target.as_ref()));
        Self::of(&target, scope, findings)
    }

    /// Returns the verdict. `target` is quoted for a shell.
    fn of(target: &str, scope: Scope, findings: &[Finding]) -> Self {
        let cause = cause(findings);
        let sentence = match cause.and_then(|index| findings.get(index)) {
            Some(cause) => sentence(cause, findings),
            None => nothing_fails(scope, findings),
        };
        let next_command =
            (scope == Scope::Local).then(|| format!("sglaunch doctor {target} --site URL"));
        Self {
            sentence,
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

fn nothing_fails(scope: Scope, findings: &[Finding]) -> String {
    let is_skipped = |one: &Finding| one.status == Status::Skipped;
    if findings.iter().all(is_skipped) {
        let why = findings.first().map_or("", |one| &*one.message);
        return format!("Nothing was tested: {why}.");
    }
    let verdict = match count(findings, Status::Warning) {
        0 => "Nothing is wrong".to_owned(),
        1 => "Nothing fails under sglaunch, but there is 1 warning".to_owned(),
        more => format!("Nothing fails under sglaunch, but there are {more} warnings"),
    };
    match scope {
        Scope::All => format!("{verdict}."),
        Scope::Local => format!("{verdict}; no connection was tested."),
        Scope::Named(1) => format!("{verdict}; only 1 check was run."),
        Scope::Named(more) => format!("{verdict}; only {more} checks were run."),
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
        Conclusion::of("houdini@20.5", scope, findings)
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
    fn a_command_tests_a_connection_if_none_was_tested() {
        let command = |scope| concluded(scope, &[]).next_command;
        let expected = "sglaunch doctor houdini@20.5 --site URL";
        assert_eq!(command(Scope::Local).as_deref(), Some(expected));
        assert_eq!(command(Scope::All), None);
        assert_eq!(command(Scope::Named(1)), None);
    }
}
