//! Profiles that would exhaust memory, time or the terminal.

use std::process::Command;
use std::time::{Duration, Instant};

use crate::sandbox::{Outcome, Sandbox};

/// Runs sglaunch with at most 150 MB of memory.
fn run_with_little_memory(sandbox: &Sandbox, args: &[&str]) -> Outcome {
    let call = sandbox.command(args);
    let mut shell = Command::new("/bin/sh");
    shell
        .args(["-c", "ulimit -v 150000; exec \"$@\"", "sh"])
        .arg(call.get_program())
        .args(call.get_args())
        .current_dir(sandbox.home())
        .env_clear();
    shell.envs(
        call.get_envs()
            .filter_map(|(name, value)| Some((name, value?))),
    );
    shell.output().expect("a shell").into()
}

/// Checks that a launch fails with this error, whose lines are short.
#[track_caller]
fn fails(sandbox: &Sandbox, sentence: &str) {
    let outcome = run_with_little_memory(sandbox, &["maya"]);
    let error = outcome.code(125).stderr;
    assert!(
        error.contains(sentence),
        "{}",
        &error[..error.len().min(999)]
    );
    let longest = error.lines().map(|line| line.chars().count()).max();
    assert!(longest < Some(800), "{error}");
}

fn maya(yaml: &str) -> Sandbox {
    Sandbox::new()
        .dcc("bin/maya")
        .on_path("bin")
        .profile("maya", yaml)
}

#[test]
fn aliases_do_not_exhaust_memory() {
    let text = "x".repeat(100_000);
    let many = format!(
        "description: &a {text}\nargs: [{}]\n",
        "*a,".repeat(200_000)
    );
    fails(&maya(&many), "profile `maya` has more than 1000 aliases\n");
    let large = format!("description: &a {text}\nargs: [{}]\n", "*a,".repeat(999));
    let sentence = "profile `maya` is larger than 4 MiB after its aliases are expanded\n";
    fails(&maya(&large), sentence);
    let (items, entries) = ("x, ".repeat(9_000), 0..900);
    let entries: Vec<String> = entries
        .map(|n| {
            format!(
                "  A{n}: {{prepend: *a}}
"
            )
        })
        .collect();
    let entries = entries.concat();
    fails(
        &maya(&format!("args: &a [{items}]\nenv:\n{entries}")),
        sentence,
    );
    let laughs = (1..=9).fold("a0: &a0 [x]\n".to_owned(), |yaml, level| {
        let below = format!("*a{}, ", level - 1).repeat(10);
        format!("{yaml}a{level}: &a{level} [{below}]\n")
    });
    fails(&maya(&format!("{laughs}args: *a9\n")), "unknown key `a0`");
    fails(
        &maya("ca: &c {native: true}\nshortcut: {<<: *c}\n"),
        "unknown key `<<`",
    );

    let few = "args: [&a '-x', *a, *a]\nenv: {A: &e '*', B: *e}\nprogram: {linux: [maya]}\n";
    let sandbox = Sandbox::new().dcc("bin/maya").on_path("bin");
    sandbox.write_profile("home/.config/sglaunch/profiles/maya.yaml", few);
    assert_eq!(
        sandbox.run(["maya"]).success().dcc_args(),
        ["-x", "-x", "-x"]
    );
}

#[test]
fn long_names_and_values_are_errors_with_short_messages() {
    let long = "k".repeat(900_000);
    let (half, middle) = ("k".repeat(400_000), "k".repeat(300));
    for (yaml, sentence) in [
        (format!("? {long}\n: 1\n"), "unknown key `kkk"),
        (
            format!("? \"{}\"\n: 1\n", "k`".repeat(400_000)),
            "unknown key `k`k`",
        ),
        (format!("ca:\n  ? {long}\n  : 1\n"), "unknown key `kkk"),
        (
            format!("env:\n  ? {middle}\n  : x\n"),
            "has more than 255 bytes",
        ),
        (format!("env:\n  ? {long}\n  : [x]\n"), "`env.kkk"),
        (
            format!(
                "env:
  ? {half}
  : x
  ? {half}
  : x
"
            ),
            "duplicate key `kkk",
        ),
        (
            format!("env: {{A: {long}}}\n"),
            "the value has more than 128 KiB",
        ),
        (
            format!("args: [{long}]\n"),
            "the value has more than 128 KiB",
        ),
        (
            format!("version: {long}\n"),
            "the value has more than 128 KiB",
        ),
        (format!("version: {middle}\n"), "…` is not a version"),
        (format!("extends: {long}\n"), "extends `kkk"),
        (
            format!("program: {{linux: [maya]}}\nargs: ['${{{middle}}}']\n"),
            "the variable `kkk",
        ),
        (format!("args: ['${{{middle}-}}']\n"), "is not a variable"),
        (format!("args: ['${middle}']\n"), "for the variable or"),
        (format!("sites: [{middle}]\n"), "is not an https:// URL"),
        (
            format!("ca: {{deny: [{middle}]}}\n"),
            "is not a fingerprint",
        ),
        (
            format!("ca: {{variables: [LD_{middle}]}}\n"),
            "cannot name the CA file",
        ),
        (
            format!("ca: {{variables: [{}]}}\n", "a,".repeat(10_001)),
            "there are more than 10000 items",
        ),
        (
            format!("shortcut: {{mime_types: [{middle}]}}\n"),
            "is not a MIME type",
        ),
        (
            format!("shortcut: {{categories: [{middle} x]}}\n"),
            "is not a menu category",
        ),
        (
            format!("args: [{}]\n", "a,".repeat(10_001)),
            "there are more than 10000 items",
        ),
        (
            format!("ca: {{files: [{}]}}\n", "a,".repeat(10_001)),
            "there are more than 10000 items",
        ),
        (
            format!("env: {{A: {{append: [{}]}}}}\n", "a,".repeat(10_001)),
            "there are more than 10000 items",
        ),
    ] {
        fails(&maya(&yaml), sentence);
    }
    let sandbox = Sandbox::new();
    for word in ["k".repeat(100_000), format!("maya@{}", "k".repeat(100_000))] {
        let error = run_with_little_memory(&sandbox, &[&word]).code(125).stderr;
        assert!(error.len() < 600, "{error}");
    }
}

#[test]
fn templates_do_not_exhaust_memory() {
    let big = "x".repeat(100_000);
    let args = |args: String| {
        let yaml = format!("program: {{linux: [maya]}}\n{args}");
        let sandbox = Sandbox::new()
            .dcc("bin/maya")
            .on_path("bin")
            .env("BIG", &big);
        sandbox.write_profile("home/.config/sglaunch/profiles/maya.yaml", &yaml);
        sandbox
    };
    let value = args(format!("args: ['{}']\n", "${BIG}".repeat(20_000)));
    fails(
        &value,
        "error: the value has more than 128 KiB (in profile `maya`)\n",
    );
    let many = args(format!("args: [{}]\n", "'${BIG}',".repeat(9_000)));
    fails(
        &many,
        "error: the values up to this one have more than 6 MiB together",
    );
    let list = args(format!(
        "env: {{A: {{append: [{}]}}}}\n",
        "'${BIG}',".repeat(9_000)
    ));
    fails(
        &list,
        "error: the values up to this one have more than 6 MiB together",
    );
    let variables: Vec<String> = (0..9_000)
        .map(|n| {
            format!(
                "  A{n}: '${{BIG}}'
"
            )
        })
        .collect();
    let variables = variables.concat();
    let variables = args(format!("env:\n{variables}"));
    fails(
        &variables,
        "error: the values up to this one have more than 6 MiB together",
    );
}

#[test]
fn a_long_chain_of_profiles_is_an_error() {
    let chain = (0..250).fold(Sandbox::new(), |sandbox, number| {
        sandbox.profile(
            &format!("p{number}"),
            &format!("extends: p{}\n", number + 1),
        )
    });
    let error = chain.run(["p0"]).code(125).stderr;
    assert!(
        error.starts_with("error: profile `p0` extends more than 200 files\n"),
        "{error}"
    );
    assert!(error.contains("p0.yaml:1:1\n"), "{error}");
    assert!(
        chain
            .profile("p150", "")
            .run(["show", "p0"])
            .code(0)
            .stderr
            .is_empty()
    );
}

#[test]
fn an_error_has_few_notes() {
    let tried = format!("program: {{linux: [{}]}}\n", "'/x',".repeat(480));
    let sandbox = Sandbox::new();
    sandbox.write_profile("home/.config/sglaunch/profiles/maya.yaml", &tried);
    let error = sandbox.run(["maya"]).code(127).stderr;
    assert_eq!(error.lines().count(), 23, "{error}");
    assert!(error.contains("\n  … and 460 more\n"), "{error}");
}

/// The error of a long line must not take time by the square of its length.
#[test]
fn an_error_in_a_long_line_is_found_quickly() {
    let start = Instant::now();
    for (yaml, sentence) in [
        (
            format!("sites: [x{}y]\n", " ".repeat(900_000)),
            "more than 128 KiB",
        ),
        (
            format!("args: [[{}]]\n", "[],".repeat(300_000)),
            "`args[0]` must be a string",
        ),
        (
            format!("env: {{A: [{}]}}\n", "[],".repeat(300_000)),
            "`env.A` must be",
        ),
        (
            format!("sites: ['{}']\n", "''".repeat(400_000)),
            "more than 128 KiB",
        ),
    ] {
        let error = Sandbox::new()
            .profile("maya", &yaml)
            .run(["maya"])
            .code(125)
            .stderr;
        assert!(error.contains(sentence), "{error}");
    }
    assert!(
        start.elapsed() < Duration::from_mins(1),
        "{:?}",
        start.elapsed()
    );
}
