//! The findings as text: a line for each, with details if something is wrong.

use std::fmt::Write as _;

use crate::doctor::{Diagnosis, Finding, Remedy, Status};
use crate::error::{counted, printable, printable_lines};
use crate::ui::{Style, Ui};

/// Columns of the mark and the word.
const INDENT: usize = 11;

/// Columns of details and remedies.
const DETAILS: usize = INDENT + 2;

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
        for detail in finding.lines() {
            let _ = writeln!(out, "{}", ui.fitted(&printable_lines(detail), DETAILS));
        }
        if let Some(remedy) = &finding.remedy {
            write_remedy(&mut out, ui, remedy, DETAILS);
        }
    }
    out
}

/// Writes a remedy that begins at the column `indent`.
pub fn write_remedy(out: &mut String, ui: &Ui, remedy: &Remedy, indent: usize) {
    if !remedy.text.is_empty() {
        let text = format!("cure: {}", printable(&remedy.text));
        let _ = writeln!(out, "{}", ui.fitted(&text, indent));
    }
    for command in &remedy.commands {
        // Not wrapped: commands are copied.
        let _ = writeln!(out, "{:indent$}  {}", "", printable(command));
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

/// Returns the sentence at the end.
pub fn conclusion(ui: &Ui, diagnosis: &Diagnosis) -> String {
    let conclusion = &diagnosis.conclusion;
    if conclusion.cause.is_none() && !ui.is_shown(0) {
        return String::new();
    }
    let mut sentence = conclusion.sentence.clone();
    if let Some(command) = &conclusion.next_command {
        let _ = write!(sentence, " To test a connection, name a site: `{command}`.");
    }
    if diagnosis.machine["hosts_hidden"] == true {
        sentence.push_str(" Names of hosts are replaced.");
    }
    let skipped = diagnosis.with_status(Status::Skipped).count();
    if skipped > 0 && !ui.is_shown(1) && ui.is_shown(0) {
        let skipped = counted(skipped, "check");
        let _ = write!(sentence, " {skipped} skipped (-v shows why).");
    }
    format!("\n{}\n", ui.fitted(&printable(&sentence), 0))
}
