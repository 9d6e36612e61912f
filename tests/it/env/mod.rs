//! `env`, evaluated by its readers: real shells, python-dotenv, a JSON parser.

mod csh;
mod dry_run;
mod files;
mod refused;
mod restore;
mod shells;

use std::ffi::{OsStr, OsString};

use serde_json::{Map, Value, json};

use crate::sandbox::{Outcome, Sandbox};
use crate::system;
use crate::tls_server::Authority;

type Variables = Map<String, Value>;

/// Values that every format for Unix can represent.
pub const HOSTILE: &[(&str, &str)] = &[
    ("SPACES", "  a  b  "),
    ("BLANK", " "),
    ("EMPTY", ""),
    ("DASH", "-n"),
    ("SINGLE", "it's '' 'q'"),
    ("SINGLES", "'"),
    ("DOUBLE", "\"q\" \"\" \""),
    ("BACKSLASHES", r"\a \\ \' \n C:\x"),
    ("AT_THE_END", r"C:\a b\"),
    ("DOUBLED_AT_THE_END", r"\\host\share\\"),
    ("BEFORE_QUOTES", r#"\' \" \\' \\""#),
    ("DOLLAR", "$HOME $ $$ $1 $(id)"),
    ("COMMANDS", "`id` $(id) !id !!"),
    ("PERCENT", "%PATH% %% 100%"),
    ("OPERATORS", "^&|<>() && || >>"),
    ("GLOBS", ";#*?[]{}~"),
    ("TILDES", "a ~ ~root =ls"),
    ("COMMENT", "a # b"),
    ("COMMENTED", "#"),
    ("NEWLINE", "\na\n\nb\n"),
    ("TAB", "\ta\tb\t"),
    ("RETURN", "\ra\rb\r\nc\r"),
    ("RETURN_AND_QUOTES", "\r\\'\"\\n $HOME"),
    ("KOREAN", "한글 경로"),
    (
        "CURLY",
        "\u{2018} \u{2019} \u{201c} \u{201d} \u{201a} \u{201b}",
    ),
    (
        "CONTROL",
        "\u{1}\u{1b}[31m\u{7f}\u{81}\u{85}\u{a0}\u{feff}\u{2028}",
    ),
    (
        "BEYOND",
        "\u{1f3a5} \u{e000}\u{f600}\u{f6ff}\u{fdd0}\u{10ffff}",
    ),
    ("ASSIGNMENT", "A='b'; export A"),
];

/// A value that dotenv cannot represent.
const BRACES: (&str, &str) = ("BRACES", "a ${HOME} ${NONE:-x} ${");

/// Variables that a shell sets for its child processes.
const OF_THE_SHELL: [&str; 6] = ["_", "LOGNAME", "OLDPWD", "PWD", "SHLVL", "USER"];

/// Creates a caller with a CA of its own, and a profile that sets `variables` and removes one.
fn caller(variables: &[(&str, &str)], more: Value) -> Sandbox {
    let mut env: Variables = (variables.iter())
        .map(|(name, value)| ((*name).to_owned(), value.replace('$', "$$").into()))
        .collect();
    env.insert("REMOVED".to_owned(), Value::Null);
    env.insert(
        "LIST".to_owned(),
        json!({"prepend": ["/a b"], "append": ["/z"]}),
    );
    if let Value::Object(more) = more {
        env.extend(more);
    }
    let profile = json!({"program": {system::NAME: ["maya"]}, "env": env});
    let sandbox = Sandbox::new()
        .profile("maya", &yaml(&profile))
        .pem("mine.pem", &Authority::new("Mine"))
        .dcc("bin/maya");
    let own = sandbox.path("home/mine.pem");
    sandbox
        .on_path("bin")
        .env("SSL_CERT_FILE", own)
        .env("REMOVED", "x")
        .env("LIST", "/m")
        .env("LC_ALL", "C.UTF-8")
}

/// JSON is YAML, but YAML needs more characters escaped.
pub fn yaml(value: &Value) -> String {
    let is_odd = |c: char| matches!(c, '\u{7f}'..='\u{a0}' | '\u{2028}' | '\u{feff}');
    let escaped = |c: char| {
        if is_odd(c) {
            format!("\\u{:04x}", u32::from(c))
        } else {
            c.into()
        }
    };
    value.to_string().chars().map(escaped).collect()
}

/// Returns the environment of a DCC that sglaunch launched.
fn launched(sandbox: &Sandbox) -> Variables {
    variables(&sandbox.run(["maya"]).success())
}

/// Returns the variables of a DCC that sglaunch may have changed.
fn variables(outcome: &Outcome) -> Variables {
    let Value::Object(mut env) = outcome.json()["env"].take() else {
        panic!("{}", outcome.text())
    };
    env.remove("SGLAUNCH_DEPTH");
    // A launch removes it; `restore` has its tests.
    env.remove("SGLAUNCH_RESTORE");
    env.retain(|name, _| !OF_THE_SHELL.contains(&name.as_str()) && !system::is_own(name));
    env
}

fn environment(sandbox: &Sandbox) -> Vec<(OsString, OsString)> {
    let command = sandbox.command::<&str>([]);
    let variables = command
        .get_envs()
        .filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned())));
    variables.collect()
}

#[track_caller]
fn assert_same(found: &Variables, expected: &Variables, context: &str) {
    for (name, value) in expected {
        assert_eq!(found.get(name), Some(value), "{name} in {context}");
    }
    let more: Vec<&String> = found
        .keys()
        .filter(|name| !expected.contains_key(*name))
        .collect();
    assert!(more.is_empty(), "{context} also has {more:?}");
}

/// Returns two hundred strings of special characters, half of them not UTF-8.
pub fn anything() -> Vec<OsString> {
    let alphabet: &[&[u8]] = &[
        b"'",
        b"\"",
        b"\\",
        b"$",
        b"`",
        b"!",
        b"%",
        b"{",
        b"}",
        b"(",
        b")",
        b"\n",
        b"\t",
        b"\r",
        b" ",
        b"#",
        b"~",
        b"*",
        b"=",
        b":",
        b";",
        b"&",
        b"a",
        b"X",
        b"0",
        b"\x01",
        b"\x7f",
        "한".as_bytes(),
        "\u{2019}".as_bytes(),
        "\u{85}".as_bytes(),
        b"\xff",
        b"\x80",
        b"\x81",
        b"\x88",
        b"\xc3",
        b"\xed\xa0\x80",
    ];
    let of_text = alphabet.len() - 6;
    let mut random = fastrand::Rng::with_seed(7);
    let mut string = |index: usize| {
        let letters = if index.is_multiple_of(2) {
            &alphabet[..of_text]
        } else {
            alphabet
        };
        let length = random.usize(0..12);
        let picked = (0..length).flat_map(|_| letters[random.usize(..letters.len())]);
        system::bytes(&picked.copied().collect::<Vec<u8>>())
    };
    (0..200).map(&mut string).collect()
}

/// Converts a string as the DCC does.
fn as_json(text: &OsStr) -> Value {
    text.to_str()
        .map_or_else(|| text.as_encoded_bytes().into(), Into::into)
}
