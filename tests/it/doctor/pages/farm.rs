//! The page of a farm.

use serde_json::{Value, json};

use super::hostile::is_harmless;
use super::shown::page_is_in_order;
use super::staged::Staged;
use super::trap::Trap;
use crate::browser::browser_or_skip;
use crate::doctor::farm::generated::GeneratedFarm;
use crate::sandbox::Sandbox;

/// The words of which the merging depends.
const KEPT: [&str; 1] = ["status"];

fn merged(name: &'static str, sandbox: Sandbox) -> Staged {
    Staged::with(name, sandbox, &["--merge", "farm", "--nodes", "nodes.txt"])
}

#[test]
fn a_farm_of_60_nodes() {
    let sandbox = Sandbox::new();
    GeneratedFarm::new().write(&sandbox.path("home/farm"), 60);
    let names: Vec<String> = (1..=62).map(|number| format!("node{number:03}")).collect();
    sandbox.write("home/nodes.txt", names.join("\n"));
    sandbox.write("home/farm/damaged.json", "{\"schema\": 1,");
    page_is_in_order(
        "doctor::pages::farm::a_farm_of_60_nodes",
        &merged("farm", sandbox),
    );
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
    let _ = tab;
}
