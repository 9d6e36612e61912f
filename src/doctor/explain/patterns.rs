//! All patterns of the causes, searched for at once.

use super::causes::{self, Cause};
use super::squeeze::{Squeezed, squeezed};
use crate::order;

/// Number of bytes of a fragment that the search compares first: no fragment is shorter.
const HEAD: usize = 6;

/// A text to look for.
#[derive(Debug)]
struct Fragment {
    bytes: Vec<u8>,
    hash: u16,
    /// The number of the fragment in the order of the rules.
    number: usize,
    /// A word must end where the fragment ends.
    ends_word: bool,
}

/// A pattern of a cause.
#[derive(Debug)]
pub struct Rule {
    pub cause: &'static Cause,
    /// The number of the fragment that reports the failure.
    pub report: usize,
    /// Texts that must be near the report, squeezed.
    pub near: Vec<Vec<u8>>,
    /// Texts that must not be in the line of the report, squeezed.
    pub vetoes: Vec<Vec<u8>>,
}

/// A place where a fragment stands, in the letters and digits of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Occurrence {
    pub start: usize,
    pub end: usize,
}

/// The patterns of all causes.
#[derive(Debug)]
pub struct Patterns {
    pub rules: Vec<Rule>,
    /// Sorted by hash.
    fragments: Vec<Fragment>,
    /// For each hash the first of the fragments, if any has it.
    first: Vec<Option<u16>>,
}

impl Patterns {
    pub fn new() -> Self {
        let mut fragments = Vec::new();
        let mut rules = Vec::new();
        for cause in causes::all() {
            for line in cause.patterns.lines() {
                rules.push(rule(cause, line, &mut fragments));
            }
        }
        order::sort_by_key(&mut fragments, |fragment| fragment.hash);
        let mut first = vec![None; 1 << 16];
        for (index, fragment) in fragments.iter().enumerate().rev() {
            if let Some(slot) = first.get_mut(usize::from(fragment.hash)) {
                *slot = u16::try_from(index).ok();
            }
        }
        Self {
            rules,
            fragments,
            first,
        }
    }

    /// Returns the places of each fragment, by its number.
    pub fn occurrences(&self, text: &Squeezed) -> Vec<Vec<Occurrence>> {
        let mut found = vec![Vec::new(); self.fragments.len()];
        for (start, head) in text.bytes.windows(HEAD).enumerate() {
            let hash = hash(head);
            let Some(Some(first)) = self.first.get(usize::from(hash)) else {
                continue;
            };
            let fragments = self
                .fragments
                .get(usize::from(*first)..)
                .unwrap_or_default();
            let rest = text.bytes.get(start..).unwrap_or_default();
            for fragment in fragments.iter().take_while(|one| one.hash == hash) {
                let end = start + fragment.bytes.len();
                if rest.starts_with(&fragment.bytes)
                    && !text.cuts_a_number(start, end)
                    && !(fragment.ends_word && text.continues_word(end))
                    && let Some(places) = found.get_mut(fragment.number)
                {
                    places.push(Occurrence { start, end });
                }
            }
        }
        found
    }
}

/// Parses a line of `patterns`.
fn rule(cause: &'static Cause, line: &str, fragments: &mut Vec<Fragment>) -> Rule {
    let mut parts = line.split('!');
    let mut texts = parts.next().unwrap_or_default().split('&');
    let text = texts.next().unwrap_or_default();
    let bytes = squeezed(text);
    let report = fragments.len();
    fragments.push(Fragment {
        hash: hash(&bytes),
        bytes,
        number: report,
        ends_word: text.trim_end().ends_with('$'),
    });
    Rule {
        cause,
        report,
        near: texts.map(squeezed).collect(),
        vetoes: parts.map(squeezed).collect(),
    }
}

/// Hashes the first bytes of a text, without collisions between most fragments.
fn hash(text: &[u8]) -> u16 {
    let head = text.first_chunk::<HEAD>().copied().unwrap_or_default();
    let number = head
        .iter()
        .fold(0, |number, byte| (number << 8) | u64::from(*byte));
    let [high, low, ..] = number.wrapping_mul(0x9e37_79b9_7f4a_7c15).to_be_bytes();
    u16::from_be_bytes([high, low])
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_pattern_can_be_found() {
        let patterns = Patterns::new();
        let mut seen = BTreeSet::new();
        for fragment in &patterns.fragments {
            let text = String::from_utf8_lossy(&fragment.bytes);
            assert!(fragment.bytes.len() >= HEAD, "too short: {text}");
        }
        for rule in &patterns.rules {
            let key = (
                &patterns
                    .fragments
                    .iter()
                    .find(|one| one.number == rule.report)
                    .expect("its fragment")
                    .bytes,
                rule.near.clone(),
                rule.vetoes.clone(),
            );
            assert!(seen.insert(key), "twice: {}", rule.report);
            let others = rule.near.iter().chain(&rule.vetoes);
            assert!(others.into_iter().all(|text| text.len() >= 3));
        }
    }
}
