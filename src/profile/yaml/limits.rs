//! Limits of a YAML document, checked before it is read: no profile may exhaust time or memory.

use std::cell::Cell;
use std::fmt;

use serde::de::{
    self, DeserializeSeed, Deserializer, EnumAccess, IgnoredAny, MapAccess, SeqAccess,
    VariantAccess as _, Visitor,
};

use super::span::depths;

/// Maximum number of open brackets. For each token the YAML scanner goes through all of them, so
/// that a file full of brackets would keep it busy for hours.
const MAX_DEPTH: usize = 1000;

/// Maximum number of aliases.
const MAX_ALIASES: usize = 1000;

/// Maximum size of the document after its aliases are expanded, in bytes.
const MAX_EXPANDED: usize = 4 * 1024 * 1024;

/// The smallest size that a value counts with, whatever its text is.
const SMALLEST_VALUE: usize = 16;

/// Returns the limit that a document exceeds, as a clause that follows the profile's name.
pub(super) fn exceeded(yaml: &str) -> Option<String> {
    // Brackets in quotes count too: only the scanner could tell them apart.
    if depths(yaml).any(|open| open > MAX_DEPTH) {
        return Some(format!("has more than {MAX_DEPTH} open brackets"));
    }
    // Nearly no profile has both, and reading a document twice takes time.
    if !(yaml.contains('*') && yaml.contains('&')) {
        return None;
    }
    if aliases(yaml) > MAX_ALIASES {
        return Some(format!("has more than {MAX_ALIASES} aliases"));
    }
    is_too_large(yaml).then(|| {
        let limit = MAX_EXPANDED / 1024 / 1024;
        format!("is larger than {limit} MiB after its aliases are expanded")
    })
}

/// Returns the number of asterisks that may begin an alias. Those in quotes count too.
fn aliases(text: &str) -> usize {
    let bytes = text.as_bytes();
    // YAML has line breaks outside ASCII.
    let can_follow = |byte: u8| {
        byte.is_ascii_whitespace() || matches!(byte, b'[' | b'{' | b',' | b':') || !byte.is_ascii()
    };
    (bytes
        .windows(2)
        .filter(|pair| pair[1] == b'*' && can_follow(pair[0])))
    .count()
}

fn is_too_large(yaml: &str) -> bool {
    let left = Cell::new(Some(MAX_EXPANDED));
    // A document that cannot be read gets its error when it is read for its keys.
    let _ = Measure(&left).deserialize(serde_yaml::Deserializer::from_str(yaml));
    left.get().is_none()
}

/// Reads a value with all aliases, and fails once more bytes were read than are left.
#[derive(Clone, Copy)]
struct Measure<'a>(&'a Cell<Option<usize>>);

impl Measure<'_> {
    fn count<E: de::Error>(self, bytes: usize) -> Result<(), E> {
        let left = self
            .0
            .get()
            .and_then(|left| left.checked_sub(bytes.max(SMALLEST_VALUE)));
        self.0.set(left);
        left.map(drop).ok_or_else(|| E::custom("too large"))
    }
}

impl<'de> DeserializeSeed<'de> for Measure<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// Counts a scalar of a fixed size.
macro_rules! count {
    ($($visit:ident($type:ty))*) => {$(
        fn $visit<E: de::Error>(self, _: $type) -> Result<(), E> {
            self.count(SMALLEST_VALUE)
        }
    )*};
}

impl<'de> Visitor<'de> for Measure<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("any value")
    }

    count! {
        visit_bool(bool)
        visit_i64(i64)
        visit_i128(i128)
        visit_u64(u64)
        visit_u128(u128)
        visit_f64(f64)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<(), E> {
        self.count(text.len())
    }

    fn visit_unit<E: de::Error>(self) -> Result<(), E> {
        self.count(SMALLEST_VALUE)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        self.count(SMALLEST_VALUE)?;
        while list.next_element_seed(self)?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        self.count(SMALLEST_VALUE)?;
        while map.next_entry_seed(self, self)?.is_some() {}
        Ok(())
    }

    /// Reads a value with a tag.
    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<(), A::Error> {
        let (IgnoredAny, value) = tagged.variant()?;
        value.newtype_variant_seed(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aliases_are_expanded_before_a_document_is_measured() {
        let text = "x".repeat(MAX_EXPANDED / 100);
        for (yaml, is_large) in [
            (format!("a: &a {text}\nb: [{}]\n", "*a,".repeat(98)), false),
            (format!("a: &a {text}\nb: [{}]\n", "*a,".repeat(101)), true),
            (
                format!("a: &a {text}\nb: !t [{}]\n", "*a,".repeat(101)),
                true,
            ),
            (
                format!("b: !t 1\na: &a {text}\nc: [{}]\n", "*a,".repeat(101)),
                true,
            ),
            (
                format!(
                    "b: 0x{}\na: &a {text}\nc: [{}]\n",
                    "f".repeat(20),
                    "*a,".repeat(101)
                ),
                true,
            ),
            (
                format!("a: &a\n- {text}\nb: {{{}}}\n", "? *a : *a,".repeat(60)),
                true,
            ),
            (
                format!("a: &a {text}\nb: {{<<: [{}]}}\n", "*a,".repeat(101)),
                true,
            ),
        ] {
            assert!(aliases(&yaml) <= MAX_ALIASES);
            let start: String = yaml.chars().rev().take(80).collect();
            assert_eq!(exceeded(&yaml).is_some(), is_large, "{start}");
        }
    }

    #[test]
    fn aliases_are_counted_wherever_yaml_allows_them() {
        for (yaml, count) in [
            ("[*a,*b, *c]", 3),
            ("a: *a\n- *b\r\n*c : {*d : *e}", 5),
            ("[a,\u{2028}*b]", 1),
            ("\"a\":*b", 1),
            ("# *** a*b 2**3", 1),
        ] {
            assert_eq!(aliases(yaml), count, "{yaml}");
        }
    }

    #[test]
    fn as_many_aliases_and_brackets_as_the_limit_are_allowed() {
        for (more, exceeds) in [(0, false), (1, true)] {
            let aliases = "*a,".repeat(MAX_ALIASES + more);
            let yaml = format!("a: &a 1\nb: [{aliases}]\n");
            assert_eq!(exceeded(&yaml).is_some(), exceeds, "{more} aliases more");
            let (open, close) = ("[".repeat(MAX_DEPTH + more), "]".repeat(MAX_DEPTH + more));
            let exceeded = exceeded(&format!("{open}{close}"));
            assert_eq!(exceeded.is_some(), exceeds, "{more} brackets more");
        }
    }
}
