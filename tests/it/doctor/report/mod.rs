//! `--report` and `--save-chain`: the files that are written, and those that are not.

#[cfg(unix)]
mod unix;

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::sandbox::{Outcome, Sandbox, files_in};
use crate::tls_server::{Authority, Site};

/// A run that takes no time.
const QUICK: [&str; 2] = ["doctor", "env-empty"];

fn run(sandbox: &Sandbox, args: &[&str]) -> Outcome {
    sandbox.run([&QUICK, args].concat())
}

#[track_caller]
fn page(sandbox: &Sandbox, name: &str) -> String {
    let page = fs::read_to_string(sandbox.home().join(name)).expect("a page");
    assert!(page.starts_with("<!DOCTYPE html>\n"), "{page}");
    assert!(page.trim_end().ends_with("</html>"), "{page}");
    page
}

#[test]
fn a_page_is_written_beside_text_and_beside_json() {
    let sandbox = Sandbox::new();
    let server = Site::start(&Authority::new("Strange"));
    let args = ["doctor", "--site", &server.url(), "--report", "ticket.html"];
    let outcome = sandbox.run(args).code(1);
    assert!(
        outcome.text().contains("✗ failed   localhost:"),
        "{outcome:?}"
    );
    assert_eq!(outcome.stderr, "sglaunch: wrote ticket.html\n");
    let verdict = outcome.text().lines().last().expect("a verdict").to_owned();
    assert!(
        verdict.starts_with("The connection to localhost:"),
        "{verdict}"
    );
    assert!(page(&sandbox, "ticket.html").contains("(site-unknown-root)"));
    // Again, over the page of before.
    fs::write(sandbox.home().join("empty.html"), "").expect("ours");
    for file in ["ticket.html", "empty.html", "Other.HTM"] {
        let args = [&args[..4], &[file, "--json", "-q"]].concat();
        let outcome = sandbox.run(args).code(1);
        assert_eq!(outcome.stderr, "");
        let document = outcome.json();
        let sentence = document["conclusion"]["sentence"].as_str();
        assert!(
            verdict.starts_with(sentence.expect("a sentence")),
            "{verdict}"
        );
        page(&sandbox, file);
    }
    let names: Vec<_> = files_in(&sandbox.home())
        .into_iter()
        .filter(|file| file.is_file())
        .collect();
    assert_eq!(names.len(), 3, "no temporary file is left: {names:?}");
}

#[test]
fn the_page_of_a_farm_is_written_in_the_same_way() {
    let sandbox = Sandbox::new();
    let node = run(&sandbox, &["--json"]).success().text();
    sandbox.write("home/results/node.json", node);
    sandbox.write("home/own.html", "another page");
    let args = ["doctor", "--merge", "results", "--report", "farm.html"];
    for _ in 0..2 {
        let outcome = sandbox.run(args).code(0);
        assert_eq!(outcome.stderr, "sglaunch: wrote farm.html\n");
        page(&sandbox, "farm.html");
    }
    let args = [&args[..4], &["own.html"]].concat();
    (sandbox.run(&args).code(125))
        .stderr_contains("is not a report of many machines written by sglaunch\n");
    // A page of one machine is not replaced by one of many, nor the other way round.
    run(&sandbox, &["--report", "node.html"]).code(0);
    let args = [&args[..4], &["node.html"]].concat();
    (sandbox.run(args).code(125))
        .stderr_contains("is not a report of many machines written by sglaunch\n");
    (run(&sandbox, &["--report", "farm.html"]).code(125))
        .stderr_contains("is not a report of one machine written by sglaunch\n");
}

/// The page of such a run must not read like a clean bill of health.
#[test]
fn a_run_without_a_connection_and_one_of_some_checks_say_so() {
    let sandbox = Sandbox::new();
    for (args, says) in [
        (&["doctor"][..], "no connection was tested"),
        (&["doctor", "clock", "env-empty"], "only 2 checks were run"),
        (&["doctor", "site-expired"], "Nothing was tested"),
    ] {
        let args = [args, &["--report", "page.html"]].concat();
        let text = sandbox.run(args).code(0).text();
        assert!(text.contains(says), "{text}");
        let page = page(&sandbox, "page.html");
        assert!(page.contains(says), "{page}");
    }
}

#[test]
fn a_file_that_is_something_else_is_not_replaced() {
    let sandbox = Sandbox::new();
    let kept = "<!DOCTYPE html>\n<html><title>The studio's own page</title></html>\n";
    sandbox.write("home/own.html", kept);
    run(&sandbox, &["--report", "page.html"]).code(0);
    for (option, file, noun) in [
        ("--report", "own.html", "report of one machine"),
        ("--save-chain", "own.html", "chain"),
        ("--save-chain", "page.html", "chain"),
    ] {
        let outcome = run(&sandbox, &[option, file]).code(125);
        // Before the examination: nothing is printed.
        assert_eq!(outcome.text(), "", "{file}");
        let sentence = format!("error: the file exists and is not a {noun} written by sglaunch\n");
        assert_eq!(
            outcome.stderr,
            format!("{sentence}  --> {file}\nhint: name another file\n")
        );
    }
    let own = fs::read_to_string(sandbox.home().join("own.html"));
    assert_eq!(own.expect("the file"), kept);
    page(&sandbox, "page.html");
}

#[test]
fn a_page_and_a_chain_need_two_files() {
    let sandbox = Sandbox::new();
    let same = sandbox.home().join("page.html");
    for chain in ["page.html", "./page.html", &same.to_string_lossy()] {
        let files = ["--report", "page.html", "--save-chain", chain];
        let outcome = run(&sandbox, &files).code(125);
        assert_eq!(outcome.text(), "", "{chain}");
        outcome
            .stderr_contains("error: --report and --save-chain name the same file\n")
            .stderr_contains("hint: name another file for the chain, such as chain.pem\n");
    }
    assert!(!same.exists());
}

#[test]
fn stdin_is_read_once() {
    let sandbox = Sandbox::new();
    (sandbox.run(["doctor", "--merge", "-", "--nodes", "-"]).code(125)).stderr_contains(
        "error: stdin can be read only once\nhint: write the names to a file, and give it to --nodes\n",
    );
}

#[test]
fn a_name_that_is_not_that_of_a_page_has_a_hint() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.home().join("pages")).expect("ours");
    for (file, hint) in [
        ("houdini", "write `--report houdini.html`"),
        ("my page.pdf", "write `--report 'my page.html'`"),
        ("-", "write `--report report.html`"),
        ("result.json", "for JSON, write `--json > result.json`"),
        ("pages", "write `--report pages/report.html`"),
        ("pages/", "write `--report pages/report.html`"),
    ] {
        let outcome = run(&sandbox, &["--report", file]).code(125);
        assert_eq!(outcome.text(), "", "{file}");
        let error = outcome.stderr.replace('\\', "/");
        assert!(
            error.starts_with("error: the report is an HTML page, so its name ends in .html\n"),
            "{error}"
        );
        let hint = format!("hint: {hint}\n");
        if cfg!(unix) {
            assert!(error.ends_with(&hint), "{error}");
        }
    }
    assert_eq!(
        files_in(&sandbox.home().join("pages")),
        Vec::<std::path::PathBuf>::new()
    );
}

#[test]
fn a_path_that_cannot_be_written_is_an_error_before_the_examination() {
    let sandbox = Sandbox::new();
    fs::create_dir(sandbox.home().join("dir.html")).expect("ours");
    let gone = sandbox.home().join("gone");
    let create = format!("hint: create it first: {}\n", gone.display());
    for (option, file, hint) in [
        ("--report", "gone/page.html", &*create),
        ("--save-chain", "gone/chain.pem", &create),
        ("--report", "dir.html", "hint: give the path of a file\n"),
        (
            "--save-chain",
            "dir.html",
            "hint: give the path of a file\n",
        ),
    ] {
        let outcome = run(&sandbox, &[option, file]).code(125);
        assert_eq!(outcome.text(), "", "{file}");
        let error = outcome.stderr;
        assert!(error.starts_with("error: cannot write the "), "{error}");
        assert!(error.ends_with(hint), "{error}");
    }
}

#[test]
fn results_of_machines_are_merged_without_a_profile_and_their_names_not_without_results() {
    let sandbox = Sandbox::new();
    (run(&sandbox, &["--nodes", "nodes.txt"]).code(125))
        .stderr_contains("error: --nodes needs --merge\nhint: add the results of the machines");
    for args in [
        &["doctor", "houdini", "--merge", "results"][..],
        &[
            "doctor",
            "--merge",
            "results",
            "--site",
            "https://localhost",
        ],
        &["doctor", "--merge", "results", "--timeout", "5"],
    ] {
        (sandbox.run(args).code(125))
            .stderr_contains("cannot be used with")
            .stderr_contains("sglaunch doctor [OPTIONS] --merge <FOLDER|FILE>...");
    }
    let args = ["doctor", "--merge", "results", "--redact-hosts"];
    (sandbox.run(args).code(125))
        .stderr_contains("error: a merge cannot hide the names of hosts\nhint: hide them when");
    // The page is checked before the results are read.
    let args = ["doctor", "--merge", "results", "--report", "gone/farm.html"];
    sandbox
        .run(args)
        .code(125)
        .stderr_contains("there is no directory");
}

#[test]
fn a_chain_that_no_site_has_sent_loses_neither_the_findings_nor_the_page() {
    let sandbox = Sandbox::new();
    let args = [
        "doctor",
        "--json",
        "--site",
        "https://localhost:1",
        "--save-chain",
        "none.pem",
    ];
    let outcome = sandbox
        .run([&args[..], &["--report", "page.html"]].concat())
        .code(125);
    let document: Value = outcome.json();
    assert_eq!(document["ok"], false);
    outcome.stderr_contains("error: no site has sent a certificate to save\n");
    page(&sandbox, "page.html");
    assert!(!Path::exists(&sandbox.home().join("none.pem")));
}
