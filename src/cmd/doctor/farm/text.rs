//! The farm as text: a summary that fits a terminal.

use std::fmt::Write as _;

use super::names::Names;
use super::report::{Item, Kind, Report, Row};
use crate::cmd::doctor::text::write_remedy;
use crate::doctor::Remedy;
use crate::error::printable;
use crate::ui::{Style, Ui};

/// Columns of what is below the title of an item.
const INDENT: usize = 4;

/// Most variants and values that are shown without `--verbose`. The page has more.
const MAX_ROWS: usize = 5;

/// Returns the summary. With `--quiet` it has only failures, and is empty if there are none.
pub fn lines(ui: &Ui, report: &Report, is_ok: bool) -> String {
    let mut out = String::new();
    if is_ok && !ui.is_shown(0) {
        return out;
    }
    let style = if is_ok { Style::Good } else { Style::Bad };
    let verdict = ui.fitted(&format!("{}.", report.verdict), 0);
    let _ = writeln!(out, "{}", ui.styled(&verdict, style));
    if ui.is_shown(0) {
        write_line(&mut out, ui, &format!("{}.", report.origin), 0);
    }
    let mut hidden = Vec::new();
    for section in &report.sections {
        let level = match section.kind {
            Kind::Failure => -1,
            Kind::Notice => 0,
            Kind::Detail => 1,
        };
        if ui.is_shown(level) {
            let _ = writeln!(out, "\n{}:", section.title);
            for item in &section.items {
                write_item(&mut out, ui, item, section.kind);
            }
        } else if ui.is_shown(0) {
            hidden.push(format!("{}: {}", section.title, section.count));
        }
    }
    if !hidden.is_empty() {
        let text = format!("\n-v shows more ({})", hidden.join("; "));
        let _ = writeln!(out, "{}", ui.fitted(&text, 0));
    }
    out
}

fn write_item(out: &mut String, ui: &Ui, item: &Item, kind: Kind) {
    if item.count.is_empty() {
        return write_values(out, ui, item);
    }
    let title = format!("{} ({})", item.title, item.code);
    let title = ui.fitted(&printable(&title), 2);
    let (mark, style) = match kind {
        Kind::Failure => ("✗", Style::Bad),
        Kind::Notice | Kind::Detail => ("!", Style::Warning),
    };
    let _ = writeln!(out, "{} {}", ui.styled(mark, style), title.trim_start());
    for part in limited(ui, &item.rows) {
        match part {
            Part::Row(row) if row.remedy == Remedy::default() => {
                write_line(out, ui, &value(ui, row), INDENT);
            }
            Part::Row(row) => {
                write_line(out, ui, &row.title, INDENT);
                write_remedy(out, ui, &row.remedy, INDENT);
                write_line(out, ui, &names(ui, &row.nodes), INDENT);
            }
            Part::Hidden(text) => write_line(out, ui, &text, INDENT),
        }
    }
}

/// Writes the values of a fact, or names, in one paragraph.
fn write_values(out: &mut String, ui: &Ui, item: &Item) {
    let value = |part| match part {
        Part::Row(row) => value(ui, row),
        Part::Hidden(text) => text,
    };
    let values: Vec<String> = limited(ui, &item.rows).into_iter().map(value).collect();
    let separator = if item.title.is_empty() { "" } else { ": " };
    let text = format!("{}{separator}{}", item.title, values.join("; "));
    write_line(out, ui, &text, 2);
}

fn write_line(out: &mut String, ui: &Ui, text: &str, indent: usize) {
    if !text.is_empty() {
        let _ = writeln!(out, "{}", ui.fitted(&printable(text), indent));
    }
}

enum Part<'a> {
    Row(&'a Row),
    /// How many rows are hidden.
    Hidden(String),
}

/// Returns the rows. Of many, the first ones and the last one are shown without `--verbose`.
fn limited<'a>(ui: &Ui, rows: &'a [Row]) -> Vec<Part<'a>> {
    let mut parts: Vec<Part> = rows.iter().map(Part::Row).collect();
    let hidden = rows.len().saturating_sub(MAX_ROWS + 1);
    if hidden > 1 && !ui.is_shown(1) {
        let text = format!("… and {hidden} more (-v shows them)");
        parts.splice(MAX_ROWS..MAX_ROWS + hidden, [Part::Hidden(text)]);
    }
    parts
}

/// Returns a value with the nodes that have it.
fn value(ui: &Ui, row: &Row) -> String {
    let names = names(ui, &row.nodes);
    match (row.title.is_empty(), names.is_empty()) {
        (false, false) => format!("{} ({names})", row.title),
        (false, true) => row.title.clone(),
        (true, _) => names,
    }
}

/// Returns names with their number. They are cut unless `--verbose` is given; the page has all.
pub fn names(ui: &Ui, names: &Names) -> String {
    let first = &names.first;
    let text = match &names.rest {
        Some((_, rest)) if ui.is_shown(1) => format!("{first}, {rest}"),
        Some((count, _)) => format!("{first} and {count} more (-v shows them)"),
        None => first.clone(),
    };
    match (names.count.is_empty(), text.is_empty()) {
        (true, _) => text,
        (false, true) => names.count.clone(),
        (false, false) => format!("{}: {text}", names.count),
    }
}
