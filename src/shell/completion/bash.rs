//! bash: the command line before the cursor as it is typed, and candidates for readline.
//!
//! readline takes a word apart at the characters of `COMP_WORDBREAKS`, `@` and `=` among them, and
//! replaces only the last part. bash passes that part too, so that a candidate is written without
//! the parts before it.

use super::TypedWords;

/// The quotes in which a part of a line is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quotes {
    #[default]
    None,
    Single,
    Double,
}

/// Takes the line before the cursor apart. `part` is what readline replaces at its end.
pub(super) fn words(part: &str, line: &str) -> TypedWords {
    let (mut kept, quotes) = split(line.strip_suffix(part).unwrap_or_default());
    let (mut words, _) = split(line);
    let word = words.pop().unwrap_or_default();
    TypedWords {
        // The first is sglaunch itself.
        words: words.into_iter().skip(1).collect(),
        word,
        kept: kept.pop().unwrap_or_default(),
        quotes,
    }
}

/// Writes a candidate for a word, without the part that readline keeps.
pub(super) fn write(text: &str, typed: &TypedWords) -> Option<String> {
    quote(text.strip_prefix(typed.kept.as_str())?, typed.quotes)
}

/// Quotes a part of a word. `None` if the quotes cannot contain it.
fn quote(text: &str, quotes: Quotes) -> Option<String> {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        let is_special = match quotes {
            Quotes::None => c.is_ascii() && !c.is_ascii_alphanumeric() && !"/._-+=:,@%".contains(c),
            Quotes::Single if c == '\'' => return None,
            Quotes::Single => false,
            Quotes::Double => matches!(c, '"' | '$' | '`' | '\\'),
        };
        if is_special {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    Some(escaped)
}

/// Splits a line at blanks, and removes quotes and backslashes. The last word is empty after a
/// blank. Returns the quotes in which the line ends.
fn split(line: &str) -> (Vec<String>, Quotes) {
    let (mut words, mut word) = (Vec::new(), None::<String>);
    let mut quotes = Quotes::None;
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        match (quotes, c) {
            (Quotes::None, c) if c.is_ascii_whitespace() => words.extend(word.take()),
            (Quotes::None, '\'') => quotes = Quotes::Single,
            (Quotes::None, '"') => quotes = Quotes::Double,
            (Quotes::Single, '\'') | (Quotes::Double, '"') => quotes = Quotes::None,
            (Quotes::None | Quotes::Double, '\\') => {
                word.get_or_insert_default().extend(chars.next());
            }
            (_, c) => word.get_or_insert_default().push(c),
        }
        if quotes != Quotes::None || matches!(c, '\'' | '"') {
            word.get_or_insert_default();
        }
    }
    words.push(word.unwrap_or_default());
    (words, quotes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_taken_apart_as_bash_does() {
        for (line, expected) in [
            ("sglaunch", &["sglaunch"][..]),
            ("sglaunch ", &["sglaunch", ""]),
            ("sglaunch  -P\t/a b", &["sglaunch", "-P", "/a", "b"]),
            (r"sglaunch a\ b c\", &["sglaunch", "a b", "c"]),
            (
                r#"sglaunch 'a "b' "c 'd"e"#,
                &["sglaunch", "a \"b", "c 'de"],
            ),
            (r#"sglaunch '' """#, &["sglaunch", "", ""]),
            (r#"sglaunch "a\"b"#, &["sglaunch", "a\"b"]),
            ("sglaunch 'a ", &["sglaunch", "a "]),
            ("sglaunch 한글 ", &["sglaunch", "한글", ""]),
        ] {
            assert_eq!(split(line).0, expected, "{line}");
        }
    }

    #[test]
    fn a_candidate_has_no_part_that_readline_keeps() {
        for (part, line, candidate, expected) in [
            ("hou", "sglaunch hou", "houdini", Some("houdini")),
            ("2", "sglaunch houdini@2", "houdini@20.5", Some("20.5")),
            ("@2", "sglaunch houdini@2", "houdini@20.5", Some("@20.5")),
            (
                "js",
                "sglaunch env --format=js",
                "--format=json",
                Some("json"),
            ),
            ("", "sglaunch x@", "y@1", None),
            ("we", "sglaunch we", "we ird's", Some(r"we\ ird\'s")),
            (r"we\ i", r"sglaunch we\ i", "we ird", Some(r"we\ ird")),
            ("we", "sglaunch \"we", "we $ird", Some(r"we \$ird")),
            ("we", "sglaunch 'we", "we $ird", Some("we $ird")),
            ("we", "sglaunch 'we", "we'd", None),
            ("it", "sglaunch it", "~it*?[]!;", Some(r"\~it\*\?\[\]\!\;")),
            // The part of a line that bash has changed in between.
            ("x", "sglaunch hou", "houdini", Some("houdini")),
        ] {
            let found = write(candidate, &words(part, line));
            assert_eq!(found.as_deref(), expected, "{line} {candidate}");
        }
    }
}
