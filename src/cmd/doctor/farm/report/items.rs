//! The items: causes, differences, lists of nodes.

use std::path::Path;

use super::{Item, Row};
use crate::cmd::doctor::farm::names::Names;
use crate::cmd::doctor::farm::problems::describe;
use crate::doctor::Remedy;
use crate::doctor::farm::{Cause, Compared, Difference, Farm, Problem, Value, Variant};
use crate::error::{counted, cut};

/// Most variants of a cause, and values of a fact. JSON has all: on some farms, each node has its
/// own.
const MAX_ROWS: usize = 50;

/// Stands for a value that is not in the documents of the nodes.
pub const UNKNOWN: &str = "not known";

/// Returns the main causes of nodes, and the causes that are not the main one of any node.
pub fn causes(farm: &Farm) -> (Vec<Item>, Vec<Item>) {
    let mut is_main = vec![false; farm.causes.len()];
    for number in farm.nodes.iter().filter_map(|node| node.cause) {
        if let Some(is_main) = is_main.get_mut(number) {
            *is_main = true;
        }
    }
    let (mut main, mut further) = (Vec::new(), Vec::new());
    for ((number, one), is_main) in farm.causes.iter().enumerate().zip(is_main) {
        let items = if is_main { &mut main } else { &mut further };
        items.push(Item {
            number: Some(number),
            ..cause(farm, one)
        });
    }
    (main, further)
}

pub fn cause(farm: &Farm, cause: &Cause) -> Item {
    let title = title(cause);
    let (count, all) = (farm.count(&cause.nodes), farm.all_count());
    let mut rows = vec![Row {
        remedy: Remedy {
            text: cause.remedy.clone().unwrap_or_default(),
            commands: cause.commands().unwrap_or_default().to_vec(),
            confirm_fingerprint: cause.confirm_fingerprint(),
        },
        nodes: Names::of_nodes(farm, &cause.nodes),
        ..Row::default()
    }];
    let mut variants = String::new();
    if cause.variants.len() > 1 {
        variants = counted(cause.variants.len(), "variant");
        let row = |variant: &Variant| row(farm, cause, variant, &title);
        add_rows(&mut rows, &cause.variants, &row);
    }
    Item {
        title,
        code: cause.id.clone(),
        count: format!("{count} of {}", counted(all, "node")),
        share: (count * 100).checked_div(all),
        rows,
        variants,
        ..Item::default()
    }
}

/// Returns the message, if all variants have the same one, else the cause that the check looks for.
fn title(cause: &Cause) -> String {
    let Some((first, rest)) = cause.variants.split_first() else {
        return cause.id.clone();
    };
    match cause.check() {
        _ if rest.is_empty() => sentence(first),
        Some(check) if rest.iter().any(|one| one.message != first.message) => {
            check.cause().to_owned()
        }
        _ => first.message.clone(),
    }
}

fn sentence(variant: &Variant) -> String {
    match &variant.site {
        Some(site) => format!("{site}: {}", variant.message),
        None => variant.message.clone(),
    }
}

/// Returns a variant, without what all variants have in common.
fn row(farm: &Farm, cause: &Cause, variant: &Variant, title: &str) -> Row {
    let Remedy { text, commands, .. } = &variant.remedy;
    let own_text = cause.remedy.is_none().then(|| text.clone());
    let own_commands = cause.commands().is_none().then(|| commands.clone());
    Row {
        title: match &variant.site {
            Some(site) if variant.message == title => site.clone(),
            _ => sentence(variant),
        },
        remedy: Remedy {
            text: own_text.unwrap_or_default(),
            commands: own_commands.unwrap_or_default(),
            // The note of the cause is about all variants.
            confirm_fingerprint: false,
        },
        nodes: Names::of_nodes(farm, &variant.nodes),
    }
}

/// Adds the first rows, and how many there are more.
fn add_rows<T>(rows: &mut Vec<Row>, all: &[T], row: &dyn Fn(&T) -> Row) {
    rows.extend(all.iter().take(MAX_ROWS).map(row));
    if all.len() > MAX_ROWS {
        rows.push(Row {
            title: format!("… and {} more (--json has all)", all.len() - MAX_ROWS),
            ..Row::default()
        });
    }
}

/// Returns the facts that differ, and those that are the same everywhere.
pub fn differences(farm: &Farm) -> (Vec<Item>, Vec<Item>) {
    let (mut differing, mut equal) = (Vec::new(), Vec::new());
    for difference in &farm.differences {
        match &*difference.values {
            [Value { text: None, .. }] | [] => {}
            [value] => equal.push(Item {
                title: label(difference),
                rows: vec![Row {
                    title: text(value),
                    ..Row::default()
                }],
                ..Item::default()
            }),
            _ => differing.push(fact(farm, difference)),
        }
    }
    (differing, equal)
}

fn fact(farm: &Farm, difference: &Difference) -> Item {
    let row = |value: &Value| Row {
        title: text(value),
        nodes: Names::of_nodes(farm, &value.nodes),
        ..Row::default()
    };
    let mut rows = Vec::new();
    match (difference.majority(), difference.values.split_last()) {
        (Some(most), Some((_, odd))) => {
            add_rows(&mut rows, odd, &row);
            rows.push(Row {
                title: text(most),
                nodes: Names {
                    count: counted(farm.count(&most.nodes), "node"),
                    ..Names::default()
                },
                ..Row::default()
            });
        }
        _ => add_rows(&mut rows, &difference.values, &row),
    }
    Item {
        title: label(difference),
        code: digest(difference),
        rows,
        ..Item::default()
    }
}

fn label(difference: &Difference) -> String {
    match &difference.compared {
        Compared::Fact(fact) => fact.label.to_owned(),
        Compared::Certificate { name, .. } => format!("CA {}", cut(name)),
    }
}

/// Returns the digest of a certificate; empty for a fact.
fn digest(difference: &Difference) -> String {
    match &difference.compared {
        Compared::Fact(_) => String::new(),
        Compared::Certificate { sha256, .. } => sha256.clone(),
    }
}

fn text(value: &Value) -> String {
    cut(value.text.as_deref().unwrap_or(UNKNOWN)).into_owned()
}

/// Returns the item of a list of nodes; none if it is empty.
pub fn nodes(names: &[String]) -> Vec<Item> {
    if names.is_empty() {
        return Vec::new();
    }
    vec![self::names(Names::new(names.iter().map(String::as_str)))]
}

/// Returns the item of the nodes that gave no answer, with what is wrong with their files.
pub fn missing(farm: &Farm, shown: &dyn Fn(&Path) -> String) -> Vec<Item> {
    let mut items = nodes(&farm.missing);
    if let Some(item) = items.first_mut() {
        let row = |(name, problem): &(&str, &Problem)| Row {
            title: format!(
                "the file of {name}, {}, {}",
                shown(&problem.file),
                describe(&problem.kind).1
            ),
            ..Row::default()
        };
        add_rows(&mut item.rows, &farm.unusable(), &row);
    }
    items
}

/// Returns the item of the nodes of which only the findings are known.
pub fn without_facts(farm: &Farm) -> Option<Item> {
    let nodes = farm.nodes.iter().filter(|node| !node.has_facts());
    let names: Vec<&str> = nodes.map(|node| &*node.name).collect();
    (!names.is_empty()).then(|| Item {
        title: "facts missing (older sglaunch)".to_owned(),
        ..self::names(Names::new(names.into_iter()))
    })
}

pub fn names(nodes: Names) -> Item {
    let row = Row {
        nodes,
        ..Row::default()
    };
    Item {
        rows: vec![row],
        ..Item::default()
    }
}
