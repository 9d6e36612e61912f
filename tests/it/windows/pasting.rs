//! Commands that sglaunch prints: cmd runs them as they are.

use std::collections::BTreeSet;
use std::fs;
use std::os::windows::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Mutex, OnceLock};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::sandbox::{Sandbox, dcc, sglaunch};
use crate::tls_server::Authority;

/// The programs in printed commands. In the directory of [`stand_ins`], each prints its arguments.
const PROGRAMS: [&str; 9] = [
    "sglaunch",
    "curl.exe",
    "certutil",
    "setx",
    "icacls",
    "nslookup",
    "w32tm",
    "powershell",
    "args",
];

/// A directory with a program for each of [`PROGRAMS`], and a home directory.
fn stand_ins() -> &'static Path {
    static DIR: OnceLock<TempDir> = OnceLock::new();
    let dir = DIR.get_or_init(|| {
        let dir = tempfile::tempdir().expect("a directory");
        for name in PROGRAMS {
            let file = dir.path().join(name).with_extension("exe");
            fs::hard_link(dcc(), &file)
                .or_else(|_| fs::copy(dcc(), &file).map(|_| ()))
                .expect("a copy of the DCC");
        }
        fs::create_dir(dir.path().join("my home")).expect("a home");
        dir
    });
    dir.path()
}

fn home() -> PathBuf {
    stand_ins().join("my home")
}

/// Runs a command in cmd, where only the stand-ins are on PATH.
fn cmd(command: &str) -> Output {
    let mut cmd = Command::new("cmd");
    for name in ["SystemDrive", "SystemRoot", "ComSpec", "PATHEXT"] {
        if let Some(value) = std::env::var_os(name) {
            cmd.env(name, value);
        }
    }
    // /s keeps all quotes of the command.
    let line = format!("/d /s /c \"{command}\"");
    cmd.raw_arg(line)
        .current_dir(home())
        .env("PATH", stand_ins())
        .env("USERPROFILE", home())
        .env("LOCALAPPDATA", home().join("local"))
        .env("SET", "expanded")
        .output()
        .expect("cmd starts")
}

/// Returns the arguments that cmd and the program's runtime make of a command.
#[track_caller]
fn words(command: &str) -> Vec<String> {
    let output = cmd(command);
    let started: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{command}: {error}: {output:?}"));
    let args = started["args"].as_array().expect("a list");
    let args = args
        .iter()
        .map(|arg| arg.as_str().expect("a word").to_owned());
    args.collect()
}

/// Checks commands of a text: those in backquotes that begin with one of [`PROGRAMS`].
pub fn check_hints(text: &str) {
    for line in text.lines().filter(|line| line.starts_with("hint: ")) {
        for command in line.split('`').skip(1).step_by(2) {
            if command.contains(' ') && PROGRAMS.contains(&first(command)) {
                check(command);
            }
        }
    }
}

fn first(command: &str) -> &str {
    command.split(' ').next().unwrap_or_default()
}

/// Checks that cmd runs a command and passes on its words. Commands that differ only in numbers and
/// in names of temporary files count as one.
pub fn check(command: &str) {
    static CHECKED: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    let shape = regex_lite::Regex::new(r"sglaunch-it-\w+|[0-9a-f]{16,}|\d+").expect("a pattern");
    let shape = shape.replace_all(command, "*").into_owned();
    if !CHECKED
        .lock()
        .is_ok_and(|mut checked| checked.insert(shape))
    {
        return;
    }
    let program = first(command);
    if program == "set" {
        check_variable(command);
    } else if program == "(echo" {
        let file = command.split('"').nth(1).expect("a file in quotes");
        let file = file.replace("%USERPROFILE%", &home().to_string_lossy());
        assert_eq!(cmd(command).status.code(), Some(0), "{command}");
        let lines = command
            .split(">>")
            .next()
            .unwrap_or_default()
            .matches("echo ")
            .count();
        let text = fs::read_to_string(&file).expect("the file was written");
        assert_eq!(text.lines().count(), lines, "{command}: {text}");
    } else if PROGRAMS.contains(&program) {
        check_words(command, &words(command));
    } else {
        // A program on this machine, which need not be started to see its words.
        let is_path = program.contains('\\') || program.starts_with('"');
        assert!(is_path, "`{program}` is no program of Windows: {command}");
        check_words(command, &words(&format!("args {command}"))[1..]);
    }
}

/// Checks that words are the parts of a command: nothing of quotes is left, and nothing else is
/// lost. Only backslashes in front of a closing quote are doubled.
#[track_caller]
fn check_words(command: &str, words: &[String]) {
    let plain = command.replace("%USERPROFILE%", &home().to_string_lossy());
    let plain = plain.replace("%LOCALAPPDATA%", &home().join("local").to_string_lossy());
    let plain = plain.replace(r#"\\""#, r#"\""#).replace('"', "");
    let (_, args) = plain.split_once(' ').unwrap_or_default();
    let passed = words.get(1..).unwrap_or_default().join(" ");
    assert_eq!(passed, args, "{command}");
    for quote_of_sh in [" '", "~/", "~\\"] {
        assert!(!command.contains(quote_of_sh), "{command}");
    }
}

/// Checks a command that sets or removes a variable.
#[track_caller]
fn check_variable(command: &str) {
    let assignment = command.trim_start_matches("set ").trim_matches('"');
    let (name, value) = assignment.split_once('=').expect("an assignment");
    let output = cmd(&format!("{command}&set {name}"));
    let text = String::from_utf8_lossy(&output.stdout);
    match value {
        "" => assert_eq!(text, "", "{command}"),
        _ => assert_eq!(
            text.trim_end(),
            format!("{name}={}", value.replace('^', ""))
        ),
    }
}

/// Arguments, each with what a careless quoting makes of it.
const ARGUMENTS: [&str; 14] = [
    "plain",
    "a b",
    "it's",
    "a&b|c<d>e^f",
    "(x)!y!;=,",
    r"C:\my dir\",
    "100%",
    "%SET%",
    "%SET% x",
    "say \"a & b\"",
    "$HOME `x`",
    "",
    "@x",
    "한글 é",
];

#[test]
fn a_dry_run_is_quoted_for_cmd() {
    let sandbox = Sandbox::new()
        .profile(
            "maya",
            "program: {windows: [maya]}\nenv: {DCC_A: 'C:/a b;D:/x\\', DCC_B: 'say \"x\" & go'}\n",
        )
        .dcc("bin/maya")
        .on_path("bin");
    let shown = sandbox
        .run([&["-n", "maya"][..], &ARGUMENTS].concat())
        .success();
    // The output is a pipe, in which other characters than ASCII are escapes.
    let shown = String::from_utf8(shown.stdout).expect("UTF-8");
    assert!(shown.is_ascii(), "{shown}");
    for (name, value) in [("DCC_A", r"C:/a b;D:/x\"), ("DCC_B", "say \"x\" & go")] {
        let line = (shown.lines())
            .find(|line| line.starts_with("set ") && line.contains(name))
            .expect("a change");
        let set = cmd(&format!("{line}&set {name}")).stdout;
        assert_eq!(
            String::from_utf8_lossy(&set).trim_end(),
            format!("{name}={value}")
        );
    }
    let quoted: Vec<&str> = (shown.lines())
        .filter_map(|line| line.strip_prefix("argument "))
        .collect();
    let (last, ascii) = quoted.split_last().expect("arguments");
    assert_eq!(*last, r#""\u{d55c}\u{ae00} \u{e9}""#);
    assert_eq!(
        words(&format!("args {}", ascii.join(" ")))[1..],
        ARGUMENTS[..ARGUMENTS.len() - 1]
    );
}

/// Runs sglaunch below a program of this name, and others below it.
fn called_by(sandbox: &Sandbox, callers: &[&str], args: &[&str]) -> Output {
    let programs: Vec<PathBuf> = callers
        .iter()
        .map(|name| sandbox.program(Path::new("callers").join(name)))
        .collect();
    for program in &programs {
        fs::create_dir_all(program.parent().expect("a directory")).expect("ours");
        // Wine calls all running links of one file by the same name.
        fs::copy(dcc(), program).expect("a copy of the DCC");
    }
    let mut words = programs.iter();
    let first = words.next().expect("a caller");
    // Each one runs its arguments.
    let mut command = sandbox.command_of(first);
    command
        .args(words)
        .arg(sglaunch())
        .args(args)
        .env("DCC_WITHOUT", "NONE")
        .env("DCC_RUNS", callers.len().to_string());
    command.output().expect("it starts")
}

#[test]
fn the_calling_shell_decides_on_quotes_and_format() {
    let sandbox = Sandbox::new();
    let file = sandbox.write("home/it's my ca.cer", "");
    let file = file.to_str().expect("UTF-8");
    let cmd_like = format!("`sglaunch trust add \"{file}\"`");
    let powershell = format!("`sglaunch trust add '{}'`", file.replace('\'', "''"));
    let bash = format!("`sglaunch trust add '{}'`", file.replace('\'', r"'\''"));
    let (set, env, export) = ("@set \"", "${Env:", "export ");
    for (callers, quoted, format) in [
        (&["cmd"][..], &cmd_like, set),
        (&["PowerShell"], &powershell, env),
        (&["pwsh", "maya", "sglaunch"], &powershell, env),
        (&["bash"], &bash, export),
        // No shell that is known: as before.
        (&["nu"], &cmd_like, env),
        (&["powershell", "explorer"], &cmd_like, env),
    ] {
        let outcome = called_by(&sandbox, callers, &[file]);
        let hint = format!("hint: to trust it, run {quoted}\n");
        let stderr = String::from_utf8_lossy(&outcome.stderr);
        assert!(stderr.ends_with(&hint), "{callers:?}: {stderr}");
        let text = called_by(&sandbox, callers, &["env"]).stdout;
        let text = String::from_utf8_lossy(&text);
        assert!(text.starts_with(format), "{callers:?}: {text}");
    }
    // A document is read elsewhere, and does not depend on the caller.
    let authority = Authority::new("Studio Root");
    let list = |callers: &[&str]| {
        let args = ["doctor", "--json", "env-unusable-file"];
        let sandbox = Sandbox::new();
        let file = sandbox.write("home/my ca.der", authority.der());
        let sandbox = sandbox.env("SSL_CERT_FILE", &file);
        let output = called_by(&sandbox, callers, &args).stdout;
        let document: Value = serde_json::from_slice(&output).expect("JSON");
        document["findings"][0]["remedy"]["commands"].to_string()
    };
    let commands = list(&["bash"]);
    assert!(
        commands.contains(r#"trust add \"%USERPROFILE%\\my ca.der\""#),
        "{commands}"
    );
    assert_eq!(commands, list(&["nu"]));
}

#[test]
fn what_goes_into_a_pipe_is_ascii() {
    let sandbox = Sandbox::new()
        .profile(
            "maya",
            "description: 한글\nprogram: {windows: [maya]}\nenv: {X: 'é 한'}\n",
        )
        .dcc("bin/maya")
        .on_path("bin");
    for args in [
        &["list", "--json"][..],
        &["show", "maya", "--json"],
        &["show", "maya"],
        &["list"],
        &["env", "maya", "--format", "json"],
        &["env", "maya", "--format", "powershell"],
        &["-n", "maya", "한"],
        &["한"],
    ] {
        let outcome = sandbox.command(args).output().expect("it starts");
        assert!(
            outcome.stdout.is_ascii() && outcome.stderr.is_ascii(),
            "{args:?}: {outcome:?}"
        );
        assert!(
            !outcome.stdout.is_empty() || !outcome.stderr.is_empty(),
            "{args:?}"
        );
    }
    let listed = sandbox.run(["show", "maya", "--json"]).json().to_string();
    assert!(listed.contains("한글"), "{listed}");
    // A file keeps the characters.
    let file = fs::File::create(sandbox.path("list.txt")).expect("ours");
    let status = sandbox
        .command(["show", "maya"])
        .stdout(file)
        .status()
        .expect("it starts");
    assert!(status.success());
    let text = fs::read_to_string(sandbox.path("list.txt")).expect("UTF-8");
    assert!(text.contains("한글"), "{text}");
}

/// The line of `shim add` is one argument of PowerShell, and changes no variable on the way.
#[test]
fn the_line_for_path_is_one_command_of_cmd() {
    let sandbox = Sandbox::new()
        .profile("maya", "program: {windows: [maya]}\n")
        .dcc("bin/maya")
        .on_path("bin")
        .env("SGLAUNCH_DATA_DIR", r"C:\users\it's 100% %SET% & co");
    let text = sandbox.run(["-q", "shim", "add", "maya"]).text();
    let line = text.lines().nth(1).expect("a line below the comment");
    let [_, options @ .., script] = &words(line)[..] else {
        panic!("{line}")
    };
    assert_eq!(options, ["-NoProfile", "-Command"]);
    assert!(
        script.starts_with(
            r"Set-ItemProperty HKCU:\Environment Path ('C:\users\it''s 100% %SET% & co\shims;' + "
        ),
        "{script}"
    );
    assert_eq!(json!(script.contains('"')), false);
}
