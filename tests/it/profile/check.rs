//! The commands `list` and `check`.

use std::path::Path;

use crate::programs::built_in;
use crate::sandbox::Sandbox;
use crate::system;

#[test]
fn list_shows_the_program_of_each_profile() {
    let program = Path::new("root").join(system::houdini("20.5.370"));
    let sandbox = Sandbox::new()
        .dcc(&program)
        .profile("broken", "x: 1\n")
        .profile("mine", "");
    let text = sandbox.run(["list"]).success().text();
    let houdini = sandbox.path(program);
    assert!(
        text.contains(&format!(
            "houdini\t20.5.370\t{}\tbuilt-in\n",
            houdini.display()
        )),
        "{text}"
    );
    assert!(
        text.contains("broken\t-\tinvalid: run `sglaunch check broken`\t-\n"),
        "{text}"
    );
    assert!(
        text.contains("mine\t-\t-\t~/.config/sglaunch/profiles/mine.yaml\n"),
        "{text}"
    );
    let list = sandbox.run(["list", "--json"]).success().json();
    assert_eq!(list["schema"], 1);
    let profiles = list["profiles"].as_array().expect("a list");
    let row = profiles
        .iter()
        .find(|row| row["name"] == "houdini")
        .expect("it is listed");
    assert_eq!(row["version"], "20.5.370");
    assert_eq!(row["program"], houdini.to_str().expect("UTF-8"));
}

#[test]
fn check_reports_the_errors_of_a_launch() {
    let sandbox = Sandbox::new();
    assert_eq!(
        sandbox.run(["check"]).success().text(),
        format!("{} profiles checked, no errors\n", built_in().len())
    );
    let wrong = [
        ("a", "x: 1\n", "unknown key"),
        ("b", "env: {A: null, B: '${A}'}\n", "`A` is not set"),
        ("c", "ca: {files: [~/gone.pem]}\n", "no such file"),
        (
            "doctor",
            "program: {linux: [x]}\n",
            "is a command of sglaunch",
        ),
        ("e", "sites: ['http://x']\n", "not an https"),
        ("f", "version: newest\n", "not a version"),
        ("g", "job: all\n", "is neither `tree` nor `program`"),
    ];
    let sandbox = wrong.iter().fold(sandbox, |sandbox, (name, yaml, _)| {
        sandbox.profile(name, yaml)
    });
    let outcome = sandbox.run(["check"]).code(1);
    let text = outcome.text();
    for (name, ..) in wrong {
        let line = format!("~/.config/sglaunch/profiles/{name}.yaml: not valid\n");
        assert!(text.contains(&line), "{text}");
    }
    assert!(
        text.ends_with(&format!(
            "\n{} profiles checked, 7 not valid\n",
            built_in().len() + 7
        )),
        "{text}"
    );
    for (_, _, sentence) in wrong {
        assert!(
            outcome.stderr.contains(sentence),
            "{sentence}: {}",
            outcome.stderr
        );
    }
    sandbox.write("repo/maya.yaml", "extends: maya\nargs: [-x]\n");
    let file = sandbox.path("repo/maya.yaml").display().to_string();
    assert_eq!(
        sandbox.run(["check", &file]).success().text(),
        format!("{file}: ok\n1 profile checked, no errors\n")
    );
    assert!(
        sandbox
            .run(["check", "nothing.yaml"])
            .code(1)
            .stderr
            .contains("no such file")
    );
}

#[test]
fn check_covers_hidden_profiles() {
    let sandbox = Sandbox::new().profile("maya", "args: []\n");
    let hidden = sandbox.write(sandbox.machine("profiles/maya.yaml"), "args: {}\n");
    assert!(
        sandbox
            .run(["check"])
            .code(1)
            .stderr
            .contains(&format!("{}:1:", hidden.display()))
    );
}

#[test]
fn check_covers_other_systems() {
    let sandbox = Sandbox::new().profile("a", "program:\n  windows: ['C:/x', '${FOO/x']\n");
    let error = sandbox.run(["check"]).code(1).stderr;
    assert!(error.contains("a.yaml:2:21\n"), "{error}");
    let nul = Sandbox::new()
        .profile("a", "args: [\"\\0\"]\n")
        .run(["check"])
        .code(1)
        .stderr;
    assert!(nul.contains("NUL"), "{nul}");
}

#[test]
fn a_file_is_checked_in_its_layer() {
    let sandbox = Sandbox::new().profile("maya", "extends: maya\nargs: {}\n");
    let file = sandbox.write_profile(
        sandbox.machine("profiles/maya.yaml"),
        "extends: maya\nargs: [-x]\n",
    );
    sandbox
        .run(["check", file.to_str().expect("UTF-8")])
        .success();
}

#[test]
fn an_error_in_defaults_is_reported_once() {
    let sandbox = Sandbox::new().profile("defaults", "ca: {files: [~/gone.pem]}\n");
    let outcome = sandbox.run(["check"]).code(1);
    assert_eq!(
        outcome.stderr.matches("error: ").count(),
        1,
        "{}",
        outcome.stderr
    );
    let count = built_in().len();
    let expected = format!(
        "~/.config/sglaunch/profiles/defaults.yaml: not valid\n\
         {} profiles checked, {count} not valid\n",
        count + 1
    );
    assert_eq!(outcome.text(), expected);
}

#[test]
fn check_covers_values_that_another_file_replaces() {
    let sandbox = Sandbox::new().profile("maya", "extends: maya\nversion: '1'\n");
    let file = sandbox.machine("profiles/maya.yaml");
    let file = sandbox.write_profile(file, "extends: maya\nversion: newest\n");
    let error = sandbox.run(["check", "maya"]).code(1).stderr;
    assert!(
        error.contains(&format!("{}:2:1\n", file.display())),
        "{error}"
    );
    sandbox.run(["show", "maya"]).success();
}

#[test]
fn check_suggests_a_map_for_a_list_of_variables() {
    let sandbox = Sandbox::new().profile("tool", "ca:\n  variables: [PIP_CERT, STUDIO_CA]\n");
    let outcome = sandbox.run(["check", "tool"]).code(0);
    assert_eq!(
        outcome.stderr,
        "warning: a list in `ca.variables` leaves out all other variables, and those of later \
         versions of sglaunch
  --> ~/.config/sglaunch/profiles/tool.yaml:2:3
   |
 2 |   variables: [PIP_CERT, STUDIO_CA]
   |   ^^^^^^^^^
hint: write a map, which adds to them: `variables: {PIP_CERT: true, STUDIO_CA: true}`
"
    );
    let map = "ca: {variables: {PIP_CERT: true, STUDIO_CA: true, REQUESTS_CA_BUNDLE: false}}\n";
    let sandbox = sandbox.profile("tool", map);
    assert_eq!(sandbox.run(["check", "tool"]).success().stderr, "");
}

#[test]
fn check_reports_variables_that_no_profile_sets() {
    let sandbox = Sandbox::new()
        .profile("studio", "ca: {variables: {STUDIO_CA: true}}\n")
        .profile(
            "tool",
            "extends: studio
ca: {variables: {REQUEST_CA_BUNDLE: false, STUDIO_CA: false, OTHER: false}}
",
        );
    let outcome = sandbox.run(["check", "tool"]).code(0);
    assert_eq!(
        outcome.stderr,
        "warning: `ca.variables` leaves out `OTHER`, which no profile sets
  --> ~/.config/sglaunch/profiles/tool.yaml:2:62
   |
 2 | false, STUDIO_CA: false, OTHER: false}}
   |                          ^^^^^
hint: remove the entry
warning: `ca.variables` leaves out `REQUEST_CA_BUNDLE`, which no profile sets
  --> ~/.config/sglaunch/profiles/tool.yaml:2:18
   |
 2 | ca: {variables: {REQUEST_CA_BUNDLE: false, STUDIO_CA: false, OTHER: false}}
   |                  ^^^^^^^^^^^^^^^^^
hint: did you mean `REQUESTS_CA_BUNDLE`?
"
    );
}

#[test]
fn show_has_the_origin_of_each_variable() {
    let sandbox = Sandbox::new()
        .profile(
            "defaults",
            "ca: {variables: {STUDIO_CA: true, PIP_CERT: false}}\n",
        )
        .profile(
            "maya",
            "ca: {variables: {PIP_CERT: true, SSL_CERT_FILE: false}}\n",
        );
    let text = sandbox.run(["show", "maya"]).success().text();
    let rows: Vec<&str> = (text.lines())
        .filter(|line| line.starts_with("ca.variables"))
        .collect();
    let user = "user ~/.config/sglaunch/profiles";
    assert_eq!(rows.len(), 5, "{text}");
    assert!(rows[0].starts_with("ca.variables\tSHOTGUN_API_CACERTS REQUESTS_CA_BUNDLE\tbuilt-in"));
    assert_eq!(rows[1], format!("ca.variables\tPIP_CERT\t{user}/maya.yaml"));
    assert_eq!(
        rows[2],
        format!("ca.variables\tSTUDIO_CA\t{user}/defaults.yaml")
    );
    assert!(rows[3].ends_with("\tbuilt-in defaults.yaml"), "{text}");
    assert_eq!(
        rows[4],
        format!("ca.variables.SSL_CERT_FILE\tfalse\t{user}/maya.yaml")
    );
    let json = sandbox.run(["show", "maya", "--json"]).success().json();
    let values = json["values"].as_array().expect("a list");
    let value = |key: &str| {
        let row = values.iter().find(|row| row["key"] == key);
        row.map(|row| (row["value"].clone(), row["file"].clone()))
    };
    assert_eq!(
        value("ca.variables.PIP_CERT"),
        Some((true.into(), 0.into()))
    );
    assert_eq!(
        value("ca.variables.SSL_CERT_FILE"),
        Some((false.into(), 0.into()))
    );
    assert_eq!(
        value("ca.variables.STUDIO_CA"),
        Some((true.into(), 1.into()))
    );
}
