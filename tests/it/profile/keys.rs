//! Files that are not valid: syntax, keys and types.

use super::error;
use crate::sandbox::{Sandbox, sglaunch};

#[test]
fn an_unknown_key_is_reported_with_a_similar_one() {
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
        far.contains("hint: use one of these keys: `description`, `extends`"),
        "{far}"
    );
}

#[test]
fn a_caret_marks_the_second_of_two_equal_keys() {
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
fn a_syntax_error_has_its_line_and_a_caret() {
    assert_eq!(
        error("env:\n  A: \"C:\\studio\"\n"),
        "error: profile `maya` is not valid YAML
  --> ~/.config/sglaunch/profiles/maya.yaml:2:9
   |
 2 |   A: \"C:\\studio\"
   |         ^
  found unknown escape character at line 2 column 9, while parsing a quoted scalar at line 2 column 6
hint: a backslash in double quotes is an escape: use single quotes, or forward slashes
"
    );
    let users = error("env:\n  A: \"C:\\Users\"\n");
    assert!(
        users.contains("hint: a backslash in double quotes is an escape"),
        "{users}"
    );
    let tab = error("env:\n\tA: '1'\n");
    assert!(
        tab.contains("maya.yaml:2:1\n") && tab.contains("hint: indent with spaces"),
        "{tab}"
    );
}

#[test]
fn many_open_brackets_are_an_error() {
    // The YAML scanner would need more than a minute for it.
    let brackets = error(&format!("args: {}", "[".repeat(500_000)));
    assert!(
        brackets.contains("more than 1000 open brackets"),
        "{brackets}"
    );
    let text = error(&format!("args: ['{}', $A]", "[]{}".repeat(1_000)));
    assert!(text.contains("`$A`"), "{text}");
}

#[test]
fn env_cannot_change_what_describes_the_launch() {
    let sandbox = Sandbox::new().dcc("bin/maya").on_path("bin");
    let write = |name: &str, change: &str| {
        let yaml = format!("program: {{linux: [maya]}}\nenv:\n  {name}: {change}\n");
        sandbox.write_profile("home/.config/sglaunch/profiles/maya.yaml", &yaml);
    };
    for name in ["PROFILE", "DEPTH", "INHERITED", "CERTIFI", "ROOT"] {
        let name = format!("SGLAUNCH_{name}");
        for change in ["x", "null", "{default: x}", "{prepend: [x]}"] {
            write(&name, change);
            let carets = "^".repeat(name.len());
            for (args, code) in [(&["maya"][..], 125), (&["check", "maya"], 1)] {
                let error = sandbox.run(args).code(code).stderr;
                let expected = format!(
                    "error: `{name}` belongs to sglaunch and cannot be in `env` (in profile `maya`)\n  \
                     --> ~/.config/sglaunch/profiles/maya.yaml:3:3\n   |\n 3 |   {name}: {change}\n   |   {carets}\nhint: remove the entry\n"
                );
                assert_eq!(error.replace('\\', "/"), expected);
            }
        }
    }
    // The others apply to nested launches.
    let cache = sandbox.path("nested");
    write("SGLAUNCH_CACHE_DIR", &format!("'{}'", cache.display()));
    let outer = sandbox.run(["maya"]).code(0).dcc_env("SSL_CERT_FILE");
    let nested = sandbox.run(["-p", "maya", sglaunch(), "maya"]).code(0);
    let nested = nested.dcc_env("SSL_CERT_FILE").expect("a bundle");
    assert!(
        nested.starts_with(cache.to_str().expect("UTF-8")),
        "{nested}"
    );
    assert_ne!(outer, Some(nested));
}

#[test]
fn a_wrong_type_is_reported_with_the_right_one() {
    for (yaml, sentence, hint) in [
        (
            "ca: {native: yes}\n",
            "`ca.native` must be true or false",
            "",
        ),
        (
            "args: -x\n",
            "`args` must be a list",
            "write a list: [a, b]",
        ),
        ("args: [[-x]]\n", "`args[0]` must be a string", ""),
        (
            "env: {A: 1}\n",
            "`env.A` must be a string, null, or one of",
            "put quotes around the value",
        ),
        (
            "program: maya\n",
            "`program` must be a map",
            "write a list per system: {linux: [a, b], windows: [c]}",
        ),
        (
            "env: {A: {set: x}}\n",
            "unknown key `set`",
            "use one of these keys: `prepend`, `append`, `default`, `linux`, `macos` or `windows`",
        ),
        (
            "env: {A: {}}\n",
            "the map has no `prepend`, `append` or `default`",
            "",
        ),
        (
            "ca: {files: [{optional: true}]}\n",
            "`ca.files[0]` has no key `path`",
            "",
        ),
        ("- a\n", "the profile must be a map", ""),
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
fn a_syntax_error_has_a_hint() {
    for (yaml, hint) in [
        ("env: {A: \"C:\\Users\"}\n", "use single quotes"),
        (
            "args: [@x]\n",
            "put quotes around a value that begins with @",
        ),
        ("args: [a, \u{7}]\n", "remove the control character"),
        ("description: a: b\n", "put quotes around a value with `: `"),
        ("description: \"a\n", "add the missing quote or bracket"),
        ("args: [a\nenv: {}\n", "add the missing quote or bracket"),
        (
            "args:\n  - a\n - b\n",
            "start all keys of a map at the same column",
        ),
        ("  args: []\nenv: {}\n", "start all keys at the same column"),
    ] {
        let error = error(yaml);
        assert!(
            error.starts_with("error: profile `maya` is not valid YAML\n") && error.contains(hint),
            "{yaml}{error}"
        );
    }
}

#[test]
fn a_key_may_contain_the_words_of_a_message() {
    for key in ["a at line 3", "duplicate field", "`a` or `b`"] {
        let error = error(&format!("'{key}': 1\n"));
        let start = format!("error: unknown key `{key}` in profile `maya`\n");
        assert!(error.starts_with(&start), "{error}");
    }
}

#[test]
fn a_caret_marks_the_text_as_it_is_written() {
    for (yaml, line, carets) in [
        (
            "{\"d\\u00e9j\u{e0}\": 1}\n",
            "{\"d\\u00e9j\u{e0}\": 1}",
            " ^^^^^^^^^^^",
        ),
        (
            "args: ['it''s', $X]\n",
            "args: ['it''s', $X]",
            "                ^^",
        ),
        (
            "args: ['it''s $X', b]\n",
            "args: ['it''s $X', b]",
            "       ^^^^^^^^^^",
        ),
        (
            r#"args: ["\"$X\"", b]"#,
            r#"args: ["\"$X\"", b]"#,
            "       ^^^^^^^^",
        ),
        // Each of these characters is two columns wide on a terminal.
        (
            "args: [\u{65e5}\u{672c}, $X]\n",
            "args: [\u{65e5}\u{672c}, $X]",
            "             ^^",
        ),
    ] {
        let error = error(yaml);
        let marked = format!(" 1 | {line}\n   | {carets}\n");
        assert!(error.contains(&marked), "{error}");
    }
}

#[test]
fn a_file_that_is_not_utf_8_is_an_error() {
    let sandbox = Sandbox::new();
    sandbox.write(
        "home/.config/sglaunch/profiles/maya.yaml",
        b"args: []\n\ndescription: \xff\n",
    );
    assert!(
        sandbox
            .run(["maya"])
            .code(125)
            .stderr
            .contains("line 3 is not UTF-8")
    );
    sandbox.write(
        "home/.config/sglaunch/profiles/maya.yaml",
        "\u{feff}args: []\n",
    );
    sandbox.run(["show", "maya"]).success();
}

#[test]
fn a_long_line_is_cut_around_the_caret() {
    let error = error(&format!("args: [{} $X]\n", "'a', ".repeat(2000)));
    assert!(
        error.lines().all(|line| line.chars().count() < 120),
        "{error}"
    );
    let lines: Vec<&str> = error.lines().collect();
    let at = lines[4].find('^').expect("a caret");
    assert_eq!(&lines[3][at..at + 2], "$X");
}

#[test]
fn the_documentation_lists_every_key() {
    let read = |file| std::fs::read_to_string(crate::clients::repository(file)).expect("a file");
    let docs = read("docs/profiles.md");
    let schema: serde_json::Value =
        serde_json::from_str(&read("profile.schema.json")).expect("JSON");
    let maps = schema["$defs"].as_object().expect("a map").values();
    for map in maps.chain([&schema]) {
        for (key, _) in map["properties"].as_object().into_iter().flatten() {
            assert!(docs.contains(key.as_str()), "{key}");
        }
    }
}
