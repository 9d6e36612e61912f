//! The table of all nodes, which the browser sorts without a script.
//!
//! A radio button in the head of each column selects the values that order the rows. A row has a
//! class for each of its values, and the style sheet a rule for each class, because the page's
//! policy denies style attributes. The most frequent value of a column needs neither.

mod rank;

use std::fmt::Write as _;

use super::report::items::UNKNOWN;
use crate::doctor::farm::{Difference, Farm, Node};
use crate::doctor::{ADDED, FACTS};
use crate::error::cut;
use crate::order;
use rank::Ranks;

/// The names of columns in the style sheet. There are more than facts.
const LETTERS: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// The column by which the rows are sorted at first.
const RESULT: &str = "result";

/// Widths of columns, in characters. Longer values are broken.
const WIDTHS: [usize; 2] = [9, 26];

/// Width to which a column shrinks in a window without room for all.
const LEAST: usize = 16;

/// Number of rows from which the browser does not lay out those that are out of sight.
const MANY: usize = 500;

/// The nodes with their results and the facts in which they differ.
#[derive(Default)]
pub struct Table {
    pub columns: Vec<Column>,
    /// Nodes that fail, in the order of the causes, those that gave no answer, then the others.
    pub rows: Vec<Row>,
    /// The style sheet of the columns: their widths, the order of their values, and their labels
    /// where each row is a card.
    pub rules: String,
}

pub struct Column {
    pub letter: char,
    pub label: &'static str,
    width: usize,
}

/// A node, or an expected one that gave no answer.
pub struct Row {
    pub name: String,
    pub result: String,
    /// The class of the result.
    pub status: &'static str,
    /// The index of the main cause.
    pub cause: Option<usize>,
    /// The classes of the values, each behind a space.
    pub classes: String,
    /// The values of the columns behind the result.
    pub cells: Vec<Cell>,
}

pub struct Cell {
    pub text: String,
    /// Most nodes have another value.
    pub is_odd: bool,
}

/// The cells of a column.
enum Cells<'a> {
    /// The rows have the values already.
    None,
    /// No value is odd.
    Equal,
    /// Most nodes have this value, so others are odd.
    Usual(&'a str),
}

impl Cells<'_> {
    fn is_odd(&self, value: &str) -> bool {
        matches!(self, Self::Usual(usual) if *usual != value)
    }
}

/// The name of a node, and the node if it gave an answer.
type Place<'a> = (&'a str, Option<&'a Node>);

impl Table {
    /// Compares the nodes of a farm by the same rule as its differences.
    pub fn new(farm: &Farm) -> Self {
        let places = places(farm);
        let mut table = Self {
            rows: places.iter().map(|place| Row::new(farm, place)).collect(),
            ..Self::default()
        };
        let names: Vec<_> = places.iter().map(|(name, _)| Some(*name)).collect();
        table.add("node", &names, &Ranks::new(&names), &Cells::None);
        // The rows are in the order of their results.
        let results: Vec<String> = table.rows.iter().map(|row| row.result.clone()).collect();
        let results: Vec<_> = results.iter().map(|text| Some(&**text)).collect();
        table.add(RESULT, &results, &Ranks::default(), &Cells::None);
        let times = places.iter().map(|(_, node)| Some(&*(*node)?.time));
        let times: Vec<_> = times
            .map(|time| time.filter(|time| !time.is_empty()))
            .collect();
        let times = of_one_day(&times).unwrap_or(times);
        table.add("time", &times, &Ranks::new(&times), &Cells::Equal);
        // The differences have each certificate by itself.
        let added = FACTS.iter().position(|fact| fact.pointer == ADDED);
        let added = added.zip(FACTS.iter().find(|fact| fact.pointer == ADDED));
        let added = added.map(|(number, fact)| Difference::of_fact(&farm.nodes, number, fact));
        for (number, fact) in FACTS.iter().enumerate() {
            let mut differences = farm.differences.iter().chain(&added);
            let difference = differences.find(|one| !one.is_equal() && one.is_of(fact));
            if let Some(difference) = difference {
                // Values that are not known of the nodes are shown, those of no node are not.
                let nodes = places
                    .iter()
                    .map(|(_, node)| node.filter(|node| node.has_facts()));
                let values =
                    nodes.map(|node| Some(node?.facts.get(number)?.as_deref().unwrap_or(UNKNOWN)));
                let values: Vec<_> = values.collect();
                let usual = difference
                    .majority()
                    .and_then(|value| value.text.as_deref());
                let cells = usual.map_or(Cells::Equal, Cells::Usual);
                table.add(fact.label, &values, &Ranks::new(&values), &cells);
            }
        }
        table.finish();
        table
    }

    /// Adds a column and its cells.
    fn add(&mut self, label: &'static str, values: &[Option<&str>], ranks: &Ranks, cells: &Cells) {
        let Some(letter) = LETTERS.chars().nth(self.columns.len()) else {
            return;
        };
        let mut width = label.len() + 4;
        for (index, (row, value)) in self.rows.iter_mut().zip(values).enumerate() {
            let text = cut(value.unwrap_or_default());
            width = width.max(text.chars().count());
            let place = ranks.places.get(index).copied().unwrap_or_default();
            if place != 0 {
                let _ = write!(row.classes, " {letter}{place}");
            }
            if !matches!(cells, Cells::None) {
                row.cells.push(Cell {
                    text: text.into_owned(),
                    is_odd: value.is_some_and(|value| cells.is_odd(value)),
                });
            }
        }
        for place in ranks.all.clone().filter(|place| *place != 0) {
            let _ = write!(self.rules, ".{letter}{place}{{--{letter}:{place}}}");
        }
        self.columns.push(Column {
            letter,
            label,
            width: width.clamp(WIDTHS[0], WIDTHS[1]),
        });
    }

    /// Adds the rules of the columns.
    fn finish(&mut self) {
        let Self {
            columns,
            rules,
            rows,
        } = self;
        let (mut widths, mut labels) = (String::new(), String::new());
        for (number, column) in (1..).zip(columns) {
            let Column {
                letter,
                label,
                width,
            } = column;
            let _ = write!(
                rules,
                "#nodes:has(#s{letter}:checked) tr{{order:var(--{letter},0)}}"
            );
            let least = LEAST.min(*width);
            let _ = write!(widths, " minmax(min({least}ch,var(--least)),{width}fr)");
            let _ = write!(
                labels,
                "#nodes td:nth-child({number})::before{{content:\"{label}\"}}"
            );
        }
        if rows.len() >= MANY {
            rules.push_str("tbody tr{content-visibility:auto;contain-intrinsic-height:auto 2rem}");
        }
        let _ = write!(
            rules,
            "#nodes tr{{grid-template-columns:{widths}}}@media(max-width:40rem){{{labels}}}"
        );
    }
}

/// Returns the times without their date, if all are of the same day.
fn of_one_day<'a>(times: &[Option<&'a str>]) -> Option<Vec<Option<&'a str>>> {
    let cut = |time: &&'a str| time.strip_suffix('Z')?.split_once('T');
    let (day, _) = times.iter().flatten().next().and_then(cut)?;
    let of_day = |time: Option<&'a str>| match time {
        Some(time) => cut(&time)
            .filter(|(own, _)| *own == day)
            .map(|(_, time)| Some(time)),
        None => Some(None),
    };
    times.iter().copied().map(of_day).collect()
}

/// Returns the nodes in the order of their results.
fn places(farm: &Farm) -> Vec<Place<'_>> {
    let nodes = farm.nodes.iter().map(|node| (&*node.name, Some(node)));
    let missing = farm.missing.iter().map(|name| (&**name, None));
    let mut places: Vec<Place> = nodes.chain(missing).collect();
    order::sort_by_key(&mut places, |(_, node)| match node {
        Some(node) if node.has_failed() => (0, node.cause),
        Some(_) => (2, None),
        None => (1, None),
    });
    places
}

impl Column {
    /// Returns whether the rows are sorted by the column at first.
    pub fn is_first(&self) -> bool {
        self.label == RESULT
    }
}

impl Row {
    fn new(farm: &Farm, (name, node): &Place<'_>) -> Self {
        let cause = node.and_then(|node| node.cause);
        let id = cause.and_then(|cause| Some(&*farm.causes.get(cause)?.id));
        let (status, result) = match (node, id) {
            (None, _) => ("skipped", "no answer"),
            (Some(_), Some(id)) => ("failed", id),
            (Some(_), None) => ("passed", "passed"),
        };
        Self {
            name: with_host(name, *node),
            result: result.to_owned(),
            status,
            cause,
            classes: status.to_owned(),
            cells: Vec::new(),
        }
    }
}

/// Returns the farm's name of a node, with that of its host if they differ.
fn with_host(name: &str, node: Option<&Node>) -> String {
    let first = |name: &str| {
        name.split('.')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase()
    };
    match node.and_then(|node| node.host.as_ref()) {
        Some(host) if first(host) != first(name) => format!("{name} (host {host})"),
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fact_has_a_column_and_a_label_for_the_style_sheet() {
        assert!(FACTS.len() + 3 <= LETTERS.len());
        for fact in FACTS {
            let is_plain = |c: char| c.is_alphanumeric() || " -_.'".contains(c);
            assert!(fact.label.chars().all(is_plain), "{}", fact.label);
        }
    }
}
