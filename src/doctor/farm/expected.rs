//! The nodes that are expected to answer.

use std::fmt;
use std::ops::RangeInclusive;

use super::name::short;
use super::{Node, natural};
use crate::certs::pem::decode_text;
use crate::order;

/// Maximum number of names: a wrong digit in `node[1-600]` must not fill the memory.
const MAX_NAMES: usize = 100_000;

/// Maximum length of the text before brackets; a host's name has at most 255 characters.
const MAX_LENGTH: usize = 256;

const MAX_DIGITS: usize = 20;

/// The names of the expected nodes, each once.
#[derive(Debug, Default)]
pub struct Expected {
    names: Vec<String>,
}

/// There are more names than any farm has.
#[derive(Debug, PartialEq, Eq)]
pub struct TooManyNames;

impl fmt::Display for TooManyNames {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "there are more than {MAX_NAMES} names")
    }
}

impl Expected {
    /// Reads names between spaces, commas or line ends, which may have Slurm's brackets. A `#`
    /// begins a comment.
    pub fn parse(bytes: &[u8]) -> Result<Self, TooManyNames> {
        let text = decode_text(bytes);
        let text = String::from_utf8_lossy(&text);
        let mut names = Vec::new();
        for line in text.lines() {
            let line = line.split_once('#').map_or(line, |(line, _)| line);
            words(line).try_for_each(|word| expand("", word, &mut names))?;
        }
        // The headers of `sinfo -N` and `scontrol show hostnames`.
        names.retain(|name| !["NODELIST", "HOSTNAMES"].contains(&&**name));
        let lower = |name: &String| name.to_ascii_lowercase();
        order::sort_by(&mut names, |a, b| natural(&lower(a), &lower(b)));
        names.dedup_by(|a, b| a.eq_ignore_ascii_case(b));
        Ok(Self { names })
    }

    /// Returns how many nodes are expected.
    pub fn count(&self) -> usize {
        self.names.len()
    }

    /// Returns the names that no node has, and the nodes that have none of the names.
    ///
    /// A name without a domain is that of a node with one, and the other way round, if there is
    /// only one such name.
    pub fn missing_and_unexpected(&self, nodes: &[Node]) -> (Vec<String>, Vec<String>) {
        let answered = Answered::new(nodes);
        let short_names = self.short_names();
        let mut missing = Vec::new();
        let mut is_expected = vec![false; nodes.len()];
        for name in &self.names {
            let found = answered.find(name, || is_only_one(&short_names, name));
            if found.is_empty() {
                missing.push(name.clone());
            }
            for index in found {
                if let Some(is_expected) = is_expected.get_mut(index) {
                    *is_expected = true;
                }
            }
        }
        let unexpected = nodes.iter().zip(is_expected);
        let unexpected = unexpected.filter(|(_, is_expected)| !is_expected);
        let mut unexpected: Vec<String> = unexpected.map(|(node, _)| node.name.clone()).collect();
        unexpected.dedup();
        (missing, unexpected)
    }

    /// Returns the names without their domains, sorted.
    fn short_names(&self) -> Vec<String> {
        let names = self.names.iter();
        let mut names: Vec<String> = names.map(|name| short(name).to_ascii_lowercase()).collect();
        order::sort(&mut names);
        names
    }
}

/// Returns whether at most one of the sorted names without domains is that of a name.
fn is_only_one(short_names: &[String], name: &str) -> bool {
    let name = short(name).to_ascii_lowercase();
    let start = short_names.partition_point(|other| *other < name);
    short_names.get(start + 1) != Some(&name)
}

/// Cuts a line at spaces, and at commas outside of brackets.
fn words(line: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_usize;
    line.split(move |c: char| {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c.is_whitespace() || (c == ',' && depth == 0)
    })
    .filter(|word| !word.is_empty())
}

/// Adds the names of a word, such as `rack[1-2]node[01-16,20]`, behind a text. A part that is not
/// in Slurm's form stays as it is: the report then shows the mistake.
fn expand(before: &str, word: &str, names: &mut Vec<String>) -> Result<(), TooManyNames> {
    let Some((text, list, rest)) = brackets(word).filter(|_| before.len() < MAX_LENGTH) else {
        if names.len() == MAX_NAMES {
            return Err(TooManyNames);
        }
        names.push(format!("{before}{word}"));
        return Ok(());
    };
    for range in list.split(',') {
        match numbers(range) {
            Some((numbers, width)) => {
                for number in numbers {
                    expand(&format!("{before}{text}{number:0width$}"), rest, names)?;
                }
            }
            None => expand(&format!("{before}{text}[{range}]"), rest, names)?,
        }
    }
    Ok(())
}

/// Cuts a word into the parts before, in and behind its first brackets.
fn brackets(word: &str) -> Option<(&str, &str, &str)> {
    let (text, rest) = word.split_once('[')?;
    let (list, rest) = rest.split_once(']')?;
    (text.len() < MAX_LENGTH).then_some((text, list, rest))
}

/// Returns the numbers of a range, such as `7` or `001-060`, and their number of digits.
fn numbers(range: &str) -> Option<(RangeInclusive<u64>, usize)> {
    let (first, last) = range.split_once('-').unwrap_or((range, range));
    let numbers = first.parse().ok()?..=last.parse().ok()?;
    let is_range = !numbers.is_empty() && first.len() <= MAX_DIGITS;
    is_range.then_some((numbers, first.len()))
}

/// The names of the nodes that answered, sorted.
struct Answered(Vec<(String, usize)>);

impl Answered {
    fn new(nodes: &[Node]) -> Self {
        let mut names = Vec::new();
        for (index, node) in nodes.iter().enumerate() {
            names.push((node.name.to_ascii_lowercase(), index));
            names.extend((node.host.as_ref()).map(|host| (host.to_ascii_lowercase(), index)));
        }
        order::sort_by(&mut names, |(a, _), (b, _)| {
            short(a).cmp(short(b)).then_with(|| a.cmp(b))
        });
        Self(names)
    }

    /// Returns the nodes of a name. `is_only_one` returns whether the host name without its domain
    /// is unambiguous.
    fn find(&self, name: &str, is_only_one: impl Fn() -> bool) -> Vec<usize> {
        let name = name.to_ascii_lowercase();
        let key = short(&name);
        let start = self.0.partition_point(|(other, _)| short(other) < key);
        let same_start = self.0.iter().skip(start);
        let similar: Vec<_> = same_start
            .take_while(|(other, _)| short(other) == key)
            .collect();
        let with_name = |name: &str| -> Vec<usize> {
            let named = similar.iter().filter(|(other, _)| other == name);
            named.map(|(_, index)| *index).collect()
        };
        let exact = with_name(&name);
        if !exact.is_empty() {
            return exact;
        }
        match similar.first().zip(similar.last()) {
            // The name has no domain.
            Some(((first, _), (last, _))) if key == name && first == last => with_name(first),
            Some(_) if key != name && is_only_one() => with_name(key),
            _ => Vec::new(),
        }
    }
}
