//! Programs that the registry names, and the launcher py.

use std::fs;
use std::path::Path;
use std::sync::Mutex;

use serde_json::{Value, json};
use winsafe::{HKEY, RegistryValue, co};

use crate::clients::cannot_run;
use crate::programs::{registry_candidates, table};
use crate::sandbox::{Sandbox, dcc};
use crate::system;

/// The tests of this file share the registry.
static REGISTRY: Mutex<()> = Mutex::new(());

/// A key of the registry with a value, until it is dropped.
struct Key {
    root: HKEY,
    path: String,
}

impl Key {
    fn new(key: &str, value: &str, text: &Path) -> Self {
        let (root, path) = key.split_once('\\').expect("a root");
        let root = match root {
            "HKLM" => HKEY::LOCAL_MACHINE,
            _ => HKEY::CURRENT_USER,
        };
        let access = co::KEY::ALL_ACCESS | co::KEY::WOW64_64KEY;
        let created = root.RegCreateKeyEx(path, None, co::REG_OPTION::NON_VOLATILE, access, None);
        let (created, _) = created.expect("the tests may write to the registry");
        let name = (!value.is_empty()).then_some(value);
        let text = text.to_str().expect("Unicode").to_owned();
        let text = if text.contains('%') {
            RegistryValue::ExpandSz(text)
        } else {
            RegistryValue::Sz(text)
        };
        created.RegSetValueEx(name, text).expect("a new key");
        let path = path.to_owned();
        Self { root, path }
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        // The test of another key of a program may have removed it.
        let _ = self.root.RegDeleteKey(&self.path);
    }
}

/// Returns whether the registry may be written to, as that of `scripts/test-windows` may be.
pub(super) fn has_registry(test: &str) -> bool {
    let has_one = std::env::var_os("SGLAUNCH_TEST_STORES").is_some();
    if !has_one {
        cannot_run(
            test,
            "it would change your registry: run scripts/test-windows",
        );
    }
    has_one
}

/// Returns a sandbox with this machine's registry, and programs below `apps`.
fn sandbox(programs: &[&str]) -> Sandbox {
    let sandbox = Sandbox::new()
        .env("SGLAUNCH_ROOT", "")
        .env("PATH", r"C:\none");
    for program in programs {
        let path = sandbox.path(Path::new("apps").join(program));
        fs::create_dir_all(path.parent().expect("a directory")).expect("a directory");
        system::install(&dcc(), &path);
    }
    sandbox
}

/// Returns the version and the program of each row of `list`, below `apps`, the one that starts
/// with an arrow.
fn listed(sandbox: &Sandbox, target: &str) -> Vec<String> {
    let list = sandbox.run(["-q", "list", target, "--json"]).code(0).json();
    let apps = sandbox.path("apps");
    let row = |row: &Value| {
        let arrow = if row["starts"] == true { "→" } else { "" };
        let path = row["path"].as_str().expect("a path");
        let path = Path::new(path)
            .strip_prefix(&apps)
            .unwrap_or(Path::new(path));
        let path = path.display().to_string().replace('\\', "/");
        format!("{arrow}{} {path}", row["version"].as_str().unwrap_or("-"))
    };
    let rows = list["versions"].as_array().expect("a list");
    rows.iter().map(row).collect()
}

#[test]
fn every_candidate_of_the_registry_finds_its_program() {
    if !has_registry("windows::programs::every_candidate_of_the_registry_finds_its_program") {
        return;
    }
    let _registry = REGISTRY.lock();
    let keys = table::keys();
    let program = |key: &table::Key| [key.text, key.program].join("/");
    let programs: Vec<String> = keys.iter().map(program).collect();
    let programs: Vec<&str> = programs.iter().map(|it| it.trim_end_matches('/')).collect();
    let mut sandbox = sandbox(&programs);
    let apps = sandbox.path("apps");
    let new = |key: &table::Key| Key::new(key.path, key.value, &apps.join(key.text));
    let _keys: Vec<Key> = keys.iter().map(new).collect();
    let candidates = registry_candidates();
    for (index, key) in keys.iter().enumerate() {
        let own = candidates.iter().filter(|it| it.profile == key.profile);
        let own: Vec<&Value> = own.map(|it| &it.value).filter(|it| key.is_of(it)).collect();
        let mut profile = json!({"extends": key.profile, "program": {"windows": own}});
        if let Some(version) = key.version {
            profile["version"] = json!(version);
        }
        sandbox = sandbox.profile(&format!("key-{index}"), &profile.to_string());
    }
    let list = sandbox.run(["list", "--json"]).code(0).json();
    let rows = list["profiles"].as_array().expect("a list");
    for (index, (key, program)) in keys.iter().zip(programs).enumerate() {
        let name = format!("key-{index}");
        let row = rows.iter().find(|row| row["name"] == *name).expect("a row");
        let found = row["program"].as_str().map(|path| path.replace('\\', "/"));
        let expected = apps.join(program).display().to_string().replace('\\', "/");
        assert_eq!(found, Some(expected), "{}: {}", key.profile, key.path);
        assert_eq!(row["version"].as_str(), key.version, "{}", key.path);
    }
}

#[test]
fn programs_on_other_drives_are_found_by_the_registry() {
    if !has_registry("windows::programs::programs_on_other_drives_are_found_by_the_registry") {
        return;
    }
    let _registry = REGISTRY.lock();
    let sandbox = sandbox(&[
        "Side Effects Software/Houdini 20.5.332/bin/houdini.exe",
        "twenty-one/bin/houdini.exe",
        // The value of the key names the directory.
        "twenty-one.bat",
        "m/bin/maya.exe",
        "m/bin/mayapy.exe",
    ]);
    let apps = sandbox.path("apps");
    let sandbox = (sandbox.env("ProgramW6432", &apps)).env("STUDIO_APPS", &apps);
    let shouted = apps.join("SIDE EFFECTS SOFTWARE").join("Houdini 20.5.332/");
    let variable = Path::new(r"%STUDIO_APPS%\twenty-one");
    let key = |key: &str, value: &str, directory: &str| Key::new(key, value, &apps.join(directory));
    let _keys = [
        Key::new(
            r"HKLM\SOFTWARE\Side Effects Software\Houdini 20.5.332",
            "InstallPath",
            &shouted,
        ),
        Key::new(
            r"HKLM\SOFTWARE\Side Effects Software\Houdini 21.0.440",
            "InstallPath",
            variable,
        ),
        key(
            r"HKLM\SOFTWARE\Side Effects Software\Houdini 22.0",
            "InstallPath",
            "gone",
        ),
        key(
            r"HKLM\SOFTWARE\Autodesk\Maya\2024\Setup\InstallPath",
            "MAYA_INSTALL_LOCATION",
            "m",
        ),
    ];
    for (target, rows) in [
        // A directory that a path and the registry name is one.
        (
            "houdini",
            &[
                "→21.0.440 twenty-one/bin/houdini.exe",
                "20.5.332 Side Effects Software/Houdini 20.5.332/bin/houdini.exe",
            ][..],
        ),
        (
            "houdini@20.5",
            &[
                "21.0.440 twenty-one/bin/houdini.exe",
                "→20.5.332 Side Effects Software/Houdini 20.5.332/bin/houdini.exe",
            ],
        ),
        ("maya", &["→2024 m/bin/maya.exe"]),
        ("mayapy", &["→2024 m/bin/mayapy.exe"]),
    ] {
        assert_eq!(listed(&sandbox, target), rows, "{target}");
    }
    let started = sandbox.run(["houdini@21", "x"]).success();
    let program = apps.join("twenty-one").join("bin").join("houdini.exe");
    let args = [program.to_str().expect("Unicode"), "x"].map(Value::from);
    assert_eq!(started.json()["args"], Value::from(args.to_vec()));
}

#[test]
fn pythons_are_found_by_the_registry_and_by_the_launcher() {
    if !has_registry("windows::programs::pythons_are_found_by_the_registry_and_by_the_launcher") {
        return;
    }
    let _registry = REGISTRY.lock();
    let sandbox = sandbox(&[
        "Python311/python.exe",
        "Python311-32/python.exe",
        "twelve/python.exe",
        "all/python.exe",
        "venv/Scripts/python.exe",
        "named/python3.10.exe",
        "launcher/py.exe",
    ]);
    let apps = sandbox.path("apps");
    sandbox.write("apps/venv/pyvenv.cfg", "version = 3.11.2\n");
    let directory = |tag: &str, directory: &str| {
        let key = format!(r"HKCU\Software\Python\PythonCore\{tag}\InstallPath");
        Key::new(&key, "", &apps.join(directory))
    };
    let machine = r"HKLM\SOFTWARE\Python\PythonCore\3.12\InstallPath";
    let _keys = [
        directory("3.11", "Python311"),
        directory("3.11-32", "Python311-32"),
        directory("3.12", "twelve"),
        Key::new(machine, "ExecutablePath", &apps.join("all/python.exe")),
    ];
    let paths = |dirs: &[&str]| {
        let dirs = dirs.iter().map(|dir| apps.join(dir));
        std::env::join_paths(dirs).expect("a list")
    };
    let nothing = paths(&["none"]);
    let venv = paths(&["venv/Scripts", "named", "launcher"]);
    let launcher = paths(&["launcher"]);
    for (path, target, program, args) in [
        (&nothing, "python", "twelve/python.exe", &[] as &[&str]),
        (&nothing, "python@3.11", "Python311/python.exe", &[]),
        (&nothing, "python@3.11-32", "Python311-32/python.exe", &[]),
        (&nothing, "python3.12", "twelve/python.exe", &[]),
        (&venv, "python", "venv/Scripts/python.exe", &[]),
        (&venv, "python@3.11", "venv/Scripts/python.exe", &[]),
        (&venv, "python@3.10", "named/python3.10.exe", &[]),
        (&venv, "python@3.12", "twelve/python.exe", &[]),
        (&launcher, "python@3.11", "Python311/python.exe", &[]),
        (&launcher, "python@3.9", "launcher/py.exe", &["-3.9"]),
        (&launcher, "python", "launcher/py.exe", &[]),
    ] {
        let output = sandbox.command([target, "x"]).env("PATH", path).output();
        let outcome: crate::sandbox::Outcome = output.expect("sglaunch starts").into();
        let json = outcome.success().json();
        let words = [program].into_iter().chain(args.iter().copied());
        let args = words.chain(["x"]);
        let expected = (args.enumerate()).map(|(index, arg)| match index {
            0 => apps.join(arg).display().to_string().replace('\\', "/"),
            _ => arg.to_owned(),
        });
        let expected: Vec<String> = expected.collect();
        let started = json["args"].as_array().expect("a list").iter();
        let started: Vec<String> = started
            .map(|arg| arg.as_str().expect("a text").replace('\\', "/"))
            .collect();
        assert_eq!(started, expected, "{target}");
    }
    let sandbox = sandbox.env("PATH", &venv);
    let missing = sandbox.run(["-p", "python", "none"]).code(127);
    assert!(missing.stderr.contains("not on PATH"), "{}", missing.stderr);
    let missing = sandbox
        .env("PATH", paths(&["named"]))
        .run(["python@2.7"])
        .code(127);
    let hint = "request an installed version: 3.12, 3.11-32, 3.11, 3.10";
    assert!(missing.stderr.contains(hint), "{}", missing.stderr);
}
