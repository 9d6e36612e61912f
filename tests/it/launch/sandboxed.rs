//! Flatpaks and snaps that cannot read the bundle are not candidates.

use std::fs;

use serde_json::json;

use crate::sandbox::Sandbox;
use crate::system::symlink;

const EXPORT: &str = "root/var/lib/flatpak/exports/bin/org.toon.Toon";

/// The profile of a program in a Flatpak, with a snap of the same name on PATH.
const TOON: &str =
    "program: {linux: [toon, /var/lib/flatpak/exports/bin/org.toon.Toon, '${LAST}/toon']}\n";

fn toon() -> Sandbox {
    Sandbox::new().profile("toon", TOON)
}

/// Installs a Flatpak with these permissions.
fn with_flatpak(sandbox: Sandbox, filesystems: &str) -> Sandbox {
    let metadata = "root/var/lib/flatpak/app/org.toon.Toon/current/active/metadata";
    let text =
        format!("[Application]\nname=org.toon.Toon\n\n[Context]\nfilesystems={filesystems};\n");
    sandbox.write(metadata, text);
    sandbox.dcc(EXPORT)
}

/// Installs a snap with this confinement, whose commands are on PATH.
fn with_snap(sandbox: Sandbox, confinement: &str) -> Sandbox {
    let metadata = format!("name: toon\nconfinement: {confinement}\n");
    sandbox.write("root/snap/toon/current/meta/snap.yaml", metadata);
    sandbox.dcc("root/snap/bin/toon").on_path("root/snap/bin")
}

fn started(sandbox: &Sandbox, words: &[&str]) -> String {
    let program = sandbox.run(words).success().json()["args"][0].clone();
    let program = program.as_str().expect("a path");
    let dir = sandbox.path("");
    program.replace(dir.to_str().expect("a path"), "")
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "Flatpak and snaps are Linux'")]
fn a_program_that_cannot_read_the_bundle_is_no_candidate() {
    // The permissions decide.
    for filesystems in [
        "host",
        "home:ro",
        "xdg-cache/sglaunch",
        "~/.cache/sglaunch:ro",
    ] {
        let sandbox = with_flatpak(toon(), filesystems);
        assert_eq!(started(&sandbox, &["toon"]), EXPORT, "{filesystems}");
    }
    let hidden = with_flatpak(toon(), "xdg-pictures");
    let cure = "flatpak override --user --filesystem=~/.cache/sglaunch:ro org.toon.Toon";
    let failed = hidden.run(["toon"]).code(127);
    let why = "the Flatpak org.toon.Toon cannot read ~/.cache/sglaunch, where the bundle is";
    let failed = failed.stderr_contains(&format!(
        "tried /var/lib/flatpak/exports/bin/org.toon.Toon: {why}"
    ));
    assert!(
        failed.stderr.replace('\'', "").contains(cure),
        "{}",
        failed.stderr
    );
    // What the command of the hint writes.
    let overrides = "home/.local/share/flatpak/overrides/org.toon.Toon";
    hidden.write(overrides, "[Context]\nfilesystems=~/.cache/sglaunch:ro;\n");
    assert_eq!(started(&hidden, &["toon"]), EXPORT);

    // Unknown permissions count as visible, and a typed path is started as it is.
    assert_eq!(started(&toon().dcc(EXPORT), &["toon"]), EXPORT);
    let hidden = with_flatpak(toon(), "xdg-pictures");
    let path = hidden.path(EXPORT).display().to_string();
    for words in [&[path.as_str()][..], &["-p", "toon", &path]] {
        assert_eq!(started(&hidden, words), EXPORT, "{words:?}");
    }
    // The next candidate is started.
    let hidden = hidden.dcc("last/toon");
    let last = hidden.path("last");
    assert_eq!(started(&hidden.env("LAST", last), &["toon"]), "last/toon");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "snaps are Linux'")]
fn a_strict_snap_on_path_is_skipped() {
    assert_eq!(
        started(&with_snap(toon(), "classic"), &["toon"]),
        "root/snap/bin/toon"
    );
    let strict = with_snap(toon(), "strict");
    let failed = strict.run(["toon"]).code(127);
    let failed = failed
        .stderr_contains("tried toon: the snap toon cannot read ~/.cache/sglaunch")
        .stderr_contains("export SGLAUNCH_CACHE_DIR=\"$HOME/sglaunch-cache\"");
    drop(failed);
    // A bare name is not a path.
    strict
        .run(["-p", "toon", "toon"])
        .code(126)
        .stderr_contains("`toon` is not started: the snap toon cannot read");
    let cache = strict.home().join("sglaunch-cache");
    let strict = strict.env("SGLAUNCH_CACHE_DIR", cache);
    assert_eq!(started(&strict, &["toon"]), "root/snap/bin/toon");
    // The next program of the name on PATH counts.
    let strict = with_snap(toon(), "strict").dcc("bin/toon").on_path("bin");
    assert_eq!(started(&strict, &["toon"]), "bin/toon");
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "Flatpak and snaps are Linux'")]
fn list_names_the_sandbox_and_the_cure() {
    let sandbox = with_snap(with_flatpak(toon(), "xdg-pictures"), "strict");
    let snap = "the snap toon cannot read ~/.cache/sglaunch, where the bundle is";
    let flatpak = "the Flatpak org.toon.Toon cannot read ~/.cache/sglaunch, where the bundle is";
    let [snap_path, flatpak_path] =
        ["root/snap/bin/toon", EXPORT].map(|path| sandbox.path(path).display().to_string());

    let rows = sandbox.run(["list"]).code(0).text();
    let row = rows.lines().find(|line| line.starts_with("toon\t"));
    let row = row.expect("a row");
    assert!(
        row.starts_with(&format!("toon\t-\tsandboxed: {snap}\t")),
        "{row}"
    );

    let listed = sandbox.run(["list", "toon"]).code(0);
    let text = listed.text();
    assert!(
        text.contains(&format!("\t-\t{snap_path}\tsandboxed: {snap}\n")),
        "{text}"
    );
    assert!(
        text.contains(&format!("\t-\t{flatpak_path}\tsandboxed: {flatpak}\n")),
        "{text}"
    );
    listed
        .stderr_contains("nothing would be started: the program of profile `toon` was not found")
        .stderr_contains("SGLAUNCH_CACHE_DIR");

    let expected = json!({
        "path": snap_path,
        "kind": "snap",
        "name": "toon",
        "message": snap,
        "remedy": {
            "text": "put the cache in a directory of the home directory whose name begins with no \
                     dot, wherever the program is started",
            "commands": ["export SGLAUNCH_CACHE_DIR=\"$HOME/sglaunch-cache\""],
        },
    });
    let of_profile = sandbox.run(["list", "toon", "--json"]).code(0).json();
    assert_eq!(of_profile["versions"], json!([]));
    assert_eq!(of_profile["sandboxed"][0], expected);
    assert_eq!(of_profile["sandboxed"][1]["kind"], "flatpak");
    let all = sandbox.run(["list", "--json"]).code(0).json();
    let all = all["profiles"].as_array().expect("a list");
    let row = all.iter().find(|row| row["name"] == "toon").expect("a row");
    assert_eq!(
        (&row["state"], &row["sandboxed"]),
        (&json!("sandboxed"), &expected)
    );
    let other = all
        .iter()
        .find(|row| row["name"] == "houdini")
        .expect("a row");
    assert_eq!(other["sandboxed"], json!(null));

    // A program that can be started is listed beside them.
    let sandbox = sandbox.dcc("last/toon");
    let last = sandbox.path("last");
    let sandbox = sandbox.env("LAST", last);
    let of_profile = sandbox.run(["list", "toon", "--json"]).code(0).json();
    assert_eq!(of_profile["versions"][0]["starts"], json!(true));
    assert_eq!(of_profile["sandboxed"].as_array().expect("a list").len(), 2);
}

/// The files of the Flatpak that Flathub has: the program is a link into the installed version,
/// whose release notes show the version.
#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "Flatpak is Linux'")]
fn the_blender_of_flathub_is_started_and_has_a_version() {
    let dir = "home/.local/share/flatpak";
    let (branch, commit) = ("x86_64/stable", "0ca175df64a0");
    let deployed = format!("{branch}/{commit}");
    let app = format!("{dir}/app/org.blender.Blender");
    let sandbox = Sandbox::new().dcc(format!("{app}/{deployed}/export/bin/org.blender.Blender"));
    symlink(branch, sandbox.path(format!("{app}/current"))).expect("a link");
    symlink(commit, sandbox.path(format!("{app}/{branch}/active"))).expect("a link");
    sandbox.write(
        format!("{app}/{deployed}/metadata"),
        "[Application]\nname=org.blender.Blender\n\n[Context]\nfilesystems=/run/spnav.sock:ro;host;\n",
    );
    sandbox.write(
        format!("{app}/{deployed}/files/share/metainfo/org.blender.Blender.metainfo.xml"),
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<component>\n<releases>\n\
         <release version=\"5.0.0\" date=\"2025-11-18\">\n<release version=\"4.5.4\">\n",
    );
    let export = sandbox.path(format!("{dir}/exports/bin/org.blender.Blender"));
    fs::create_dir_all(export.parent().expect("a directory")).expect("a directory");
    let active = "../../app/org.blender.Blender/current/active/export/bin/org.blender.Blender";
    symlink(active, export).expect("a link");

    // This machine may have another one.
    let sandbox = sandbox.env("PATH", "/nowhere");
    let found = sandbox.run(["list", "blender", "--json"]).code(0).json();
    let program = &found["versions"][0];
    assert_eq!(
        (&program["version"], &program["starts"]),
        (&json!("5.0.0"), &json!(true))
    );
    sandbox.run(["blender@5.0"]).success();
}
