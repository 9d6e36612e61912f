//! The text of a dialog.

use std::time::SystemTime;

use x509_cert::der::DateTime;

/// The text of a dialog.
#[derive(Debug, PartialEq, Eq)]
pub struct Message {
    pub title: String,
    pub is_failure: bool,
    /// The failure in one sentence.
    pub summary: String,
    /// Where, why, and the hint.
    pub paragraphs: Vec<String>,
    /// The full report, which the dialog can copy to the clipboard.
    pub details: String,
}

/// Longest paragraph in characters, so that the hint below it stays on the screen.
const LONGEST_PARAGRAPH: usize = 600;

impl Message {
    /// Explains sglaunch to a user who clicked on it; `details` is the output on a terminal.
    pub fn about(details: String) -> Self {
        let version = env!("CARGO_PKG_VERSION");
        Self {
            title: "sglaunch".to_owned(),
            is_failure: false,
            summary: format!("sglaunch {version} starts programs from shortcuts"),
            paragraphs: vec![
                "Every HTTPS client in a program that it starts trusts the same certificates."
                    .to_owned(),
                "To add a shortcut, run in a terminal: sglaunch shortcut add houdini".to_owned(),
                "To list the profiles, run: sglaunch list".to_owned(),
            ],
            details,
        }
    }

    /// Returns the paragraphs below the summary as one text.
    pub fn body(&self) -> String {
        let paragraphs = self.paragraphs.iter().map(|text| truncate(text));
        paragraphs.collect::<Vec<_>>().join("\n\n")
    }
}

/// Starts a sentence with a capital letter, as it stands alone in a dialog.
pub fn capitalize(sentence: &str) -> String {
    let mut chars = sentence.chars();
    let first = chars.next().into_iter().flat_map(char::to_uppercase);
    first.chain(chars).collect()
}

/// Formats a time as in RFC 3339.
pub fn rfc3339(time: SystemTime) -> String {
    DateTime::from_system_time(time)
        .map_or_else(|_| "(no time)".to_owned(), |time| time.to_string())
}

/// Cuts a paragraph to the length that a dialog shows.
pub fn truncate(text: &str) -> String {
    match text.char_indices().nth(LONGEST_PARAGRAPH) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::time::Duration;

    use super::*;
    use crate::error::{Error, HOME, Location, Span};

    #[test]
    fn an_error_becomes_paragraphs() {
        let span = Span {
            line: 7,
            column: 3,
            width: 1,
            text: "x".to_owned(),
        };
        let location = Location {
            file: "/home/ana/maya.yaml".into(),
            span: Some(span),
        };
        let error = Error::new("wrong").at(location);
        let error = error.note("a").note("b\u{1b}").hint("c");
        let file = Path::new(HOME).join("maya.yaml");
        assert_eq!(
            error.paragraphs(Some(Path::new("/home/ana"))),
            [
                &format!("{}, line 7", file.display()),
                "a\nb\\u{1b}",
                "Hint: c"
            ]
        );
        assert!(Error::new("wrong").paragraphs(None).is_empty());
    }

    #[test]
    fn a_sentence_is_capitalized() {
        assert_eq!(capitalize("wrong `x`"), "Wrong `x`");
        assert_eq!(capitalize(""), "");
    }

    #[test]
    fn a_time_is_utc() {
        let time = SystemTime::UNIX_EPOCH + Duration::from_millis(1_795_300_362_900);
        assert_eq!(rfc3339(time), "2026-11-21T22:32:42Z");
    }
}
