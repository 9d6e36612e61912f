//! Families: hython and the editions share the values of houdini.yaml, and mayapy those of
//! maya.yaml.

use std::path::Path;

use crate::sandbox::Sandbox;
use crate::system;

const HOUDINIS: [&str; 8] = [
    "houdini",
    "hython",
    "hbatch",
    "husk",
    "houdinifx",
    "houdinicore",
    "hindie",
    "happrentice",
];

/// Returns a machine with two versions of all programs of Houdini.
fn houdinis() -> Sandbox {
    let versions = ["20.5.370", "21.0.100"].into_iter();
    let programs = versions.flat_map(|version| {
        HOUDINIS.map(|name| {
            Path::new("root")
                .join(system::houdini(version))
                .with_file_name(name)
        })
    });
    programs.fold(Sandbox::new(), Sandbox::dcc)
}

#[track_caller]
fn starts(sandbox: &Sandbox, name: &str, version: &str) -> crate::sandbox::Outcome {
    let outcome = sandbox.run([name]).success();
    let program = outcome.json()["args"][0].clone();
    let program = Path::new(program.as_str().expect("a path")).with_extension("");
    assert_eq!(program.file_name().expect("a name"), name);
    let program = program.to_string_lossy().into_owned();
    assert!(program.contains(version), "{name}: {program}");
    outcome
}

#[test]
fn a_pin_and_a_variable_in_houdini_count_for_all_and_args_do_not() {
    let yaml = "{extends: houdini, version: '20.5', args: [-foreground], env: {JOB: fx}}";
    let sandbox = houdinis().profile("houdini", yaml);
    for name in HOUDINIS {
        let outcome = starts(&sandbox, name, "20.5.370");
        assert_eq!(outcome.dcc_env("JOB").as_deref(), Some("fx"), "{name}");
        let args = usize::from(name == "houdini");
        assert_eq!(outcome.dcc_args().len(), args, "{name}");
        assert_eq!(outcome.dcc_env("SGLAUNCH_PROFILE").as_deref(), Some(name));
    }
    starts(&houdinis(), "hython", "21.0.100");
}

#[test]
fn all_layers_of_houdini_count_for_hython() {
    let sandbox = houdinis();
    let machine = sandbox.machine("profiles/houdini.yaml");
    let machine = machine
        .strip_prefix(sandbox.path(""))
        .expect("in the sandbox")
        .to_owned();
    sandbox.write_profile(
        machine,
        "{extends: houdini, version: '20.5', env: {SITE: a, JOB: site}}",
    );
    let sandbox = sandbox
        .profile("houdini", "{extends: houdini, env: {JOB: user}}")
        .profile("hython", "{extends: hython, env: {HYTHON: own}}");
    let outcome = starts(&sandbox, "hython", "20.5.370");
    for (name, value) in [("SITE", "a"), ("JOB", "user"), ("HYTHON", "own")] {
        assert_eq!(outcome.dcc_env(name).as_deref(), Some(value));
    }
    // `show` names the files.
    let shown = sandbox.run(["show", "hython", "--json"]).success().json();
    let files = shown["files"].as_array().expect("a list").iter();
    let files: Vec<String> = files
        .map(|file| format!("{}/{}", file["layer"], file["profile"]).replace('"', ""))
        .collect();
    assert_eq!(
        files,
        [
            "user/hython",
            "built-in/hython",
            "user/houdini",
            "machine/houdini",
            "built-in/houdini",
            "built-in/defaults"
        ]
    );
}

#[test]
fn a_houdini_that_replaces_the_built_in_one_leaves_the_others_their_programs() {
    let sandbox = houdinis().profile("houdini", "{version: '20.5', program: {linux: [mine]}}");
    starts(&sandbox, "hython", "20.5.370");
}

#[test]
fn mayapy_extends_maya() {
    let versions = ["2025", "2026"];
    let programs = versions.into_iter().flat_map(|version| {
        let maya = Path::new("root").join(system::maya(version));
        [maya.with_file_name("mayapy"), maya]
    });
    let sandbox = programs.fold(Sandbox::new(), Sandbox::dcc);
    let sandbox = sandbox.profile("maya", "{extends: maya, version: '2025', args: [-x]}");
    for (name, args) in [("maya", 1), ("mayapy", 0)] {
        assert_eq!(starts(&sandbox, name, "2025").dcc_args().len(), args);
    }
}

#[test]
fn the_editions_of_nuke_share_a_pin_and_keep_their_options() {
    let nuke = |version: &str| Path::new("root").join(system::nuke(version));
    let sandbox = Sandbox::new().dcc(nuke("15.1v3")).dcc(nuke("16.0v1"));
    let sandbox = sandbox.profile("nuke", "{extends: nuke, version: '15.1'}");
    for (name, option) in [
        ("nukex", "--nukex"),
        ("nukestudio", "--studio"),
        ("nukeassist", "--nukeassist"),
        ("hiero", "--hiero"),
    ] {
        let outcome = sandbox.run([name]).success();
        assert!(outcome.json()["args"][0].to_string().contains("15.1v3"));
        assert_eq!(outcome.dcc_args(), [option]);
    }
}

#[test]
fn a_shortcut_of_hython_has_nothing_of_houdinis() {
    let yaml = "{extends: houdini, shortcut: {name: Our Houdini, mime_types: [application/x-hip]}}";
    let sandbox = houdinis().profile("houdini", yaml);
    let shown = sandbox.run(["show", "hython", "--json"]).success().json();
    let values = shown["values"].as_array().expect("a list");
    let shortcut = values.iter().filter(|value| {
        let key = value["key"].as_str().expect("text");
        key.starts_with("shortcut.")
    });
    for value in shortcut {
        let file = usize::try_from(value["file"].as_u64().expect("an index")).expect("small");
        assert_eq!(shown["files"][file]["profile"], "hython", "{value}");
    }
}
