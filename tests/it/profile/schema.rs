//! The JSON Schema accepts what `check` accepts, as far as the form of one file shows it.

use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::clients::{environment, repository};
use crate::sandbox::Sandbox;

/// Profiles without an error in `check`.
const VALID: &[&str] = &[
    "",
    "# only a comment\n",
    "description: 5\n",
    "version: 20.5\n",
    "version: 20.10\n",
    "version: 15.1v3\n",
    "version: '2025'\n",
    "version: null\n",
    "args: [-x, 5, 1.5, true, '{a}', '$5', '$$', '$${x}', '${A:-}', '${A:-b c}/x']\n",
    "args: null\n",
    "program: {linux: [a, '${HFS}/bin/x', '/opt/{version}/x'], macos: [], windows: null}\n",
    "program: {windows: [{command: py, args: ['-{version}', 3]}, {command: x}, true]}\n",
    "program: {windows: [{registry: 'HKLM\\SOFTWARE\\A {version}\\B', value: C, path: 'bin/x{version}.exe'}]}\n",
    "program: {linux: [{registry: 'hkey_Current_User\\A', versions: {'26.0': 2024, 1: '2'}}]}\n",
    "env: {A: x, _b1: null, C: {prepend: [a]}, D: {append: [1]}, E: {default: 1}}\n",
    "env: {A: {prepend: [a], append: [b]}, 'ProgramFiles(x86)': x}\n",
    "env: {A: {linux: a, windows: null, macos: {prepend: [b]}}}\n",
    "env: {SGLAUNCH_CACHE_DIR: /x}\n",
    "aliases: [a3, 'a{version}', 'Adobe X {version}', '파이썬']\n",
    "extensions: [hip, 3ds, 7]\n",
    "sites: ['https://x']\n",
    "ca: {native: false, mozilla: true, files: [{path: /no, optional: true}]}\n",
    "ca: {variables: {A: true, PIP_CERT: false}, java: true}\n",
    "ca: {variables: [A, PIP_CERT]}\n",
    "ca: {deny: ['SHA1 Fingerprint=00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33']}\n",
    "ca: {allow: ['00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff']}\n",
    "shortcut: {name: 'A b', terminal: true, icon: {linux: [x.png]}, categories: [X-y]}\n",
    "shortcut: {mime_types: [image/png], wm_class: a}\n",
    "version_files: [{file: ../x.h, after: V}]\n",
    "job: tree\n",
    "job: program\n",
    "job: null\n",
    "extends: defaults\n",
    "env: {TEMP: 'D:/tmp', tmp: x, PATHEXT: {append: ['.PY']}, SystemRoot: {linux: null}}\n",
    "env: {temp: null, comspec: {windows: x}}\n",
    "ca: {variables: {Studio_Ca: true, TEMPERATURE: true, LOS: false}}\n",
    r#"env: {A: "a\tb", B: "D:/x", C: 'D:\tools\new', D: {prepend: ['D:\bin']}}"#,
    r#"args: ["a:b", "if a == b:\n  pass", "E:\\x"]"#,
    r#"program: {windows: ['C:\Program Files\x.exe', "D:/my\_tools/x.exe"]}"#,
];

/// Profiles with an error that the form of a value is.
const INVALID: &[&str] = &[
    "nonsense: 1\n",
    "- a\n",
    "text\n",
    "version: latest\n",
    "version: -1\n",
    "version: [1]\n",
    "args: -x\n",
    "args: ['$A']\n",
    "args: ['${A']\n",
    "args: ['${A B}']\n",
    "args: ['$$$A']\n",
    "args: [[a]]\n",
    "program: x\n",
    "program: [x]\n",
    "program: {linux: x}\n",
    "program: {linux: ['']}\n",
    "program: {solaris: [x]}\n",
    "program: {linux: [{}]}\n",
    "program: {linux: [{args: [x]}]}\n",
    "program: {linux: [{command: ''}]}\n",
    "program: {linux: [{command: x, value: y}]}\n",
    "program: {windows: [{command: x, registry: 'HKLM\\A'}]}\n",
    "program: {windows: [{registry: 'HKLM\\A', args: [x]}]}\n",
    "program: {windows: [{registry: HKLM/A}]}\n",
    "program: {windows: [{registry: 'HKLM\\'}]}\n",
    "program: {windows: [{registry: 'HKCR\\A'}]}\n",
    "program: {windows: [{registry: 'HKLM\\{version}\\{version}'}]}\n",
    "program: {windows: [{registry: 'HKLM\\{major.minor}'}]}\n",
    "program: {windows: [{registry: 'HKLM\\A', path: 'C:\\x'}]}\n",
    "program: {windows: [{registry: 'HKLM\\A', path: /x}]}\n",
    "program: {windows: [{registry: 'HKLM\\A', path: ''}]}\n",
    "program: {windows: [{registry: 'HKLM\\A', versions: {x: '1'}}]}\n",
    "program: {windows: [{registry: 'HKLM\\A', versions: {'1': x}}]}\n",
    "program: {windows: [{registry: 'HKLM\\A', key: x}]}\n",
    "env: [A=b]\n",
    "env: {A: 1}\n",
    "env: {A: true}\n",
    "env: {A: '$B'}\n",
    "env: {1A: x}\n",
    "env: {A-B: x}\n",
    "env: {'A B': x}\n",
    "env: {'': x}\n",
    "env: {SGLAUNCH_DEPTH: x}\n",
    "env: {SSL_CERT_DIR: x}\n",
    "env: {A: {}}\n",
    "env: {A: {set: x}}\n",
    "env: {A: {default: a, append: [b]}}\n",
    "env: {A: {linux: a, append: [b]}}\n",
    "env: {A: {linux: {}}}\n",
    "aliases: [list]\n",
    "aliases: ['a@1']\n",
    "aliases: ['{version}']\n",
    "aliases: ['a/b']\n",
    "extensions: [.hip]\n",
    "job: all\n",
    "job: Tree\n",
    "job: true\n",
    "job: [tree]\n",
    "sites: [http://x]\n",
    "sites: [x]\n",
    "ca: {native: yes}\n",
    "ca: {native: 1}\n",
    "ca: {mozilla: 'true'}\n",
    "ca: {mozilla: 1}\n",
    "ca: {files: x}\n",
    "ca: {files: [1]}\n",
    "ca: {files: ['/x/{version}']}\n",
    "ca: {files: [{optional: true}]}\n",
    "ca: {variables: {PATH: true}}\n",
    "ca: {variables: {LD_X: true}}\n",
    "ca: {variables: {Path: true}}\n",
    "ca: {variables: {systemroot: false}}\n",
    "ca: {variables: {'ProgramFiles(x86)': true}}\n",
    "ca: {variables: [UserProfile]}\n",
    "ca: {variables: {Sglaunch_X: true}}\n",
    "env: {SystemRoot: null}\n",
    "env: {COMSPEC: ''}\n",
    "env: {PathExt: {windows: null}}\n",
    "ca: {variables: {A-B: true}}\n",
    "ca: {variables: {A: 1}}\n",
    "ca: {deny: [92]}\n",
    "ca: {deny: ['md5 Fingerprint=00']}\n",
    "shortcut: {name: ''}\n",
    "shortcut: {name: \"a\\nb\"}\n",
    "shortcut: {icon: a.png}\n",
    "shortcut: {categories: ['a;b']}\n",
    "shortcut: {mime_types: [png]}\n",
    "shortcut: {terminal: 1}\n",
    "version_files: [{file: /x, after: V}]\n",
    "version_files: [{file: x}]\n",
    r#"program: {windows: ["C:\Program Files/x.exe"]}"#,
    r#"program: {linux: ["/opt/\tools"]}"#,
    r#"args: ["D:\tools\new"]"#,
    r#"args: ["--scene=D:\new"]"#,
    r#"env: {A: "D:\_old"}"#,
    r#"env: {A: {prepend: ["D:\bin"]}}"#,
    r#"env: {A: {default: "D:\bin"}}"#,
    r#"env: {A: {windows: "D:\bin"}}"#,
    r#"ca: {files: ["ca\new.pem"]}"#,
    r#"ca: {files: [{path: "ca\new.pem"}]}"#,
    r#"ca: {mozilla: "D:\new.pem"}"#,
    r#"shortcut: {icon: {linux: ["icons\new.png"]}}"#,
];

#[test]
fn check_accepts_the_valid_profiles_alone() {
    let sandbox = Sandbox::new().env("A", "a");
    let files = VALID.iter().chain(INVALID).enumerate();
    for (index, yaml) in files {
        sandbox.write(format!("home/repo/p{index:03}.yaml"), yaml);
    }
    let outcome = sandbox.run(["check", "repo"]).code(1);
    let text = outcome.text();
    for (index, yaml) in VALID.iter().chain(INVALID).enumerate() {
        let line = (text.lines()).find(|line| line.contains(&format!("p{index:03}.yaml:")));
        let is_valid = !line.expect("a line").ends_with(": not valid");
        assert_eq!(is_valid, index < VALID.len(), "{yaml}{}", outcome.stderr);
    }
}

#[test]
fn the_schema_accepts_the_valid_profiles_alone() {
    let test = "profile::schema::the_schema_accepts_the_valid_profiles_alone";
    let Some(python) = environment(test, "3.11-jsonschema") else {
        return;
    };
    let documents = VALID.iter().chain(INVALID).map(|yaml| {
        let document: serde_json::Value = serde_yaml::from_str(yaml).expect("YAML");
        document
    });
    let built_in = std::fs::read_dir(repository("profiles")).expect("a directory");
    let built_in = built_in.map(|entry| {
        let text = std::fs::read_to_string(entry.expect("an entry").path()).expect("a file");
        serde_yaml::from_str(&text).expect("YAML")
    });
    let documents: Vec<serde_json::Value> = documents.chain(built_in).collect();
    let mut child = Command::new(python)
        .arg(repository("tests/clients/validate.py"))
        .arg(repository("profile.schema.json"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Python starts");
    let text = serde_json::to_string(&documents).expect("JSON");
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(text.as_bytes()).expect("Python reads");
    drop(stdin);
    let output = child.wait_with_output().expect("Python ends");
    let accepted: Vec<bool> = serde_json::from_slice(&output.stdout).expect("a list");
    let invalid = VALID.len()..VALID.len() + INVALID.len();
    let wrong: Vec<String> = (accepted.iter().zip(&documents).enumerate())
        .filter(|(index, (is_accepted, _))| **is_accepted == invalid.contains(index))
        .map(|(_, (_, document))| document.to_string())
        .collect();
    assert!(
        wrong.is_empty() && accepted.len() == documents.len(),
        "{wrong:#?}"
    );
}
