//! `env` as JSON and as dotenv.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::{
    BRACES, HOSTILE, Variables, anything, as_json, assert_same, caller, environment, launched,
};
use crate::clients::{python_or_skip, tool_or_skip};
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
    let mut changes = changes;
    assert!(changes.remove("SGLAUNCH_RESTORE").is_some());
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
            .code(0)
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
    let sandbox = caller(&held(), Value::Null);
    assert_same(
        &changed(&sandbox, dotenv_values(&sandbox, &python)),
        &expected(&sandbox),
        "python-dotenv",
    );
}

#[test]
fn variables_that_dotenv_cannot_remove_are_named() {
    let sandbox = Sandbox::new().profile("maya", "env: {REMOVED: null}\n");
    let run = |sandbox: &Sandbox| sandbox.run(["env", "maya", "--format", "dotenv"]).code(0);
    let sandbox = sandbox.env("REMOVED", "x");
    let outcome = run(&sandbox);
    assert!(outcome.text().contains("# REMOVED: "), "{}", outcome.text());
    let hint =
        "hint: dotenv cannot remove variables: remove these before the file is read: REMOVED\n";
    assert_eq!(outcome.stderr, hint);
    assert_eq!(run(&sandbox.without("REMOVED")).stderr, "");
}

/// Returns the environment of a launch, except that dotenv cannot remove a variable.
fn expected(sandbox: &Sandbox) -> Variables {
    let mut expected = launched(sandbox);
    expected.insert("REMOVED".to_owned(), "x".into());
    expected
}

/// Whether python-dotenv and a shell can read a text alike.
fn is_held(text: &str) -> bool {
    let needs_double_quotes = text.contains('\'') || text.contains(r"\\");
    let is_alike = !text.contains("${") && !text.contains('\r') && !text.ends_with('\\');
    is_alike && !(needs_double_quotes && text.contains(['$', '`']))
}

fn held() -> Vec<(&'static str, &'static str)> {
    let held = HOSTILE.iter().filter(|(_, value)| is_held(value));
    held.copied().collect()
}

/// Returns the texts of [`anything`] that dotenv can represent, and their names.
fn anything_held() -> Vec<(String, String)> {
    let texts = anything()
        .into_iter()
        .filter_map(|value| value.into_string().ok());
    let held: Vec<(String, String)> = (texts.filter(|text| is_held(text)).enumerate())
        .map(|(index, text)| (format!("V{index}"), text))
        .collect();
    assert!(held.len() > 50, "{}", held.len());
    held
}

/// Checks that a shell that sources the output has the values of a launch, and runs nothing.
fn sources_it(test: &str, name: &str) {
    let Some(path) = tool_or_skip(&format!("env::files::{test}"), name) else {
        return;
    };
    let args: &[&str] = match name {
        "busybox" => &["sh", "-c"],
        "zsh" => &["-f", "-c"],
        _ => &["-c"],
    };
    let more = anything_held();
    let more = more
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()));
    let run = [
        ("RUN", "$(touch run) `touch run` ; touch run"),
        ("RUN2", "$x!touch run\n$(touch run)"),
    ];
    let variables: Vec<_> = held().into_iter().chain(more).chain(run).collect();
    let sandbox = caller(&variables, Value::Null);
    let changes = sandbox.run(["env", "maya", "--format", "dotenv"]).code(0);
    sandbox.write("home/changes.env", changes.stdout);
    let script = "set -a; . ./changes.env; set +a; exec \"$0\"";
    let mut command = Command::new(path);
    command
        .args(args)
        .arg(script)
        .arg(sandbox.program("bin/maya"));
    command
        .env_clear()
        .envs(environment(&sandbox))
        .current_dir(sandbox.home());
    let outcome = Outcome::from(command.output().expect("the shell starts")).success();
    assert_same(&super::variables(&outcome), &expected(&sandbox), name);
    assert!(!sandbox.path("home/run").exists(), "{name} ran a value");
}

#[test]
#[cfg_attr(windows, ignore = "it is about a shell of Unix")]
fn a_shell_may_source_dotenv() {
    for name in ["dash", "bash", "zsh", "mksh", "busybox"] {
        sources_it("a_shell_may_source_dotenv", name);
    }
}

#[test]
fn python_dotenv_reads_back_every_text_that_it_can_represent() {
    let Some(python) =
        python_or_skip("env::files::python_dotenv_reads_back_every_text_that_it_can_represent")
    else {
        return;
    };
    let variables = anything_held();
    let borrowed: Vec<(&str, &str)> = variables
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect();
    let found = dotenv_values(&caller(&borrowed, Value::Null), &python);
    for (name, text) in borrowed {
        assert_eq!(found[name], text, "{name}");
    }
}
