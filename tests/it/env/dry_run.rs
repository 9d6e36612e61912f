//! The quoting of `--dry-run`, evaluated by bash.

use std::process::Command;

use serde_json::{Value, json};

use super::{BRACES, HOSTILE, anything, as_json, caller, environment, launched};
use crate::clients::tool_or_skip;
use crate::sandbox::{Sandbox, path_list};
use crate::system;

/// Returns the words behind a label in the output of `--dry-run`.
fn words<'a>(text: &'a str, label: &str) -> Vec<&'a str> {
    let line = |line: &'a str| (line.split_once(' ')).filter(|(name, _)| *name == label);
    (text.lines().filter_map(line))
        .map(|(_, word)| word.trim_start())
        .collect()
}

/// Returns the strings that bash makes of words.
fn evaluated(sandbox: &Sandbox, bash: &std::path::Path, words: &[&str]) -> Vec<Vec<u8>> {
    let script = sandbox.write(
        "home/words",
        words
            .iter()
            .flat_map(|word| ["printf '%s\\0' ", word, "\n"])
            .collect::<String>(),
    );
    let mut command = Command::new(bash);
    let output = command
        .arg(script)
        .env_clear()
        .envs(environment(sandbox))
        .output();
    let output = output.expect("bash starts");
    assert!(
        output.status.success() && output.stderr.is_empty(),
        "{output:?}"
    );
    let mut parts: Vec<Vec<u8>> = (output.stdout.split(|byte| *byte == 0))
        .map(<[u8]>::to_vec)
        .collect();
    assert_eq!(parts.pop(), Some(Vec::new()));
    parts
}

#[test]
#[cfg_attr(windows, ignore = "it is about a shell of Unix")]
fn bash_reads_back_what_a_dry_run_prints() {
    let name = "env::dry_run::bash_reads_back_what_a_dry_run_prints";
    let Some(bash) = tool_or_skip(name, "bash") else {
        return;
    };
    let mut variables = HOSTILE.to_vec();
    variables.push(BRACES);
    variables.push(("FORGED\nremove   HOME", "\nremove   HOME"));
    let mut more = serde_json::Map::new();
    let values = anything();
    for index in 0..values.len() {
        more.insert(format!("V{index}"), format!("${{FROM_{index}}}").into());
    }
    for locale in ["C", "C.UTF-8"] {
        let mut sandbox = caller(&variables, Value::Object(more.clone()));
        for (index, value) in values.iter().enumerate() {
            sandbox = sandbox.env(format!("FROM_{index}"), value);
        }
        let sandbox = sandbox.env("LC_ALL", locale);
        let args: Vec<_> = ["-n".into(), "maya".into()]
            .into_iter()
            .chain(values.iter().cloned())
            .chain(["\u{202e}\u{9b}x\u{2028}".into()])
            .collect();
        let outcome = sandbox.run(&args).success();
        let text = String::from_utf8(outcome.stdout).expect("UTF-8");
        assert_printable(&text);

        let found = evaluated(&sandbox, &bash, &words(&text, "argument"));
        let expected: Vec<&[u8]> = args[2..].iter().map(|arg| arg.as_encoded_bytes()).collect();
        assert_eq!(found, expected);
        assert_eq!(words(&text, "remove"), ["REMOVED"]);
        let launched = launched(&sandbox);
        let set = evaluated(&sandbox, &bash, &words(&text, "set"));
        assert!(set.len() > values.len() + variables.len());
        for line in set {
            let end = line.iter().position(|byte| *byte == b'=').expect("a name");
            let name = std::str::from_utf8(&line[..end]).expect("UTF-8");
            if name != "SGLAUNCH_DEPTH" {
                let value = as_json(&system::bytes(&line[end + 1..]));
                assert_eq!(launched[name], value, "{name:?}");
            }
        }
    }
}

#[track_caller]
fn assert_printable(text: &str) {
    let is_raw = |c: &char| {
        c.is_control() && *c != '\n'
            || matches!(c, '\u{202e}' | '\u{2028}' | '\u{feff}' | '\u{e000}')
    };
    assert_eq!(text.chars().find(is_raw), None, "{text}");
}

#[test]
fn a_dry_run_quotes_as_coreutils_do() {
    let sandbox = caller(&[("A", "a\nb\u{9b}"), ("B", "it's")], json!({"A B": "*"}));
    let shown = sandbox.run(["-n", "maya", "x y", "", "a\tb", "=ls", "葛\u{e0100}", "50%"]);
    let shown = shown.success().text();
    for line in [
        "argument 'x y'\n",
        "argument ''\n",
        "argument 'a'$'\\t''b'\n",
        "argument '=ls'\n",
        "argument 葛\u{e0100}\n",
        "argument 50%\n",
        "set      A='a'$'\\n''b'$'\\302\\233'\n",
        "set      B='it'\\''s'\n",
        "set      'A B'='*'\n",
    ] {
        assert!(shown.contains(line), "{line}{shown}");
    }
}

#[test]
fn a_dry_run_marks_what_is_there_already() {
    let list = path_list(["/a", "/m"]);
    let sandbox = caller(
        &[("SAME", "1"), ("CHANGED", "2")],
        json!({
            "GIVEN": {"default": "mine"},
            "BEGINS": {"prepend": ["/a"]},
            "GONE": null,
            "FILLED": {"default": "x"},
        }),
    );
    let sandbox = sandbox
        .env("SAME", "1")
        .env("CHANGED", "1")
        .env("GIVEN", "their own")
        .env("BEGINS", &list)
        .env("FILLED", "");
    let bundle = sandbox.run(["bundle", "path", "maya"]).success().text();
    let bundle = bundle.trim_end();
    let sandbox = sandbox.env("REQUESTS_CA_BUNDLE", bundle);
    let shown = sandbox.run(["-n", "maya"]).success().text();
    let quoted = |text: &str| sglaunch::shell::quote(text.as_ref());
    for line in [
        "keep     SAME=1\n".to_owned(),
        "set      CHANGED=2\n".to_owned(),
        "keep     GIVEN='their own'\n".to_owned(),
        format!("keep     BEGINS={}\n", quoted(&list.to_string_lossy())),
        "set      FILLED=x\n".to_owned(),
        "remove   REMOVED\n".to_owned(),
        format!("keep     REQUESTS_CA_BUNDLE={}\n", quoted(bundle)),
        format!("set      SSL_CERT_FILE={}\n", quoted(bundle)),
    ] {
        assert!(shown.contains(&line), "{line}{shown}");
    }
    // Neither a variable that is not there, nor one that the profile does not set.
    assert!(
        !shown.contains("GONE") && !shown.contains("HOME="),
        "{shown}"
    );
    let names: Vec<&str> = (shown.lines().filter_map(|line| line.split_once('=')))
        .map(|(line, _)| &line[9..])
        .collect();
    assert!(names.is_sorted(), "{names:?}");
}
