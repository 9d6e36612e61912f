//! Tables: aligned on a terminal, with long cells on further lines, or separated by tabs in a pipe.

use unicode_width::UnicodeWidthStr as _;

use super::wrap;
use crate::error::printable;

/// Minimum width of a column, in terminal columns.
const MIN_WIDTH: usize = 8;

/// Indent of the details below a row, if they do not fit below its second column.
const INDENT: usize = 2;

/// Space between two columns.
const GAP: &str = "  ";

/// Maximum number of lines of a cell: a name in a certificate can be long.
const MAX_LINES: usize = 20;

/// Renders rows below a header. `width` is the width of the terminal, `None` for a pipe. On a
/// terminal, the last `details` cells of a row that is too wide are on further lines.
pub(super) fn table(
    header: &[&str],
    rows: &[Vec<String>],
    details: usize,
    width: Option<usize>,
) -> String {
    let header: Vec<String> = header.iter().map(|name| (*name).to_owned()).collect();
    let lines: Vec<Vec<String>> = std::iter::once(&header)
        .chain(rows)
        .map(|row| row.iter().map(|cell| one_line(cell)).collect())
        .collect();
    let Some(width) = width else {
        return lines.iter().map(|cells| cells.join("\t") + "\n").collect();
    };
    let layout = Layout::new(&lines, details, width);
    lines.iter().map(|cells| layout.row(cells)).collect()
}

/// The columns of a table on a terminal.
struct Layout {
    /// Widths of the columns; without those of the details if no row has room for them.
    widths: Vec<usize>,
    /// Number of columns before the details.
    main: usize,
    /// Column of the terminal in which details on further lines begin.
    indent: usize,
    terminal: usize,
}

impl Layout {
    fn new(lines: &[Vec<String>], details: usize, terminal: usize) -> Self {
        let columns = lines.first().map_or(0, Vec::len);
        let widest = |column: usize| {
            let cells = lines.iter().filter_map(|cells| cells.get(column));
            cells.map(|cell| cell.width()).max().unwrap_or_default()
        };
        let mut widths: Vec<usize> = (0..columns).map(widest).collect();
        let main = columns.saturating_sub(details);
        let widest_detail = widths.iter().skip(main).max().copied();
        let excess = total(&widths).saturating_sub(terminal);
        let last = main.saturating_sub(1);
        let header = lines.first().and_then(|header| header.get(last));
        let narrowest = header.map_or(0, |name| name.width()).max(MIN_WIDTH);
        let indent = if excess == 0 || details > 0 && widths[last] >= excess + narrowest {
            widths[last] -= excess;
            start(&widths, main)
        } else {
            widths.truncate(main);
            shrink(&mut widths, terminal);
            let second = start(&widths, 1);
            let fits = |widest: usize| second + widest <= terminal;
            if widest_detail.is_some_and(fits) {
                second
            } else {
                INDENT
            }
        };
        Self {
            widths,
            main,
            indent,
            terminal,
        }
    }

    /// Renders a row as one line, or as several if a cell is too wide.
    fn row(&self, cells: &[String]) -> String {
        let (main, details) = cells.split_at(self.main.min(cells.len()));
        let has_details = self.widths.len() > self.main;
        let last = self.main.saturating_sub(1);
        let mut widths = self.widths.clone();
        if has_details {
            let cell = main.last().map_or(0, |cell| cell.width());
            widths[last] = widths[last].max(cell);
            let line = joined(cells, &widths);
            if line.trim_end().width() <= self.terminal {
                return line;
            }
            // The column takes the space of the details.
            widths.truncate(self.main);
            let rest = self.terminal.saturating_sub(start(&widths, last));
            widths[last] = rest.max(MIN_WIDTH);
        }
        let columns = main.iter().zip(&widths);
        let wrapped: Vec<Vec<String>> = columns
            .map(|(cell, width)| wrap::cell(cell, *width, MAX_LINES))
            .collect();
        let count = wrapped.iter().map(Vec::len).max().unwrap_or_default();
        let line = |index: usize| {
            let cells = wrapped.iter().map(|lines| lines.get(index).cloned());
            let cells: Vec<String> = cells.map(Option::unwrap_or_default).collect();
            joined(&cells, &widths)
        };
        let main = (0..count).map(line);
        let is_value = |detail: &&String| !matches!(detail.as_str(), "" | "-");
        let details = details.iter().filter(is_value);
        // Not wrapped: fingerprints and paths are copied.
        let details = details.map(|detail| format!("{:1$}{detail}\n", "", self.indent));
        main.chain(details).collect()
    }
}

/// Returns the width of all columns with the space between them.
fn total(widths: &[usize]) -> usize {
    start(widths, widths.len()).saturating_sub(GAP.len())
}

/// Returns the terminal column in which a column of the table begins.
fn start(widths: &[usize], column: usize) -> usize {
    widths
        .iter()
        .take(column)
        .map(|width| width + GAP.len())
        .sum()
}

/// Makes the widest columns narrower until all fit.
fn shrink(widths: &mut [usize], terminal: usize) {
    while total(widths) > terminal {
        match widths.iter_mut().max() {
            Some(widest) if *widest > MIN_WIDTH => *widest -= 1,
            _ => break,
        }
    }
}

/// Pads cells to the widths of their columns; a Korean letter takes two terminal columns.
fn joined(cells: &[String], widths: &[usize]) -> String {
    let padded = cells.iter().zip(widths).map(|(cell, width)| {
        let rest = width.saturating_sub(cell.width());
        format!("{cell}{:rest$}", "")
    });
    let line = padded.collect::<Vec<String>>().join(GAP);
    format!("{}\n", line.trim_end())
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

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|cell| (*cell).to_owned()).collect()
    }

    #[test]
    fn a_pipe_gets_tabs_and_a_terminal_aligned_columns() {
        let rows = [row(&["maya", "a\tlong\ndescription"])];
        let table_of = |width| table(&["NAME", "WHAT"], &rows, 1, width);
        assert_eq!(table_of(None), "NAME\tWHAT\nmaya\ta long\\ndescription\n");
        assert_eq!(
            table_of(Some(40)),
            "NAME  WHAT\nmaya  a long\\ndescription\n"
        );
    }

    #[test]
    fn wide_characters_take_two_columns() {
        let rows = [row(&["프록시", "인증기관들"])];
        for (width, cell) in [
            (18, "인증기관들"),
            (17, "인증기관\n        들"),
            (16, "인증기관\n        들"),
        ] {
            let expected = format!("NAME    WHO\n프록시  {cell}\n");
            assert_eq!(table(&["NAME", "WHO"], &rows, 0, Some(width)), expected);
        }
    }

    #[test]
    fn long_cells_are_wrapped_and_end() {
        let rows = [row(&[&"프".repeat(100_000), &"x".repeat(100_000)])];
        let table_of = |width| table(&["NAME", "WHO"], &rows, 0, Some(width));
        let lines = table_of(40);
        assert!(lines.lines().all(|line| line.width() <= 40), "{lines}");
        assert!(lines.lines().count() == MAX_LINES + 1 && lines.ends_with("…\n"));
        assert!(table_of(0).width() < 1000 && table_of(1).width() < 1000);
    }

    #[test]
    fn details_move_below_a_row_that_is_too_wide() {
        let rows = [
            row(&["a", "short", "/origin"]),
            row(&["b", "a value of several words", "/origin"]),
            row(&["c", "x", ""]),
            row(&["d", "longer than a", "/o"]),
        ];
        let table_of = |width| table(&["KEY", "VALUE", "FROM"], &rows, 1, Some(width));
        assert_eq!(
            table_of(24),
            "\
KEY  VALUE       FROM
a    short       /origin
b    a value of several
     words
                 /origin
c    x
d    longer than a  /o
"
        );
        // Without room for them beside the shortest value, all details are below.
        assert_eq!(
            table_of(16),
            "\
KEY  VALUE
     FROM
a    short
     /origin
b    a value of
     several
     words
     /origin
c    x
d    longer than
     a
     /o
"
        );
    }

    #[test]
    fn a_fingerprint_is_never_cut() {
        let digest = "0123456789abcdef".repeat(4);
        let rows = [row(&[
            "A long name of a CA",
            "file:/studio/ca.pem",
            &digest,
        ])];
        assert_eq!(
            table(&["NAME", "SOURCES", "SHA-256"], &rows, 1, Some(40)),
            format!(
                "\
NAME                 SOURCES
  SHA-256
A long name of a CA  file:/studio/ca.pem
  {digest}
"
            )
        );
    }

    #[test]
    fn a_list_is_wrapped_at_the_width() {
        let items = ["인증기관", "a", "bb", &"c".repeat(20)].map(str::to_owned);
        let expected = "  인증기관, a,\n  bb,\n  cccccccccccccccccccc\n";
        assert_eq!(wrapped(&items, 14), expected);
        assert_eq!(wrapped(&items[..3], 80), "  인증기관, a, bb\n");
        assert_eq!(wrapped(&[], 80), "");
    }
}
