//! Text broken into lines.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// Minimum width of a column of text, even on a narrower terminal.
const MIN_WIDTH: usize = 20;

/// Returns a text whose lines begin at the column `indent`, broken at spaces to fit `width`.
/// Without a width, for a pipe, lines are not broken.
pub(super) fn indented(text: &str, indent: usize, width: Option<usize>) -> String {
    let room = width.map_or(usize::MAX, |width| {
        width.saturating_sub(indent).max(MIN_WIDTH)
    });
    let lines = text
        .split('\n')
        .flat_map(|paragraph| lines(paragraph, room));
    let indented = lines.map(|line| format!("{:indent$}{line}", ""));
    indented.collect::<Vec<String>>().join("\n")
}

/// Returns the lines of a cell of a table, broken at spaces, or anywhere in a long word. An
/// ellipsis replaces the text after `max` lines.
pub(super) fn cell(text: &str, width: usize, max: usize) -> Vec<String> {
    let broken = lines(text, width);
    let mut broken: Vec<String> = broken.iter().flat_map(|line| pieces(line, width)).collect();
    if broken.len() > max {
        broken.truncate(max);
        if let Some(last) = broken.last_mut() {
            *last = pieces(last, width.saturating_sub(1)).swap_remove(0) + "…";
        }
    }
    broken
}

/// Breaks a text at spaces into lines of at most `room` columns, except for longer words.
fn lines(text: &str, room: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        let fits = line.width().saturating_add(1).saturating_add(word.width()) <= room;
        if !line.is_empty() && !fits {
            lines.push(std::mem::take(&mut line));
        } else if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}

/// Breaks a line into pieces of at most `width` columns, but of one character at least.
fn pieces(line: &str, width: usize) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let mut used = 0;
    for c in line.chars() {
        let columns = c.width().unwrap_or(0);
        if used + columns > width && used > 0 {
            pieces.push(String::new());
            used = 0;
        }
        used += columns;
        if let Some(piece) = pieces.last_mut() {
            piece.push(c);
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_only_on_a_terminal() {
        let text = "the certificate of the server has expired\nsecond";
        assert_eq!(
            indented(text, 2, None),
            "  the certificate of the server has expired\n  second"
        );
        assert_eq!(
            indented(text, 2, Some(26)),
            "  the certificate of the\n  server has expired\n  second"
        );
    }
}
