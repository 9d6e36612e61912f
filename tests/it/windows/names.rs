//! Names in any case: variables, profiles, and directories with versions.

use std::path::Path;

use crate::sandbox::Sandbox;

/// A studio's layer below the user's.
fn studio() -> Sandbox {
    let sandbox = Sandbox::new().dcc("bin/tool").on_path("bin");
    let layer = sandbox.path("studio");
    sandbox.env("SGLAUNCH_PROFILE_PATH", layer)
}

#[test]
fn a_variable_has_one_value_in_any_case() {
    let sandbox = studio()
        .profile(
            "tool",
            "program: {windows: [tool]}
env:
  Path: {prepend: ['${tools}/bin']}
  TOOLS: 'D:/own'
  zz_MODE: own
  Temp: 'D:/tmp'
  PathExt: {append: [.PY]}
ca: {variables: {Pip_Cert: false, Studio_Ca: true}}
",
        )
        .env("Zz_Mode", "caller's");
    let studio = "env: {PATH: {prepend: [S:/studio]}, Tools: 'S:/', ZZ_Mode: studio}\n";
    sandbox.write("studio/defaults.yaml", studio);
    let outcome = sandbox.run(["tool"]).success();
    let value = |name| outcome.dcc_env(name).unwrap_or_default();
    let path = outcome.dcc_env("PATH").or_else(|| outcome.dcc_env("Path"));
    let path = path.expect("a value");
    assert!(path.starts_with(r"D:/own/bin;"), "{path}");
    assert!(!path.contains("S:/"), "{path}");
    // The program sees the caller's spelling.
    assert_eq!((&*value("Zz_Mode"), &*value("TEMP")), ("own", "D:/tmp"));
    let extensions = outcome.dcc_env("PATHEXT").or(outcome.dcc_env("PathExt"));
    assert!(extensions.is_some_and(|it| it.ends_with(";.PY")));
    assert!(Path::new(&value("Studio_Ca")).extension() == Some("pem".as_ref()));
    assert_eq!(outcome.dcc_env("PIP_CERT"), None);
}

#[test]
fn a_profile_has_one_name_in_any_case() {
    let sandbox = studio();
    let profiles = "home/.config/sglaunch/profiles";
    for (file, yaml) in [
        (
            format!("{profiles}/Houdini.YAML"),
            "extends: HOUDINI\nenv: {A: own}\n",
        ),
        (
            format!("{profiles}/StudioTool.Yaml"),
            "extends: studioTOOL\nenv: {A: own}\naliases: [STool, studiotool]\n",
        ),
        (
            "studio/STUDIOTOOL.yaml".to_owned(),
            "program: {windows: [tool]}\nenv: {B: studio}\n",
        ),
    ] {
        sandbox.write(file, yaml);
    }
    let listed = sandbox.run(["list", "--json"]).code(0).json();
    let names = listed["profiles"].as_array().expect("a list");
    let names = names.iter().filter_map(|profile| profile["name"].as_str());
    let names: Vec<&str> = names
        .filter(|name| ["houdini", "studiotool"].contains(&&*name.to_lowercase()))
        .collect();
    assert_eq!(names, ["StudioTool", "houdini"]);
    let outcome = sandbox.run(["STOOL"]).success();
    let values = ["A", "B"].map(|name| outcome.dcc_env(name));
    assert_eq!(values, [Some("own".to_owned()), Some("studio".to_owned())]);
    let shown = sandbox.run(["show", "houdini", "--json"]).code(0).json();
    assert_eq!(shown["name"], "houdini");
    assert_eq!(shown["files"][0]["layer"], "user");
    assert_eq!(shown["files"][1]["layer"], "built-in");
    let checked = sandbox.run(["check", "--strict"]).code(0);
    assert_eq!(checked.stderr, "");
    sandbox
        .run(["init", "LIST"])
        .code(125)
        .stderr_contains("is a command of sglaunch");
}

#[test]
fn a_version_is_found_in_a_directory_in_any_case() {
    let sandbox = Sandbox::new().dcc("root/Program Files/Autodesk/mAYA2026/bin/maya");
    let outcome = sandbox.run(["maya@2026"]).success();
    assert!(outcome.dcc_env("SSL_CERT_FILE").is_some());
}

#[test]
fn variables_that_programs_need_stay() {
    let sandbox = studio()
        .profile(
            "tool",
            "program: {windows: [tool]}\nenv: {PATHEXT: {append: [.PY]}}\n",
        )
        .profile("empty", "extends: tool\nenv: {ComSpec: '${NONE:-}'}\n");
    // Without PATHEXT, cmd's default counts.
    let outcome = sandbox.command(["tool"]).env_remove("PATHEXT").output();
    let outcome: crate::sandbox::Outcome = outcome.expect("sglaunch starts").into();
    let extensions = outcome.success().dcc_env("PATHEXT").unwrap_or_default();
    assert!(
        extensions.starts_with(".COM;.EXE;") && extensions.ends_with(";.MSC;.PY"),
        "{extensions}"
    );
    sandbox
        .run(["empty"])
        .code(125)
        .stderr_contains("the value is empty, but programs of Windows need the variable");
}
