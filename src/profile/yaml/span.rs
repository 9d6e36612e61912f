//! Positions in a profile's text.
//!
//! Only errors need them: values do not carry their positions, and the text is read again instead.

use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::error::{Location, Span};
use crate::profile::file::ProfileFile;

/// Maximum length of a marked token in characters.
const MAX_TOKEN: usize = 200;

/// Line and column of a character, from 1.
pub(super) type Position = (usize, usize);

/// A step from a map or list to a value in it.
#[derive(Clone, Copy, Debug)]
pub(in crate::profile) enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

/// Returns the location of a value: of its key, or of the item itself if it is in a list. A
/// built-in profile is one line, which only its name describes.
pub(in crate::profile) fn locate(file: &ProfileFile, path: &[Step]) -> Location {
    if file.path.is_none() {
        return Location::file(file.display_path());
    }
    let found = Finder(path).deserialize(serde_yaml::Deserializer::from_str(file.text.yaml()));
    location(file, found.err().as_ref().and_then(position))
}

/// Returns the location of the first line of a file.
pub(in crate::profile) fn start_of(file: &ProfileFile) -> Location {
    point(file, Some((1, 1)))
}

/// Returns the position of an error.
pub(super) fn position(error: &serde_yaml::Error) -> Option<Position> {
    error.location().map(|at| (at.line(), at.column()))
}

/// Returns the location of the token at `position`.
pub(super) fn location(file: &ProfileFile, position: Option<Position>) -> Location {
    Location {
        file: file.display_path(),
        span: position.and_then(|position| span(file.text.yaml(), position)),
    }
}

/// Returns the location of the character at `position`.
pub(super) fn point(file: &ProfileFile, position: Option<Position>) -> Location {
    let mut location = location(file, position);
    if let Some(span) = &mut location.span {
        span.width = 1;
    }
    location
}

fn span(yaml: &str, (line, column): Position) -> Option<Span> {
    let Some(text) = yaml.lines().nth(line.checked_sub(1)?) else {
        return end_of(yaml);
    };
    let (before, rest) = split(yaml, (line, column));
    let rest = rest.lines().next().unwrap_or_default();
    let token = token(beginning(rest), open_brackets(before) > 0);
    Some(Span {
        line,
        column,
        width: token.chars().count().max(1),
        text: text.to_owned(),
    })
}

/// Returns the part of a line in which a token is looked for. Looking for its end takes time by the
/// square of the length, and messages show less.
fn beginning(line: &str) -> &str {
    let end = line.char_indices().nth(MAX_TOKEN);
    end.map_or(line, |(end, _)| &line[..end])
}

/// Returns the span behind the last line, for a parser that reached the end.
fn end_of(yaml: &str) -> Option<Span> {
    let (index, last) = yaml.lines().enumerate().last()?;
    Some(Span {
        line: index + 1,
        column: last.chars().count() + 1,
        width: 1,
        text: last.to_owned(),
    })
}

/// Splits a text before the character at a position.
pub(super) fn split(yaml: &str, (line, column): Position) -> (&str, &str) {
    let lines = yaml.split_inclusive('\n').take(line - 1);
    let start: usize = lines.map(str::len).sum();
    let rest = yaml[start..].char_indices().nth(column - 1);
    yaml.split_at(rest.map_or(yaml.len(), |(length, _)| start + length))
}

/// Returns how many brackets are open at the end of a text. Those in quotes and comments count too.
pub(super) fn open_brackets(text: &str) -> usize {
    depths(text).last().unwrap_or_default()
}

/// Iterates over the bytes of a text. Returns how many brackets are open behind each.
pub(super) fn depths(text: &str) -> impl Iterator<Item = usize> {
    text.bytes().scan(0_usize, |open, byte| {
        *open = match byte {
            b'[' | b'{' => *open + 1,
            b']' | b'}' => open.saturating_sub(1),
            _ => *open,
        };
        Some(*open)
    })
}

/// Returns the token at the start of a line's rest: a key without its colon, or a value.
fn token(rest: &str, is_in_brackets: bool) -> &str {
    let length = match rest.chars().next() {
        Some(quote @ ('"' | '\'')) => quoted_length(rest, quote),
        Some('[' | '{') => bracketed_length(rest),
        _ => plain_length(rest, is_in_brackets),
    };
    rest[..length.unwrap_or(rest.len())].trim_end()
}

/// Returns the length of a quoted text that ends on its line.
fn quoted_length(rest: &str, quote: char) -> Option<usize> {
    let mut chars = rest.char_indices().skip(1).peekable();
    while let Some((index, c)) = chars.next() {
        let is_doubled = quote == '\'' && chars.peek().is_some_and(|(_, next)| *next == quote);
        match c {
            '\\' if quote == '"' => drop(chars.next()),
            _ if c == quote && is_doubled => drop(chars.next()),
            _ if c == quote => return Some(index + 1),
            _ => {}
        }
    }
    None
}

/// Returns the length of a list or map in brackets that ends on its line.
fn bracketed_length(rest: &str) -> Option<usize> {
    let ends = rest.match_indices([']', '}']).map(|(index, _)| index + 1);
    ends.into_iter()
        .find(|end| open_brackets(&rest[..*end]) == 0)
}

fn plain_length(rest: &str, is_in_brackets: bool) -> Option<usize> {
    let ends = rest.char_indices().filter(|(index, c)| {
        let after = &rest[index + c.len_utf8()..];
        match c {
            ':' => after.is_empty() || after.starts_with([' ', '\t']),
            ' ' | '\t' => after.trim_start().starts_with('#'),
            ',' | '[' | ']' | '{' | '}' => is_in_brackets,
            _ => false,
        }
    });
    ends.map(|(index, _)| index).next()
}

/// Follows a path into a document, and fails on purpose at its end: the error has the position.
struct Finder<'a>(&'a [Step<'a>]);

const FOUND: &str = "found";

impl<'de> DeserializeSeed<'de> for Finder<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Finder<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(FOUND)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Some((Step::Key(key), rest)) = self.0.split_first() else {
            return Err(de::Error::custom(FOUND));
        };
        let is_last = rest.is_empty();
        while let Some(is_found) = map.next_key_seed(KeyFinder { key, is_last })? {
            if is_found {
                map.next_value_seed(Finder(rest))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let Some((Step::Index(index), rest)) = self.0.split_first() else {
            return Err(de::Error::custom(FOUND));
        };
        for _ in 0..*index {
            list.next_element::<IgnoredAny>()?;
        }
        list.next_element_seed(Finder(rest))?;
        Ok(())
    }
}

/// Compares a key, and fails at the one that the path ends with.
struct KeyFinder<'a> {
    key: &'a str,
    is_last: bool,
}

impl<'de> DeserializeSeed<'de> for KeyFinder<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeyFinder<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(FOUND)
    }

    fn visit_str<E: de::Error>(self, key: &str) -> Result<bool, E> {
        match key == self.key {
            true if self.is_last => Err(E::custom(FOUND)),
            is_found => Ok(is_found),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_ends_where_yaml_ends_it() {
        for (line, is_in_brackets, expected) in [
            ("args: [-x]", false, "args"),
            ("'it''s': 1", false, "'it''s'"),
            (r#""a\"b: c": 1"#, false, r#""a\"b: c""#),
            (r"'C:\': 1", false, r"'C:\'"),
            ("日本: 1", false, "日本"),
            ("C:/x, y # comment", false, "C:/x, y"),
            ("C:/x, y]", true, "C:/x"),
            ("a#b]", true, "a#b"),
            (
                "{path: '[', optional: true}, b]",
                true,
                "{path: '[', optional: true}, b]",
            ),
            (
                "{path: a, optional: [true]}, b]",
                true,
                "{path: a, optional: [true]}",
            ),
            ("'open", false, "'open"),
        ] {
            assert_eq!(token(line, is_in_brackets), expected, "{line}");
        }
    }

    #[test]
    fn columns_are_characters() {
        let yaml = "a: 1\n\"日\\u00e9\": [x]\n";
        assert_eq!(split(yaml, (2, 4)), ("a: 1\n\"日\\", "u00e9\": [x]\n"));
        assert_eq!(split(yaml, (9, 1)), (yaml, ""));
        let span = span(yaml, (2, 1)).unwrap();
        assert_eq!((span.column, span.width), (1, 9));
        let end = end_of("a: 日").unwrap();
        assert_eq!((end.line, end.column), (1, 5));
    }
}
