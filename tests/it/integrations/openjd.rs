//! Sessions of Open Job Description, with the environment of the page.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use super::{shown, studio};
use crate::clients::{environment, script};
use crate::env::{HOSTILE, anything, yaml};
use crate::sandbox::{Outcome, Sandbox};
use crate::tls_server::{Authority, Site};

const SECTION: &str = "Open Job Description: AWS Deadline Cloud";

/// Runs a command in a session with the environment of the page.
fn in_session(sandbox: &Sandbox, python: &PathBuf, command: &str) -> Outcome {
    let template = sandbox.write("home/sglaunch.yaml", shown(SECTION, "`sglaunch.yaml`"));
    let mut session = sandbox.command_of(python);
    session.arg(script("run_openjd.py")).arg(template);
    session.args(["/bin/sh", "-c", command]);
    session.output().expect("Python starts").into()
}

#[test]
#[cfg_attr(windows, ignore = "the session runs a shell of Unix")]
fn a_session_has_the_environment() {
    let test = "integrations::openjd::a_session_has_the_environment";
    let Some(python) = environment(test, "3.11-openjd") else {
        return;
    };
    let authority = Authority::new("Studio");
    let site = Site::start(&authority);
    let sandbox = studio(&authority, &site);
    let publish = "python3 \"$HOME/publish.py\" \"$SITE\" >\"$HOME/log\"";
    in_session(&sandbox, &python, publish).code(0);
    assert_eq!(
        fs::read_to_string(sandbox.home().join("log")).expect("a log"),
        "hello\n"
    );
}

#[test]
#[cfg_attr(windows, ignore = "the session runs a shell of Unix")]
fn a_session_reads_back_every_value() {
    let test = "integrations::openjd::a_session_reads_back_every_value";
    let Some(python) = environment(test, "3.11-openjd") else {
        return;
    };
    let authority = Authority::new("Studio");
    let site = Site::start(&authority);
    let more = [
        ("BRACES", "a ${HOME} ${NONE:-x} ${ {{x}} %s %(x)s"),
        ("MESSAGE", "\nopenjd_fail: x\nopenjd_unset_env: PATH"),
        ("LIKE_JSON", "\"A=b\""),
    ];
    let values = HOSTILE.iter().chain(&more);
    let values = values.map(|(name, value)| (String::from(*name), String::from(*value)));
    let texts = anything().into_iter().enumerate();
    let texts =
        texts.filter_map(|(index, text)| Some((format!("V{index}"), text.into_string().ok()?)));
    let values: Vec<_> = values
        .chain(texts)
        .filter(|(_, value)| !value.contains("\r\n"))
        .collect();
    let long = "x'\"\\".repeat(7000);
    let env: serde_json::Map<_, _> = (values.iter())
        .map(|(name, value)| (name.clone(), value.replace('$', "$$").into()))
        .chain([
            ("REMOVED".to_owned(), Value::Null),
            ("LONG".to_owned(), long.as_str().into()),
        ])
        .collect();
    let sandbox = studio(&authority, &site)
        .dcc("home/program")
        .profile("python", &yaml(&serde_json::json!({"env": env})))
        .env("REMOVED", "x");
    in_session(&sandbox, &python, "exec \"$HOME/program\" >\"$HOME/log\"").code(0);
    let log = fs::read_to_string(sandbox.home().join("log")).expect("a log");
    let started: Value = serde_json::from_str(&log).expect("it has begun");
    for (name, value) in values {
        assert_eq!(started["env"][&name], value, "{name}");
    }
    assert_eq!(started["env"]["LONG"], long);
    assert_eq!(started["env"].get("REMOVED"), None);

    let sandbox = sandbox
        .profile("python", "env: {LONG: '${FROM}${FROM}${FROM}'}\n")
        .env("FROM", long);
    let outcome = in_session(&sandbox, &python, "true").code(1);
    let why = "cannot write `LONG` as openjd: a session of Open Job Description cannot read a line";
    assert!(outcome.text().contains(why), "{outcome:?}");
}
