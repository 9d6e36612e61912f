//! Where in a profile's text a value stands.
//!
//! Only errors ask. The document is walked again for each, so that no value has to carry its position.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::layers::ProfileFile;
use crate::error::{Location, Span};

/// serde's own words for a duplicate key of a struct, which the visitor of `env:` uses too.
pub(super) const DUPLICATE: &str = "duplicate field";

/// One step into a document.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

/// Where in its file a value stands: the key for the last step `Key`, the item itself for `Index`.
pub(super) fn locate(source: &ProfileFile, path: &[Step]) -> Location {
    let found = Walk(path)
        .deserialize(serde_yaml::Deserializer::from_str(source.text.yaml()))
        .err()
        .and_then(|error| {
            let at = error.location()?;
            let width = match path.last() {
                Some(Step::Key(key)) => key.chars().count(),
                _ => width_of_item(source.text.yaml(), at.line(), at.column()),
            };
            spot(source.text.yaml(), at.line(), at.column(), width)
        });
    place(source, found)
}

/// Up to where an item of a list goes: the end of its line, or what ends it in a flow list.
fn width_of_item(text: &str, line: usize, column: usize) -> usize {
    let rest: String = text
        .lines()
        .nth(line - 1)
        .unwrap_or_default()
        .chars()
        .skip(column - 1)
        .collect();
    let end = match rest.chars().next() {
        Some(quote @ ('"' | '\'')) => rest[1..].find(quote).map(|end| end + 2),
        _ => rest.find([',', ']', '}', '#']),
    };
    rest[..end.unwrap_or(rest.len())].trim_end().chars().count()
}

pub(super) fn place(source: &ProfileFile, spot: Option<Span>) -> Location {
    Location {
        file: source.file(),
        span: spot,
    }
}

/// Marks `width` characters of a line; line and column count from 1.
pub(super) fn spot(text: &str, line: usize, column: usize, width: usize) -> Option<Span> {
    if let Some(found) = text.lines().nth(line.checked_sub(1)?) {
        return Some(Span {
            line,
            column: column.max(1),
            width,
            text: found.to_owned(),
        });
    }
    // The parser missed something until the file was over: that is behind its last line.
    let (index, last) = text.lines().enumerate().last()?;
    Some(Span {
        line: index + 1,
        column: last.chars().count() + 1,
        width: 1,
        text: last.to_owned(),
    })
}

/// Follows a path into a document and fails on purpose where it ends: the failure carries the position.
struct Walk<'a>(&'a [Step<'a>]);

const HERE: &str = "here";

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(HERE)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Some((Step::Key(wanted), rest)) = self.0.split_first() else {
            return Err(de::Error::custom(HERE));
        };
        while let Some(found) = map.next_key_seed(Key {
            wanted,
            last: rest.is_empty(),
        })? {
            if found {
                map.next_value_seed(Walk(rest))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let Some((Step::Index(wanted), rest)) = self.0.split_first() else {
            return Err(de::Error::custom(HERE));
        };
        for _ in 0..*wanted {
            list.next_element::<IgnoredAny>()?;
        }
        list.next_element_seed(Walk(rest))?;
        Ok(())
    }
}

/// Whether a key is the wanted one; if it is also the last of the path, the failure that carries its position.
struct Key<'a> {
    wanted: &'a str,
    last: bool,
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = bool;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = bool;
    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(HERE)
    }
    fn visit_str<E: de::Error>(self, key: &str) -> Result<bool, E> {
        match key == self.wanted {
            true if self.last => Err(E::custom(HERE)),
            found => Ok(found),
        }
    }
}

/// Where the second of two equal keys stands.
pub(super) fn second_of_two(text: &str) -> Option<Span> {
    let error = Unique
        .deserialize(serde_yaml::Deserializer::from_str(text))
        .err()?;
    let at = error.location()?;
    let message = error.to_string();
    let key = message.split('`').nth(1)?;
    spot(text, at.line(), at.column(), key.chars().count())
}

/// Walks a whole document and fails at the first key that its map has already.
struct Unique;

impl<'de> DeserializeSeed<'de> for Unique {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Unique {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("anything")
    }
    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }
    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }
    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }
    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }
    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }
    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(Unique)?.is_some() {}
        Ok(())
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut known = BTreeSet::new();
        while let Some(key) = map.next_key_seed(NewKey(&known))? {
            known.insert(key);
            map.next_value_seed(Unique)?;
        }
        Ok(())
    }
}

struct NewKey<'a>(&'a BTreeSet<String>);

impl<'de> DeserializeSeed<'de> for NewKey<'_> {
    type Value = String;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for NewKey<'_> {
    type Value = String;
    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a key")
    }
    fn visit_str<E: de::Error>(self, key: &str) -> Result<String, E> {
        if self.0.contains(key) {
            return Err(E::custom(format!("{DUPLICATE} `{key}`")));
        }
        Ok(key.to_owned())
    }
}
