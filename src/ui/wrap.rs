//! Text broken into lines.

use unicode_width::UnicodeWidthStr as _;

/// Narrowest column of text, however narrow the terminal is.
const MIN_WIDTH: usize = 20;

/// Returns a text whose lines begin at the column `indent`, broken at spaces to fit `width`; `None`
/// for a pipe, where lines are as long as they are.
pub(super) fn indented(text: &str, indent: usize, width: Option<usize>) -> String {
    let room = width.map_or(usize::MAX, |width| {
        width.saturating_sub(indent).max(MIN_WIDTH)
    });
    let mut lines: Vec<String> = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        for word in paragraph.split(' ') {
            let fits = line.width().saturating_add(1).saturating_add(word.width()) <= room;
            if !line.is_empty() && !fits {
                lines.push(std::mem::take(&mut line));
            } else if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    let indented = lines.iter().map(|line| format!("{:indent$}{line}", ""));
    let lines: Vec<String> = indented.collect();
    lines.join("\n")
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
