//! The verdict in one sentence: the first check that failed names the cause.

use crate::doctor::{Finding, Id, Options, Status, Subject};
use crate::error::counted;
use crate::shell::quote;

/// The sentence at the end of a diagnosis.
#[derive(Debug)]
pub struct Conclusion {
    pub sentence: String,
    /// The index of the finding that is the cause; `None` if nothing failed.
    pub cause: Option<usize>,
    /// The command that tests a connection, if none was tested.
    pub next_command: Option<String>,
}

impl Conclusion {
    pub fn new(subject: &Subject, options: &Options, findings: &[Finding]) -> Self {
        let cause = cause(findings);
        let sentence = match cause.and_then(|index| findings.get(index)) {
            Some(cause) => sentence(cause, findings),
            None => nothing_fails(findings),
        };
        let is_local = options.sites.is_empty() && options.checks.is_empty();
        let next_command = is_local.then(|| {
            let target = quote(subject.target.as_ref());
            format!("sglaunch doctor {target} --site URL")
        });
        Self {
            sentence,
            cause,
            next_command,
        }
    }
}

/// Returns the first failure. A missing program explains no other one.
fn cause(findings: &[Finding]) -> Option<usize> {
    let has_failed = |one: &Finding| one.status == Status::Failed;
    let explains = |one: &Finding| has_failed(one) && one.id != Id::ProgramMissing;
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

fn nothing_fails(findings: &[Finding]) -> String {
    let warnings = count(findings, Status::Warning);
    let mut of_status = findings.iter().filter(|one| one.status != Status::Skipped);
    if of_status.next().is_none() {
        let why = findings.first().map_or("", |one| &*one.message);
        return format!("Nothing was tested: {why}.");
    }
    match warnings {
        0 => "Nothing is wrong.".to_owned(),
        _ => format!(
            "Nothing fails under sglaunch; {} above.",
            counted(warnings, "warning")
        ),
    }
}

fn count(findings: &[Finding], status: Status) -> usize {
    findings.iter().filter(|one| one.status == status).count()
}
