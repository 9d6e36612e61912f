//! The names of nodes in few words: numbered names as ranges, such as `node001–node014`.

use crate::doctor::farm::Farm;
use crate::error::counted;

/// Most names and ranges that are shown at once.
const MAX_SHOWN: usize = 12;

/// Names, of which the first ones are shown at once.
#[derive(Default)]
pub struct Names {
    /// As in `8 nodes`.
    pub count: String,
    pub first: String,
    /// How many more names and ranges there are, and these.
    pub rest: Option<(usize, String)>,
}

impl Names {
    /// Returns the names of nodes.
    pub fn new<'a>(names: impl Iterator<Item = &'a str>) -> Self {
        let mut count = 0;
        let ranges = ranges(names.inspect(|_| count += 1));
        Self {
            count: counted(count, "node"),
            ..Self::of_files(&ranges)
        }
    }

    /// Returns the names of the nodes with these indices.
    pub fn of_nodes(farm: &Farm, indices: &[usize]) -> Self {
        let nodes = indices.iter().filter_map(|index| farm.nodes.get(*index));
        Self {
            count: counted(farm.count(indices), "node"),
            ..Self::new(nodes.map(|node| &*node.name))
        }
    }

    /// Returns names that are not shortened, and not counted.
    pub fn of_files(names: &[String]) -> Self {
        let (first, rest) = names.split_at(names.len().min(MAX_SHOWN));
        Self {
            count: String::new(),
            first: first.join(", "),
            rest: (!rest.is_empty()).then(|| (rest.len(), rest.join(", "))),
        }
    }
}

/// Returns sorted names, each once, as ranges. All names can be told from them.
fn ranges<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    let mut ranges = Vec::new();
    let mut run: Vec<&str> = Vec::new();
    let mut place = None;
    for name in names {
        if let Some(last) = run.last() {
            if *last == name {
                continue;
            }
            let next = number_that_follows(last, name);
            if next.is_none() || (place.is_some() && place != next) {
                close(&mut ranges, &mut run);
                place = None;
            } else {
                place = next;
            }
        }
        run.push(name);
    }
    close(&mut ranges, &mut run);
    ranges
}

/// Adds the names of a run; three or more as a range.
fn close(ranges: &mut Vec<String>, run: &mut Vec<&str>) {
    match &**run {
        [first, _, .., last] if run.len() > 2 => ranges.push(format!("{first}–{last}")),
        few => ranges.extend(few.iter().map(|name| (*name).to_owned())),
    }
    run.clear();
}

/// Returns where the number begins that is one higher in the second name, if nothing else differs.
fn number_that_follows(first: &str, second: &str) -> Option<usize> {
    let mut pairs = first.bytes().zip(second.bytes());
    let differs = pairs.position(|(a, b)| a != b)?;
    let digits = first.bytes().take(differs).rev();
    let start = differs - digits.take_while(u8::is_ascii_digit).count();
    let (number, rest) = number(first, start)?;
    let (next, next_rest) = self::number(second, start)?;
    let is_same_width = number.len() == next.len() || !number.starts_with('0');
    let follows = number.parse::<u64>().ok()?.checked_add(1) == next.parse().ok();
    (follows && is_same_width && rest == next_rest).then_some(start)
}

/// Returns the digits at an index, and the text behind them.
fn number(name: &str, start: usize) -> Option<(&str, &str)> {
    let text = name.get(start..)?;
    let end = text.find(|c: char| !c.is_ascii_digit());
    Some(text.split_at(end.unwrap_or(text.len())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbered_names_are_ranges() {
        for (names, expected) in [
            (&[][..], &[][..]),
            (&["a"], &["a"]),
            (&["n1", "n2"], &["n1", "n2"]),
            (&["n1", "n2", "n3"], &["n1–n3"]),
            (&["n8", "n9", "n10", "n11"], &["n8–n11"]),
            (&["n08", "n09", "n10", "n12"], &["n08–n10", "n12"]),
            (&["n1", "n01", "n2", "n02"], &["n1", "n01", "n2", "n02"]),
            (&["n09", "n010", "n011"], &["n09", "n010", "n011"]),
            (
                &["n1.a2", "n2.a2", "n3.a2", "n3.a3", "n3.a4"],
                &["n1.a2–n3.a2", "n3.a3", "n3.a4"],
            ),
            (&["r1n1", "r1n2", "r1n3", "r2n1"], &["r1n1–r1n3", "r2n1"]),
            (&["n1", "n1", "n2", "n3", "n3"], &["n1–n3"]),
            (
                &["10.0.0.1", "10.0.0.2", "10.0.0.3"],
                &["10.0.0.1–10.0.0.3"],
            ),
            (
                &["é1", "é2", "é3", "è3", "node", "node1"],
                &["é1–é3", "è3", "node", "node1"],
            ),
            (
                &["99999999999999999999998", "99999999999999999999999"],
                &["99999999999999999999998", "99999999999999999999999"],
            ),
        ] {
            assert_eq!(ranges(names.iter().copied()), expected);
        }
    }
}
