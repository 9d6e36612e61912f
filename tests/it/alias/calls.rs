//! The ways to call a profile by an alias.

use serde_json::Value;

use super::{started, with_programs};
use crate::sandbox::Sandbox;
use crate::system;

fn pythons() -> Sandbox {
    with_programs(&["python", "python3", "python3.11"])
}

#[test]
fn a_typed_alias_starts_the_program_of_that_name() {
    let sandbox = pythons();
    for (word, program) in [
        ("python", "python"),
        ("python3", "python3"),
        ("python3.11", "python3.11"),
        ("python@3.11", "python3.11"),
        ("python3@3.11", "python3.11"),
    ] {
        let outcome = sandbox.run([word, "-x", "list"]);
        let args = outcome.dcc_args();
        assert_eq!(started(outcome, "python"), program, "{word}");
        assert_eq!(args, ["-x", "list"]);
    }
}

#[test]
fn an_alias_without_a_program_of_that_name_starts_that_of_the_profile() {
    let sandbox = with_programs(&["python"]);
    assert_eq!(started(sandbox.run(["python3"]), "python"), "python");
    let sandbox =
        with_programs(&["tool"]).profile("studio", "{program: {linux: [tool]}, aliases: [st]}");
    assert_eq!(started(sandbox.run(["st"]), "studio"), "tool");
}

#[test]
fn an_alias_of_nuke_is_a_version_on_disk() {
    let nuke = |version: &str| std::path::Path::new("root").join(system::nuke(version));
    let sandbox = Sandbox::new().dcc(nuke("15.1v3")).dcc(nuke("15.1v12"));
    let program = |word: &str| {
        let outcome = sandbox.run([word]).success();
        assert_eq!(outcome.dcc_env("SGLAUNCH_PROFILE").as_deref(), Some("nuke"));
        outcome.json()["args"][0].to_string()
    };
    for (word, version) in [("Nuke15.1", "15.1v12"), ("Nuke15.1v3", "15.1v3")] {
        let program = program(word);
        assert!(program.contains(&format!("Nuke{version}")), "{program}");
    }
    started(sandbox.run([sandbox.program(nuke("15.1v3"))]), "nuke");
    let missing = sandbox.run(["Nuke14.0"]).code(127);
    missing.stderr_contains("version 14.0 of `nuke` is not installed");
}

#[test]
fn a_program_given_by_its_path_has_the_profile_of_its_name() {
    let sandbox = pythons()
        .dcc("bin/python3-config")
        .dcc("bin/python3.11-config");
    for (program, profile) in [
        ("python3", "python"),
        ("python3.11", "python"),
        ("python", "python"),
        ("python3-config", "defaults"),
        ("python3.11-config", "defaults"),
    ] {
        let path = sandbox.program(format!("bin/{program}"));
        started(sandbox.run([path]), profile);
    }
    // The version in the alias is that of the program.
    let yaml = "{extends: python, env: {V: '{version}'}}";
    let sandbox = sandbox.profile("python", yaml);
    let outcome = sandbox.run([sandbox.program("bin/python3.11")]).success();
    assert_eq!(outcome.dcc_env("V").as_deref(), Some("3.11"));
}

#[test]
fn commands_take_an_alias_for_a_profile() {
    let sandbox = pythons();
    let under = sandbox.run_under("python3", &["python3.11"]);
    assert_eq!(started(under, "python"), "python3.11");
    let document = sandbox
        .run(["show", "--json", "python3.11"])
        .success()
        .json();
    assert_eq!(document["name"], "python");
    assert_eq!(document["version"], "3.11");
    let env = sandbox
        .run(["env", "python3", "--format", "json"])
        .success()
        .json();
    assert_eq!(env["SGLAUNCH_PROFILE"], "python");
    let path = |profile: &str| sandbox.run(["bundle", "path", profile]).success().text();
    assert_eq!(path("python3"), path("python"));
    let findings = sandbox.run([
        "doctor",
        "--json",
        "python3",
        "profile-invalid",
        "program-missing",
    ]);
    let findings = &findings.code(0).json()["findings"];
    let status = |finding: &Value| finding["status"].as_str().map(str::to_owned);
    let status: Vec<_> = findings
        .as_array()
        .expect("a list")
        .iter()
        .map(status)
        .collect();
    assert_eq!(
        status,
        [Some("passed".to_owned()), Some("passed".to_owned())]
    );
}

#[test]
fn messages_name_the_profile() {
    let sandbox = with_programs(&[]);
    let outcome = sandbox.run(["python3"]).code(127);
    let message = "the program of profile `python` was not found";
    outcome.stderr_contains(message);
    let invalid = sandbox.profile("python", "{extends: python, argz: []}");
    invalid.run(["python3"]).code(125).stderr_contains("`argz`");
}

#[test]
#[cfg_attr(windows, ignore = "a shim is not a link there")]
fn a_shim_can_have_the_name_of_an_alias() {
    let sandbox = pythons();
    sandbox
        .run(["-q", "shim", "add", "python3", "python3.11"])
        .code(0);
    let sandbox = sandbox.on_path("home/.local/share/sglaunch/shims");
    for name in ["python3", "python3.11"] {
        assert_eq!(started(sandbox.run_without(&[name]), "python"), name);
    }
    let list = sandbox.run(["shim", "list", "--json"]).success().json();
    for shim in list["shims"].as_array().expect("a list") {
        assert_eq!(shim["problem"], Value::Null);
    }
    sandbox
        .run(["shim", "add", "pythn3"])
        .code(125)
        .stderr_contains("there is no profile `pythn3`");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "tests desktop entries")]
fn a_shortcut_keeps_the_alias() {
    let sandbox = pythons();
    for (word, exec) in [
        ("python3", " python3 %F"),
        ("python3.11", " python@3.11 %F"),
    ] {
        let file = sandbox.path(format!("{word}.desktop"));
        let args = ["shortcut", "add", word, "--to"].map(std::ffi::OsStr::new);
        sandbox
            .run(args.into_iter().chain([file.as_os_str()]))
            .code(0);
        let entry = std::fs::read_to_string(file).expect("an entry");
        let line = entry.lines().find(|line| line.starts_with("Exec="));
        assert!(line.expect("a command").ends_with(exec), "{entry}");
    }
}

#[test]
fn a_profile_of_the_name_wins_over_an_alias() {
    let sandbox = pythons().profile("python3", "{program: {linux: [python3.11]}}");
    assert_eq!(started(sandbox.run(["python3"]), "python3"), "python3.11");
    let by_path = sandbox.run([sandbox.program("bin/python3")]);
    started(by_path, "python3");
}

#[test]
fn an_alias_in_a_file_wins_over_a_built_in_one_and_a_name_over_a_pattern() {
    let own = "{program: {linux: ['own{version}']}, aliases: ['python{version}']}";
    let programs = ["own", "own3", "own3.11", "own3.12", "python3", "python3.11"];
    let sandbox = with_programs(&programs).profile("own", own);
    for (word, program) in [("python3", "own3"), ("python3.11", "own3.11")] {
        assert_eq!(started(sandbox.run([word]), "own"), program);
    }
    let named = "{program: {linux: [own]}, aliases: [python3.11]}";
    let sandbox = sandbox.profile("zz-named", named);
    started(sandbox.run(["python3.11"]), "zz-named");
    started(sandbox.run(["python3.12"]), "own");
}

#[test]
fn the_highest_layer_wins_then_the_first_name() {
    let profile = "{program: {linux: [tool]}, aliases: [py]}";
    let sandbox = with_programs(&["tool"]);
    let machine = sandbox.machine("profiles/a.yaml");
    let machine = machine
        .strip_prefix(sandbox.path(""))
        .expect("in the sandbox");
    sandbox.write_profile(machine, profile);
    started(sandbox.run(["py"]), "a");
    let sandbox = sandbox.profile("c", profile).profile("b", profile);
    started(sandbox.run(["py"]), "b");
    sandbox.write_profile("dir/z.yaml", profile);
    let dir = sandbox.path("dir");
    let outcome = sandbox.run([std::ffi::OsStr::new("-P"), dir.as_os_str(), "py".as_ref()]);
    started(outcome, "z");
    // Another list of directories has an index of its own.
    started(sandbox.run(["py"]), "b");
    let sandbox = sandbox.env("SGLAUNCH_PROFILE_PATH", dir);
    started(sandbox.run(["py"]), "b");
}

#[test]
fn an_alias_that_cannot_be_typed_is_an_error() {
    for (alias, why) in [
        ("list", "is a command of sglaunch"),
        ("a/b", "must be a name"),
        ("py@3", "must be a name"),
        ("${HOME}", "must be a name"),
        ("{version}", "must begin with a letter"),
        ("~", "must begin with a letter"),
    ] {
        let sandbox = Sandbox::new().profile("tool", &format!("aliases: ['{alias}']"));
        let outcome = sandbox.run(["show", "tool"]).code(125);
        outcome
            .stderr_contains(&format!("the alias `{alias}` {why}"))
            .stderr_contains("tool.yaml:1:");
    }
}

#[test]
fn check_reports_an_alias_of_two_profiles_and_a_program_of_another() {
    let profile = "{program: {linux: [tool]}, aliases: [one, py]}";
    let sandbox = with_programs(&["tool"])
        .profile("a", profile)
        .profile("b", "{extends: a, aliases: ['py']}");
    let outcome = sandbox.run(["check"]).code(1);
    outcome
        .stderr_contains("`py` is an alias of two profiles, `a` and `b`")
        .stderr_contains("b.yaml:1:");
    let sandbox = with_programs(&[])
        .profile("hython", "extends: houdini")
        .profile("nukex", "{extends: nuke, args: [--nukex]}")
        .profile("hbatch", "extends: hbatch");
    let outcome = sandbox.run(["check"]).code(0);
    assert_eq!(outcome.stderr.matches("starts the program of").count(), 1);
    outcome
        .stderr_contains("profile `hython` starts the program of `houdini`")
        .stderr_contains("write `extends: hython` to keep its own program")
        .stderr_contains("hython.yaml:1:");
}
