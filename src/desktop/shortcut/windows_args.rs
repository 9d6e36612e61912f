//! Words as one line that `CommandLineToArgvW` and C's runtime take apart again.

/// The words of a command line, without the program's name.
pub fn join(words: &[String]) -> String {
    let words: Vec<String> = words.iter().map(|word| quote(word)).collect();
    words.join(" ")
}

/// Backslashes count only before a quote, and those are doubled.
fn quote(word: &str) -> String {
    if !word.is_empty() && !word.contains([' ', '\t', '\n', '\u{b}', '"']) {
        return word.to_owned();
    }
    let mut quoted = "\"".to_owned();
    let mut backslashes = 0;
    for c in word.chars() {
        if c == '"' {
            quoted += &"\\".repeat(backslashes + 1);
        }
        backslashes = if c == '\\' { backslashes + 1 } else { 0 };
        quoted.push(c);
    }
    quoted + &"\\".repeat(backslashes) + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_as_windows_reads_them() {
        for (word, quoted) in [
            ("plain", "plain"),
            ("", "\"\""),
            ("a b", "\"a b\""),
            ("C:\\x\\", "C:\\x\\"),
            ("C:\\a b\\", "\"C:\\a b\\\\\""),
            ("say \"x\"", "\"say \\\"x\\\"\""),
            ("\\\"", "\"\\\\\\\"\""),
            ("100%", "100%"),
        ] {
            assert_eq!(join(&[word.to_owned()]), quoted, "{word}");
        }
    }
}
