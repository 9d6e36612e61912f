//! Files that are not valid: syntax, keys and types.

use super::error;
use crate::sandbox::Sandbox;

#[test]
fn an_unknown_key_names_the_nearest() {
    assert_eq!(
        error("program: {linux: [maya]}\nca:\n  native: true\n  file: [a.pem]\n"),
        "error: unknown key `file` in profile `maya`
  --> ~/.config/sglaunch/profiles/maya.yaml:4:3
   |
 4 |   file: [a.pem]
   |   ^^^^
hint: a key with a similar name exists: `files`
"
    );
    let far = error("zzz: 1\n");
    assert!(
        far.contains("hint: the keys here are `description`, `extends`"),
        "{far}"
    );
}

#[test]
fn a_duplicate_key_is_pointed_at() {
    for (yaml, place) in [
        (
            "args: []\nenv: {}\nargs: []\n",
            ":3:1\n   |\n 3 | args: []\n   | ^^^^\n",
        ),
        (
            "env:\n  A: '1'\n  B: '2'\n  A: '3'\n",
            ":4:3\n   |\n 4 |   A: '3'\n   |   ^\n",
        ),
        (
            "ca:\n  native: true\n  native: false\n",
            ":3:3\n   |\n 3 |   native: false\n   |   ^^^^^^\n",
        ),
    ] {
        let error = error(yaml);
        assert!(
            error.starts_with("error: duplicate key `") && error.contains(place),
            "{error}"
        );
    }
}

#[test]
fn a_yaml_error_has_its_line_and_a_caret() {
    assert_eq!(
        error("env:\n  A: \"C:\\studio\"\n"),
        "error: profile `maya` cannot be read: found unknown escape character
  --> ~/.config/sglaunch/profiles/maya.yaml:2:9
   |
 2 |   A: \"C:\\studio\"
   |         ^
hint: in double quotes a backslash is an escape: use single quotes, or forward slashes
"
    );
    let users = error("env:\n  A: \"C:\\Users\"\n");
    assert!(
        users.contains("hint: in double quotes a backslash is an escape"),
        "{users}"
    );
    let tab = error("env:\n\tA: '1'\n");
    assert!(
        tab.contains("maya.yaml:2:1\n") && tab.contains("hint: indent with spaces"),
        "{tab}"
    );
}

#[test]
fn a_row_of_brackets_is_refused_at_once() {
    // Read, it would take more than a minute.
    let brackets = error(&format!("args: {}", "[".repeat(500_000)));
    assert!(
        brackets.contains("more than 1000 brackets are open at once"),
        "{brackets}"
    );
    let text = error(&format!("args: ['{}', $A]", "[]{}".repeat(1_000)));
    assert!(text.contains("`$A`"), "{text}");
}

#[test]
fn a_wrong_type_says_what_is_there_and_what_should_be() {
    for (yaml, sentence, hint) in [
        (
            "ca: {native: yes}\n",
            "ca.native: found string \"yes\", expected a boolean",
            "write true or false",
        ),
        ("description: \"a\n", "found unexpected end of stream", ""),
        (
            "args: -x\n",
            "args: found string \"-x\", expected a list",
            "",
        ),
        (
            "env: {A: 1}\n",
            "expected a string, null, or one of",
            "write the value in quotes",
        ),
        (
            "program: maya\n",
            "program: found string \"maya\", expected a map of settings",
            "",
        ),
        (
            "env: {A: {set: x}}\n",
            "unknown key `set`",
            "the keys here are `prepend`, `append` and `default`",
        ),
        (
            "ca: {files: [{optional: true}]}\n",
            "missing field `path`",
            "",
        ),
        ("- a\n", "found a list, expected a map of settings", ""),
    ] {
        let error = error(yaml);
        assert!(
            error.contains(sentence) && error.contains(hint),
            "{yaml}{error}"
        );
        assert!(error.contains("maya.yaml:1:"), "{error}");
    }
}

#[test]
fn a_profile_that_is_no_text_is_an_error() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "home/.config/sglaunch/profiles/maya.yaml",
        b"description: \xff\n",
    );
    assert!(
        sandbox
            .run(["maya"])
            .code(125)
            .stderr
            .contains("line 1 is not UTF-8")
    );
    sandbox.write(
        "home/.config/sglaunch/profiles/maya.yaml",
        "\u{feff}args: []\n",
    );
    sandbox.run(["show", "maya"]).quietly();
}

#[test]
fn a_long_line_is_shown_around_the_mistake() {
    let error = error(&format!("args: [{} $X]\n", "'a', ".repeat(2000)));
    assert!(
        error.lines().all(|line| line.chars().count() < 120),
        "{error}"
    );
    let lines: Vec<&str> = error.lines().collect();
    let at = lines[4].find('^').expect("a caret");
    assert_eq!(&lines[3][at..at + 2], "$X");
}
