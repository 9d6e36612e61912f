//! Text of any length, cut for messages.

use std::borrow::Cow;

use super::printable;

/// Maximum length of a name or value in a message, in characters.
const MAX_NAME: usize = 200;

/// Maximum length of a line of a message, in characters: that of some paths.
const MAX_LINE: usize = 5000;

/// Returns a name or value from a file for a message: if it is long, only its beginning.
pub fn cut(text: &str) -> Cow<'_, str> {
    beginning(text, MAX_NAME)
}

/// Maximum length of a decoder's reason in a message, in characters.
const MAX_REASON: usize = 400;

/// Returns a name from a certificate for a table or a message: safe to print, and if it is long,
/// only its beginning. A certificate may have a name of megabytes.
pub fn shown_name(name: &str) -> String {
    cut(&printable(name)).into_owned()
}

/// Returns a reason that may quote a file, in the same way.
pub fn shown_reason(reason: &str) -> String {
    beginning(&printable(reason), MAX_REASON).into_owned()
}

/// Returns a line of a message: if it is long, only its beginning.
pub(super) fn cut_line(text: &str) -> Cow<'_, str> {
    beginning(text, MAX_LINE)
}

fn beginning(text: &str, length: usize) -> Cow<'_, str> {
    match text.char_indices().nth(length) {
        Some((end, _)) => format!("{}…", &text[..end]).into(),
        None => text.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_long_text_is_cut() {
        let short = "é".repeat(MAX_NAME);
        assert_eq!(cut(&short), short);
        assert_eq!(cut(&(short.clone() + "x")), short + "…");
    }
}
