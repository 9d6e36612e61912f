//! Values that are not valid.

use std::path::Path;

use super::error;
use crate::sandbox::Sandbox;
use crate::system;

#[test]
fn env_cannot_have_the_variables_that_name_the_bundle() {
    for name in [
        "SSL_CERT_FILE",
        "SHOTGUN_API_CACERTS",
        "PIP_CERT",
        "SSL_CERT_DIR",
    ] {
        let error = error(&format!("env:\n  B: x\n  {name}: /x\n"));
        assert!(
            error.starts_with(&format!("error: `{name}` is set by sglaunch")),
            "{error}"
        );
        assert!(
            error.contains("maya.yaml:3:3\n") && error.contains("`ca.files`"),
            "{error}"
        );
    }
}

#[test]
fn mozillas_list_is_a_switch_or_a_path() {
    for (value, why) in [
        ("[a.pem]", "true, false or the path of a PEM file"),
        ("3", "true, false or the path of a PEM file"),
        (
            "'False'",
            "`False` is text: write true or false without quotes",
        ),
        ("'/lists/{version}.pem'", "all versions share one bundle"),
        ("'${NOPE}'", "the variable `NOPE` is not set"),
        (
            "'${NOPE:-}'",
            "a path in `ca.mozilla` of profile `maya` is empty",
        ),
    ] {
        let yaml = format!("extends: defaults\nca:\n  mozilla: {value}\n");
        let sandbox = Sandbox::new().profile("maya", &yaml);
        let error = sandbox.run(["bundle", "path", "maya"]).code(125).stderr;
        assert!(error.contains(why), "{value}: {error}");
        assert!(error.contains("maya.yaml:3:"), "{value}: {error}");
    }
}

#[test]
fn a_caret_marks_an_undefined_variable() {
    let sandbox = Sandbox::new().dcc("root/maya.exe").profile(
        "maya",
        "program: {linux: [/maya.exe]}\nenv:\n  A: ${STUDIO}/x\n",
    );
    assert_eq!(
        sandbox.run(["maya"]).code(125).stderr,
        "error: the variable `STUDIO` is not set (in profile `maya`)
  --> ~/.config/sglaunch/profiles/maya.yaml:3:3
   |
 3 |   A: ${STUDIO}/x
   |   ^
hint: set `STUDIO`, or give a default: `${STUDIO:-…}`
"
    );
    assert_eq!(
        sandbox
            .env("STUDIO", "/s")
            .run(["maya"])
            .success()
            .dcc_env("A")
            .as_deref(),
        Some("/s/x")
    );
}

#[test]
fn a_caret_marks_an_item_of_a_list() {
    let error = error("ca:\n  deny:\n    - '92'\n");
    assert!(
        error.starts_with("error: `92` is not a fingerprint")
            && error.contains(" 3 |     - '92'\n   |       ^^^^\n"),
        "{error}"
    );
    let sandbox = Sandbox::new().profile("maya", "args: [a, $X, c]\n");
    let error = sandbox.run(["maya"]).code(125).stderr;
    assert!(
        error.contains(" 1 | args: [a, $X, c]\n   |           ^^\n"),
        "{error}"
    );
}

#[test]
fn some_variables_cannot_name_the_bundle() {
    for name in [
        "PATH",
        "LD_PRELOAD",
        "SSL_CERT_DIR",
        "SGLAUNCH_DEPTH",
        "JAVA_TOOL_OPTIONS",
    ] {
        for variables in [format!("[{name}]"), format!("{{{name}: false}}")] {
            let error = error(&format!("ca: {{variables: {variables}}}\n"));
            assert!(error.contains("cannot name the CA file"), "{error}");
        }
    }
}

#[test]
fn a_caret_marks_a_wrong_entry_of_ca_variables() {
    for (variables, sentence, line, marked) in [
        (
            "{PIP_CERT: nope}",
            "`ca.variables.PIP_CERT` must be true or false",
            "  variables: {PIP_CERT: nope}",
            "                        ^",
        ),
        (
            "PIP_CERT",
            "`ca.variables` must be a map like {PIP_CERT: true}",
            "  variables: PIP_CERT",
            "             ^",
        ),
        (
            "[PIP_CERT, [x]]",
            "`ca.variables[1]` must be a string",
            "  variables: [PIP_CERT, [x]]",
            "                        ^",
        ),
        (
            "{PIP_CERT: true, LD_X: true}",
            "`LD_X` cannot name the CA file",
            "  variables: {PIP_CERT: true, LD_X: true}",
            "                              ^^^^",
        ),
        (
            "{A: true, A: false}",
            "duplicate key `A`",
            "  variables: {A: true, A: false}",
            "                       ^",
        ),
    ] {
        let error = error(&format!("ca:\n  variables: {variables}\n"));
        assert!(error.starts_with(&format!("error: {sentence}")), "{error}");
        let excerpt = format!(" 2 | {line}\n   | {marked}");
        assert!(error.contains(&excerpt), "{error}");
    }
}

#[test]
fn a_caret_marks_the_version_of_a_profile() {
    let sandbox = Sandbox::new()
        .dcc(Path::new("root").join(system::houdini("20.5.370")))
        .profile("houdini", "extends: houdini\nversion: '21'\n");
    let error = sandbox.run(["houdini"]).code(127).stderr;
    assert!(
        error.contains("houdini.yaml:2:1\n")
            && error.contains("request an installed version: 20.5.370"),
        "{error}"
    );
    assert!(
        !sandbox
            .run(["houdini@22"])
            .code(127)
            .stderr
            .contains("houdini.yaml")
    );
}
