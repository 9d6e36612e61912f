//! Tables: aligned and cut to the width of a terminal, or separated by tabs in a pipe.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use crate::error::printable;

/// Narrowest that a column becomes, in terminal columns.
const MIN_WIDTH: usize = 8;

/// Width at which fingerprints still differ, the ellipsis included.
const SHORT_FINGERPRINT: usize = 9;

/// Header of the column that is cut first: a pipe and JSON show whole fingerprints.
const FINGERPRINT: &str = "SHA-256";

/// Renders rows below a header. `width` is that of the terminal, `None` for a pipe.
pub(super) fn table(header: &[&str], rows: &[Vec<String>], width: Option<usize>) -> String {
    let header: Vec<String> = header.iter().map(|name| (*name).to_owned()).collect();
    let lines: Vec<Vec<String>> = std::iter::once(&header)
        .chain(rows)
        .map(|row| row.iter().map(|cell| one_line(cell)).collect())
        .collect();
    let Some(width) = width else {
        return lines.iter().map(|cells| cells.join("\t") + "\n").collect();
    };
    let widths = widths(&lines, width);
    let line = |cells: &Vec<String>| {
        let fitted = (cells.iter().zip(&widths)).map(|(cell, width)| fit(cell, *width));
        let line = fitted.collect::<Vec<String>>().join("  ");
        format!("{}\n", line.trim_end())
    };
    lines.iter().map(line).collect()
}

/// Renders items as lines of at most `width` columns, indented and separated by commas.
pub(super) fn wrapped(items: &[String], width: usize) -> String {
    const INDENT: &str = "  ";
    let mut lines: Vec<String> = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let comma = if index + 1 < items.len() { "," } else { "" };
        let item = one_line(item) + comma;
        match lines.last_mut() {
            Some(line) if line.width() + 1 + item.width() <= width => {
                line.push(' ');
                line.push_str(&item);
            }
            _ => lines.push(format!("{INDENT}{item}")),
        }
    }
    lines.iter().flat_map(|line| [line, "\n"]).collect()
}

/// Escapes the characters that control a terminal or separate cells.
fn one_line(cell: &str) -> String {
    printable(cell).replace('\t', " ")
}

/// Computes the width of each column: that of its widest cell. If the sum does not fit,
/// fingerprints are cut first, then the widest column.
fn widths(lines: &[Vec<String>], width: usize) -> Vec<usize> {
    let columns = lines.first().map_or(0, Vec::len);
    let widest = |column: usize| {
        let cells = lines.iter().filter_map(|cells| cells.get(column));
        cells.map(|cell| cell.width()).max()
    };
    let mut widths: Vec<usize> = (0..columns)
        .map(|column| widest(column).unwrap_or(0))
        .collect();
    let gaps = 2 * columns.saturating_sub(1);
    let excess = |widths: &[usize]| (widths.iter().sum::<usize>() + gaps).saturating_sub(width);
    let fingerprint = (lines.first().into_iter().flatten()).position(|name| name == FINGERPRINT);
    if let Some(index) = fingerprint {
        widths[index] -= excess(&widths).min(widths[index].saturating_sub(SHORT_FINGERPRINT));
    }
    while excess(&widths) > 0 {
        match widths.iter_mut().max() {
            Some(widest) if *widest > MIN_WIDTH => *widest -= 1,
            _ => break,
        }
    }
    widths
}

/// Pads or cuts a cell to `width` terminal columns; a Korean letter takes two.
fn fit(cell: &str, width: usize) -> String {
    let is_cut = cell.width() > width;
    let room = width.saturating_sub(usize::from(is_cut));
    let mut text = String::new();
    let mut used = 0;
    for c in cell.chars() {
        used += c.width().unwrap_or(0);
        if used > room {
            break;
        }
        text.push(c);
    }
    if is_cut {
        text.push('…');
    }
    let rest = width.saturating_sub(text.width());
    text + &" ".repeat(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> [Vec<String>; 1] {
        [cells.iter().map(|cell| (*cell).to_owned()).collect()]
    }

    #[test]
    fn a_pipe_gets_tabs_and_a_terminal_aligned_columns() {
        let rows = row(&["maya", "a\tlong\ndescription"]);
        let table_of = |width| table(&["NAME", "WHAT"], &rows, width);
        assert_eq!(table_of(None), "NAME\tWHAT\nmaya\ta long\\ndescription\n");
        assert_eq!(table_of(Some(12)), "NAME  WHAT\nmaya  a long\\…\n");
    }

    #[test]
    fn wide_characters_take_two_columns() {
        let rows = row(&["프록시", "인증기관들"]);
        for (width, cell) in [(18, "인증기관들"), (17, "인증기관…"), (16, "인증기…")]
        {
            let expected = format!("NAME    WHO\n프록시  {cell}\n");
            assert_eq!(table(&["NAME", "WHO"], &rows, Some(width)), expected);
        }
    }

    #[test]
    fn long_cells_are_cut_to_the_terminal() {
        let rows = row(&[&"프".repeat(100_000), &"x".repeat(100_000)]);
        let table_of = |width| table(&["NAME", "WHO"], &rows, Some(width));
        let lines = table_of(40);
        assert!(lines.lines().all(|line| line.width() <= 40), "{lines}");
        assert!(table_of(0).width() < 100 && table_of(1).width() < 100);
    }

    #[test]
    fn a_list_is_wrapped_at_the_width() {
        let items = ["인증기관", "a", "bb", &"c".repeat(20)].map(str::to_owned);
        let expected = "  인증기관, a,\n  bb,\n  cccccccccccccccccccc\n";
        assert_eq!(wrapped(&items, 14), expected);
        assert_eq!(wrapped(&items[..3], 80), "  인증기관, a, bb\n");
        assert_eq!(wrapped(&[], 80), "");
    }

    #[test]
    fn fingerprints_are_cut_before_names() {
        let rows = row(&["a long name", "0123456789abcdef"]);
        assert_eq!(
            table(&["NAME", "SHA-256"], &rows, Some(24)),
            "NAME         SHA-256\na long name  0123456789…\n"
        );
    }
}
