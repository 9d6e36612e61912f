//! Text in lines, for dialogs that do not wrap by themselves, or only where there are spaces.

use unicode_width::UnicodeWidthChar as _;

use super::Message;
use super::text::cut;

/// How wide a window is.
const COLUMNS: usize = 84;

/// How many lines a paragraph has at most, so that the hint is still on the screen.
const LINES: usize = 7;

/// The sentence of a message, whose letters are bold, and what stands below it.
pub fn in_lines(message: &Message) -> (String, String) {
    let lines = |text: &String| wrapped(&cut(text), COLUMNS, LINES);
    let paragraphs: Vec<String> = message.paragraphs.iter().map(lines).collect();
    let sentence = wrapped(&message.sentence, COLUMNS * 9 / 10, LINES);
    (sentence, paragraphs.join("\n\n"))
}

/// `text` in lines of at most so many columns, and so many lines. A word that is longer is broken.
fn wrapped(text: &str, columns: usize, most: usize) -> String {
    let mut lines: Vec<String> = text
        .lines()
        .flat_map(|line| wrapped_line(line, columns))
        .collect();
    if lines.len() > most {
        lines.truncate(most);
        lines.push("…".to_owned());
    }
    lines.join("\n")
}

fn wrapped_line(line: &str, columns: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in line.split_inclusive(' ') {
        let whole: usize = word.trim_end().chars().map(width).sum();
        let mut has_room = used == 0 || whole == 0 || used + whole <= columns;
        for c in word.chars() {
            // A space at the end of a line is not seen, and needs no room.
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
            sentence: "x".repeat(5000),
            paragraphs: vec!["한".repeat(5000), "a\n".repeat(100), "Hint: b".to_owned()],
            details: String::new(),
        };
        let (sentence, body) = in_lines(&message);
        assert!(
            sentence.lines().count() + body.lines().count() < 30,
            "{body}"
        );
        assert!(body.ends_with("\na\n…\n\nHint: b"), "{body}");
        assert!(message.body().chars().count() < 1000);
    }

    #[test]
    fn text_is_wrapped_between_words_where_that_is_possible() {
        assert_eq!(wrapped("one two  three", 7, 9), "one two\nthree");
        assert_eq!(wrapped("one two three", 8, 9), "one two\nthree");
        assert_eq!(wrapped("one\n\ntwo", 8, 9), "one\n\ntwo");
        assert_eq!(wrapped("a long-word", 4, 9), "a\nlong\n-wor\nd");
        assert_eq!(wrapped("한글 한글", 5, 9), "한글\n한글");
        assert_eq!(wrapped("1\n2\n3", 5, 2), "1\n2\n…");
        assert_eq!(wrapped("x", 0, 2), "\nx");
    }
}
