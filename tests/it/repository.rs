//! Consistency of the repository: facts that are written in two places agree.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::sandbox::{self, Outcome, Sandbox};

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Whether a built-in profile has this name.
pub fn is_profile(name: &str) -> bool {
    repository().join(format!("profiles/{name}.yaml")).exists()
}

fn read(path: &str) -> String {
    fs::read_to_string(repository().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn files_in(dir: &str, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(repository().join(dir)).expect("a directory");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect()
}

#[test]
fn every_built_in_profile_is_compiled_in_and_loads() {
    let sandbox = Sandbox::new();
    let list = sandbox.run(["list"]).success().text();
    let mut listed: Vec<&str> = list
        .lines()
        .skip(1)
        .filter_map(|line| line.split('\t').next())
        .collect();
    let mut files: Vec<String> = (files_in("profiles", "yaml").iter())
        .map(|path| {
            path.file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    files.sort();
    listed.sort_unstable();
    assert_eq!(listed, files);
    assert!(!list.contains("invalid"), "{list}");
}

/// A program has only the programs of its own system.
#[test]
fn the_files_of_the_built_in_profiles_are_valid_on_every_system() {
    let directory = crate::clients::repository("profiles");
    let directory = directory.to_str().expect("a path in UTF-8");
    let check = Sandbox::new().run(["check", "--strict", directory]);
    let valid = check.success().text().matches(": ok\n").count();
    assert_eq!(valid, files_in("profiles", "yaml").len());
}

#[test]
fn every_built_in_profile_names_the_schema() {
    for path in files_in("profiles", "yaml") {
        let text = fs::read_to_string(&path).expect("a profile");
        let first = text.lines().next();
        assert_eq!(
            first,
            Some("# yaml-language-server: $schema=../profile.schema.json"),
            "{}",
            path.display()
        );
    }
    let schema = Sandbox::new().run(["schema"]).success().text();
    assert_eq!(schema, read("profile.schema.json"));
}

#[test]
#[cfg_attr(windows, ignore = "Wine does not load the library of jsonschema")]
fn the_schema_validates_profiles() {
    let Some(python) = crate::clients::python_or_skip("repository::the_schema_validates_profiles")
    else {
        return;
    };
    let check = |json: &str| {
        let code = "import json, sys, jsonschema; jsonschema.validate(json.loads(sys.argv[2]), json.loads(open(sys.argv[1], 'rb').read()))";
        let schema = crate::clients::repository("profile.schema.json");
        let status = Command::new(&python)
            .args(["-c", code])
            .arg(schema)
            .arg(json)
            .output();
        status.expect("Python starts").status.success()
    };
    for right in [
        "{}",
        r#"{"program": {"linux": ["x"]}, "env": {"A": "1", "B": null, "C": {"prepend": ["x"]}, "D": {"default": "y"}}}"#,
        r#"{"ca": {"mozilla": "/studio/mozilla.pem"}, "version": 20.5}"#,
        r#"{"ca": {"mozilla": false, "files": ["a", {"path": "b", "optional": true}], "deny": [], "native": false}, "version": "1"}"#,
    ] {
        assert!(check(right), "{right}");
    }
    for wrong in [
        r#"{"x": 1}"#,
        r#"{"ca": {"mozilla": ["/studio/mozilla.pem"]}}"#,
        r#"{"env": {"A": 1}}"#,
        r#"{"ca": {"files": [{"optional": true}]}}"#,
    ] {
        assert!(!check(wrong), "{wrong}");
    }
}

#[test]
fn readmes_commands_exist() {
    let sandbox = Sandbox::new();
    let help = sandbox.run(["--help"]).success().text();
    let readme = read("README.md");
    let mut commands = 0;
    for line in readme.lines().map(str::trim) {
        let Some((_, call)) = line.split_once("sglaunch ") else {
            continue;
        };
        let word = call
            .split_whitespace()
            .find(|word| !word.starts_with('-'))
            .unwrap_or_default();
        if [
            "list",
            "show",
            "check",
            "env",
            "bundle",
            "trust",
            "shim",
            "shortcut",
            "schema",
            "completions",
            "man",
        ]
        .contains(&word)
        {
            assert!(help.contains(&format!("\n  {word} ")), "{line}");
            commands += 1;
        }
    }
    assert!(commands > 3, "README shows the commands");
}

#[test]
fn the_man_page_lists_every_variable() {
    let page = Sandbox::new().run(["man"]).success().text();
    let (_, list) = page.split_once(".SH ENVIRONMENT").expect("a section");
    let (list, _) = list.split_once(".SH FILES").expect("a section");
    let mut names = 0;
    for path in sources(&repository().join("src")) {
        // The starter of shortcuts on macOS is a program.
        let Ok(text) = fs::read_to_string(&path) else {
            continue;
        };
        let mut before = "";
        for quoted in text.split('"') {
            // Those of `env!` exist only while sglaunch is built, others only for tests.
            let is_inside = before.ends_with("env!(") || quoted.starts_with("SGLAUNCH_TEST_");
            if is_variable(quoted) && !is_inside {
                assert!(list.contains(quoted), "{quoted} in {}", path.display());
                names += 1;
            }
            before = quoted;
        }
    }
    assert!(names > 10, "{names}");
}

/// Whether a literal is the name of one of sglaunch's variables, or of the freedesktop standards.
fn is_variable(literal: &str) -> bool {
    let name = literal
        .strip_prefix("SGLAUNCH_")
        .or(literal.strip_prefix("XDG_"));
    name.is_some_and(|rest| {
        !rest.is_empty() && (rest.bytes()).all(|byte| byte.is_ascii_uppercase() || byte == b'_')
    })
}

#[test]
fn both_crates_of_mozillas_roots_agree() {
    let mut store = rustls::RootCertStore::empty();
    let roots = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter().cloned();
    assert_eq!(store.add_parsable_certificates(roots).1, 0);
    // Not the constraints: Mozilla adds some outside the certificates.
    let has = |all: &[rustls::pki_types::TrustAnchor], one: &rustls::pki_types::TrustAnchor| {
        let mut all = all.iter();
        all.any(|anchor| {
            anchor.subject == one.subject
                && anchor.subject_public_key_info == one.subject_public_key_info
        })
    };
    for anchor in &store.roots {
        assert!(has(webpki_roots::TLS_SERVER_ROOTS, anchor), "{anchor:?}");
    }
    // The crates are released on different days: one may have dropped a root that the other has.
    let others = webpki_roots::TLS_SERVER_ROOTS
        .iter()
        .filter(|anchor| !has(&store.roots, anchor));
    assert!(others.count() < 6);
}

/// A test that can be skipped repeats its own name as a string; the string must be right.
#[test]
fn skippable_tests_repeat_their_own_names() {
    let program = std::env::current_exe().expect("a test program");
    let list = Command::new(program)
        .args(["--list", "--format", "terse"])
        .output();
    let list = Outcome::from(list.expect("it starts")).code(0).text();
    let tests: Vec<&str> = list
        .lines()
        .filter_map(|line| line.strip_suffix(": test"))
        .collect();
    let is_path = |text: &str| {
        let mut names = text.split("::");
        text.contains("::") && names.all(|name| !name.is_empty() && name.bytes().all(is_of_name))
    };
    // Windows lacks the tests that are compiled for Linux only.
    let is_for_here =
        |path: &PathBuf| cfg!(windows) == path.starts_with(repository().join("tests/it/windows"));
    let sources = sources(&repository().join("tests/it"));
    for path in sources.into_iter().filter(is_for_here) {
        let text = fs::read_to_string(&path).expect("a source");
        let mut names = text.split('"').filter(|text| is_path(text));
        let unknown = names.find(|name| !tests.contains(name));
        assert_eq!(unknown, None, "{}", path.display());
    }
}

fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_'
}

fn sources(dir: &Path) -> Vec<PathBuf> {
    let inside = |path: PathBuf| {
        if path.is_dir() {
            sources(&path)
        } else {
            vec![path]
        }
    };
    sandbox::files_in(dir)
        .into_iter()
        .flat_map(inside)
        .collect()
}
