//! Text of any length, cut for messages.

use std::borrow::Cow;
use std::io;

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

/// Returns the words of a system's error, without its number: `permission denied`.
pub fn system_reason(error: &io::Error) -> String {
    let text = error.to_string();
    let number = error.raw_os_error();
    let Some(words) = number.and_then(|code| text.strip_suffix(&format!(" (os error {code})")))
    else {
        return text;
    };
    let mut words = words.trim_end_matches('.').to_owned();
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_lowercase();
    }
    words
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

/// Returns a number with its noun, as in `1 bundle` and `2 bundles`.
pub fn counted(count: usize, noun: &str) -> String {
    let s = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{s}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_of_the_system_has_no_number() {
        let denied = io::Error::from_raw_os_error(if cfg!(windows) { 5 } else { 13 });
        let reason = system_reason(&denied);
        if cfg!(unix) {
            assert_eq!(reason, "permission denied");
        }
        assert!(!reason.contains("os error"), "{reason}");
        assert_eq!(system_reason(&io::Error::other("Any")), "Any");
    }

    #[test]
    fn only_long_text_is_cut() {
        let short = "é".repeat(MAX_NAME);
        assert_eq!(cut(&short), short);
        assert_eq!(cut(&(short.clone() + "x")), short + "…");
    }
}
