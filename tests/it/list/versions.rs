//! `list PROFILE`.

use serde_json::{Value, json};

use super::{houdini, items, rows};
use crate::sandbox::Sandbox;

fn houdinis() -> Sandbox {
    let versions = ["19.5.805", "20.5.332", "20.5.40", "21.0.440"];
    let add = |sandbox: Sandbox, version| sandbox.dcc(houdini(version));
    versions.into_iter().fold(Sandbox::new(), add)
}

/// Returns the mark, the version and the reason of each row.
fn listed(sandbox: &Sandbox, target: &str) -> Vec<[String; 3]> {
    let rows = rows(sandbox, &["list", target]).into_iter();
    rows.map(|row| [row[0].clone(), row[1].clone(), row[3].clone()])
        .collect()
}

#[test]
fn every_installed_version_is_listed_with_the_one_that_starts() {
    let sandbox = houdinis();
    for (target, started, why) in [
        ("houdini", "21.0.440", "newest installed"),
        ("houdini@20.5", "20.5.332", "requested by @20.5"),
        ("houdini@20.5.40", "20.5.40", "requested by @20.5.40"),
    ] {
        let row = |version: &str| {
            let (mark, why) = if version == started {
                ("→", why)
            } else {
                ("", "installed")
            };
            [mark, version, why].map(str::to_owned)
        };
        let expected = ["21.0.440", "20.5.332", "20.5.40", "19.5.805"].map(row);
        assert_eq!(listed(&sandbox, target), expected, "{target}");
        // It is the program that a launch starts.
        let path = sandbox.run(["list", target, "--path"]).code(0).text();
        let launch = sandbox.run(["-n", target]).code(0).text();
        assert!(launch.contains(path.trim_end()), "{launch}\n{path}");
    }
}

/// Studios link the build that is in use: the version of the link is no installation of its own.
#[test]
#[cfg(unix)]
fn a_link_with_a_part_of_a_version_is_no_installation() {
    let sandbox = houdinis();
    let dir = |version: &str| {
        let program = sandbox.path(houdini(version));
        program.ancestors().nth(2).expect("a directory").to_owned()
    };
    for (link, target) in [("20.5", "20.5.332"), ("20.6", "20.5.40")] {
        crate::system::symlink(format!("hfs{target}"), dir(link)).expect("a link");
    }
    let versions: Vec<String> = (listed(&sandbox, "houdini").into_iter())
        .map(|[_, version, _]| version)
        .collect();
    // Another version can be requested.
    let expected = ["21.0.440", "20.6", "20.5.332", "20.5.40", "19.5.805"];
    assert_eq!(versions, expected);
    let path = |target: &str| sandbox.run(["list", target, "--path"]).code(0).text();
    assert!(path("houdini@20.5").contains("20.5.332"));
    assert!(path("houdini@20.6").contains("20.6"));
}

/// Two candidates lead to the directory of an official archive of Blender.
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "it is about paths of Linux")]
fn the_system_in_the_name_of_a_directory_is_not_a_part_of_the_version() {
    let versions = ["5.0.1-linux-x64", "4.5.2-linux-x64", "5.0.0"];
    let add =
        |sandbox: Sandbox, version| sandbox.dcc(format!("root/opt/blender-{version}/blender"));
    let machine = Sandbox::new().env("PATH", "/nowhere");
    let sandbox = versions.into_iter().fold(machine, add);
    for (target, started, why) in [
        ("blender", "5.0.1", "newest installed"),
        ("blender@5.0", "5.0.1", "requested by @5.0"),
        ("blender@4.5", "4.5.2", "requested by @4.5"),
    ] {
        let row = |version: &str| {
            let (mark, why) = if version == started {
                ("→", why)
            } else {
                ("", "installed")
            };
            [mark, version, why].map(str::to_owned)
        };
        let expected = ["5.0.1", "5.0.0", "4.5.2"].map(row);
        assert_eq!(listed(&sandbox, target), expected, "{target}");
    }
}

#[test]
fn a_pin_is_named_also_where_it_is_overridden() {
    let sandbox = houdinis().profile("houdini", "extends: houdini\nversion: '20.5'\n");
    let pinned = listed(&sandbox, "houdini");
    assert_eq!(pinned[1], ["→", "20.5.332", "pinned to 20.5"]);
    let sandbox = sandbox.profile("child", "extends: houdini\n");
    let inherited = "pinned to 20.5 (houdini.yaml)";
    assert_eq!(listed(&sandbox, "child")[1], ["→", "20.5.332", inherited]);
    let upper = sandbox.path("upper");
    sandbox.write("upper/houdini.yaml", "extends: houdini\n");
    let above = sandbox.run([
        "-P".as_ref(),
        upper.as_os_str(),
        "list".as_ref(),
        "houdini".as_ref(),
    ]);
    let above = above.code(0).text();
    assert!(
        above.contains("\tpinned to 20.5 (user houdini.yaml)\n"),
        "{above}"
    );
    let hfs = sandbox.path(houdini("19.5.805"));
    let hfs = hfs.parent().and_then(|bin| bin.parent()).expect("HFS");
    let sandbox = sandbox.env("HFS", hfs);
    if cfg!(target_os = "macos") {
        return; // HFS is in a framework there.
    }
    let chosen = listed(&sandbox, "houdini");
    let why = "selected by HFS; the pin 20.5 is overridden";
    assert_eq!(chosen[0], ["→", "19.5.805", why]);
    assert_eq!(chosen.len(), 4, "each path once: {chosen:?}");
    let document = sandbox.run(["list", "houdini", "--json"]).code(0).json();
    let first = &items(&document, "versions")[0];
    assert_eq!(first["selection"], "variable:HFS");
    let note = "HFS selects version 19.5.805, although the profile pins 20.5";
    assert_eq!(first["notes"], json!([note]));
}

#[test]
fn the_first_program_on_path_is_marked() {
    let sandbox = Sandbox::new()
        .dcc("bin/tool")
        .dcc("root/opt/tool2.1/tool")
        .on_path("bin");
    let programs = "program: {linux: [tool, '/opt/tool{version}/tool']}\n";
    let sandbox = sandbox.profile("tool", programs);
    let expected = [["→", "unknown", "first on PATH"], ["", "2.1", "installed"]];
    let listed = listed(&sandbox, "tool");
    assert_eq!(listed.len(), 2, "{listed:?}");
    for row in expected {
        assert!(listed.contains(&row.map(str::to_owned)), "{listed:?}");
    }
}

/// Programs on PATH are listed in the order of PATH, so that the arrow can be on any row.
#[test]
#[cfg_attr(windows, ignore = "it needs links")]
fn a_version_on_path_is_started_because_it_was_requested() {
    let sandbox = Sandbox::new()
        .dcc("bin/python3.11")
        .dcc("bin/python3.12")
        .on_path("bin");
    crate::system::symlink("python3.12", sandbox.path("bin/python")).expect("a link");
    let started = |sandbox: &Sandbox, target: &str| {
        let rows = listed(sandbox, target).into_iter();
        rows.filter(|row| row[0] == "→").collect::<Vec<_>>()
    };
    let row = |version: &str, why: &str| [["→", version, why].map(str::to_owned)];
    let first = row("3.12", "first on PATH");
    assert_eq!(started(&sandbox, "python"), first);
    let requested = row("3.11", "requested by @3.11");
    assert_eq!(started(&sandbox, "python@3.11"), requested);
    let json = sandbox.run(["list", "python@3.11", "--json"]).json();
    let rows = items(&json, "versions").into_iter();
    let selections: Vec<Value> = (rows.filter(|row| row["starts"] == true))
        .map(|row| row["selection"].clone())
        .collect();
    assert_eq!(selections, ["requested"]);
    let sandbox = sandbox.profile("python", "{extends: python, version: '3.11'}\n");
    assert_eq!(started(&sandbox, "python"), row("3.11", "pinned to 3.11"));
}

/// A launch selects the program too, and fails with 126.
#[test]
#[cfg(unix)]
fn a_program_without_execute_bit_is_named_as_one() {
    let sandbox = houdinis();
    crate::system::set_mode(sandbox.path(houdini("21.0.440")), 0o644);
    let first = &listed(&sandbox, "houdini")[0];
    assert_eq!(first, &["→", "21.0.440", "it is not executable"]);
    sandbox.run(["houdini"]).code(126);
}

#[test]
fn without_a_program_the_reason_of_a_launch_is_told() {
    let sandbox = houdinis();
    let missing = sandbox.run(["list", "houdini@18"]).code(0);
    assert_eq!(missing.text().lines().count(), 5);
    assert!(!missing.text().contains('→'));
    let expected = "sglaunch: nothing would be started: version 18 of `houdini` is not installed\n\
        hint: request an installed version: 21.0.440, 20.5.332, 20.5.40, 19.5.805\n";
    assert_eq!(missing.stderr, expected);
    // Without any, there is no table, and the candidates are those of a launch.
    let sandbox = Sandbox::new().env("PATH", "/nowhere");
    let nothing = sandbox.run(["list", "houdini"]).code(0);
    assert_eq!(nothing.text(), "");
    let launch = sandbox.run(["houdini"]).code(127).stderr;
    let expected = (launch.replace("error: ", "sglaunch: nothing would be started: "))
        .replace("\n  tried ", "\nsglaunch: tried ");
    assert_eq!(nothing.stderr, expected);
    assert!(
        expected.contains("sglaunch: tried houdini: not on PATH"),
        "{expected}"
    );
    sandbox
        .run(["list", "absent"])
        .code(125)
        .stderr_contains("no profile `absent`");
}

#[test]
fn json_is_one_document() {
    let sandbox = houdinis();
    let document = sandbox
        .run(["list", "houdini@20.5", "--json"])
        .code(0)
        .json();
    assert_eq!(document["name"], "houdini");
    assert_eq!(document["requested"], "20.5");
    assert_eq!(document["error"], Value::Null);
    assert_eq!(document["no_answer"], json!([]));
    let path = sandbox.path(houdini("20.5.332"));
    assert_eq!(
        items(&document, "versions")[1],
        json!({
            "path": sandbox.program(path).to_str().expect("UTF-8"),
            "version": "20.5.332",
            "selection": "requested",
            "starts": true,
            "notes": [],
        })
    );
    let document = sandbox.run(["list", "houdini@18", "--json"]).code(0).json();
    assert_eq!(
        document["error"],
        "version 18 of `houdini` is not installed"
    );
    assert!(
        items(&document, "versions")
            .iter()
            .all(|row| row["starts"] == false)
    );
}

#[test]
fn an_alias_lists_the_profile_that_it_belongs_to() {
    let sandbox = Sandbox::new().dcc("bin/python3").on_path("bin");
    let path = sandbox.program(sandbox.path("bin/python3"));
    let printed = sandbox.run(["list", "python3", "--path"]).code(0).text();
    assert_eq!(printed.trim_end(), path.to_str().expect("UTF-8"));
}
