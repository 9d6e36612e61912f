//! The order of the rows of the table, by the page's own style sheet.

use std::collections::HashMap;
use std::fs;

use serde_json::{Value, json};

use super::{failing, farm, node};
use crate::sandbox::Sandbox;

/// The rows of a page, and the rules that order them.
struct Table {
    /// The classes and the cells of each row.
    rows: Vec<(Vec<String>, Vec<String>)>,
    /// The cells that are marked, as they stand in the page.
    odd: Vec<String>,
    /// The letters of the columns by their labels.
    letters: HashMap<String, String>,
    style: String,
}

impl Table {
    fn new(sandbox: &Sandbox) -> Self {
        let args = [
            "doctor",
            "--merge",
            "farm",
            "--nodes",
            "nodes.txt",
            "--report",
            "farm.html",
        ];
        sandbox.run(args).code(1);
        let page = fs::read_to_string(sandbox.home().join("farm.html")).expect("the page");
        let style = between(&page, "<style>", "</style>").to_owned();
        let head = between(&page, "<thead", "</thead>");
        let column = |text: &str| {
            let letter = between(text, "id=\"s", "\"").to_owned();
            (between(text, "aria-label=\"", "\"").to_owned(), letter)
        };
        let body = between(&page, "<tbody", "</tbody>");
        let row = |text: &str| {
            let classes = between(text, "class=\"", "\"")
                .split(' ')
                .map(str::to_owned);
            let cells = text.split("</t").map(|cell| {
                let text = cell.replace("</b>", "").replace("</a>", "");
                text.rsplit('>').next().unwrap_or_default().to_owned()
            });
            (classes.collect(), cells.collect())
        };
        let odd = body.split("class=\"odd\">").skip(1);
        let odd = odd.map(|text| between(text, "</span>", "<").to_owned());
        Self {
            odd: odd.collect(),
            rows: body.split("<tr").skip(1).map(row).collect(),
            letters: head.split("<th ").skip(1).map(column).collect(),
            style,
        }
    }

    /// Returns the names of the nodes in the order in which a browser shows them.
    fn sorted_by(&self, label: &str) -> Vec<&str> {
        let letter = &self.letters[label];
        let rule = format!("#nodes:has(#s{letter}:checked) tr{{order:var(--{letter},0)}}");
        assert!(self.style.contains(&rule), "{rule}");
        let order = |classes: &[String]| -> i64 {
            let of_column = |class: &&String| {
                class
                    .strip_prefix(&**letter)
                    .is_some_and(|rest| rest.parse::<i64>().is_ok())
            };
            let Some(class) = classes.iter().find(of_column) else {
                return 0;
            };
            let rule = format!(".{class}{{--{letter}:");
            let value = self.style.split_once(&rule).expect("a rule").1;
            let value = value.split('}').next().expect("a value");
            value.parse().expect("a number")
        };
        let mut rows: Vec<_> = self.rows.iter().collect();
        rows.sort_by_key(|(classes, _)| order(classes));
        rows.iter().map(|(_, cells)| &*cells[0]).collect()
    }
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(start).expect(start);
    rest.split_once(end).expect(end).0
}

#[test]
fn each_column_sorts_the_rows() {
    let mut documents: Vec<Value> = [
        ("n1", "3.11.2"),
        ("n2", "3.9.1"),
        ("n3", "3.11.2"),
        ("n10", "3.10.0"),
    ]
    .map(|(name, python)| node(name, python))
    .to_vec();
    documents.push(failing("n4", "clock", "wrong"));
    documents.push(failing("n5", "site-expired", "expired"));
    documents.push(failing("n20", "clock", "wrong"));
    documents[0]["machine"]["time"] = json!("2026-11-30T03:00:00Z");
    documents[2]["machine"]["python"] = json!({});
    let sandbox = farm(&documents);
    sandbox.write("home/nodes.txt", "n[1-5] n10 n20 n9");
    let table = Table::new(&sandbox);
    // The failures first, by their causes, then the node without an answer.
    let first = ["n4", "n20", "n5", "n9", "n1", "n2", "n3", "n10"];
    assert_eq!(table.sorted_by("result"), first);
    assert_eq!(
        table.sorted_by("node"),
        ["n1", "n2", "n3", "n4", "n5", "n9", "n10", "n20"]
    );
    // Numbers by their size, unknown values last; equal ones stay in the order of the results.
    assert_eq!(
        table.sorted_by("Python version"),
        ["n2", "n10", "n4", "n20", "n5", "n1", "n3", "n9"]
    );
    assert_eq!(
        table.sorted_by("time"),
        ["n1", "n4", "n20", "n5", "n2", "n3", "n10", "n9"]
    );
    // What is the same everywhere is not a column.
    assert_eq!(table.letters.len(), 4);
}

#[test]
fn the_odd_values_are_those_of_the_differences() {
    let mut documents: Vec<Value> = (1..=6).map(|n| node(&format!("n{n}"), "3.11")).collect();
    documents.extend((7..=9).map(|n| node(&format!("n{n}"), "3.9")));
    documents[8]["machine"]["python"] = json!({});
    documents[0]["machine"]["program"] = json!("/opt/a");
    // Two thirds of those that answered, not of all that are expected.
    let sandbox = farm(&documents);
    sandbox.write("home/nodes.txt", "n[1-20]");
    assert_eq!(Table::new(&sandbox).odd, ["3.9", "3.9", "not known"]);
}
