//! Variables in `env` and `args` that the profile itself sets, and values per system.

use std::fmt::Write as _;

use serde_json::json;

use super::MAYA;
use crate::sandbox::{Outcome, Sandbox};
use crate::system;
use crate::tls_server::Authority;

/// Launches a profile with these keys below its program.
fn launched(keys: &str, variables: &[(&str, &str)]) -> Outcome {
    sandbox(keys, variables).run(["maya"])
}

fn sandbox(keys: &str, variables: &[(&str, &str)]) -> Sandbox {
    let sandbox = Sandbox::new()
        .profile("maya", &format!("{MAYA}{keys}"))
        .dcc("bin/maya")
        .on_path("bin");
    (variables.iter()).fold(sandbox, |sandbox, (name, value)| sandbox.env(name, value))
}

#[track_caller]
fn assert_env(outcome: &Outcome, expected: &[(&str, Option<&str>)]) {
    for (name, value) in expected {
        assert_eq!(outcome.dcc_env(name).as_deref(), *value, "{name}");
    }
}

#[test]
fn a_value_sees_what_the_profile_sets_in_any_order() {
    let keys = "env:
  A: '${B}/a'
  B: '${Z}/b'
  Z: /z
  C: {default: '${Z}/c'}
  D: '${GIVEN}/d'
  GIVEN: {default: /unused}
  E: '${REMOVED:-gone}'
  REMOVED: null
  F: {prepend: ['${B}/f']}
  G: '${F}'
  H: '${THEIRS}/h'
";
    let variables = [("Z", "/theirs"), ("B", "/theirs"), ("GIVEN", "/given")];
    let more = [("REMOVED", "x"), ("F", "/m"), ("THEIRS", "/theirs")];
    let outcome = launched(keys, &[&variables[..], &more].concat()).success();
    let list = ["/z/b/f", "/m"].join(system::LIST_SEPARATOR);
    assert_env(
        &outcome,
        &[
            ("A", Some("/z/b/a")),
            ("B", Some("/z/b")),
            ("C", Some("/z/c")),
            ("D", Some("/given/d")),
            ("E", Some("gone")),
            ("F", Some(&list)),
            ("G", Some(&list)),
            ("H", Some("/theirs/h")),
        ],
    );
}

#[test]
fn in_its_own_value_a_variable_is_the_callers() {
    let keys = "env:
  SET: '${SET}/mine'
  LIST: {prepend: ['${LIST}/bin'], append: ['${LIST}/end']}
  GIVEN: {default: '${GIVEN:-nothing}'}
  BEHIND: '${SET}'
";
    let variables = [("SET", "/theirs"), ("LIST", "/list")];
    let outcome = launched(keys, &variables).success();
    let list = ["/list/bin", "/list", "/list/end"].join(system::LIST_SEPARATOR);
    assert_env(
        &outcome,
        &[
            ("SET", Some("/theirs/mine")),
            ("LIST", Some(&list)),
            ("GIVEN", Some("nothing")),
            ("BEHIND", Some("/theirs/mine")),
        ],
    );
    assert_env(
        &launched("env: {A: 'a${A:-}'}\n", &[]).success(),
        &[("A", Some("a"))],
    );
    let error = launched("env: {A: 'a${A}'}\n", &[]).code(125).stderr;
    assert!(error.contains("the variable `A` is not set"), "{error}");
}

#[test]
fn a_circle_is_an_error_that_names_it() {
    let keys =
        "env:\n  A: x${B}\n  B:\n    default: y${C:-1}\n  C: {append: ['${A}']}\n  D: ${A}\n";
    let sandbox = sandbox(keys, &[("B", "given")]);
    let sentence =
        "variables in `env` refer to each other in a circle: A → B → C → A (in profile `maya`)";
    for (words, code) in [
        (&["maya"][..], 125),
        (&["-n", "maya"], 125),
        (&["env", "maya"], 125),
        (&["check", "maya"], 1),
    ] {
        // A pipe on Windows gets another arrow.
        let error = sandbox.run(words).code(code).stderr.replace(" > ", " → ");
        assert!(error.contains(sentence), "{words:?} {error}");
        assert!(error.contains("maya.yaml:6:3\n"), "{error}");
        assert!(error.contains("\nhint: "), "{error}");
    }
}

/// A chain that would be too long for recursion.
#[test]
fn thousands_of_variables_can_refer_to_each_other() {
    let mut keys = "env:\n".to_owned();
    for index in 0..3000 {
        let _ = writeln!(keys, "  V{index:04}: '${{V{:04}}}'", index + 1);
    }
    keys += "  V3000: end\n";
    let outcome = sandbox(&keys, &[]).run(["maya"]).success();
    assert_eq!(outcome.dcc_env("V0000").as_deref(), Some("end"));
}

#[test]
fn a_variable_that_the_profile_removes_is_not_set() {
    let keys = "env:\n  A: ${B}/a\n  B: null\n";
    let sandbox = sandbox(keys, &[("B", "theirs")]);
    for (words, code) in [(&["maya"][..], 125), (&["check", "maya"], 1)] {
        let error = sandbox.run(words).code(code).stderr;
        assert!(error.contains("the variable `B` is not set"), "{error}");
        assert!(error.contains("maya.yaml:3:3\n"), "{error}");
        assert!(error.contains("hint: the profile removes `B`"), "{error}");
    }
}

#[test]
fn arguments_see_the_programs_environment() {
    let keys = "args: ['--root=${ROOT}', '--ca=${SSL_CERT_FILE}', '${THEIRS}']\nenv: {ROOT: '/${THEIRS}'}\n";
    let sandbox = sandbox(keys, &[("ROOT", "x"), ("THEIRS", "theirs")]);
    let outcome = sandbox.run(["maya"]).success();
    let bundle = sandbox.bundles()[0].display().to_string();
    let expected = [
        json!("--root=/theirs"),
        json!(format!("--ca={bundle}")),
        json!("theirs"),
    ];
    assert_eq!(outcome.dcc_args()[..3], expected);
    sandbox.run(["check", "maya"]).success();
}

#[test]
fn settings_of_clients_are_looked_for_where_the_profile_puts_them() {
    let keys = "env: {GIT_CONFIG_GLOBAL: '${STUDIO}/gitconfig', STUDIO: ~/studio}\n";
    let sandbox =
        sandbox(keys, &[("STUDIO", "/elsewhere")]).pem("studio/ca.pem", &Authority::new("Studio"));
    let ca = sandbox.home().join("studio/ca.pem");
    let config = format!(
        "[http]\n\tsslCAInfo = {}\n",
        ca.display().to_string().replace('\\', "/")
    );
    sandbox.write("home/studio/gitconfig", config);
    let list = sandbox.run(["bundle", "list", "maya"]).success().text();
    assert!(list.contains("Studio"), "{list}");
}

#[test]
fn a_value_per_system_is_that_of_this_system() {
    let (here, there) = systems();
    let keys = format!(
        "env:
  SET: {{{here}: here, {there}: there}}
  REMOVED: {{{here}: null}}
  ELSEWHERE: {{{there}: there}}
  REMOVED_THERE: {{{there}: null}}
  LIST: {{{here}: {{prepend: [/a]}}, {there}: x}}
  GIVEN: {{{here}: {{default: mine}}}}
"
    );
    let variables = [
        ("REMOVED", "x"),
        ("ELSEWHERE", "theirs"),
        ("REMOVED_THERE", "theirs"),
        ("LIST", "/m"),
    ];
    let sandbox = sandbox(&keys, &variables);
    let list = ["/a", "/m"].join(system::LIST_SEPARATOR);
    assert_env(
        &sandbox.run(["maya"]).success(),
        &[
            ("SET", Some("here")),
            ("REMOVED", None),
            ("ELSEWHERE", Some("theirs")),
            ("REMOVED_THERE", Some("theirs")),
            ("LIST", Some(&list)),
            ("GIVEN", Some("mine")),
        ],
    );
    let shown = sandbox.run(["show", "maya", "--json"]).success().json();
    let values = shown["values"].as_array().expect("a list");
    let value = |key: &str| {
        values
            .iter()
            .find(|value| value["key"] == key)
            .map(|value| &value["value"])
    };
    assert_eq!(value("env.SET"), Some(&json!("here")));
    assert_eq!(value("env.REMOVED"), Some(&json!(null)));
    assert_eq!(value("env.LIST"), Some(&json!({"prepend": ["/a"]})));
    assert_eq!(value("env.ELSEWHERE"), None);
}

/// As for lists of programs: a file counts on the systems that it names.
#[test]
fn a_file_without_a_value_for_this_system_leaves_that_of_the_file_below() {
    let (here, there) = systems();
    let sandbox = sandbox(
        &format!("env: {{A: {{{there}: there}}, B: {{{here}: here}}}}\n"),
        &[],
    );
    sandbox.write_profile(
        "home/.config/sglaunch/profiles/defaults.yaml",
        "extends: defaults\nenv: {A: below, B: below}\n",
    );
    let outcome = sandbox.run(["maya"]).success();
    assert_env(&outcome, &[("A", Some("below")), ("B", Some("here"))]);
}

#[test]
fn check_covers_the_values_of_all_systems() {
    let (here, there) = systems();
    for (keys, place, sentence) in [
        (
            format!("env:\n  A:\n    {there}: '${{FOO'\n"),
            "4:5",
            "`${` without `}`",
        ),
        (
            format!("env:\n  A:\n    {here}: '${{NOPE}}'\n"),
            "4:5",
            "the variable `NOPE` is not set",
        ),
        (
            format!("env:\n  A:\n    linus: x\n    {there}: y\n"),
            "4:5",
            "unknown key `linus`",
        ),
        (
            format!("env:\n  A: {{{here}: {{prepand: [x]}}}}\n"),
            "3:",
            "unknown key `prepand`",
        ),
        (
            format!("env:\n  A: {{{here}: x, default: y}}\n"),
            "3:3",
            "a map of systems has only",
        ),
        (
            format!("env:\n  A: {{{there}: {{{there}: x}}}}\n"),
            "3:",
            "a map of systems has only",
        ),
        (
            format!("env:\n  SSL_CERT_DIR: {{{there}: x}}\n"),
            "3:",
            "is set by sglaunch",
        ),
        (
            format!("env:\n  A: {{{there}: '${{B}}'}}\n  B: {{{there}: '${{A}}'}}\n"),
            "4:",
            "in a circle: A → B → A",
        ),
    ] {
        let error = sandbox(&keys, &[])
            .run(["check", "--strict", "maya"])
            .code(1);
        let error = error.stderr.replace(" > ", " → ");
        assert!(error.contains(sentence), "{keys}{error}");
        assert!(
            error.contains(&format!("maya.yaml:{place}")),
            "{keys}{error}"
        );
    }
    let near = sandbox("env: {A: {windoes: x}}\n", &[])
        .run(["maya"])
        .code(125)
        .stderr;
    assert!(near.contains("`windows`"), "{near}");
    let near = sandbox(&format!("env: {{A: {{{here}: {{prepand: [x]}}}}}}\n"), &[]);
    let near = near.run(["maya"]).code(125).stderr;
    assert!(near.contains("`prepend`"), "{near}");
}

/// Returns the name of this system in profiles, and that of another one.
fn systems() -> (&'static str, &'static str) {
    (
        system::NAME,
        if system::NAME == "macos" {
            "windows"
        } else {
            "macos"
        },
    )
}
