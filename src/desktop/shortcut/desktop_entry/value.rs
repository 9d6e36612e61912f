//! Escape sequences in the values of a desktop entry.

/// Escapes a string.
pub fn escape(value: &str) -> String {
    let spaces = value.len() - value.trim_start_matches(' ').len();
    let mut text = "\\s".repeat(spaces);
    for c in value[spaces..].chars() {
        match c {
            '\\' => text += "\\\\",
            '\n' => text += "\\n",
            '\r' => text += "\\r",
            '\t' => text += "\\t",
            c => text.push(c),
        }
    }
    text
}

/// Reverses [`escape`]. Keeps unknown sequences.
pub fn unescape(text: &str) -> String {
    let mut value = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            value.push(c);
            continue;
        }
        match chars.next() {
            Some('s') => value.push(' '),
            Some('n') => value.push('\n'),
            Some('r') => value.push('\r'),
            Some('t') => value.push('\t'),
            Some('\\') | None => value.push('\\'),
            Some(other) => value.extend(['\\', other]),
        }
    }
    value
}

/// Returns whether every backslash in a value starts a sequence of the specification.
pub fn is_escaped(value: &str) -> bool {
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        if c == '\\' && !chars.next().is_some_and(|c| r"sntr;\".contains(c)) {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unescape_reverses_escape() {
        for value in ["  two spaces", "a\\sb", "a\nb\tc\r", "\\", "plain"] {
            let text = escape(value);
            assert!(!text.contains(['\n', '\r', '\t']) && !text.starts_with(' '));
            assert_eq!(unescape(&text), value);
        }
    }
}
