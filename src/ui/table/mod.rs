//! Tables: aligned on a terminal, or separated by tabs in a pipe.
//!
//! On a terminal every column begins below its header in every row. What does not fit its column,
//! such as a path, is on a line of its own, unbroken: terminals copy such a line whole.

mod columns;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr as _;

use super::wrap;
use crate::error::printable;
use columns::{Cell, GAP, is_value, start, widths};

/// Indent of the lines below a row, if they do not fit below its second column.
const INDENT: usize = 2;

/// Maximum number of lines of a cell: a name in a certificate can be long.
const MAX_LINES: usize = 20;

/// Renders rows below a header. `width` is the width of the terminal, `None` for a
/// pipe.
pub(super) fn table(header: &[&str], rows: &[Vec<String>], width: Option<usize>) -> String {
    let header: Vec<String> = header.iter().map(|name| (*name).to_owned()).collect();
    let lines: Vec<Vec<String>> = std::iter::once(&header)
        .chain(rows)
        .map(|row| row.iter().map(|cell| one_line(cell)).collect())
        .collect();
    let Some(terminal) = width else {
        return lines.iter().map(|cells| cells.join("\t") + "\n").collect();
    };
    let lines: Vec<Vec<Cell>> = (lines.iter())
        .map(|cells| cells.iter().map(|cell| Cell::new(cell)).collect())
        .collect();
    let layout = Layout::new(&lines, terminal);
    lines.iter().map(|cells| layout.row(cells)).collect()
}

/// The columns of a table on a terminal.
struct Layout {
    /// Widths of the columns; `None` for one whose cells are all on lines of their own.
    widths: Vec<Option<usize>>,
    /// Column of the terminal in which cells on lines of their own begin.
    indent: usize,
    terminal: usize,
}

impl Layout {
    fn new(lines: &[Vec<Cell>], terminal: usize) -> Self {
        let mut layout = Self {
            widths: widths(lines, terminal),
            indent: INDENT,
            terminal,
        };
        let second = start(&layout.widths, 1);
        let below = lines.iter().flat_map(|cells| layout.below(cells));
        if below.map(|cell| second + cell.width).max() <= Some(terminal) {
            layout.indent = second;
        }
        layout
    }

    /// Returns the cells, without the first one, that do not fit their columns.
    fn below<'a>(&self, cells: &'a [Cell<'a>]) -> impl Iterator<Item = &'a Cell<'a>> {
        let columns = cells.iter().zip(self.widths.clone()).skip(1);
        columns.filter_map(|(cell, width)| match width {
            Some(width) => (!cell.fits(width)).then_some(cell),
            None => is_value(cell.text).then_some(cell),
        })
    }

    /// Renders a row: a first cell that is too wide, the cells in their columns, the others.
    fn row(&self, cells: &[Cell]) -> String {
        let columns = cells.iter().zip(&self.widths);
        let columns = columns.filter_map(|(cell, width)| Some((cell, (*width)?)));
        let lines = |(cell, width): (&Cell, usize)| {
            let lines = cell
                .fits(width)
                .then(|| wrap::cell(cell.text, width, MAX_LINES));
            (lines.unwrap_or_default(), width)
        };
        let columns: Vec<(Vec<String>, usize)> = columns.map(lines).collect();
        let count = columns.iter().map(|(lines, _)| lines.len()).max();
        let line = |index: usize| {
            let cells = columns.iter().map(|(lines, width)| {
                let cell = lines.get(index).map_or("", String::as_str);
                format!("{cell}{:1$}", "", width.saturating_sub(cell.width()))
            });
            let line = cells.collect::<Vec<String>>().join(GAP);
            format!("{}\n", line.trim_end())
        };
        let fits = |cell: &&Cell| self.widths[0].is_some_and(|width| cell.fits(width));
        let above = cells.first().filter(|cell| !fits(cell));
        let above = above.map(|cell| self.line_of_its_own(cell, 0));
        let below = self.below(cells);
        let below = below.map(|cell| self.line_of_its_own(cell, self.indent));
        let in_columns = (0..count.unwrap_or_default()).map(line);
        let in_columns = in_columns.filter(|line| line != "\n");
        above.into_iter().chain(in_columns).chain(below).collect()
    }

    fn line_of_its_own(&self, cell: &Cell, indent: usize) -> String {
        let room = if cell.is_text {
            self.terminal.saturating_sub(indent)
        } else {
            usize::MAX
        };
        let mut text = String::new();
        for line in wrap::cell(cell.text, room, MAX_LINES) {
            let _ = writeln!(text, "{:indent$}{line}", "");
        }
        text
    }
}

/// Renders items as lines of at most `width` columns, indented and separated by commas.
pub(super) fn wrapped(items: &[String], width: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let comma = if index + 1 < items.len() { "," } else { "" };
        let item = one_line(item) + comma;
        match lines.last_mut() {
            Some(line) if line.width() + 1 + item.width() <= width => {
                line.push(' ');
                line.push_str(&item);
            }
            _ => lines.push(format!("{GAP}{item}")),
        }
    }
    lines.iter().flat_map(|line| [line, "\n"]).collect()
}

/// Escapes the characters that control a terminal or separate cells.
fn one_line(cell: &str) -> String {
    printable(cell).replace('\t', " ")
}
