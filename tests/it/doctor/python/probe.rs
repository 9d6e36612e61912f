//! The script in Pythons that are in order, and what it leaves behind: nothing.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::{CERTIFI, CHECKS, NO_SSL, STRICT, checked, with_each_python, with_python};
use crate::clients::environment;
use crate::doctor::doctor;
use crate::sandbox::Sandbox;

#[test]
#[cfg_attr(windows, ignore = "it is about the Pythons of Unix")]
fn every_supported_python_passes() {
    with_each_python("every_supported_python_passes", |version, python| {
        let sandbox = with_python(Sandbox::new(), python);
        let found = checked(&sandbox);
        assert_eq!(found.code, 0, "{version}: {}", found.document);
        // Someone may have edited the certifi of this machine's Pythons.
        let others = CHECKS
            .into_iter()
            .filter(|id| ![CERTIFI, STRICT].contains(id));
        for id in others {
            assert_eq!(found.status(id), "passed", "{version}: {}", found.document);
        }
    });
}

/// Files by path, with their sizes and times.
fn listing(dir: &Path) -> BTreeMap<PathBuf, (u64, SystemTime)> {
    let mut found = BTreeMap::new();
    let mut dirs = vec![dir.to_owned()];
    while let Some(dir) = dirs.pop() {
        for entry in fs::read_dir(dir).expect("a directory").flatten() {
            let meta = entry.metadata().expect("an entry");
            // A launch may write the bundle.
            if meta.is_dir() && entry.file_name() == ".cache" {
                continue;
            }
            if meta.is_dir() {
                dirs.push(entry.path());
            }
            let changed = meta.modified().expect("a time");
            found.insert(entry.path(), (meta.len(), changed));
        }
    }
    found
}

#[test]
#[cfg_attr(windows, ignore = "it is about the Pythons of Unix")]
fn no_bytecode_and_no_other_file_is_written() {
    with_each_python(
        "no_bytecode_and_no_other_file_is_written",
        |version, python| {
            // Packages without bytecode, which an import would write.
            let sandbox = Sandbox::new();
            for package in ["certifi", "qiniu", "shotgun_api3"] {
                sandbox.write(format!("site/{package}/__init__.py"), "def where(): pass\n");
            }
            sandbox.write("site/certifi/cacert.pem", "");
            sandbox.write("site/sitecustomize.py", "import certifi\n");
            let site = sandbox.path("site");
            let sandbox = with_python(sandbox, python).env("PYTHONPATH", site);
            // The bundle is the only thing that a run writes.
            sandbox.run(["bundle", "path"]).code(0);
            let before = listing(&sandbox.path(""));
            let found = checked(&sandbox);
            assert_eq!(
                found.status(CERTIFI),
                "warning",
                "{version}: {}",
                found.document
            );
            assert_eq!(listing(&sandbox.path("")), before, "{version}");
        },
    );
}

#[test]
#[cfg_attr(windows, ignore = "it is about the Pythons of Unix")]
fn modules_in_the_current_directory_are_not_imported() {
    with_each_python(
        "modules_in_the_current_directory_are_not_imported",
        |version, python| {
            let sandbox = with_python(Sandbox::new(), python);
            for module in ["ssl", "json", "socket", "threading", "sitecustomize"] {
                let shadow = "open('imported', 'w')\nraise ImportError('a shadow')\n";
                sandbox.write(format!("home/{module}.py"), shadow);
            }
            let found = checked(&sandbox);
            assert_eq!(
                found.status(NO_SSL),
                "passed",
                "{version}: {}",
                found.document
            );
            assert!(!sandbox.path("home/imported").exists(), "{version}");
        },
    );
}

#[test]
#[cfg_attr(windows, ignore = "it is about the Pythons of Unix")]
fn a_sitecustomize_may_print_and_replace_the_output() {
    with_each_python(
        "a_sitecustomize_may_print_and_replace_the_output",
        |version, python| {
            let sandbox = Sandbox::new();
            let noise = "import sys\nsys.stdout.write('{' * 100000)\nsys.stderr.write('}' * 100000)\n\
                     sys.stdout.flush()\nsys.stdout = None\n";
            sandbox.write("site/sitecustomize.py", noise);
            let site = sandbox.path("site");
            let sandbox = with_python(sandbox, python).env("PYTHONPATH", site);
            let found = checked(&sandbox);
            assert_eq!(
                found.status(NO_SSL),
                "passed",
                "{version}: {}",
                found.document
            );
        },
    );
}

#[test]
#[cfg_attr(windows, ignore = "it is about the Pythons of Unix")]
fn a_directory_with_every_client_passes_but_for_certifi() {
    let test = "a_directory_with_every_client_passes_but_for_certifi";
    for version in ["2.7", "3.7", "3.11", "3.13"] {
        let Some(python) = environment(test, version) else {
            continue;
        };
        let found = checked(&with_python(Sandbox::new(), &python));
        assert_eq!(found.with_status("warning"), [CERTIFI], "{version}");
        assert_eq!(found.with_status("failed"), [""; 0], "{version}");
        let described = found.text(NO_SSL);
        for part in [
            format!("Python {version}."),
            "packages: shotgun_api3 3.".to_owned(),
            ", requests 2.".to_owned(),
            ", certifi 20".to_owned(),
        ] {
            assert!(described.contains(&part), "{part}: {described}");
        }
        // The profile `python` has the hook.
        let sandbox = with_python(Sandbox::new(), &python);
        let found = doctor(&sandbox, &[&["python"][..], &CHECKS].concat());
        assert_eq!(found.status(CERTIFI), "passed", "{version}");
        assert_eq!(found.with_status("warning"), [""; 0], "{version}");
    }
}
