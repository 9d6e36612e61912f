//! Starting programs: which one, with what, and what becomes of the process.

use std::env::consts::EXE_SUFFIX;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::json;

use crate::sandbox::{Sandbox, path_list, sglaunch};
use crate::system;

/// Every variable that a launch sets to the bundle.
pub const VARIABLES: [&str; 11] = [
    "SHOTGUN_API_CACERTS",
    "SSL_CERT_FILE",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "AWS_CA_BUNDLE",
    "PIP_CERT",
    "GIT_SSL_CAINFO",
    "NODE_EXTRA_CA_CERTS",
    "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH",
    "HTTPLIB2_CA_CERTS",
    "AYON_CA_FILE",
];

const MAYA: &str = "program: {linux: [maya]}\n";

fn maya() -> Sandbox {
    let sandbox = Sandbox::new().profile("maya", MAYA).dcc("bin/maya");
    let path = sandbox.path("bin");
    sandbox.env("PATH", path)
}

#[test]
fn arguments_reach_the_program_byte_for_byte() {
    let hostile = [
        "--help", "-n", "--", "-p", "", " a  b ", "it's", "\"q\"", "$HOME", "`x`", "a\nb",
        "%PATH%", "*", "한글",
    ];
    let mut words: Vec<OsString> = ["maya"]
        .iter()
        .chain(&hostile)
        .map(OsString::from)
        .collect();
    let bytes = system::bytes(b"\xff\xfe");
    words.push(bytes.clone());
    let outcome = maya().run(&words).quietly();
    let mut expected: Vec<_> = hostile.iter().map(|arg| json!(arg)).collect();
    expected.push(json!(bytes.as_encoded_bytes()));
    assert_eq!(outcome.dcc_args(), expected);
}

#[test]
#[cfg_attr(
    windows,
    ignore = "Windows has no exec: the program is another process"
)]
fn the_process_is_the_programs_own() {
    let sandbox = maya();
    let child = sandbox
        .command(["maya"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let pid = child.id();
    let output = child.wait_with_output().expect("it ends");
    let started: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(started["pid"], pid);
}

#[test]
fn the_current_folder_and_the_exit_code_are_the_programs_own() {
    let sandbox = maya().env("DCC_EXIT", "77");
    let outcome = sandbox.run(["maya"]).code(77);
    let folder = sandbox.home();
    assert_eq!(outcome.json()["cwd"], folder.to_str().expect("UTF-8"));
}

#[test]
#[cfg_attr(windows, ignore = "Windows has no signals")]
fn the_signal_is_the_programs_own() {
    assert_eq!(maya().env("DCC_KILL", "1").run(["maya"]).signal, Some(6));
}

#[test]
fn the_environment_is_the_callers_and_what_the_profile_says() {
    let program = format!("program: {{linux: [\"/usr/maya/bin/maya{EXE_SUFFIX}\"]}}\n");
    let sandbox = Sandbox::new()
        .profile(
            "maya",
            &(program
                + "env:
  SET: value
  REMOVED: null
  KEPT: {default: mine}
  GIVEN: {default: 'mine ${PRESENT}'}
  LIST: {prepend: [/a, /b], append: [/z]}
  NEW_LIST: {append: [/n]}
"),
        )
        .dcc("root/usr/maya/bin/maya")
        .env("REMOVED", "x")
        .env("KEPT", "theirs")
        .env("PRESENT", "한글 ${x}")
        .env("LIST", "/m")
        .env("LD_LIBRARY_PATH", "/studio/lib")
        .env("BYTES", system::bytes(b"\xff"));
    let outcome = sandbox.run(["maya"]).quietly();
    let list = ["/a", "/b", "/m", "/z"].join(system::LIST_SEPARATOR);
    for (name, value) in [
        ("SET", Some("value")),
        ("REMOVED", None),
        ("KEPT", Some("theirs")),
        ("GIVEN", Some("mine 한글 ${x}")),
        ("LIST", Some(list.as_str())),
        ("NEW_LIST", Some("/n")),
        ("LD_LIBRARY_PATH", Some("/studio/lib")),
        ("PATH", sandbox.var("PATH")),
        ("SGLAUNCH_PROFILE", Some("maya")),
        ("SGLAUNCH_DEPTH", Some("1")),
        ("SSL_CERT_DIR", None),
    ] {
        assert_eq!(outcome.dcc_env(name).as_deref(), value, "{name}");
    }
    let bytes = system::bytes(b"\xff");
    assert_eq!(
        outcome.json()["env"]["BYTES"],
        json!(bytes.as_encoded_bytes())
    );
}

#[test]
fn every_variable_names_the_one_bundle() {
    let sandbox = maya();
    let outcome = sandbox.run(["maya"]).quietly();
    let bundles = sandbox.bundles();
    let [bundle] = bundles.as_slice() else {
        panic!("{bundles:?}")
    };
    for name in VARIABLES {
        assert_eq!(outcome.dcc_env(name).as_deref(), bundle.to_str(), "{name}");
    }
}

#[test]
fn the_first_three_variables_are_set_whatever_the_profile_lists() {
    let sandbox = maya().profile(
        "maya",
        "program: {linux: [maya]}\nca: {variables: [PIP_CERT]}\n",
    );
    let outcome = sandbox.run(["maya"]).quietly();
    for (name, is_set) in [
        ("SHOTGUN_API_CACERTS", true),
        ("SSL_CERT_FILE", true),
        ("REQUESTS_CA_BUNDLE", true),
        ("PIP_CERT", true),
        ("CURL_CA_BUNDLE", false),
    ] {
        assert_eq!(outcome.dcc_env(name).is_some(), is_set, "{name}");
    }
}

fn houdinis() -> Sandbox {
    let sandbox = ["20.5.370", "20.5.99", "20.10.1", "19.5.805"]
        .into_iter()
        .fold(Sandbox::new(), |sandbox, version| {
            sandbox.dcc(Path::new("root").join(system::houdini(version)))
        });
    let other = system::houdini("21.0.old").with_file_name("other");
    sandbox.dcc(Path::new("root").join(other))
}

/// The program that these words start, as a path below the root.
fn started(sandbox: &Sandbox, words: &[&str]) -> PathBuf {
    let outcome = sandbox.run(words).quietly();
    let program = outcome.json()["args"][0].clone();
    let program = Path::new(program.as_str().expect("a path"));
    let below = program.strip_prefix(sandbox.path("root"));
    below.expect("below the root").to_owned()
}

#[test]
fn a_version_is_found_on_disk() {
    let sandbox = houdinis();
    for (word, version) in [
        ("houdini", "20.10.1"),
        ("houdini@20.5", "20.5.370"),
        ("houdini@20.5.99", "20.5.99"),
        ("houdini@19", "19.5.805"),
    ] {
        assert_eq!(started(&sandbox, &[word]), system::houdini(version));
    }
}

#[test]
fn a_pin_holds_until_the_command_line_says_otherwise() {
    let sandbox = houdinis().profile("houdini", "extends: houdini\nversion: '20.5'\n");
    for (word, version) in [("houdini", "20.5.370"), ("houdini@20.10", "20.10.1")] {
        assert_eq!(started(&sandbox, &[word]), system::houdini(version));
    }
}

#[test]
fn hfs_names_a_houdini_of_its_own() {
    let sandbox = houdinis().dcc("custom/bin/houdini");
    let hfs = sandbox.path("custom");
    let sandbox = sandbox.env("HFS", &hfs);
    let outcome = sandbox.run(["houdini"]).quietly();
    assert_eq!(
        outcome.json()["args"][0],
        sandbox
            .program("custom/bin/houdini")
            .to_str()
            .expect("UTF-8")
    );
}

#[test]
fn nukes_folder_and_program_have_different_versions() {
    let sandbox = ["15.1v3", "15.1v12"]
        .into_iter()
        .fold(Sandbox::new(), |sandbox, version| {
            sandbox.dcc(Path::new("root").join(system::nuke(version)))
        });
    assert_eq!(started(&sandbox, &["nuke"]), system::nuke("15.1v12"));
    assert_eq!(started(&sandbox, &["nuke@15.1v3"]), system::nuke("15.1v3"));
    assert_eq!(
        sandbox.run(["nukex", "shot.nk"]).quietly().dcc_args(),
        ["--nukex", "shot.nk"]
    );
}

#[test]
fn a_version_that_is_not_installed_is_answered_with_those_that_are() {
    let outcome = houdinis().run(["houdini@18"]).code(127);
    assert_eq!(
        outcome.stderr,
        "error: version 18 of `houdini` is not installed\nhint: installed: 20.10.1, 20.5.370, 20.5.99, 19.5.805\n"
    );
}

#[test]
fn a_version_of_what_is_not_there_at_all_has_nothing_in_its_place() {
    let outcome = Sandbox::new().run(["maya@2024"]).code(127);
    assert!(!outcome.stderr.contains("its version is not known"));
    outcome
        .says("maya: not on PATH")
        .says("hint: no version of it was found; install it, or say where it is: ");
    // There is one, of whatever version.
    let sandbox = Sandbox::new().dcc("bin/maya").on_path("bin");
    let outcome = sandbox.run(["maya@2024"]).code(127);
    outcome
        .says("maya: its version is not known")
        .says("hint: no version of it was found; without one: `sglaunch maya`");
}

#[test]
fn a_version_goes_into_a_bare_command_as_typed() {
    let sandbox = Sandbox::new()
        .dcc("bin/python3.11")
        .dcc(Path::new("bin").join(system::PYTHON));
    let path = sandbox.path("bin");
    let sandbox = sandbox.env("PATH", &path);
    let program = |word: &str| sandbox.run([word]).quietly().json()["args"][0].clone();
    for (word, name) in [("python@3.11", "python3.11"), ("python", system::PYTHON)] {
        let file = sandbox.program(path.join(name));
        assert_eq!(program(word), file.to_str().expect("UTF-8"));
    }
    assert!(
        sandbox
            .run(["python@3.12"])
            .code(127)
            .stderr
            .contains("python{version}: not on PATH")
    );
}

#[test]
#[cfg_attr(windows, ignore = "applications of macOS have no .exe")]
fn an_application_of_macos_is_the_executable_that_it_names() {
    let sandbox = Sandbox::new()
        .profile(
            "nuke",
            "program: {linux: ['/Applications/Nuke{version}/Nuke{version}.app']}\n",
        )
        .dcc("root/Applications/Nuke15.1v3/Nuke15.1v3.app/Contents/MacOS/Nuke");
    let info = "root/Applications/Nuke15.1v3/Nuke15.1v3.app/Contents/Info.plist";
    let plist = |body: &str| {
        format!("<?xml version=\"1.0\"?><plist version=\"1.0\"><dict>{body}</dict></plist>")
    };
    sandbox.write(
        info,
        plist("<key>CFBundleExecutable</key><string>Nuke</string>"),
    );
    assert_eq!(
        started(&sandbox, &["nuke"]),
        Path::new("Applications/Nuke15.1v3/Nuke15.1v3.app/Contents/MacOS/Nuke")
    );
    sandbox.write(info, plist(""));
    assert!(
        sandbox
            .run(["nuke"])
            .code(126)
            .stderr
            .contains("CFBundleExecutable")
    );
}

#[test]
#[cfg_attr(windows, ignore = "applications of macOS have no .exe")]
fn an_application_of_macos_can_be_typed_as_a_path() {
    let with_app = |sandbox: Sandbox, name: &str| {
        let app = format!("home/Apps/{name}.app/Contents");
        let info = format!(
            "<plist version=\"1.0\"><dict><key>CFBundleExecutable</key><string>{name}</string></dict></plist>"
        );
        sandbox.write(format!("{app}/Info.plist"), info);
        sandbox.dcc(format!("{app}/MacOS/{name}"))
    };
    let sandbox = ["Blender", "Toon"]
        .into_iter()
        .fold(Sandbox::new(), with_app);
    let apps = sandbox.home().join("Apps");
    for (line, app, profile) in [
        (&["Apps/Blender.app", "x"][..], "Blender", "blender"),
        (&["./Apps/Blender.app/", "x"], "Blender", "blender"),
        (&["Apps/Toon.app", "x"], "Toon", "defaults"),
        (&["-p", "python", "Apps/Toon.app", "x"], "Toon", "python"),
    ] {
        let started = sandbox.run(line).quietly();
        let program = started.json()["args"][0].clone();
        let program = sandbox.home().join(program.as_str().expect("text"));
        let executable = apps.join(format!("{app}.app/Contents/MacOS/{app}"));
        assert_eq!(program, executable, "{line:?}");
        assert_eq!(started.dcc_args(), ["x"]);
        assert_eq!(
            started.dcc_env("SGLAUNCH_PROFILE").as_deref(),
            Some(profile)
        );
    }
    fs::create_dir(apps.join("Empty.app")).expect("a folder");
    sandbox
        .run(["Apps/Empty.app"])
        .code(126)
        .says("`Apps/Empty.app` is no application that can be started: ");
}

#[test]
fn a_missing_program_is_answered_with_every_place_that_was_tried() {
    let outcome = Sandbox::new()
        .env("PATH", "/nowhere")
        .run(["houdini"])
        .code(127);
    let places = [
        format!("${{HFS}}/bin/houdini{EXE_SUFFIX}: the variable `HFS` is not set"),
        "houdini: not on PATH".to_owned(),
        format!("{}: nothing there", system::HOUDINIS),
    ];
    for place in places {
        assert!(outcome.stderr.contains(&place), "{}", outcome.stderr);
    }
}

#[test]
#[cfg_attr(windows, ignore = "it is about first lines and modes of scripts")]
fn a_script_that_cannot_be_run_is_126() {
    let sandbox = Sandbox::new().script("home/no-interpreter", "#!/nowhere/sh\n");
    let plain = sandbox.write("home/plain", "#!/bin/sh\n");
    system::set_mode(plain, 0o644);
    let error = |word: &str| sandbox.run([word]).code(126).stderr;
    assert!(error("./no-interpreter").contains("interpreter"));
    assert!(error("./plain").contains("chmod +x './plain'"));
}

#[test]
fn what_cannot_be_run_is_126_and_what_is_not_there_127() {
    let sandbox = Sandbox::new();
    let error = |word: &str, code| sandbox.run([word]).code(code).stderr;
    sandbox.write("home/text.txt", "not a program");
    assert!(error("./text.txt", 126).contains("text.txt"));
    assert!(error("./", 126).contains("folder"));
    assert!(error("./nothing", 127).contains("no such program"));
    assert!(
        sandbox
            .run(["-p", "python", "nothing"])
            .code(127)
            .stderr
            .contains("`nothing` is not on PATH")
    );
}

/// As Toolkit lays it out: a bash script that finds its configuration by its own path.
const TANK: &str = r#"#!/usr/bin/env bash
self=$0
curr=$PWD
while [ -h "$self" ]; do
  cd "$(dirname "$self")" || exit 9
  self=$(readlink "$(basename "$self")")
done
cd "$(dirname "$self")" || exit 9
export TANK_CURRENT_PC=$PWD
cd "$curr" || exit 9
[ -f "$TANK_CURRENT_PC/config/core/interpreter_Linux.cfg" ] || exit 8
echo "$TANK_CURRENT_PC|$PWD|$SSL_CERT_FILE|$SGLAUNCH_PROFILE|$*"
"#;

#[test]
#[cfg_attr(windows, ignore = "it is about Toolkit's shell script for Unix")]
fn tank_is_started_by_name_by_path_and_through_a_link() {
    let sandbox = Sandbox::new().script("pc/tank", TANK);
    sandbox.write("pc/config/core/interpreter_Linux.cfg", "/usr/bin/python3\n");
    fs::create_dir(sandbox.path("links")).expect("a folder");
    system::symlink(sandbox.path("pc/tank"), sandbox.path("links/tank")).expect("a link");
    let path = format!("{}:/usr/bin:/bin", sandbox.path("pc").display());
    let sandbox = sandbox.env("PATH", path);
    let bundle = |sandbox: &Sandbox| sandbox.bundles()[0].display().to_string();

    let (pc, home) = (sandbox.path("pc"), sandbox.home());
    for word in [
        "tank",
        pc.join("tank").to_str().expect("UTF-8"),
        "../pc/tank",
        sandbox.path("links/tank").to_str().expect("UTF-8"),
    ] {
        let said = sandbox.run([word, "cache", "a b"]).quietly().text();
        let expected = format!(
            "{}|{}|{}|tank|cache a b\n",
            pc.display(),
            home.display(),
            bundle(&sandbox)
        );
        assert_eq!(said, expected, "{word}");
    }
}

#[test]
fn a_program_without_a_profile_gets_the_defaults() {
    let sandbox = Sandbox::new().dcc("home/tool");
    let tool = format!("./tool{EXE_SUFFIX}");
    let outcome = sandbox.run([&tool, "-x"]).quietly();
    assert_eq!(
        outcome.dcc_env("SGLAUNCH_PROFILE").as_deref(),
        Some("defaults")
    );
    assert_eq!(outcome.json()["args"], json!([tool, "-x"]));
}

#[test]
fn any_program_can_be_started_under_a_profile() {
    let sandbox = Sandbox::new()
        .profile("studio", "env: {A: '1'}\nargs: [--studio]\n")
        .dcc("bin/list");
    let path = sandbox.path("bin");
    let outcome = sandbox
        .env("PATH", path)
        .run(["-p", "studio", "list", "-v"])
        .quietly();
    // The profile's arguments are for its own program.
    assert_eq!(outcome.dcc_args(), ["-v"]);
    assert_eq!(outcome.dcc_env("A").as_deref(), Some("1"));
}

#[test]
fn a_dry_run_shows_and_starts_nothing() {
    let sandbox = maya()
        .profile(
            "maya",
            "program: {linux: [maya]}\nargs: [-x]\nenv: {A: \"it's\", B: null}\n",
        )
        .env("B", "1");
    let outcome = sandbox.run(["-n", "maya", "my scene.ma"]).quietly();
    let text = outcome.text();
    let program = system::quoted(&sandbox.program("bin/maya"));
    let bundle = system::quoted(&sandbox.bundles().remove(0));
    assert!(text.starts_with(&format!(
        "profile  maya\nprogram  {program}\nargument -x\nargument 'my scene.ma'\nset      "
    )));
    let set = format!("set      A='it'\\''s'\nset      AWS_CA_BUNDLE={bundle}\n");
    assert!(text.contains(&set), "{text}");
    assert!(text.contains("remove   B\n"), "{text}");
}

#[test]
#[cfg_attr(windows, ignore = "Wine makes no symbolic links")]
fn a_name_never_leads_back_to_sglaunch() {
    let sandbox = maya();
    fs::create_dir(sandbox.path("shims")).expect("a folder");
    system::symlink(sglaunch(), sandbox.path("shims/maya")).expect("a link");
    let path = path_list([sandbox.path("shims"), sandbox.path("bin")]);
    let sandbox = sandbox.env("PATH", path);
    let outcome = sandbox.run(["maya"]).quietly();
    assert_eq!(
        outcome.json()["args"][0],
        sandbox.program("bin/maya").to_str().expect("UTF-8")
    );
}

#[test]
fn a_program_that_starts_itself_again_and_again_is_stopped() {
    let sandbox = Sandbox::new()
        .calling("bin/maya", "maya")
        .profile("maya", MAYA);
    let outcome = sandbox
        .on_path("bin")
        .env("SGLAUNCH", sglaunch())
        .run(["maya"])
        .code(125);
    assert!(
        outcome
            .stderr
            .contains("10 launches are inside each other already: `maya` → `maya`"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn launches_inside_each_other_agree() {
    let sandbox = Sandbox::new().dcc("bin/maya").profile(
        "maya",
        "program: {linux: [maya]}\nenv: {LIST: {prepend: [/a]}}\n",
    );
    let leftover = sandbox.write(
        "home/mine.pem",
        crate::tls_server::Authority::new("Mine").pem(),
    );
    let sandbox = sandbox.on_path("bin").env("SSL_CERT_FILE", &leftover);
    let once = sandbox.run(["maya"]).quietly();
    let twice = sandbox.run(["-p", "maya", sglaunch(), "maya"]).quietly();
    assert_eq!(sandbox.bundles().len(), 1);
    for name in ["SSL_CERT_FILE", "SGLAUNCH_INHERITED", "LIST"] {
        assert!(once.dcc_env(name).is_some(), "{name}");
        assert_eq!(once.dcc_env(name), twice.dcc_env(name), "{name}");
    }
    assert_eq!(twice.dcc_env("SGLAUNCH_DEPTH").as_deref(), Some("2"));
}

#[test]
fn usage_errors_are_125() {
    let sandbox = Sandbox::new();
    sandbox.run(["--no-such-option"]).code(125);
    sandbox.run(["-n", "list"]).code(125);
    sandbox.run(["bundle"]).code(125);
    let missing = sandbox.run(["-p", "python"]).code(125);
    assert!(
        missing
            .stderr
            .starts_with("error: the program to start is missing\n"),
        "{}",
        missing.stderr
    );
    sandbox.run::<&str>([]).code(125);
    sandbox.run(["--help"]).quietly();
    sandbox.run(["--version"]).quietly();
    let help = sandbox.run(["help", "bundle"]).quietly().stdout;
    assert_eq!(help, sandbox.run(["bundle", "--help"]).quietly().stdout);
}

#[test]
#[cfg_attr(windows, ignore = "it takes a shell of Unix to close the pipe")]
fn a_closed_pipe_is_no_failure() {
    let sandbox = Sandbox::new().env("SGLAUNCH", sglaunch());
    let outcome = sandbox.run([
        "-p",
        "python",
        "sh",
        "-c",
        "\"$SGLAUNCH\" schema | head -n 1; \"$SGLAUNCH\" man | true",
    ]);
    assert_eq!(outcome.quietly().text(), "{\n");
}

#[test]
#[cfg_attr(windows, ignore = "an environment of Windows has each variable once")]
fn of_two_variables_of_one_name_the_program_gets_one_and_the_right_one() {
    let sandbox = maya().env("SGLAUNCH", sglaunch());
    // A shell would not pass a variable twice.
    let twice = "import os, sys; e = [b'%s=%s' % (os.fsencode(k), os.fsencode(v)) for k, v in os.environ.items()]\n\
                 import ctypes; libc = ctypes.CDLL(None)\n\
                 e += [b'SSL_CERT_FILE=/evil.pem', b'SSL_CERT_FILE=/evil2.pem', b'OTHER=first', b'OTHER=last']\n\
                 argv = (ctypes.c_char_p * 3)(b'sglaunch', b'maya', None)\n\
                 libc.execve(os.environb[b'SGLAUNCH'], argv, (ctypes.c_char_p * (len(e) + 1))(*e, None))\n";
    let python = crate::clients::system_python();
    let outcome = sandbox.run([
        OsStr::new("-p"),
        "defaults".as_ref(),
        python.as_os_str(),
        "-c".as_ref(),
        twice.as_ref(),
    ]);
    let file = outcome.code(0).dcc_env("SSL_CERT_FILE").expect("it is set");
    assert!(
        file.starts_with(sandbox.cache().to_str().expect("UTF-8")),
        "{file}"
    );
}

#[test]
#[cfg_attr(windows, ignore = "Windows has no signals")]
fn signals_that_the_caller_ignores_stay_ignored() {
    let sandbox = Sandbox::new().env("SGLAUNCH", sglaunch());
    let ignored = |command: &str| {
        let script = format!("trap '' PIPE USR1; {command} grep SigIgn /proc/self/status");
        sandbox
            .run(["-p", "defaults", "sh", "-c", &script])
            .quietly()
            .text()
    };
    assert_eq!(ignored("\"$SGLAUNCH\" -p defaults"), ignored("env"));
}

#[test]
fn a_launch_inside_trusts_what_the_profile_around_it_names() {
    let sandbox = Sandbox::new()
        .pem("lab.pem", &crate::tls_server::Authority::new("Lab"))
        .profile("lab", "ca: {files: [~/lab.pem]}\n");
    let list = sandbox
        .run(["-p", "lab", sglaunch(), "bundle", "list"])
        .quietly()
        .text();
    assert!(list.contains("\nLab\t"), "{list}");
}

/// A farm runs a job in the environment that it was sent from, whose cache is on another machine.
#[test]
fn a_launch_on_another_machine_takes_what_the_bundle_there_was_made_of() {
    let lab = crate::tls_server::Authority::new("Lab");
    let sandbox = Sandbox::new().pem("lab.pem", &lab);
    let inherited = sandbox.home().join("lab.pem");
    let sandbox = sandbox
        .env(
            "SSL_CERT_FILE",
            system::absolute("/there/sglaunch/bundles/0123456789abcdef.pem"),
        )
        .env("SSL_CERT_DIR", system::absolute("/there/sglaunch/empty"))
        .env("SGLAUNCH_INHERITED", inherited);
    sandbox.run(["bundle", "path"]).quietly();
    assert!(sandbox.trusts(&lab.der()));
    for (name, path) in [
        ("SSL_CERT_FILE", "/there/0123456789abcdef.pem"),
        ("SSL_CERT_FILE", "/there/sglaunch/bundles/studio.pem"),
        ("SSL_CERT_DIR", "/there/empty"),
    ] {
        let path = system::absolute(path);
        let outcome = Sandbox::new().env(name, &path).run(["bundle", "path"]);
        let warning = format!("warning: inherited:{}: ", path.display());
        assert!(outcome.code(0).stderr.starts_with(&warning), "{path:?}");
    }
}

#[test]
#[cfg_attr(windows, ignore = "it is about the shell of Unix")]
fn a_script_without_a_first_line_is_the_shells() {
    let sandbox = Sandbox::new().script("home/plain", "echo \"$0 $1\"\n");
    assert_eq!(
        sandbox.run(["./plain", "x"]).quietly().text(),
        "./plain x\n"
    );
}

#[test]
fn an_empty_variable_does_not_lead_to_the_root() {
    let sandbox = Sandbox::new()
        .dcc("root/bin/houdini")
        .env("HFS", "")
        .env("PATH", "/nowhere");
    assert!(
        sandbox
            .run(["houdini"])
            .code(127)
            .stderr
            .contains("the variable `HFS` is empty")
    );
}

#[test]
fn whoever_types_a_programs_name_is_told_how_to_start_it() {
    let sandbox = Sandbox::new();
    let error = sandbox.run(["true", "x"]).code(125).stderr;
    assert!(
        error.contains("no profile `true`") && error.contains("`sglaunch -p defaults true`"),
        "{error}"
    );
    let own = Path::new(sglaunch()).parent().expect("a folder");
    let sandbox = sandbox.env("PATH", own);
    assert!(
        sandbox
            .run(["-p", "python", "sglaunch", "list"])
            .code(126)
            .stderr
            .contains("does not start itself")
    );
}

#[test]
fn the_last_of_quiet_and_verbose_counts() {
    let sandbox = Sandbox::new();
    assert_eq!(
        sandbox
            .run(["-v", "-q", "-p", "python", "true"])
            .code(0)
            .stderr,
        ""
    );
    assert!(
        sandbox
            .run(["-q", "-v", "-p", "python", "true"])
            .code(0)
            .stderr
            .contains("sglaunch: ")
    );
}

#[test]
fn a_folder_of_profiles_that_is_not_there_is_an_error() {
    let sandbox = Sandbox::new();
    assert!(
        sandbox
            .run(["-P", "/not/there", "list"])
            .code(125)
            .stderr
            .contains("/not/there")
    );
}
