//! The text and the JSON of a farm.

use std::fs;

use serde_json::{Value, json};

use super::{failing, farm, node};
use crate::sandbox::Sandbox;

const MERGE: [&str; 3] = ["doctor", "--merge", "farm"];

/// Twelve nodes: a cause with two variants, another one, an old Python, and an old sglaunch.
fn twelve() -> Sandbox {
    let mut documents: Vec<Value> = (1..=7)
        .map(|n| node(&format!("n{n:02}"), "3.11.2"))
        .collect();
    documents[6]["machine"]["python"]["version"] = json!("2.7.18");
    documents.push(failing("n08", "clock", "the clock is 1 hour behind"));
    documents.push(failing("n09", "clock", "the clock is 2 hours behind"));
    documents.push(failing("n10", "clock", "the clock is 2 hours behind"));
    documents.push(failing(
        "n11",
        "site-unknown-root",
        "nothing trusts `Studio`",
    ));
    documents.push(json!({"schema": 1, "findings": []}));
    let sandbox = farm(&documents);
    sandbox.write("home/nodes.txt", "n[01-10] n12 n13\n");
    sandbox
}

#[test]
fn the_text_has_the_causes_with_their_cures_and_nodes() {
    let sandbox = twelve();
    let args = [&MERGE[..], &["--nodes", "nodes.txt"]].concat();
    let text = sandbox.run(&args).code(1).text();
    let expected = "\
4 of 14 nodes fail, for 2 causes; 2 gave no answer; 8 pass.
Diagnoses of 12 nodes in 12 files, made at 2026-11-30T04:00:00Z.

Causes:
✗ the system's clock is wrong (clock)
    cure: cure clock
      cure-clock --now
    3 nodes: n08–n10
    studio.example:443: the clock is 2 hours behind (2 nodes: n09, n10)
    studio.example:443: the clock is 1 hour behind (1 node: n08)
✗ studio.example:443: nothing trusts `Studio` (site-unknown-root)
    cure: cure site-unknown-root
      cure-site-unknown-root --now
    1 node: n11

No answer:
  2 nodes: n12, n13

Not expected:
  2 nodes: 011, n11

Differences between nodes:
  Python version: 2.7.18 (1 node: n07); 3.11.2 (10 nodes)
  facts missing (older sglaunch): 1 node: 011
";
    assert_eq!(text, expected);
    let quiet = sandbox.run([&args[..], &["-q"]].concat()).code(1).text();
    assert!(quiet.contains("✗ the system's clock"), "{quiet}");
    assert!(!quiet.contains("Differences"), "{quiet}");
}

#[test]
fn a_farm_without_failures_ends_with_0() {
    let sandbox = farm(&[node("a", "3"), node("b", "3")]);
    let text = sandbox.run(MERGE).code(0).text();
    assert!(text.starts_with("None of 2 nodes fails.\n"), "{text}");
    let quiet = sandbox.run(["doctor", "-q", "--merge", "farm"]).code(0);
    assert_eq!(quiet.text(), "");
    sandbox.write("home/nodes.txt", "a b c\n");
    let args = [&MERGE[..], &["--nodes", "nodes.txt"]].concat();
    let text = sandbox.run(args).code(1).text();
    assert!(
        text.starts_with("None of 3 nodes fails; 1 gave no answer; 2 pass.\n"),
        "{text}"
    );
}

#[test]
fn long_lists_are_cut_and_shown_with_verbose() {
    let names: Vec<String> = (1..=40).map(|number| format!("n{}", number * 2)).collect();
    let document = |name: &String| failing(name, "clock", &format!("wrong on {name}"));
    let sandbox = farm(&names.iter().map(document).collect::<Vec<Value>>());
    let text = sandbox.run(MERGE).code(1).text();
    assert!(text.contains("\n    40 nodes: n2, n4, "), "{text}");
    assert!(text.contains("n24 and 28 more (-v shows them)\n"), "{text}");
    assert!(
        text.contains("\n    … and 35 more (-v shows them)\n"),
        "{text}"
    );
    let verbose = sandbox
        .run(["doctor", "-v", "--merge", "farm"])
        .code(1)
        .text();
    assert!(!verbose.contains("-v shows"), "{verbose}");
    for name in &names {
        assert!(
            verbose.contains(&format!("wrong on {name} (1 node: {name})\n")),
            "{verbose}"
        );
    }
}

#[test]
fn names_from_a_document_are_escaped() {
    let (name, message) = ("n\u{1b}[31m1\u{202e}", "a\nmessage\u{7}");
    let sandbox = farm(&[failing(name, "site-\u{1b}c", message), node("b", "3\u{9b}")]);
    for args in [
        &MERGE[..],
        &["doctor", "-v", "--merge", "farm"],
        &["doctor", "--merge", "farm", "--json"],
    ] {
        let text = sandbox.run(args).code(1).text();
        let is_bad = |c: char| c != '\n' && (c.is_control() || c == '\u{202e}');
        assert!(!text.contains(is_bad), "{text}");
        assert!(
            text.contains("1b}[31m1") || text.contains("001b[31m1"),
            "{text}"
        );
    }
}

#[test]
fn the_json_names_nodes_causes_and_differences() {
    let sandbox = twelve();
    let args = [&MERGE[..], &["--nodes", "nodes.txt", "--json"]].concat();
    let document = sandbox.run(args).code(1).json();
    assert_eq!(document["schema"], 1);
    assert_eq!(document["ok"], false);
    assert_eq!(document["missing"], json!(["n12", "n13"]));
    assert_eq!(document["unexpected"], json!(["011", "n11"]));
    assert_eq!(document["problems"], json!([]));
    let nodes = document["nodes"].as_array().expect("a list");
    assert_eq!(nodes.len(), 12);
    let of = |name: &str| {
        nodes
            .iter()
            .find(|node| node["name"] == name)
            .expect("the node")
    };
    let (ok, failing) = (of("n07"), of("n08"));
    assert_eq!(
        (&ok["ok"], &ok["cause"], &ok["causes"]),
        (&json!(true), &Value::Null, &json!([]))
    );
    assert_eq!(ok["facts"]["python.version"], "2.7.18");
    assert_eq!(ok["facts"]["program"], Value::Null);
    assert_eq!(ok["time"], "2026-11-30T04:00:00Z");
    assert!(
        ok["file"]
            .as_str()
            .is_some_and(|file| file.ends_with("006.json")),
        "{ok}"
    );
    assert_eq!(
        (&failing["ok"], &failing["cause"]),
        (&json!(false), &json!("clock"))
    );
    let clock = &document["causes"][0];
    assert_eq!(clock["id"], "clock");
    assert_eq!(clock["status"], "failed");
    assert_eq!(clock["nodes"], json!(["n08", "n09", "n10"]));
    assert_eq!(
        clock["remedy"],
        json!({
            "text": "cure clock",
            "commands": ["cure-clock --now"],
            "confirm_fingerprint": false,
        })
    );
    assert_eq!(clock["variants"][0]["nodes"], json!(["n09", "n10"]));
    assert_eq!(
        clock["variants"][1]["message"],
        "the clock is 1 hour behind"
    );
    assert_eq!(clock["variants"][1]["site"], "studio.example:443");
    let python = &document["differences"][0];
    assert_eq!(python["fact"], "python.version");
    assert_eq!(
        python["values"][0],
        json!({"value": "2.7.18", "nodes": ["n07"]})
    );
    assert_eq!(document["differences"].as_array().map(Vec::len), Some(1));
}

#[test]
fn the_note_stands_beside_remedies_that_ask_for_a_confirmation_alone() {
    let mut unknown = failing("a", "site-unknown-root", "nothing trusts `Studio`");
    let left_out = failing("b", "site-unknown-root", "the profile leaves it out");
    let page = |documents: &[Value]| {
        let sandbox = farm(documents);
        let args = [&MERGE[..], &["--json", "--report", "farm.html"]].concat();
        let document = sandbox.run(&args).code(1).json();
        let page = fs::read_to_string(sandbox.home().join("farm.html")).expect("the page");
        let confirm = document["causes"][0]["remedy"]["confirm_fingerprint"].clone();
        (page.matches("A report is not evidence.").count(), confirm)
    };
    assert_eq!(page(std::slice::from_ref(&left_out)), (0, json!(false)));
    unknown["findings"][0]["remedy"]["confirm_fingerprint"] = json!(true);
    assert_eq!(page(&[left_out, unknown]), (1, json!(true)));
}

#[test]
fn a_certificate_named_like_a_fact_is_none() {
    let mut documents = [node("a", "3"), node("b", "3")];
    let digest = "ab".repeat(32);
    let own = json!({"added": [{"sha256": digest, "name": "bundle"}], "others": 0});
    documents[0]["machine"]["bundle"] = own;
    documents[1]["machine"]["bundle"] = json!({"added": [], "others": 0});
    let args = [&MERGE[..], &["--json"]].concat();
    let merged = farm(&documents).run(&args).code(0).json();
    let differences = merged["differences"].as_array().expect("a list");
    let of = |fact: &str| differences.iter().find(|one| one["fact"] == fact);
    assert_eq!(of("bundle").expect("the CA")["certificate"], digest);
    assert!(of("bundle.sha256").is_none(), "{merged:#}");
}

#[test]
fn long_values_are_cut_but_in_json() {
    let long = "3".repeat(5000);
    let sandbox = farm(&[node("a", &long), node("b", "3")]);
    let text = sandbox.run(MERGE).code(0).text();
    assert!(text.len() < 1000, "{text}");
    let args = [&MERGE[..], &["--json"]].concat();
    let merged = sandbox.run(&args).code(0).json();
    let values = merged["differences"][0]["values"].as_array();
    assert!(values.is_some_and(|all| all.iter().any(|one| one["value"] == long)));
}

#[test]
fn files_are_named_without_the_home() {
    let sandbox = farm(&[node("a", "3")]);
    sandbox.write("home/farm/b.json", "{");
    let args = [&MERGE[..], &["--json"]].concat();
    let merged = sandbox.run(&args).code(0).json();
    let home = sandbox.home().to_string_lossy().into_owned();
    assert!(!merged.to_string().contains(&home), "{merged:#}");
    assert_eq!(merged["problems"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_farm_without_any_result_is_reported() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.home().join("farm")).expect("a directory");
    sandbox.write("home/nodes.txt", "n[1-3]\n");
    let args = [
        &MERGE[..],
        &["--nodes", "nodes.txt", "--report", "farm.html"],
    ]
    .concat();
    let text = sandbox.run(&args).code(1).text();
    assert!(text.starts_with("3 nodes gave no answer.\n"), "{text}");
    assert!(text.contains("  3 nodes: n1–n3\n"), "{text}");
    let page = fs::read_to_string(sandbox.home().join("farm.html")).expect("the page");
    assert!(page.contains("3 nodes gave no answer"), "{page}");
}

#[test]
fn a_damaged_file_is_named_beside_its_node() {
    let sandbox = farm(&[node("n1", "3")]);
    sandbox.write("home/farm/N2.json", "{\"schema\": 1");
    sandbox.write("home/nodes.txt", "n1 n2.farm.example n3\n");
    let args = [&MERGE[..], &["--nodes", "nodes.txt"]].concat();
    let text = sandbox.run(&args).code(1).text().replace("\n  ", " ");
    let file = std::path::Path::new("farm").join("N2.json");
    let expected = format!(
        "2 nodes: n2.farm.example, n3; the file of n2.farm.example, {}, ended inside a document",
        file.display()
    );
    assert!(text.contains(&expected), "{text}");
}

#[test]
fn a_file_that_cannot_be_read_is_an_error_and_not_counted() {
    let sandbox = farm(&[node("n1", "3"), node("n2", "3")]);
    let text = sandbox
        .run(["doctor", "--merge", "farm", "absent.json"])
        .code(1)
        .text();
    assert!(text.contains("Diagnoses of 2 nodes in 2 files"), "{text}");
}

#[test]
fn warnings_are_counted_and_shown_with_verbose() {
    let mut warned = failing("n1", "clock", "wrong");
    warned["findings"][0]["status"] = json!("warning");
    let sandbox = farm(&[warned, node("n2", "3.11.2")]);
    let text = sandbox.run(MERGE).code(0).text();
    assert!(
        text.starts_with("None of 2 nodes fails; 1 has warnings.\n"),
        "{text}"
    );
    assert!(
        text.ends_with("\n-v shows more (Warnings: 1; The same everywhere: 1)\n"),
        "{text}"
    );
}

#[test]
fn a_repeated_diagnosis_is_named_with_the_first() {
    let sandbox = farm(&[node("n1", "3"), node("n1", "3")]);
    let outcome = sandbox.run(MERGE).code(0);
    let [first, second] =
        ["000.json", "001.json"].map(|name| std::path::Path::new("farm").join(name));
    outcome.stderr_contains(&format!(
        "{} (repeats {})",
        second.display(),
        first.display()
    ));
}
