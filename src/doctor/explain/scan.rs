//! The search in a text of any size: windows of it, and the last report of each cause.

use crate::order;
use std::collections::BTreeMap;
use std::ops::Range;

use memchr::{memchr, memchr_iter, memmem, memrchr};

use super::causes::Cause;
use super::patterns::{Occurrence, Patterns, Rule};
use super::squeeze::Squeezed;

/// Size of a window, and of its end that the next one repeats.
const WINDOW: usize = 1 << 20;
const OVERLAP: usize = 1 << 15;

/// Maximum distance between the fragments of a pattern, in letters and digits: some 30 lines.
const NEAR: usize = 3000;

/// Maximum number of reports in a window whose surroundings are examined, per pattern.
const MAX_CHECKED: usize = 64;

/// Number of bytes of the text that are kept before and after a report.
const BEFORE: usize = 8 << 10;
const AFTER: usize = 4 << 10;

/// A report of a cause in the text.
#[derive(Clone, Debug)]
pub struct Evidence {
    pub cause: &'static Cause,
    /// The position in the text, decoded.
    pub offset: u64,
    /// The number of the line, from 1.
    pub line: u64,
    /// The text around the report.
    pub around: Vec<u8>,
    /// The report in `around`.
    pub range: Range<usize>,
}

/// A place where all of a rule holds.
struct Match<'a> {
    rule: &'a Rule,
    place: Occurrence,
    /// The length of all fragments.
    length: usize,
}

/// A search in progress.
#[derive(Debug)]
pub struct Scan {
    patterns: Patterns,
    squeezed: Squeezed,
    window: Vec<u8>,
    /// The position of the window in the text, and the number of lines before it.
    start: u64,
    lines: u64,
    found: BTreeMap<usize, Evidence>,
}

impl Default for Scan {
    fn default() -> Self {
        Self {
            patterns: Patterns::new(),
            squeezed: Squeezed::default(),
            window: Vec::new(),
            start: 0,
            lines: 0,
            found: BTreeMap::new(),
        }
    }
}

impl Scan {
    /// Continues with the next part of the text.
    pub fn feed(&mut self, block: &[u8]) {
        self.window.extend_from_slice(block);
        if self.window.len() >= WINDOW {
            self.examine();
            let done = self.window.len() - OVERLAP;
            let lines = self.window.get(..done).map_or(0, count_lines);
            self.window.drain(..done);
            self.lines += lines;
            self.start += count(done);
        }
    }

    /// Returns the last report of each cause.
    pub fn finish(mut self) -> Vec<Evidence> {
        self.examine();
        self.found.into_values().collect()
    }

    fn examine(&mut self) {
        self.squeezed.fill(&self.window);
        let last = self.last_of_each_cause();
        for (cause, range) in last {
            let evidence = self.evidence(cause, range);
            let is_better = |known: &Evidence| {
                (known.offset, known.around.len()) < (evidence.offset, evidence.around.len())
            };
            let key = std::ptr::from_ref(cause).addr();
            if self.found.get(&key).is_none_or(is_better) {
                self.found.insert(key, evidence);
            }
        }
    }

    /// Returns the last report of each cause in the window.
    fn last_of_each_cause(&self) -> Vec<(&'static Cause, Range<usize>)> {
        let occurrences = self.patterns.occurrences(&self.squeezed);
        let rules = self.patterns.rules.iter();
        let mut matches: Vec<Match> = rules
            .flat_map(|rule| self.matches(rule, &occurrences))
            .collect();
        order::sort_by_key(&mut matches, |one| one.place.start);
        let mut last: Vec<(&'static Cause, Range<usize>)> = Vec::new();
        for one in without_overlaps(matches) {
            let (start, end) = self.squeezed.range(one.place.start, one.place.end);
            last.retain(|(cause, _)| !std::ptr::eq(*cause, one.rule.cause));
            last.push((one.rule.cause, start..end));
        }
        last
    }

    fn matches<'a>(&self, rule: &'a Rule, found: &[Vec<Occurrence>]) -> Vec<Match<'a>> {
        let places = found.get(rule.report).map(Vec::as_slice);
        let mut places = places.unwrap_or_default();
        if !rule.near.is_empty() || !rule.vetoes.is_empty() {
            places = places
                .get(places.len().saturating_sub(MAX_CHECKED)..)
                .unwrap_or_default();
        }
        let fits = |place: &&Occurrence| {
            let around = place.start.saturating_sub(NEAR)..place.end + NEAR;
            rule.near.iter().all(|text| self.has(text, around.clone()))
                && (rule.vetoes.is_empty() || {
                    let line = self.line_of(**place);
                    !rule.vetoes.iter().any(|text| self.has(text, line.clone()))
                })
        };
        let length = rule.near.iter().map(Vec::len).sum::<usize>();
        let with_length = |place: &Occurrence| Match {
            rule,
            place: *place,
            length: length + place.end - place.start,
        };
        places.iter().filter(fits).map(with_length).collect()
    }

    /// Returns whether a text is in a range of the letters and digits.
    fn has(&self, text: &[u8], range: Range<usize>) -> bool {
        let bytes = &self.squeezed.bytes;
        let end = range.end.min(bytes.len());
        let part = bytes.get(range.start.min(end)..end).unwrap_or_default();
        memmem::find(part, text).is_some()
    }

    /// Returns the letters and digits of the line of a place.
    fn line_of(&self, place: Occurrence) -> Range<usize> {
        let (start, end) = self.squeezed.range(place.start, place.end);
        let line = line_around(&self.window, start..end);
        let index = |at: usize| {
            let positions = &self.squeezed.positions;
            positions.partition_point(|position| (*position as usize) < at)
        };
        index(line.start)..index(line.end)
    }

    fn evidence(&self, cause: &'static Cause, range: Range<usize>) -> Evidence {
        let before = self.window.get(..range.start).unwrap_or_default();
        let from = range.start.saturating_sub(BEFORE);
        // Between its letters, a report may have any number of spaces.
        let end = range.end.min(range.start + AFTER);
        let to = (end + AFTER).min(self.window.len());
        Evidence {
            cause,
            offset: self.start + count(range.start),
            line: self.lines + count_lines(before) + 1,
            around: self.window.get(from..to).unwrap_or_default().to_vec(),
            range: range.start - from..end - from,
        }
    }
}

/// Keeps the most specific one of matches that overlap. They are sorted by their start.
fn without_overlaps(matches: Vec<Match>) -> Vec<Match> {
    let mut kept: Vec<Match> = Vec::new();
    for one in matches {
        match kept.last_mut() {
            Some(last) if one.place.start < last.place.end => {
                if (one.rule.cause.rank, one.length) > (last.rule.cause.rank, last.length) {
                    *last = one;
                }
            }
            _ => kept.push(one),
        }
    }
    kept
}

/// Returns the line or lines of a range in a text, without the line break at the end.
pub fn line_around(text: &[u8], range: Range<usize>) -> Range<usize> {
    let before = text.get(..range.start).unwrap_or_default();
    let after = text.get(range.end..).unwrap_or_default();
    let start = memrchr(b'\n', before).map_or(0, |at| at + 1);
    let end = memchr(b'\n', after).map_or(text.len(), |at| range.end + at);
    start..end
}

fn count_lines(text: &[u8]) -> u64 {
    count(memchr_iter(b'\n', text).count())
}

fn count(length: usize) -> u64 {
    u64::try_from(length).unwrap_or(u64::MAX)
}
