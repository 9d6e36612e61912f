//! The widths of a table's columns.

use std::path::Path;

use unicode_width::UnicodeWidthStr;

/// Space between two columns.
pub(super) const GAP: &str = "  ";

/// Minimum width of a column in which text is broken at spaces.
const MIN_WIDTH: usize = 16;

/// Minimum number of words of a text that is broken.
const MIN_WORDS: usize = 3;

/// A cell and what its place depends on.
pub(super) struct Cell<'a> {
    pub text: &'a str,
    pub width: usize,
    /// It may be broken at spaces. A path may not, and nothing as short as `not installed`.
    pub is_text: bool,
    /// The narrowest column that it fits.
    narrowest: usize,
}

impl<'a> Cell<'a> {
    pub fn new(text: &'a str) -> Self {
        let width = text.width();
        let is_path = text.starts_with('~') || Path::new(text).has_root();
        let is_text = !is_path && text.split(' ').count() >= MIN_WORDS;
        let longest = || text.split(' ').map(UnicodeWidthStr::width).max();
        let narrowest = if is_text {
            longest().unwrap_or_default().max(MIN_WIDTH).min(width)
        } else {
            width
        };
        Self {
            text,
            width,
            is_text,
            narrowest,
        }
    }

    /// Returns whether the column can have the cell, on several lines if it is a text.
    pub fn fits(&self, width: usize) -> bool {
        self.narrowest <= width
    }
}

/// Returns whether a cell says something, which needs a line if its column has no room.
pub(super) fn is_value(cell: &str) -> bool {
    !matches!(cell, "" | "-")
}

/// Returns the widths of the columns of `lines`, the first of which is the header. The widest
/// columns are made narrower until all fit, down to the widest of the cells that still fit.
pub(super) fn widths(lines: &[Vec<Cell>], terminal: usize) -> Vec<Option<usize>> {
    let count = lines.first().map_or(0, Vec::len);
    let columns: Vec<Column> = (0..count).map(|index| Column { lines, index }).collect();
    let mut widths: Vec<Option<usize>> = (columns.iter())
        .map(|column| column.width_within(terminal))
        .collect();
    while total(&widths) > terminal {
        let candidates = columns
            .iter()
            .zip(&mut widths)
            .filter_map(|(column, width)| {
                let narrower = column.width_within((*width)?.checked_sub(1)?);
                (column.index > 0 || narrower.is_some()).then_some((width, narrower))
            });
        match candidates.max_by_key(|(width, _)| **width) {
            Some((width, narrower)) => *width = narrower,
            None => break,
        }
    }
    for (index, column) in columns.iter().enumerate() {
        let rest = terminal.saturating_sub(total(&widths));
        if let Some(width) = widths[index] {
            widths[index] = column.width_within(width + rest).or(Some(width));
        }
    }
    widths
}

struct Column<'a> {
    lines: &'a [Vec<Cell<'a>>],
    index: usize,
}

impl Column<'_> {
    /// Returns the width that the column needs for its header and the cells that fit `limit`, or
    /// `None` if it would be empty.
    fn width_within(&self, limit: usize) -> Option<usize> {
        let cells = self.lines.iter().filter_map(|line| line.get(self.index));
        let (mut width, mut has_values, mut is_empty) = (0, false, true);
        for (row, cell) in cells.enumerate() {
            let fits = cell.fits(limit);
            if row == 0 && !fits {
                return None;
            }
            if fits {
                width = width.max(cell.width.min(limit));
            }
            if row > 0 && is_value(cell.text) {
                has_values = true;
                is_empty &= !fits;
            }
        }
        (!has_values || !is_empty || self.index == 0).then_some(width)
    }
}

/// Returns the width of all columns with the space between them.
fn total(widths: &[Option<usize>]) -> usize {
    start(widths, widths.len()).saturating_sub(GAP.len())
}

/// Returns the terminal column in which a column of the table begins.
pub(super) fn start(widths: &[Option<usize>], column: usize) -> usize {
    let before = widths.iter().take(column).flatten();
    before.map(|width| width + GAP.len()).sum()
}
