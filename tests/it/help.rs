//! The help screens, in a terminal of 80 columns.

use snapbox::{Assert, Data, IntoData, assert::Action};
use std::path::Path;

use crate::sandbox::Sandbox;
use crate::system;

/// The commands whose help has its own snapshot.
const COMMANDS: [&str; 26] = [
    "list",
    "show",
    "check",
    "init",
    "env",
    "bundle",
    "bundle path",
    "bundle list",
    "bundle build",
    "bundle verify",
    "bundle export",
    "bundle diff",
    "bundle prune",
    "trust",
    "trust add",
    "trust list",
    "trust remove",
    "explain",
    "shortcut",
    "shortcut add",
    "shim",
    "shim add",
    "doctor",
    "schema",
    "completions",
    "man",
];

fn help(words: &[&str], columns: usize) -> String {
    let sandbox = Sandbox::new().env("COLUMNS", columns.to_string());
    let text = sandbox.run(words).success().text();
    let default = format!("[default: {}]", system::SHELL);
    text.replace(&default, "[default: sh]")
}

#[test]
fn help_screens_match_their_snapshots() {
    // On Windows, these two have its paths, which the unit tests of `cli::help` check.
    if !cfg!(windows) {
        verify("help-short", &help(&["-h"], 80));
        verify("help-long", &help(&["--help"], 80));
    }
    for command in COMMANDS {
        let words: Vec<&str> = command.split(' ').chain(["--help"]).collect();
        let name = format!("help-{}", command.replace(' ', "-"));
        verify(&name, &help(&words, 80));
    }
}

#[track_caller]
fn verify(name: &str, text: &str) {
    let file = format!("tests/snapshots/{name}.txt");
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let action = match std::env::var_os("UPDATE_SNAPSHOTS") {
        Some(_) => Action::Overwrite,
        None => Action::Verify,
    };
    let expected = Data::read_from(&file, None).raw();
    let compared = Assert::new().action(action).try_eq(
        Some(&"the help"),
        text.to_owned().into_data(),
        expected,
    );
    assert!(
        compared.is_ok(),
        "set UPDATE_SNAPSHOTS=1 if this is right: {name}: {compared:?}"
    );
}

#[test]
fn help_wraps_between_words_at_the_width_of_the_terminal() {
    for command in COMMANDS {
        let words: Vec<&str> = command.split(' ').chain(["--help"]).collect();
        let (wide, narrow) = (help(&words, 1_000), help(&words, 60));
        assert!(
            (narrow.lines()).all(|line| line.chars().count() <= 60 || line.starts_with("Usage: ")),
            "{narrow}"
        );
        let words = |text: &str| {
            let words = text.split_whitespace().map(str::to_owned);
            words.collect::<Vec<_>>()
        };
        assert_eq!(words(&narrow), words(&wide), "{command}");
    }
}

#[test]
fn options_are_shown_where_they_have_an_effect() {
    for (words, shown, hidden) in [
        (
            "--help",
            &["--profile-dir", "--refresh", "--window", "--dry-run"][..],
            &[][..],
        ),
        (
            "env --help",
            &["--profile-dir", "--refresh", "--verbose"],
            &["--window", "--dry-run"],
        ),
        (
            "completions --help",
            &["--help"],
            &["--profile-dir", "--verbose"],
        ),
        ("schema --help", &["--help"], &["--profile-dir", "--quiet"]),
        (
            "trust remove --help",
            &["--site", "--quiet"],
            &["--profile-dir", "--refresh"],
        ),
    ] {
        let help = help(&words.split(' ').collect::<Vec<_>>(), 80);
        for option in shown {
            assert!(help.contains(option), "{option} of {words}: {help}");
        }
        for option in hidden {
            assert!(!help.contains(option), "{option} of {words}: {help}");
        }
    }
}

/// A script can pass them to any command, before it and after it.
#[test]
fn hidden_options_are_accepted() {
    let sandbox = Sandbox::new();
    for words in [
        "--refresh schema",
        "schema --refresh -v -q",
        "-v trust list --window",
        "bundle prune --refresh",
    ] {
        sandbox.run(words.split(' ')).code(0);
    }
    let printed = |words: &str| sandbox.run(words.split(' ')).code(0).stderr;
    printed("bundle path");
    for words in ["--refresh -v bundle path", "bundle path -v --refresh"] {
        assert!(printed(words).contains("built now"), "{words}");
    }
}
