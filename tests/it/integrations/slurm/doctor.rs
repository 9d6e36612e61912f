//! `doctor` as an array of 60 tasks, on 60 nodes, and the page of what they found.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::cluster::{Farm, OFF, wait_for};
use super::staged::{install, nodes, of_kind, repair};
use super::{has_daemons_or_skip, with_conf};
use crate::doc_pages::FARM_PAGE;
use crate::integrations::{typed, with_tools};
use crate::sandbox::{Outcome, Sandbox, files_in};
use crate::tls_server::{Authority, WebServer};

const SECTION: &str = "Find the nodes that fail";

/// A directory to which the results and the pages are copied, for a look by hand.
const COPY_TO: &str = "SGLAUNCH_RESULTS";

#[test]
#[cfg_attr(windows, ignore = "Slurm is for Unix")]
fn the_page_of_an_array_names_the_nodes_that_fail() {
    let test = "integrations::slurm::doctor::the_page_of_an_array_names_the_nodes_that_fail";
    if has_daemons_or_skip(test).is_none() {
        return;
    }
    let root = Authority::new("Studio Root");
    let site = WebServer::start(root.issue());
    let sandbox = with_conf(with_tools(Sandbox::new()));
    let Some(sandbox) = install(test, sandbox, &root, &site) else {
        return;
    };
    let farm = Farm::start(&sandbox, &nodes());
    fs::create_dir(sandbox.path("doctor")).expect("a directory");
    let job = FARM_PAGE.shown(SECTION, "make it executable");
    sandbox.write("home/doctor.sh", here(&sandbox, &job));
    documented(&sandbox, "sinfo").code(0);
    documented(&sandbox, "sbatch --array").code(0);
    wait_for("the end of every task", || farm.is_idle());
    let silent = [of_kind("killed"), of_kind(OFF)].concat();
    assert_eq!(names_with(&sandbox, "json"), all_but(&silent));
    assert_eq!(names_with(&sandbox, "part"), of_kind("killed"));

    leave_odd_files(&sandbox, &farm);
    let merged = merged(&sandbox, 1);
    assert_causes(&merged);
    assert_differences(&merged);
    // The document of node56 is of a newer version.
    let missing = [vec!["node56".to_owned()], silent.clone()].concat();
    assert_eq!(merged["missing"], json!(missing));
    assert_eq!(merged["unexpected"], json!([]));
    assert_eq!(
        problems(&merged),
        [
            ("node41.json", "older"),
            ("node56.json", "schema"),
            ("node58-test.json", "truncated"),
        ]
        .into()
    );
    let page = page(&sandbox, 1);
    let failing = ["no-root", "dead-battery", "cut", "old"]
        .map(of_kind)
        .concat();
    for name in failing.iter().chain(&missing) {
        assert!(page.contains(name), "{name}");
    }
    copy(&sandbox, "before");

    // The documented loop, for the nodes that have been repaired.
    let repaired = ["cut", "killed"];
    for kind in repaired {
        repair(&sandbox, kind);
    }
    let names = sandbox.path("home/nodes.txt");
    let every_name = fs::read(&names).expect("a list");
    fs::write(&names, repaired.map(of_kind).concat().join("\n")).expect("a list");
    documented(&sandbox, "for node").code(0);
    wait_for("the end of every task", || farm.is_idle());
    fs::write(&names, every_name).expect("a list");
    let again = self::merged(&sandbox, 1);
    let ids = ids(&again["causes"]);
    assert_eq!(ids, ["site-unknown-root", "clock", "python-no-ssl"]);
    assert_eq!(again["missing"], json!(["node56", "node60"]));
    copy(&sandbox, "after");
}

/// Leaves files as people and other versions do, besides those of the documented job.
fn leave_odd_files(sandbox: &Sandbox, farm: &Farm) {
    let results = sandbox.path("doctor");
    let by_hand = |node: &str, command: &str| {
        let command = format!("{command} >{}/{node}.json", results.display());
        let (node, _) = node.split_once('-').expect("a node's name");
        let submit = format!("sbatch --nodelist={node} --output=/dev/null --wrap='{command}'");
        typed(sandbox, &submit).code(0);
    };
    // Times have no fractions of a second.
    by_hand("node41-again", "sleep 1; sglaunch doctor houdini --json");
    // The disk is full, or the quota of the user.
    by_hand("node58-test", "ulimit -f 8; sglaunch doctor houdini --json");
    wait_for("the end of both tasks", || farm.is_idle());
    change(sandbox, "node56", |document| document["schema"] = json!(2));
    // The first version printed less.
    change(sandbox, "node57", |document| {
        let document = document.as_object_mut().expect("an object");
        document.retain(|name, _| ["schema", "ok", "findings"].contains(&name.as_str()));
    });
}

fn change(sandbox: &Sandbox, node: &str, change: impl Fn(&mut Value)) {
    let file = sandbox.path(format!("doctor/{node}.json"));
    let mut document = serde_json::from_slice(&fs::read(&file).expect("a file")).expect("JSON");
    change(&mut document);
    fs::write(&file, document.to_string()).expect("the file");
}

#[track_caller]
fn assert_causes(merged: &Value) {
    let expected = [
        (
            "site-unknown-root",
            "no-root",
            "ask for the root's certificate",
        ),
        ("clock", "dead-battery", "set the clock"),
        ("bundle-source", "cut", "ask IT for this certificate again"),
        ("python-no-ssl", "old", "use a Python with ssl"),
    ];
    let mut causes = merged["causes"].as_array().expect("a list").clone();
    assert_eq!(causes[0]["id"], expected[0].0, "the most frequent is first");
    causes.sort_by_key(|cause| expected.iter().position(|(id, ..)| cause["id"] == *id));
    assert_eq!(causes.len(), expected.len(), "{causes:#?}");
    for (cause, (id, kind, part_of_cure)) in causes.iter().zip(expected) {
        assert_eq!(cause["nodes"], json!(of_kind(kind)), "{id}");
        let cure = text(&cause["remedy"]["text"]);
        assert!(cure.contains(part_of_cure), "{cause:#?}");
    }
    let warnings = merged["warnings"].as_array().expect("a list").iter();
    let found: BTreeMap<&str, &Value> = warnings
        .map(|warning| (text(&warning["id"]), &warning["nodes"]))
        .collect();
    let (fast, full) = (json!(of_kind("fast")), json!(of_kind("full")));
    assert_eq!(found, [("clock", &fast), ("bundle-location", &full)].into());
}

#[track_caller]
fn assert_differences(merged: &Value) {
    let old = [of_kind("old"), of_kind("older-version")].concat();
    for (fact, value, nodes) in [
        ("program_version", json!("18.5.759"), old.clone()),
        ("clock.offset", json!("10 minutes ahead"), of_kind("fast")),
        ("Studio Root", json!("not trusted"), of_kind("no-root")),
    ] {
        let differences = merged["differences"].as_array().expect("a list");
        let of_fact = differences.iter().find(|one| one["fact"] == fact);
        let values =
            of_fact.unwrap_or_else(|| panic!("{fact}: {differences:#?}"))["values"].clone();
        let values = values.as_array().expect("a list");
        let found = values.iter().find(|one| one["value"] == value);
        let found = found.unwrap_or_else(|| panic!("{fact}: {values:#?}"));
        assert_eq!(found["nodes"], json!(nodes), "{fact}");
    }
}

fn ids(causes: &Value) -> Vec<&str> {
    let causes = causes.as_array().expect("a list").iter();
    causes.filter_map(|cause| cause["id"].as_str()).collect()
}

/// Returns the files that were not used, by name, and why.
fn problems(merged: &Value) -> BTreeMap<&str, &str> {
    let problems = merged["problems"].as_array().expect("a list").iter();
    let name = |file| text(file).rsplit_once('/').expect("a path").1;
    problems
        .map(|problem| (name(&problem["file"]), text(&problem["kind"])))
        .collect()
}

fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

/// Returns the result of the documented command, as data.
#[track_caller]
fn merged(sandbox: &Sandbox, code: i32) -> Value {
    let command = FARM_PAGE.command(SECTION, "sglaunch doctor --merge");
    let command = format!("{} --json", here(sandbox, &command));
    typed(sandbox, &command).code(code).json()
}

/// Returns the page that the documented command writes.
#[track_caller]
fn page(sandbox: &Sandbox, code: i32) -> String {
    documented(sandbox, "sglaunch doctor --merge").code(code);
    fs::read_to_string(sandbox.path("home/farm.html")).expect("a page")
}

fn all_but(without: &[String]) -> Vec<String> {
    let names = nodes().into_iter().map(|node| node.name);
    names.filter(|name| !without.contains(name)).collect()
}

/// Returns the names of the nodes that have left a file with this extension.
fn names_with(sandbox: &Sandbox, extension: &str) -> Vec<String> {
    let files = files_in(&sandbox.path("doctor")).into_iter();
    let files = files.filter(|file| file.extension().is_some_and(|found| found == extension));
    let name = |file: &PathBuf| Some(file.file_stem()?.to_str()?.to_owned());
    files.filter_map(|file| name(&file)).collect()
}

/// Runs a command of the page.
fn documented(sandbox: &Sandbox, beginning: &str) -> Outcome {
    let command = FARM_PAGE.command(SECTION, beginning);
    typed(sandbox, &here(sandbox, &command))
}

/// Puts the share of the page into the sandbox.
fn here(sandbox: &Sandbox, text: &str) -> String {
    let share = sandbox.path("doctor").display().to_string();
    text.replace("/studio/doctor", &share)
}

/// Copies the results and the page, if a directory is named.
fn copy(sandbox: &Sandbox, name: &str) {
    if let Ok(directory) = std::env::var(COPY_TO) {
        let copy = format!(
            "mkdir -p {directory}/{name} && cp $HOME/../doctor/* farm.html nodes.txt {directory}/{name}"
        );
        typed(sandbox, &copy).code(0);
    }
}
