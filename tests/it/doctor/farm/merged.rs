//! The merge of a farm, as JSON.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;

use serde_json::Value;

use super::generated::{GeneratedFarm, Staged, name, staged};
use crate::sandbox::Sandbox;

/// Merges files and directories of the sandbox.
fn merge(sandbox: &Sandbox, paths: &[&str], options: &[&str], code: i32) -> Value {
    let paths = paths.iter().map(|path| sandbox.path(path).into_os_string());
    let words = ["doctor", "--merge"]
        .map(OsString::from)
        .into_iter()
        .chain(paths);
    let options = options.iter().chain(&["--json"]).map(OsString::from);
    let outcome = sandbox.run(words.chain(options)).code(code);
    serde_json::from_slice(&outcome.stdout).expect("JSON")
}

fn names(staged_as: Staged, count: usize) -> Vec<String> {
    let numbers = (1..=count).filter(|number| staged(*number) == staged_as);
    numbers.map(name).collect()
}

fn strings(list: &Value) -> Vec<&str> {
    let list = list.as_array().expect("a list").iter();
    list.map(|one| one.as_str().expect("a text")).collect()
}

#[test]
fn each_cause_of_a_farm_has_its_nodes_and_one_cure() {
    const COUNT: usize = 60;
    let sandbox = Sandbox::new();
    GeneratedFarm::new().write(&sandbox.path("results"), COUNT);
    sandbox.write("nodes", "node[001-062]\n");
    let nodes = sandbox.path("nodes");
    let merged = merge(
        &sandbox,
        &["results"],
        &["--nodes", &nodes.to_string_lossy()],
        1,
    );
    assert_eq!(
        (&merged["schema"], &merged["ok"]),
        (&1.into(), &false.into())
    );
    let causes = merged["causes"].as_array().expect("a list").iter();
    let causes: BTreeMap<&str, &Value> = causes
        .map(|cause| (cause["id"].as_str().expect("a name"), cause))
        .collect();
    for (id, staged_as, cures) in [
        ("site-unknown-root", Staged::MissingRoot, 1),
        ("clock", Staged::WrongClock, 1),
        ("site-not-yet-valid", Staged::WrongClock, 1),
        ("bundle-source", Staged::BrokenBundle, 2),
        ("python-old-openssl", Staged::OldPython, 1),
    ] {
        let cause = causes[id];
        assert_eq!(strings(&cause["nodes"]), names(staged_as, COUNT), "{id}");
        let is_shared = cause["remedy"]["text"].is_string();
        assert_eq!(is_shared, cures == 1, "{cause:#}");
        let variants = cause["variants"].as_array().expect("a list");
        assert!(variants.iter().all(|one| one["remedy"]["text"].is_string()));
    }
    assert_eq!(causes.len(), 5);
    assert_eq!(merged["missing"], serde_json::json!(["node061", "node062"]));
    let nodes = merged["nodes"].as_array().expect("a list");
    assert_eq!(nodes.len(), COUNT);
    for (index, node) in nodes.iter().enumerate() {
        assert_eq!(node["name"], name(index + 1));
        let main = match staged(index + 1) {
            Staged::Good | Staged::OldVersion => None,
            Staged::MissingRoot => Some("site-unknown-root"),
            Staged::WrongClock => Some("clock"),
            Staged::BrokenBundle => Some("bundle-source"),
            Staged::OldPython => Some("python-old-openssl"),
        };
        assert_eq!(node["cause"].as_str(), main, "{node:#}");
    }
    // One node has another Python, two have another clock, three lack the root.
    let facts = merged["differences"].as_array().expect("a list");
    let facts: Vec<&str> = facts
        .iter()
        .filter_map(|one| one["fact"].as_str())
        .collect();
    let place = |name: &str| facts.iter().position(|fact| *fact == name).expect("a fact");
    assert!(place("python.openssl") < place("clock.offset"));
    assert!(place("clock.offset") < place("Studio"));
}

#[test]
fn a_farm_in_one_file_is_that_in_many() {
    let sandbox = Sandbox::new();
    let farm = GeneratedFarm::new();
    farm.write(&sandbox.path("many"), 20);
    let all: String = (1..=20).rev().map(|number| farm.text(number)).collect();
    sandbox.write("log", format!("srun: job 7 queued\n{all}srun: done\n"));
    let utf16: Vec<u8> = format!("\u{feff}{all}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    sandbox.write("utf16", utf16);
    let merge = |from: &str| {
        let mut merged = merge(&sandbox, &[from], &[], 1);
        for node in merged["nodes"].as_array_mut().expect("a list") {
            node["file"] = Value::Null;
        }
        merged
    };
    let many = merge("many");
    assert_eq!(many["nodes"].as_array().map(Vec::len), Some(20));
    assert_eq!(merge("log"), many);
    assert_eq!(merge("utf16"), many);
    let stdin = fs::File::open(sandbox.path("log")).expect("a file");
    let mut command = sandbox.command(["doctor", "--merge", "-", "--json"]);
    let output = command.stdin(stdin).output().expect("sglaunch starts");
    let piped: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(piped["causes"], many["causes"]);
}

#[test]
fn what_is_not_used_is_said_and_not_fatal() {
    let sandbox = Sandbox::new();
    let farm = GeneratedFarm::new();
    let good = farm.text(1);
    let mut newer = farm.document(3);
    newer["schema"] = 2.into();
    let list = sandbox.run(["list", "--json"]).success();
    sandbox.write("results/1.json", &good);
    sandbox.write("results/2.json", &good);
    sandbox.write("results/3.json", newer.to_string());
    sandbox.write("results/4.json", "");
    sandbox.write("results/5.json", &good[..1000]);
    sandbox.write("results/6.json", &list.stdout);
    sandbox.write("results/7.json", "srun: error: node007: task 6: Killed\n");
    sandbox.write(
        "results/8.json",
        farm.text(2).replace("2026-11-30", "2026-11-29"),
    );
    sandbox.write("results/9.json", format!("{}{{broken\n", farm.text(2)));
    let merged = merge(&sandbox, &["results", "absent"], &[], 1);
    assert_eq!(merged["nodes"].as_array().map(Vec::len), Some(2));
    let problems = merged["problems"].as_array().expect("a list").iter();
    let kinds: BTreeMap<String, &str> = problems
        .map(|one| {
            let file = one["file"].as_str().expect("a path");
            let name = file.rsplit(['/', '\\']).next().expect("a name");
            (name.to_owned(), one["kind"].as_str().expect("a kind"))
        })
        .collect();
    let expected = [
        ("2.json", "duplicate"),
        ("3.json", "schema"),
        ("4.json", "empty"),
        ("5.json", "truncated"),
        ("6.json", "not-a-diagnosis"),
        ("7.json", "no-document"),
        ("8.json", "older"),
        ("9.json", "not-json"),
        ("absent", "unreadable"),
    ];
    let expected = expected.map(|(name, kind)| (name.to_owned(), kind));
    assert_eq!(kinds, BTreeMap::from(expected));
}

#[test]
fn the_names_of_the_nodes_are_what_slurm_prints() {
    let sandbox = Sandbox::new();
    GeneratedFarm::new().write(&sandbox.path("results"), 3);
    let stdin = fs::File::open(sandbox.write("stdin", "node[002-003],other7\n")).expect("a file");
    let results = sandbox.path("results");
    let args = ["doctor", "--json", "--nodes", "-", "--merge"].map(OsString::from);
    let mut command = sandbox.command(args.into_iter().chain([results.into_os_string()]));
    let output = command.stdin(stdin).output().expect("sglaunch starts");
    let merged: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(strings(&merged["missing"]), ["other7"]);
    assert_eq!(strings(&merged["unexpected"]), ["node001"]);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn hundreds_of_files_are_merged() {
    let sandbox = Sandbox::new();
    let dir = sandbox.path("results");
    GeneratedFarm::new().write(&dir, 400);
    let merged = merge(&sandbox, &["results"], &[], 1);
    assert_eq!(merged["nodes"].as_array().map(Vec::len), Some(400));
    let size: u64 = fs::read_dir(&dir)
        .expect("files")
        .flatten()
        .filter_map(|file| Some(file.metadata().ok()?.len()))
        .sum();
    assert!(size > 4_000_000, "{size}");
}
