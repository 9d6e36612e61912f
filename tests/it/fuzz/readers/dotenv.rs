//! python-dotenv: one binding of its `parser.py`, and its `variables.py`; and a shell that sources
//! the file.

use super::{Variable, posix, split};

/// Reads one assignment.
pub fn assignment(line: &[u8]) -> Variable {
    let found = by_python(line)?;
    let sourced = posix::assignment(line)?;
    if found == sourced {
        Ok(found)
    } else {
        Err(format!(
            "python-dotenv reads {found:?}, a shell {sourced:?}"
        ))
    }
}

fn by_python(line: &[u8]) -> Variable {
    let text = str::from_utf8(line).map_err(|error| error.to_string())?;
    // Python opens the file with universal newlines.
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let (name, rest) = split(text.as_bytes(), "", b'=')?;
    posix::check_name(name)?;
    let rest = str::from_utf8(rest).map_err(|error| error.to_string())?;
    let (value, rest) = match rest.chars().next() {
        Some('\'') => quoted(&rest[1..], '\'')?,
        Some('"') => quoted(&rest[1..], '"')?,
        _ => unquoted(rest),
    };
    if rest != "\n" {
        return Err(format!("more than one line: {rest:?}"));
    }
    if value.contains("${") {
        return Err("a variable in the value".to_owned());
    }
    Ok((name.to_owned(), value.into_bytes()))
}

/// Reads up to the closing quote; returns the value and the rest. A backslash before a quote keeps
/// it from closing, even if it is the second of two: the pattern is `(?:\\'|[^'])*`.
fn quoted(text: &str, quote: char) -> Result<(String, &str), String> {
    let mut end = None;
    let mut before = None;
    for (index, c) in text.char_indices() {
        if c == quote && before != Some('\\') {
            end = Some(index);
            break;
        }
        before = Some(c);
    }
    let end = end.ok_or("no closing quote")?;
    Ok((unescaped(&text[..end], quote)?, &text[end + 1..]))
}

fn unescaped(text: &str, quote: char) -> Result<String, String> {
    let mut value = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            value.push(c);
            continue;
        }
        match chars.next().ok_or("a backslash at the end")? {
            c @ ('\\' | '\'') => value.push(c),
            '"' if quote == '"' => value.push('"'),
            'n' if quote == '"' => value.push('\n'),
            'r' if quote == '"' => value.push('\r'),
            't' if quote == '"' => value.push('\t'),
            c if quote == '"' && "abfv".contains(c) => return Err(format!("escape {c}")),
            c => value.extend(['\\', c]),
        }
    }
    Ok(value)
}

/// Reads a line without quotes: a comment begins after white space, and white space at the end is
/// removed.
fn unquoted(text: &str) -> (String, &str) {
    let end = text.find('\n').unwrap_or(text.len());
    let (line, rest) = text.split_at(end);
    let line = line.trim_start_matches([' ', '\t']);
    let comment =
        (line.match_indices('#')).find(|(index, _)| line[..*index].ends_with(char::is_whitespace));
    let line = comment.map_or(line, |(index, _)| &line[..index]);
    (line.trim_end().to_owned(), rest)
}
