//! The location of an error: a file, and the marked part of a line.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use unicode_width::UnicodeWidthStr as _;

use super::{printable, shorten};

/// A file and, if known, a position in it.
#[derive(Clone, Debug)]
pub struct Location {
    /// The file, or `<built-in>/NAME.yaml`.
    pub file: PathBuf,
    pub span: Option<Span>,
}

/// A marked part of one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Line number, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Number of marked characters.
    pub width: usize,
    /// The whole line.
    pub text: String,
}

impl Location {
    /// Returns the location of a whole file.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self {
            file: path.into(),
            span: None,
        }
    }

    pub(super) fn render(&self, out: &mut String, home: Option<&Path>) {
        let file = shorten(&self.file, home);
        let Some(span) = &self.span else {
            let _ = writeln!(out, "  --> {file}");
            return;
        };
        let number = span.line.to_string();
        let margin = " ".repeat(number.len());
        let Excerpt {
            before,
            marked,
            after,
        } = span.excerpt();
        let line = printable(&[&*before, &marked, &after].concat());
        let indent = blank(&before);
        let carets = "^".repeat(printable(&marked).width().max(1));
        let _ = writeln!(out, " {margin}--> {file}:{number}:{}", span.column);
        let _ = writeln!(out, " {margin} |");
        let _ = writeln!(out, " {number} | {line}");
        let _ = writeln!(out, " {margin} | {indent}{carets}");
    }
}

/// Returns blanks as wide as `text` on a terminal, where a Korean letter takes two columns and an
/// escape several. Tabs stay tabs, because a terminal decides how wide they are.
fn blank(text: &str) -> String {
    let widths = text.split('\t').map(|part| printable(part).width());
    let blanks: Vec<String> = widths.map(|width| " ".repeat(width)).collect();
    blanks.join("\t")
}

/// The shown part of a line.
struct Excerpt {
    before: String,
    marked: String,
    after: String,
}

/// Longest shown part of a line, in characters.
const MAX_SHOWN: usize = 100;

impl Span {
    /// Returns the part of the line around the marked characters that fits a terminal.
    fn excerpt(&self) -> Excerpt {
        let before = self.column - 1;
        let skipped = if before < MAX_SHOWN / 2 {
            0
        } else {
            before - MAX_SHOWN / 4
        };
        let mut shown = self.text.chars().skip(skipped).take(MAX_SHOWN);
        Excerpt {
            before: shown.by_ref().take(before - skipped).collect(),
            marked: shown.by_ref().take(self.width).collect(),
            after: shown.collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(column: usize, width: usize, text: &str) -> String {
        let location = Location {
            file: "maya.yaml".into(),
            span: Some(Span {
                line: 7,
                column,
                width,
                text: text.to_owned(),
            }),
        };
        let mut out = String::new();
        location.render(&mut out, None);
        out.lines().skip(2).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn carets_stand_below_the_marked_characters() {
        for (column, width, text, expected) in [
            (3, 3, "  key: 1", " 7 |   key: 1\n   |   ^^^"),
            // Two columns for each Korean letter.
            (
                5,
                2,
                "스튜디오키x: 1",
                " 7 | 스튜디오키x: 1\n   |         ^^^",
            ),
            // An escape is as wide as its text.
            (2, 1, "\u{7}x", " 7 | \\u{7}x\n   |      ^"),
            (1, 1, "\u{7}x", " 7 | \\u{7}x\n   | ^^^^^"),
            // A combining accent takes no column.
            (3, 1, "e\u{301}x", " 7 | e\u{301}x\n   |  ^"),
            (2, 1, "\tx", " 7 | \tx\n   | \t^"),
            // Behind the line's end.
            (2, 1, "x", " 7 | x\n   |  ^"),
        ] {
            assert_eq!(rendered(column, width, text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_long_line_is_cut_around_the_marked_characters() {
        let text = format!("{}key{}", "x".repeat(300), "y".repeat(300));
        let shown = rendered(301, 3, &text);
        assert!(shown.contains("xkeyy"), "{shown}");
        assert!(shown.lines().all(|line| line.len() < 120), "{shown}");
    }
}
