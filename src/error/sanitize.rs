//! Text from outside, made safe for a terminal.

use std::path::{MAIN_SEPARATOR, Path};

/// Returns a path for a message: the home directory as `~`, control characters as escapes.
pub fn shorten(path: &Path, home: Option<&Path>) -> String {
    match home.and_then(|home| path.strip_prefix(home).ok()) {
        Some(rest) if rest.as_os_str().is_empty() => "~".to_owned(),
        Some(rest) => format!("~{MAIN_SEPARATOR}{}", printable(&rest.to_string_lossy())),
        None => printable(&path.to_string_lossy()),
    }
}

/// Writes control characters, except tabs, and invisible characters as escapes.
///
/// Invisible characters include those that change the direction of writing: with them a certificate
/// could show another name than its own.
pub fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() && c != '\t' || is_invisible(c) {
            out.extend(c.escape_default());
        } else {
            out.push(c);
        }
    }
    out
}

/// Returns whether this is a format character of Unicode (category Cf) that occurs in text.
fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_cannot_control_the_terminal() {
        assert_eq!(
            shorten(Path::new("/a\u{1b}[2J\nb"), None),
            "/a\\u{1b}[2J\\nb"
        );
        assert_eq!(printable("a\u{202e}b\tc"), "a\\u{202e}b\tc");
    }
}
