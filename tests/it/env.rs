//! `env`, read back by what it is written for: real shells, python-dotenv, a reader of JSON.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Map, Value, json};

use crate::clients::{python_or_skip, tool_or_skip};
use crate::sandbox::{Outcome, Sandbox, sglaunch};
use crate::system;
use crate::tls_server::Authority;

type Variables = Map<String, Value>;

/// Values that every format for Unix can hold.
const HOSTILE: &[(&str, &str)] = &[
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

/// A value that dotenv cannot hold.
const BRACES: (&str, &str) = ("BRACES", "a ${HOME} ${NONE:-x} ${");

/// What a shell sets for the programs that it starts.
const OF_THE_SHELL: [&str; 6] = ["_", "LOGNAME", "OLDPWD", "PWD", "SHLVL", "USER"];

/// A caller with a CA of its own, and a profile that sets `variables` and takes one from the caller.
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

/// JSON is YAML, except that YAML wants some more characters escaped.
fn yaml(value: &Value) -> String {
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

/// A caller with values that no profile could hold by itself.
fn caller_with_bytes() -> Sandbox {
    let mut variables = HOSTILE.to_vec();
    variables.push(BRACES);
    let bytes = system::bytes;
    caller(
        &variables,
        json!({"BYTES_LIST": {"prepend": ["/a"]}, "BYTES_COPY": "'${BYTES}'"}),
    )
    .env("BYTES_LIST", bytes(b"/\xff'\\\xfe:/\xc3"))
    .env("BYTES", bytes(b"\x81\x88\xff \xed\xa0\x80 \xea\xb8"))
}

/// What the DCC gets from a launch.
fn launched(sandbox: &Sandbox) -> Variables {
    variables(&sandbox.run(["maya"]).quietly())
}

/// What the DCC got, as far as sglaunch has to do with it.
fn variables(outcome: &Outcome) -> Variables {
    let Value::Object(mut env) = outcome.json()["env"].take() else {
        panic!("{}", outcome.text())
    };
    env.remove("SGLAUNCH_DEPTH");
    env.retain(|name, _| !OF_THE_SHELL.contains(&name.as_str()) && !system::is_own(name));
    env
}

/// Runs a script of a shell in the environment of the sandbox's user. Its first two arguments are sglaunch and the DCC.
fn in_shell(sandbox: &Sandbox, shell: &Shell, script: &str) -> Outcome {
    let mut command = Command::new(&shell.path);
    command
        .args(shell.args)
        .arg(script)
        .arg(sglaunch())
        .arg(sandbox.program("bin/maya"));
    command
        .env_clear()
        .envs(environment(sandbox))
        .current_dir(sandbox.home())
        .stdin(Stdio::null());
    command.output().expect("the shell starts").into()
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

/// A shell, and how it is told to evaluate what sglaunch prints.
struct Shell {
    path: PathBuf,
    args: &'static [&'static str],
    is_fish: bool,
}

impl Shell {
    fn or_skip(test: &str, name: &str) -> Option<Self> {
        let path = tool_or_skip(&format!("env::{test}"), name)?;
        let args: &[&str] = match name {
            "busybox" => &["sh", "-c"],
            "fish" => &["--no-config", "-c"],
            "zsh" => &["-f", "-c"],
            _ => &["-c"],
        };
        Some(Self {
            path,
            args,
            is_fish: name == "fish",
        })
    }

    /// In another locale fish rewrites what it inherits: a single \xff of the caller leaves it as two bytes.
    fn locales(&self) -> &'static [&'static str] {
        if self.is_fish {
            &["C.UTF-8"]
        } else {
            &["", "C", "C.UTF-8"]
        }
    }

    fn once(&self) -> &'static str {
        if self.is_fish {
            "$argv[1] env maya --format fish | source; exec $argv[2]"
        } else {
            r#"eval "$("$0" env maya --format sh)"; exec "$1""#
        }
    }

    /// The same text again, then what a second call has to say in the environment that this made.
    fn again_and_again(&self) -> &'static str {
        if self.is_fish {
            "set text ($argv[1] env maya --format fish | string collect); echo $text | source; echo $text | source
                 $argv[1] env maya --format fish | source; exec $argv[2]"
        } else {
            r#"text=$("$0" env maya --format sh); eval "$text"; eval "$text"
                 eval "$("$0" env maya --format sh)"; exec "$1""#
        }
    }
}

/// Evaluated in the shell, the changes make the environment that a launch gives, once and again.
fn reads_back(test: &str, name: &str) {
    let Some(shell) = Shell::or_skip(test, name) else {
        return;
    };
    for locale in shell.locales() {
        let sandbox = caller_with_bytes().env("LC_ALL", locale);
        let expected = launched(&sandbox);
        assert_eq!(expected["LIST"], "/a b:/m:/z");
        assert!(expected["BYTES_COPY"].is_array() && !expected.contains_key("REMOVED"));
        for script in [shell.once(), shell.again_and_again()] {
            let outcome = in_shell(&sandbox, &shell, script).quietly();
            assert_same(
                &variables(&outcome),
                &expected,
                &format!("{name} with LC_ALL={locale}"),
            );
        }
        assert_eq!(
            sandbox.bundles().len(),
            1,
            "the bundle of the first call is recognised"
        );
    }
    reads_back_anything(&shell, name);
}

/// Quoting and then evaluating is the identity.
fn reads_back_anything(shell: &Shell, name: &str) {
    let values = anything();
    let filled = |index: usize| (format!("V{index}"), format!("${{FROM_{index}}}").into());
    let mut sandbox = caller(
        &[],
        (0..values.len()).map(filled).collect::<Variables>().into(),
    );
    for (index, value) in values.iter().enumerate() {
        sandbox = sandbox.env(format!("FROM_{index}"), value);
    }
    let found = variables(&in_shell(&sandbox, shell, shell.once()).quietly());
    for (index, value) in values.iter().enumerate() {
        assert_eq!(
            found[&format!("V{index}")],
            as_json(value),
            "{name}, value {index}"
        );
    }
}

/// Two hundred strings of what shells find interesting, half of them not UTF-8.
fn anything() -> Vec<OsString> {
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

/// As the DCC writes it.
fn as_json(text: &OsStr) -> Value {
    text.to_str()
        .map_or_else(|| text.as_encoded_bytes().into(), Into::into)
}

#[test]
#[cfg_attr(windows, ignore = "it is about a shell of Unix")]
fn dash_reads_it_back() {
    reads_back("dash_reads_it_back", "dash");
}

#[test]
#[cfg_attr(windows, ignore = "it is about a shell of Unix")]
fn bash_reads_it_back() {
    reads_back("bash_reads_it_back", "bash");
}

#[test]
#[cfg_attr(windows, ignore = "it is about a shell of Unix")]
fn zsh_reads_it_back() {
    reads_back("zsh_reads_it_back", "zsh");
}

#[test]
#[cfg_attr(windows, ignore = "it is about a shell of Unix")]
fn mksh_reads_it_back() {
    reads_back("mksh_reads_it_back", "mksh");
}

#[test]
#[cfg_attr(windows, ignore = "it is about a shell of Unix")]
fn busybox_reads_it_back() {
    reads_back("busybox_reads_it_back", "busybox");
}

#[test]
#[cfg_attr(windows, ignore = "it is about a shell of Unix")]
fn fish_reads_it_back() {
    reads_back("fish_reads_it_back", "fish");
}

/// Through a batch file, as cmd reads it: what a line of it cannot hold is an error, which is tested below. What is not
/// ASCII is left out, because Wine's cmd heeds no `chcp`.
#[test]
#[cfg_attr(not(windows), ignore = "it takes cmd, which is Windows'")]
fn cmd_reads_it_back() {
    let is_held =
        |value: &str| value.is_ascii() && !value.is_empty() && !value.contains(['\r', '\n']);
    let held = HOSTILE.iter().filter(|(_, value)| is_held(value));
    let sandbox = caller(&held.copied().collect::<Vec<_>>(), Value::Null);
    let expected = launched(&sandbox);
    let changes = sandbox.run(["env", "maya", "--format", "cmd"]).quietly();
    sandbox.write("home/changes.bat", changes.stdout);
    let dcc = sandbox.program("bin/maya");
    let calls = format!("@call changes.bat\r\n@\"{}\"\r\n", dcc.display());
    sandbox.write("home/calls.bat", calls);
    let outcome = sandbox
        .alone("cmd")
        .args(["/d", "/c", "calls.bat"])
        .output();
    let outcome = Outcome::from(outcome.expect("cmd starts")).quietly();
    assert_same(&variables(&outcome), &expected, "cmd");
}

/// What `changes` make of the caller's environment.
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
fn json_holds_every_text_and_null_for_what_is_removed() {
    let mut variables = HOSTILE.to_vec();
    variables.push(BRACES);
    let sandbox = caller(&variables, Value::Null);
    let Value::Object(changes) = sandbox
        .run(["env", "maya", "--format", "json"])
        .quietly()
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

/// What python-dotenv makes of what sglaunch prints.
fn dotenv_values(sandbox: &Sandbox, python: &Path) -> Variables {
    let file = sandbox.write(
        "home/.env",
        sandbox
            .run(["env", "maya", "--format", "dotenv"])
            .quietly()
            .stdout,
    );
    let code = "import json, sys, dotenv; print(json.dumps(dotenv.dotenv_values(sys.argv[1], interpolate=True)))";
    let output = Command::new(python)
        .args(["-c", code])
        .arg(file)
        .envs(environment(sandbox))
        .output();
    let outcome = Outcome::from(output.expect("Python starts")).quietly();
    let Value::Object(values) = outcome.json() else {
        panic!("an object")
    };
    values
}

#[test]
fn python_dotenv_reads_it_back() {
    let Some(python) = python_or_skip("env::python_dotenv_reads_it_back") else {
        return;
    };
    let sandbox = caller(HOSTILE, Value::Null);
    let mut expected = launched(&sandbox);
    // A file of values cannot say that one is to go.
    expected.insert("REMOVED".to_owned(), "x".into());
    assert_same(
        &changed(&sandbox, dotenv_values(&sandbox, &python)),
        &expected,
        "python-dotenv",
    );
}

#[test]
fn python_dotenv_reads_back_any_text_that_it_can_hold() {
    let Some(python) = python_or_skip("env::python_dotenv_reads_back_any_text_that_it_can_hold")
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

#[test]
fn what_a_format_cannot_hold_is_an_error_and_prints_nothing() {
    let bytes = json!({"COPY": "${BYTES}"});
    for (name, value, format, why) in [
        (
            "A",
            "${HOME}",
            "dotenv",
            "`A` cannot be written as dotenv: readers of this format would fill in its `${`",
        ),
        (
            "A",
            " \\",
            "dotenv",
            "`A` cannot be written as dotenv: readers of this format would take the backslash",
        ),
        (
            "A",
            "\n",
            "cmd",
            "`A` cannot be written as cmd: cmd cannot hold a line break",
        ),
        (
            "A",
            "",
            "cmd",
            "`A` cannot be written as cmd: cmd cannot hold an empty value",
        ),
        (
            "A",
            "",
            "powershell",
            "`A` cannot be written as PowerShell: PowerShell cannot hold an empty value",
        ),
    ] {
        refused(&caller(&[(name, value)], Value::Null), format, why);
    }
    let sandbox = caller(&[], bytes).env("BYTES", system::bytes(b"\xff"));
    for (format, name) in [
        ("dotenv", "dotenv"),
        ("json", "JSON"),
        ("powershell", "PowerShell"),
        ("cmd", "cmd"),
    ] {
        refused(
            &sandbox,
            format,
            &format!("`COPY` cannot be written as {name}: its value is not UTF-8"),
        );
    }
}

#[test]
fn a_name_that_a_shell_cannot_set_is_an_error_and_prints_nothing() {
    for (name, formats, why) in [
        (
            "z.b",
            &["sh", "fish", "dotenv"][..],
            "a shell cannot set that name",
        ),
        (
            "z-b",
            &["sh", "fish", "dotenv"],
            "a shell cannot set that name",
        ),
        ("UID", &["sh"], "the variable is the shell's own"),
        ("path", &["sh"], "the variable is the shell's own"),
        ("version", &["fish"], "the variable is the shell's own"),
    ] {
        if system::is_same_variable(name, "PATH") {
            continue; // It is none of its own here.
        }
        let sandbox = caller(&[(name, "1")], Value::Null);
        for format in formats {
            refused(
                &sandbox,
                format,
                &format!("`{name}` cannot be written as {format}: {why}"),
            );
        }
        assert_eq!(
            sandbox
                .run(["env", "maya", "--format", "json"])
                .quietly()
                .json()[name],
            "1"
        );
    }
}

#[track_caller]
fn refused(sandbox: &Sandbox, format: &str, why: &str) {
    let outcome = sandbox.run(["env", "maya", "--format", format]).code(125);
    assert!(
        outcome.stderr.starts_with(&format!("error: {why}")),
        "{}",
        outcome.stderr
    );
    assert!(outcome.stderr.contains("\nhint: "), "{}", outcome.stderr);
    assert_eq!(outcome.text(), "", "{format}");
}

#[test]
fn without_a_profile_the_defaults_are_meant() {
    let sandbox = caller(&[], Value::Null);
    let plain = sandbox.run(["env", "--format", "sh"]).quietly().text();
    assert!(
        plain.contains("\nexport SGLAUNCH_PROFILE='defaults'\n"),
        "{plain}"
    );
    assert!(
        plain.contains(&format!(
            "export SSL_CERT_FILE='{}'\n",
            sandbox.bundles()[0].display()
        )),
        "{plain}"
    );
    assert_eq!(
        plain,
        sandbox
            .run(["env", "defaults", "--format", "sh"])
            .quietly()
            .text()
    );
}

#[test]
fn the_program_need_not_be_installed() {
    let sandbox = caller(&[("A", "1")], Value::Null).env("PATH", "/nowhere");
    assert!(
        sandbox
            .run(["env", "maya", "--format", "sh"])
            .quietly()
            .text()
            .starts_with("export A='1'\n")
    );
    sandbox.run(["env", "maya@2026"]).code(127);
}
