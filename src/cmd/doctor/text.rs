//! The findings as text: a line for each, with details if something is wrong.

use std::fmt::Write as _;

use crate::cmd::counted;
use crate::doctor::{Examination, Finding, Id, Options, Remedy, Status, Subject};
use crate::error::{printable, printable_lines};
use crate::shell::quote;
use crate::ui::{Style, Ui};

/// Columns of the mark and the word.
const INDENT: usize = 11;

/// Columns of details and remedies.
const DETAILS: usize = INDENT + 2;

/// Columns of commands.
const COMMANDS: usize = DETAILS + 2;

/// Returns the lines of findings that are shown at the verbosity.
pub fn lines(ui: &Ui, findings: &[Finding]) -> String {
    let is_shown = |finding: &&Finding| match finding.status {
        Status::Failed => true,
        Status::Warning | Status::Passed => ui.is_shown(0),
        Status::Skipped => ui.is_shown(1),
    };
    let shown = findings.iter().filter(is_shown);
    shown.map(|finding| lines_of(ui, finding)).collect()
}

fn lines_of(ui: &Ui, finding: &Finding) -> String {
    let is_wrong = finding.status >= Status::Warning;
    let (mark, style) = mark(finding.status);
    let word = format!("{mark} {:<7}", finding.status.name());
    let mut sentence = match &finding.site {
        Some(site) => format!("{site}: {}", finding.message),
        None => finding.message.clone(),
    };
    if is_wrong || ui.is_shown(1) {
        sentence = format!("{sentence} ({})", finding.id);
    }
    let sentence = ui.fitted(&printable(&sentence), INDENT);
    let mut out = format!("{}  {}\n", ui.styled(&word, style), sentence.trim_start());
    if is_wrong || ui.is_shown(1) {
        for detail in &finding.details {
            let _ = writeln!(out, "{}", ui.fitted(&printable_lines(detail), DETAILS));
        }
        if let Some(remedy) = &finding.remedy {
            write_remedy(&mut out, ui, remedy);
        }
    }
    out
}

fn write_remedy(out: &mut String, ui: &Ui, remedy: &Remedy) {
    if !remedy.text.is_empty() {
        let text = format!("cure: {}", printable(&remedy.text));
        let _ = writeln!(out, "{}", ui.fitted(&text, DETAILS));
    }
    for command in &remedy.commands {
        // Not wrapped: commands are copied.
        let _ = writeln!(out, "{:COMMANDS$}{}", "", printable(command));
    }
}

fn mark(status: Status) -> (char, Style) {
    match status {
        Status::Passed => ('✓', Style::Good),
        Status::Skipped => ('-', Style::Dim),
        Status::Warning => ('!', Style::Warning),
        Status::Failed => ('✗', Style::Bad),
    }
}

/// Returns the sentence at the end: the first check that failed names the cause.
pub fn conclusion(
    ui: &Ui,
    subject: &Subject,
    options: &Options,
    examination: &Examination,
) -> String {
    let findings = &examination.findings;
    let cause = cause(findings);
    if cause.is_none() && !ui.is_shown(0) {
        return String::new();
    }
    let mut sentence = cause.map_or_else(|| nothing_fails(findings), |one| sentence(one, findings));
    if options.sites.is_empty() && options.checks.is_empty() {
        let target = quote(subject.target.as_ref());
        let command = format!("sglaunch doctor {target} --site URL");
        let hint = format!(" No connection was tested: name a site with `{command}`.");
        sentence += &hint;
    }
    let skipped = count(findings, Status::Skipped);
    if skipped > 0 && !ui.is_shown(1) && ui.is_shown(0) {
        let skipped = counted(skipped, "check");
        let _ = write!(sentence, " {skipped} skipped (-v shows why).");
    }
    format!("\n{}\n", ui.fitted(&printable(&sentence), 0))
}

/// Returns the first failure. A missing program explains no other one.
fn cause(findings: &[Finding]) -> Option<&Finding> {
    let failed = || findings.iter().filter(|one| one.status == Status::Failed);
    let explains = |one: &&Finding| one.id != Id::ProgramMissing;
    failed().find(explains).or_else(|| failed().next())
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
