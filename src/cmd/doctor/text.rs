//! The findings as lines of text.

use std::fmt::Write as _;

use crate::cmd::{Context, counted};
use crate::doctor::{Examination, Finding, Status};

/// Returns a line for each finding, with details if something is wrong.
pub fn lines(context: &Context, findings: &[Finding]) -> String {
    let mut out = String::new();
    for finding in findings {
        let (mark, word) = (mark(finding.status), finding.status.name());
        let site = finding.site.as_ref().map(|site| format!("{site}: "));
        let site = site.unwrap_or_default();
        let _ = writeln!(
            out,
            "{mark} {word:<7}  {}: {site}{}",
            finding.id, finding.message
        );
        if finding.status < Status::Warning && !context.ui.is_shown(1) {
            continue;
        }
        for detail in &finding.details {
            let _ = writeln!(out, "             {detail}");
        }
        if let Some(remedy) = &finding.remedy {
            let _ = writeln!(out, "           → {}", remedy.text);
            for command in &remedy.commands {
                let _ = writeln!(out, "               {command}");
            }
        }
    }
    out
}

/// Returns the sentence at the end.
pub fn conclusion(examination: &Examination) -> String {
    let count = |status| {
        let of_status = examination
            .findings
            .iter()
            .filter(|one| one.status == status);
        of_status.count()
    };
    let (failed, warnings) = (count(Status::Failed), count(Status::Warning));
    match (failed, warnings) {
        (0, 0) => "Nothing is wrong.\n".to_owned(),
        (0, _) => format!("{}, and nothing fails.\n", counted(warnings, "warning")),
        _ => format!("{} failed.\n", counted(failed, "check")),
    }
}

fn mark(status: Status) -> char {
    match status {
        Status::Passed => '✓',
        Status::Skipped => '-',
        Status::Warning => '!',
        Status::Failed => '✗',
    }
}
