//! Wraps text for dialogs that do not wrap it, or break only at spaces.

use unicode_width::UnicodeWidthChar as _;

use super::Message;
use crate::desktop::dialog::message::truncate;

/// Width of a dialog in columns.
const COLUMNS: usize = 84;

/// Longest paragraph in lines, so that the hint below it stays on the screen.
const LINES: usize = 7;

/// Returns the wrapped summary, which is shown in bold, and the wrapped body.
pub fn wrap_message(message: &Message) -> (String, String) {
    let lines = |text: &String| wrap(&truncate(text), COLUMNS, LINES);
    let paragraphs: Vec<String> = message.paragraphs.iter().map(lines).collect();
    let summary = wrap(&message.summary, COLUMNS * 9 / 10, LINES);
    (summary, paragraphs.join("\n\n"))
}

/// Wraps text to a width and cuts it to a number of lines. Breaks words that are longer.
fn wrap(text: &str, columns: usize, max_lines: usize) -> String {
    let mut lines: Vec<String> = text
        .lines()
        .flat_map(|line| wrap_line(line, columns))
        .collect();
    if lines.len() > max_lines {
        lines.truncate(max_lines);
        lines.push("…".to_owned());
    }
    lines.join("\n")
}

fn wrap_line(line: &str, columns: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in line.split_inclusive(' ') {
        let whole: usize = word.trim_end().chars().map(width).sum();
        let mut has_room = used == 0 || whole == 0 || used + whole <= columns;
        for c in word.chars() {
            // A space at the end of a line is not visible and takes no room.
            has_room &= c == ' ' || used + width(c) <= columns;
            if !has_room {
                lines.push(String::new());
                used = 0;
                has_room = true;
            }
            used += width(c);
            if let Some(last) = lines.last_mut() {
                last.push(c);
            }
        }
    }
    lines
        .iter()
        .map(|line| line.trim_end().to_owned())
        .collect()
}

fn width(c: char) -> usize {
    c.width().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_paragraph_leaves_room_for_the_hint() {
        let message = Message {
            title: String::new(),
            is_failure: true,
            summary: "x".repeat(5000),
            paragraphs: vec!["한".repeat(5000), "a\n".repeat(100), "Hint: b".to_owned()],
            details: String::new(),
        };
        let (summary, body) = wrap_message(&message);
        assert!(
            summary.lines().count() + body.lines().count() < 30,
            "{body}"
        );
        assert!(body.ends_with("\na\n…\n\nHint: b"), "{body}");
        assert!(message.body().chars().count() < 1000);
    }

    #[test]
    fn text_is_wrapped_between_words_if_possible() {
        assert_eq!(wrap("one two  three", 7, 9), "one two\nthree");
        assert_eq!(wrap("one two three", 8, 9), "one two\nthree");
        assert_eq!(wrap("one\n\ntwo", 8, 9), "one\n\ntwo");
        assert_eq!(wrap("a long-word", 4, 9), "a\nlong\n-wor\nd");
        assert_eq!(wrap("한글 한글", 5, 9), "한글\n한글");
        assert_eq!(wrap("1\n2\n3", 5, 2), "1\n2\n…");
        assert_eq!(wrap("x", 0, 2), "\nx");
    }
}
