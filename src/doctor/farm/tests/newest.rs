use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::super::newest::keep_newest;
use super::super::{Farm, Node, Problem, ProblemKind, Read};
use super::document;

/// Reads documents, each from its file.
fn read(documents: &[(&str, Value)]) -> Read {
    let node = |(file, document): &(&str, Value)| {
        Node::new(document, Path::new(file)).expect("a diagnosis")
    };
    let mut read = Read {
        nodes: documents.iter().map(node).collect(),
        ..Read::default()
    };
    keep_newest(&mut read);
    read
}

fn at(host: &str, time: &str, profile: &str) -> Value {
    let mut document = document(host);
    document["machine"]["time"] = json!(time);
    document["machine"]["profile"] = json!(profile);
    document
}

fn files(read: &Read) -> Vec<&str> {
    let files = read.nodes.iter().map(|node| node.file.to_str());
    files.flatten().collect()
}

#[test]
fn the_newest_diagnosis_of_a_node_and_profile_counts() {
    let read = read(&[
        ("1", at("node10", "2026-11-30T04:00:00Z", "maya")),
        ("2", at("node2", "2026-11-30T04:00:00Z", "houdini")),
        ("3", at("NODE2", "2026-11-30T05:00:00Z", "houdini")),
        ("4", at("node2", "2026-11-29T06:00:00Z", "houdini")),
        ("5", at("node2", "2026-11-29T06:00:00Z", "maya")),
        ("6", at("node10", "2026-11-30T04:00:00Z", "maya")),
    ]);
    assert_eq!(files(&read), ["3", "5", "1"]);
    let newer = || PathBuf::from("3");
    assert_eq!(
        read.problems,
        [
            Problem::new(Path::new("2"), ProblemKind::Older { newer: newer() }),
            Problem::new(Path::new("4"), ProblemKind::Older { newer: newer() }),
            Problem::new(Path::new("6"), ProblemKind::Duplicate { of: "1".into() }),
        ]
    );
}

#[test]
fn times_are_compared_by_a_right_clock() {
    // Before it was set, the clock was a day ahead.
    let mut wrong = at("node1", "2026-12-01T04:00:00Z", "maya");
    wrong["machine"]["clock"]["offset"] = json!(86_400);
    let right = at("node1", "2026-11-30T05:00:00Z", "maya");
    assert_eq!(
        files(&read(&[("1", wrong.clone()), ("2", right.clone())])),
        ["2"]
    );
    // A document without a time is the oldest one.
    for time in [Value::Null, json!("yesterday"), json!(7)] {
        wrong["machine"]["time"] = time;
        assert_eq!(
            files(&read(&[("1", wrong.clone()), ("2", right.clone())])),
            ["2"]
        );
    }
}

#[test]
fn documents_that_do_not_name_their_machine_are_named_by_their_files() {
    let unnamed = |change: fn(&mut Value)| {
        let mut document = document("node1");
        change(&mut document["machine"]);
        document
    };
    let changes: [fn(&mut Value); 6] = [
        |machine| *machine = Value::Null,
        |machine| machine["host"] = Value::Null,
        |machine| machine["host"] = json!(""),
        |machine| machine["host"] = json!("localhost.localdomain"),
        |machine| machine["host"] = json!("x".repeat(300)),
        |machine| {
            // As `--redact-hosts` prints on each node.
            machine["host"] = json!("host-1");
            machine["node"] = json!("host-1");
            machine["hosts_hidden"] = json!(true);
        },
    ];
    for change in changes {
        let document = unnamed(change);
        let read = read(&[
            ("/a/rack7.json", document.clone()),
            ("/b/rack7.json", document),
        ]);
        let names: Vec<&str> = read.nodes.iter().map(|node| &*node.name).collect();
        assert_eq!(names, ["rack7", "rack7"]);
        assert!(read.problems.is_empty());
    }
}

#[test]
fn a_node_examined_outside_of_the_farm_has_its_name_in_the_farm() {
    let in_farm = |node: &str, host: &str, time: &str| {
        let mut document = at(host, time, "maya");
        document["machine"]["node"] = json!(node);
        document
    };
    let by_ssh = at("node1.farm.example", "2026-11-30T09:00:00Z", "maya");
    let job = in_farm("node1", "Node1.farm.example", "2026-11-30T04:00:00Z");
    let merged = read(&[("1", job.clone()), ("2", by_ssh.clone())]);
    assert_eq!(
        (files(&merged), &*merged.nodes[0].name),
        (vec!["2"], "node1")
    );
    // A host that is several nodes of the farm.
    let other = in_farm("node2", "node1.farm.example", "2026-11-30T04:00:00Z");
    let merged = read(&[("1", job), ("2", by_ssh), ("3", other)]);
    assert_eq!(files(&merged), ["1", "2", "3"]);
}

#[test]
fn a_file_named_like_a_host_does_not_part_its_diagnoses() {
    let mut unnamed = at("n1", "2026-11-30T04:30:00Z", "maya");
    unnamed["machine"]["host"] = Value::Null;
    let merged = read(&[
        ("1", at("n1", "2026-11-30T04:00:00Z", "maya")),
        ("2", at("n1", "2026-11-30T05:00:00Z", "maya")),
        ("3", at("n1", "2026-11-30T05:00:00Z", "nuke")),
        ("n1.json", unnamed),
    ]);
    assert_eq!(files(&merged), ["2", "3", "n1.json"]);
    assert_eq!(Farm::new(merged, None).machine_count(), 2);
}

#[test]
fn an_unknown_time_is_the_oldest_one_whatever_the_clock() {
    let mut unknown = at("n1", "yesterday", "maya");
    unknown["machine"]["clock"]["offset"] = json!(-86_400);
    assert_eq!(read(&[("1", unknown)]).nodes[0].real_time, 0);
}
