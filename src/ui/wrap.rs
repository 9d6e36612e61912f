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

/// Maximum width of a word in a table, in terminal columns: that of some paths.
const MAX_WORD: usize = 4096;

/// Returns the lines of a cell of a table, broken at spaces. An ellipsis replaces the text after
/// `max` lines, and after the beginning of a very long word.
pub(super) fn cell(text: &str, width: usize, max: usize) -> Vec<String> {
    let mut lines = lines(text, width);
    let is_cut = lines.len() > max;
    lines.truncate(max);
    let count = lines.len();
    for (index, line) in lines.iter_mut().enumerate() {
        let ends = is_cut && index + 1 == count;
        let room = if ends { width.min(MAX_WORD) } else { MAX_WORD };
        if ends || line.width() > room {
            truncate(line, room.saturating_sub(1));
            line.push('…');
        }
    }
    lines
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

/// Cuts a line to at most `width` columns.
fn truncate(line: &mut String, width: usize) {
    let mut used = 0;
    let end = line.char_indices().find(|(_, c)| {
        used += c.width().unwrap_or(0);
        used > width
    });
    if let Some((end, _)) = end {
        line.truncate(end);
    }
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
