//! `env` as JSON and as dotenv.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::{
    BRACES, HOSTILE, Variables, anything, as_json, assert_same, caller, environment, launched,
};
use crate::clients::python_or_skip;
use crate::sandbox::{Outcome, Sandbox};

/// Applies `changes` to the caller's environment.
fn changed(sandbox: &Sandbox, changes: Variables) -> Variables {
    let mut env: Variables = (environment(sandbox).into_iter())
        .map(|(name, value)| (name.to_string_lossy().into_owned(), as_json(&value)))
        .collect();
    for (name, value) in changes {
        match value {
            Value::Null => drop(env.remove(&name)),
            value => drop(env.insert(name, value)),
        }
    }
    env
}

#[test]
fn json_has_strings_to_set_and_null_to_remove() {
    let mut variables = HOSTILE.to_vec();
    variables.push(BRACES);
    let sandbox = caller(&variables, Value::Null);
    let Value::Object(changes) = sandbox
        .run(["env", "maya", "--format", "json"])
        .success()
        .json()
    else {
        panic!("an object")
    };
    assert_eq!(changes["REMOVED"], Value::Null);
    assert!(
        !changes.contains_key("HOME"),
        "what stays as it is is no change"
    );
    assert_same(&changed(&sandbox, changes), &launched(&sandbox), "JSON");
}

/// Returns the variables that python-dotenv reads from sglaunch's output.
fn dotenv_values(sandbox: &Sandbox, python: &Path) -> Variables {
    let file = sandbox.write(
        "home/.env",
        sandbox
            .run(["env", "maya", "--format", "dotenv"])
            .success()
            .stdout,
    );
    let code = "import json, sys, dotenv; print(json.dumps(dotenv.dotenv_values(sys.argv[1], interpolate=True)))";
    let output = Command::new(python)
        .args(["-c", code])
        .arg(file)
        .envs(environment(sandbox))
        .output();
    let outcome = Outcome::from(output.expect("Python starts")).success();
    let Value::Object(values) = outcome.json() else {
        panic!("an object")
    };
    values
}

#[test]
fn python_dotenv_reads_it_back() {
    let Some(python) = python_or_skip("env::files::python_dotenv_reads_it_back") else {
        return;
    };
    let sandbox = caller(HOSTILE, Value::Null);
    let mut expected = launched(&sandbox);
    // dotenv cannot remove a variable.
    expected.insert("REMOVED".to_owned(), "x".into());
    assert_same(
        &changed(&sandbox, dotenv_values(&sandbox, &python)),
        &expected,
        "python-dotenv",
    );
}

#[test]
fn python_dotenv_reads_back_every_text_that_it_can_represent() {
    let Some(python) =
        python_or_skip("env::files::python_dotenv_reads_back_every_text_that_it_can_represent")
    else {
        return;
    };
    let texts: Vec<String> = anything()
        .into_iter()
        .filter_map(|value| value.into_string().ok())
        .collect();
    let held = texts
        .iter()
        .filter(|text| !text.contains("${") && !text.ends_with('\\'));
    let variables: Vec<(String, &str)> = held
        .enumerate()
        .map(|(index, text)| (format!("V{index}"), text.as_str()))
        .collect();
    assert!(variables.len() > 100);
    let borrowed: Vec<(&str, &str)> = variables
        .iter()
        .map(|(name, text)| (name.as_str(), *text))
        .collect();
    let found = dotenv_values(&caller(&borrowed, Value::Null), &python);
    for (name, text) in borrowed {
        assert_eq!(found[name], text, "{name}");
    }
}
