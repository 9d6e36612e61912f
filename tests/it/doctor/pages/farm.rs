//! The page of a farm.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::hostile::{is_harmless, shows_all};
use super::shown::page_is_in_order;
use super::staged::Staged;
use super::trap::Trap;
use crate::browser::{Tab, browser_or_skip};
use crate::doctor::farm::generated::GeneratedFarm;
use crate::sandbox::Sandbox;

/// The words of which the merging depends.
const KEPT: [&str; 1] = ["status"];

fn merged(name: &'static str, sandbox: Sandbox) -> Staged {
    Staged::with(name, sandbox, &["--merge", "farm", "--nodes", "nodes.txt"])
}

/// Merges 60 nodes of which some fail, and a damaged file; two more are expected.
pub fn farm_of_60() -> Staged {
    let sandbox = Sandbox::new();
    GeneratedFarm::new().write(&sandbox.path("home/farm"), 60);
    let names: Vec<String> = (1..=62).map(|number| format!("node{number:03}")).collect();
    sandbox.write("home/nodes.txt", names.join("\n"));
    sandbox.write("home/farm/damaged.json", "{\"schema\": 1,");
    merged("farm", sandbox)
}

#[test]
fn a_farm_of_60_nodes() {
    page_is_in_order("doctor::pages::farm::a_farm_of_60_nodes", &farm_of_60());
}

/// Replaces every string of a document, and the names of packages and variables.
fn poison(value: &mut Value, trap: &Trap, field: &str, count: &mut usize) {
    let mut next = |field: &str| {
        *count += 1;
        trap.text(&format!("{field}-{count}"), *count)
    };
    match value {
        Value::String(text) if !KEPT.contains(&field) => *text = next(field),
        Value::Array(values) => {
            for value in values {
                poison(value, trap, field, count);
            }
        }
        Value::Object(map) => {
            for (name, value) in map.iter_mut() {
                poison(value, trap, name, count);
            }
            if ["packages", "variables", "excluded"].contains(&field) {
                let values = std::mem::take(map).into_values();
                map.extend(values.map(|value| {
                    *count += 1;
                    (trap.text(&format!("{field}-{count}"), *count), value)
                }));
            }
        }
        _ => {}
    }
}

#[test]
fn documents_of_an_attacker_are_escaped() {
    let test = "doctor::pages::farm::documents_of_an_attacker_are_escaped";
    let Some(browser) = browser_or_skip(test) else {
        return;
    };
    let (trap, sandbox) = (Trap::new(), Sandbox::new());
    let farm = GeneratedFarm::new();
    let mut count = 0;
    let mut names = Vec::new();
    // Numbers with a fault: a root, a clock, a bundle, a Python, an old version.
    for number in [13, 7, 21, 33, 50, 1] {
        let mut document = farm.document(number);
        poison(&mut document, &trap, "", &mut count);
        names.extend(document["machine"]["node"].as_str().map(str::to_owned));
        let file = trap
            .text(&format!("file-{number}"), number)
            .replace('/', "\\");
        sandbox.write(format!("home/farm/{file}.json"), document.to_string());
    }
    let damaged = trap.text("damaged", 5).replace('/', "\\");
    sandbox.write(format!("home/farm/{damaged}.json"), "{");
    let other = json!({"schema": trap.text("schema", 6)}).to_string();
    sandbox.write("home/farm/other.json", other);
    names.extend(trap.texts("missing"));
    sandbox.write("home/nodes.txt", names.join("\n"));
    let staged = merged("hostile-farm", sandbox);
    let tab = is_harmless(browser, &staged.page(), &trap, "hostile-farm");
    assert_eq!(staged.document["nodes"].as_array().map(Vec::len), Some(6));
    let mut document = staged.document;
    for node in document["nodes"].as_array_mut().expect("a list") {
        // What the page leaves out.
        node["file"].take();
        node["facts"]["job"].take();
        node["facts"]["clock.server"].take();
    }
    for problem in document["problems"].as_array_mut().expect("a list") {
        let file = problem["file"]
            .as_str()
            .and_then(|file| file.rsplit('/').next());
        problem["file"] = json!(file);
    }
    shows_all(&tab, &document);
}

/// Returns the cells of the table, as they are seen from top to bottom.
fn rows(tab: &Tab) -> Vec<Vec<String>> {
    let rows = tab.evaluate("rows()");
    serde_json::from_value(rows).expect("rows of texts")
}

/// Presses the space bar on a control, as with the keyboard alone.
fn toggle(tab: &Tab, id: &str) {
    tab.evaluate(&format!("document.getElementById({id:?}).focus()"));
    tab.press(" ");
}

#[test]
fn the_browser_sorts_the_table() {
    let test = "doctor::pages::farm::the_browser_sorts_the_table";
    let Some(browser) = browser_or_skip(test) else {
        return;
    };
    let staged = farm_of_60();
    let tab = browser.tab();
    tab.open(&staged.page());
    tab.evaluate(include_str!("../../../browser/rows.js"));
    let columns = tab.evaluate("[...document.getElementsByName('sort')].map((one) => one.id)");
    let columns: Vec<String> = serde_json::from_value(columns).expect("ids");
    assert!(columns.len() > 4, "{columns:?}");
    let all = rows(&tab);
    assert_eq!(all.len(), 62);
    let mut orders = BTreeSet::new();
    for (index, id) in columns.iter().enumerate() {
        toggle(&tab, id);
        let sorted = rows(&tab);
        let mut values: Vec<&str> = sorted.iter().map(|row| &*row[index]).collect();
        if index == 0 {
            let natural = (1..=62).map(|number| format!("node{number:03}"));
            assert_eq!(values, natural.collect::<Vec<_>>());
        }
        // Equal values stand together.
        values.dedup();
        let different: BTreeSet<&str> = values.iter().copied().collect();
        assert_eq!(values.len(), different.len(), "{id}: {values:?}");
        toggle(&tab, "reverse");
        let mut reversed = rows(&tab);
        reversed.reverse();
        assert_eq!(reversed, sorted, "{id}");
        toggle(&tab, "reverse");
        orders.insert(sorted);
    }
    assert!(orders.len() > 2, "columns have orders of their own");
    toggle(&tab, "only");
    assert!(rows(&tab).len() < 12);
    toggle(&tab, "only");
    assert_eq!(rows(&tab).len(), all.len());
}
