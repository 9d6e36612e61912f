//! Files that cannot be merged, and the files of a merge.

use std::fs;

use serde_json::{Value, json};

use super::{failing, farm, node};
use crate::sandbox::Sandbox;

/// A farm of one node, and files with all kinds of problems.
fn with_problems() -> Sandbox {
    let sandbox = farm(&[node("a", "3")]);
    let mut older = node("a", "2");
    older["machine"]["time"] = json!("2026-11-29T04:00:00Z");
    for (name, text) in [
        ("truncated", "{\"schema\": 1, ".to_owned()),
        ("invalid", "{\"schema\": 1,\n]}".to_owned()),
        ("other", "{\"name\": \"x\"}".to_owned()),
        ("newer", "{\"schema\": 2}".to_owned()),
        ("log", "slurmstepd: error".to_owned()),
        ("older", older.to_string()),
        ("same", node("a", "3").to_string()),
        ("empty", String::new()),
    ] {
        sandbox.write(format!("home/farm/{name}.json"), text);
    }
    fs::create_dir(sandbox.home().join("none")).expect("a directory");
    sandbox
}

#[test]
fn files_with_problems_are_reported_and_do_not_stop_the_merge() {
    let sandbox = with_problems();
    let args = ["doctor", "--merge", "farm", "none", "missing.json"];
    let outcome = sandbox.run(args).code(1);
    for line in [
        "1 directory contained no JSON files: none",
        "1 file ended inside a document, as if the job had been killed: farm/truncated.json",
        "1 file contained invalid JSON: farm/invalid.json:2",
        "1 file contained JSON that `sglaunch doctor --json` does not print: farm/other.json",
        "1 file came from a newer sglaunch, with another schema: farm/newer.json (schema 2)",
        "1 file contained no JSON document: farm/log.json",
        "1 file had an older diagnosis of a node: farm/older.json",
        "1 file repeated the diagnosis of another file: farm/same.json",
        "1 file contained nothing, as if the job had ended before it printed: farm/empty.json",
        "1 file cannot be read: ",
    ] {
        let line = format!("warning: {line}");
        assert!(outcome.stderr.contains(&line), "{line}\n{}", outcome.stderr);
    }
    let document = sandbox
        .run([&args[..], &["--json", "--report", "farm.html"]].concat())
        .json();
    let problems = document["problems"].as_array().expect("a list");
    let mut kinds: Vec<&str> = problems
        .iter()
        .filter_map(|one| one["kind"].as_str())
        .collect();
    kinds.sort_unstable();
    let expected = [
        "duplicate",
        "empty",
        "no-document",
        "no-files",
        "not-a-diagnosis",
        "not-json",
        "older",
        "schema",
        "truncated",
        "unreadable",
    ];
    assert_eq!(kinds, expected);
    let page = fs::read_to_string(sandbox.home().join("farm.html")).expect("the page");
    assert!(page.contains("Files with problems") && page.contains("farm/invalid.json:2"));
}

#[test]
fn many_damaged_files_are_one_warning() {
    let documents: Vec<Value> = (0..300).map(|number| json!(number)).collect();
    let sandbox = farm(&documents);
    for number in 0..300 {
        sandbox.write(format!("home/farm/{number:03}.json"), "{");
    }
    sandbox.write("home/farm/good.json", node("a", "3").to_string());
    let outcome = sandbox.run(["doctor", "--merge", "farm"]).code(0);
    assert_eq!(outcome.stderr.lines().count(), 1, "{}", outcome.stderr);
    let quiet = sandbox.run(["doctor", "-q", "--merge", "farm"]).code(0);
    assert_eq!(quiet.stderr, "");
    outcome
        .stderr_contains("warning: 300 files ended inside a document")
        .stderr_contains("farm/011.json and 288 more (-v shows them)\n");
}

#[test]
fn if_there_is_nothing_to_merge_the_reasons_are_reported() {
    let sandbox = Sandbox::new();
    sandbox.write("home/farm/a.json", "{");
    sandbox.write("home/farm/b.json", "");
    let args = ["doctor", "--merge", "farm", "--report", "farm.html"];
    (sandbox.run(args).code(125))
        .stderr_contains("error: there is no diagnosis to merge\n")
        .stderr_contains(
            "1 file ended inside a document, as if the job had been killed: farm/a.json",
        )
        .stderr_contains("farm/b.json")
        .stderr_contains("hint: name files that `sglaunch doctor --json` has printed");
    assert!(!sandbox.home().join("farm.html").exists());
}

#[test]
fn names_that_cannot_be_read_are_an_error() {
    let sandbox = farm(&[failing("a", "clock", "wrong")]);
    sandbox.write("home/empty.txt", "# no names\n");
    for (file, reason, hint) in [
        (
            "missing.txt",
            "cannot read the names of the nodes: ",
            "hint: name a file, or write `-` for stdin\n",
        ),
        (
            "empty.txt",
            "cannot read the names of the nodes: the file contains no names",
            "hint: write one name on each line",
        ),
    ] {
        (sandbox
            .run(["doctor", "--merge", "farm", "--nodes", file])
            .code(125))
        .stderr_contains(reason)
        .stderr_contains(&format!("--> {file}"))
        .stderr_contains(hint);
    }
}
