//! `api-ignores-cacerts` and `python-certifi`, by real packages.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::{API, CERTIFI, checked, with_python};
use crate::clients::{environment, interpreter_or_skip};
use crate::doctor::doctor;
use crate::sandbox::Sandbox;

/// A sandbox with a Python whose packages another directory contains. They are copies, so that a
/// test can change them.
fn with_copies(python: &Path, packages: &[&str]) -> Sandbox {
    let sandbox = Sandbox::new();
    let lib = python.ancestors().nth(2).expect("a prefix").join("lib");
    let site = fs::read_dir(lib).expect("a directory").flatten().next();
    let site = site.expect("a version").path().join("site-packages");
    for entry in fs::read_dir(site).expect("a directory").flatten() {
        let name = entry.file_name().into_string().expect("UTF-8");
        let is_wanted = |package: &&str| {
            name == **package || name.to_lowercase().starts_with(&format!("{package}-"))
        };
        if packages.iter().any(is_wanted) {
            copy(&entry.path(), &sandbox.path("site").join(name));
        }
    }
    let path = sandbox.path("site");
    with_python(sandbox, python).env("PYTHONPATH", path)
}

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        fs::create_dir_all(to).expect("a directory");
        for entry in fs::read_dir(from).expect("a directory").flatten() {
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    } else {
        fs::copy(from, to).expect("a copy");
    }
}

fn edit(path: impl AsRef<Path>) {
    let mut file = fs::OpenOptions::new()
        .append(true)
        .open(path)
        .expect("a file");
    let pem = crate::sandbox::system_root().pem();
    file.write_all(pem.as_bytes()).expect("it can be written");
}

#[test]
#[cfg_attr(windows, ignore = "it is about the Pythons of Unix")]
fn shotgun_api3_3_8_4_is_cured_by_sglaunch() {
    let test = "shotgun_api3_3_8_4_is_cured_by_sglaunch";
    let Some(python) = environment(test, "3.11-shotgun_api3-3.8.4") else {
        return;
    };
    let sandbox = with_python(Sandbox::new(), &python);
    let found = checked(&sandbox);
    assert_eq!((found.status(API), found.code), ("warning", 0));
    let text = found.text(API);
    assert!(
        text.contains("shotgun_api3 3.8.4 ignores SHOTGUN_API_CACERTS in uploads"),
        "{text}"
    );
    assert!(text.contains("sglaunch sets SSL_CERT_FILE too"), "{text}");
    assert!(text.contains("/site-packages/shotgun_api3"), "{text}");
    assert!(
        text.contains("-m pip install --upgrade shotgun_api3"),
        "{text}"
    );
    // Without that variable, uploads fail.
    let sandbox = sandbox.profile("defaults", "ca: {variables: {SSL_CERT_FILE: false}}\n");
    let found = checked(&sandbox);
    assert_eq!((found.status(API), found.code), ("failed", 1));
}

#[test]
#[cfg_attr(windows, ignore = "it is about the Pythons of Unix")]
fn other_versions_of_shotgun_api3_pass() {
    for version in ["2.7", "3.7", "3.13"] {
        let Some(python) = environment("other_versions_of_shotgun_api3_pass", version) else {
            continue;
        };
        let found = checked(&with_python(Sandbox::new(), &python));
        assert_eq!(found.status(API), "passed", "{version}: {}", found.document);
    }
}

/// A checkout has no metadata, only the version in its source.
#[test]
#[cfg_attr(windows, ignore = "it is about the Pythons of Unix")]
fn a_checkout_of_shotgun_api3_is_found() {
    let test = "a_checkout_of_shotgun_api3_is_found";
    let Some(python) = environment(test, "3.11-shotgun_api3-3.8.4") else {
        return;
    };
    let Some(plain) = interpreter_or_skip(test, "3.9") else {
        return;
    };
    let from = with_copies(&python, &["shotgun_api3"]);
    for entry in fs::read_dir(from.path("site"))
        .expect("a directory")
        .flatten()
    {
        if entry.file_name() != "shotgun_api3" {
            fs::remove_dir_all(entry.path()).expect("metadata");
        }
    }
    let site = from.path("site");
    let found = checked(&with_python(Sandbox::new(), plain).env("PYTHONPATH", site));
    assert_eq!(found.status(API), "warning", "{}", found.document);
    assert!(found.text(API).contains("shotgun_api3 3.8.4"));
}

fn core(sandbox: &Sandbox, dir: &str, version: &str) -> PathBuf {
    let info =
        format!("# Metadata\nversion: \"{version}\"\nrequires_shotgun_version: \"v5.0.0\"\n");
    sandbox.write(format!("{dir}/info.yml"), info);
    sandbox.write(
        format!("{dir}/python/tank/__init__.py"),
        "raise ImportError\n",
    );
    sandbox.path(dir)
}

#[test]
#[cfg_attr(windows, ignore = "it is about the Pythons of Unix")]
fn tk_core_is_found_in_the_bundle_cache_and_on_the_path() {
    let Some(python) = interpreter_or_skip("tk_core_is_found", "3.9") else {
        return;
    };
    for (version, status, code) in [
        ("v0.22.1", "passed", 0),
        ("v0.22.2", "warning", 0),
        ("v0.22.7", "warning", 0),
        ("v0.23.6", "passed", 0),
        ("v0.23.7", "failed", 1),
        ("v0.23.9", "failed", 1),
        ("v0.23.10", "passed", 0),
        ("v0.24.0", "passed", 0),
        ("HEAD", "passed", 0),
    ] {
        let cached = with_python(Sandbox::new(), python);
        core(
            &cached,
            &format!("home/.shotgun/bundle_cache/app_store/tk-core/{version}"),
            version,
        );
        let imported = with_python(Sandbox::new(), python);
        let dir = core(&imported, "studio/install/core", version);
        let imported = imported.env("PYTHONPATH", dir.join("python"));
        for sandbox in [cached, imported] {
            let found = checked(&sandbox);
            assert_eq!((found.status(API), found.code), (status, code), "{version}");
            if status != "passed" {
                let text = found.text(API);
                let name = format!("tk-core {}", &version[1..]);
                assert!(text.starts_with(&name), "{text}");
                assert!(text.contains("upgrade tk-core to 0.23.10"), "{text}");
            }
        }
    }
}

/// Toolkit keeps old versions in its cache.
#[test]
#[cfg_attr(windows, ignore = "it is about the Pythons of Unix")]
fn only_the_newest_cached_tk_core_counts() {
    let Some(python) = interpreter_or_skip("only_the_newest_cached_tk_core_counts", "3.9") else {
        return;
    };
    let sandbox = with_python(Sandbox::new(), python);
    for version in ["v0.23.8", "v0.22.3", "v0.23.10", "v0.9.1"] {
        core(
            &sandbox,
            &format!("home/.shotgun/bundle_cache/app_store/tk-core/{version}"),
            version,
        );
    }
    assert_eq!(checked(&sandbox).status(API), "passed");
}

#[test]
#[cfg_attr(windows, ignore = "it is about the Pythons of Unix")]
fn qiniu_needs_the_hook() {
    for version in ["2.7", "3.11"] {
        let Some(python) = environment("qiniu_needs_the_hook", version) else {
            continue;
        };
        let sandbox = with_python(Sandbox::new(), &python);
        let found = checked(&sandbox);
        assert_eq!(
            (found.status(CERTIFI), found.code),
            ("warning", 0),
            "{version}"
        );
        let text = found.text(CERTIFI);
        assert!(
            text.starts_with("qiniu reads certifi's list and no variable"),
            "{text}"
        );
        assert!(
            text.contains("qiniu 7.18.0: it calls Session.send of requests"),
            "{text}"
        );
        assert!(text.contains("add `ca: {certifi: true}` to "), "{text}");
        assert!(text.contains("profiles/defaults.yaml"), "{text}");
        let sandbox = sandbox.profile("defaults", "ca: {certifi: true}\n");
        let found = checked(&sandbox);
        assert_eq!(
            found.status(CERTIFI),
            "passed",
            "{version}: {}",
            found.document
        );
    }
}

#[test]
#[cfg_attr(windows, ignore = "it is about the Pythons of Unix")]
fn an_edited_certifi_is_a_warning() {
    let test = "an_edited_certifi_is_a_warning";
    // Without certifi.
    let Some(plain) = environment(test, "3.11-shotgun_api3-3.8.4") else {
        return;
    };
    for version in ["2.7", "3.11"] {
        let Some(python) = environment(test, version) else {
            continue;
        };
        let from = with_copies(&python, &["certifi"]);
        let site = from.path("site");
        let sandbox = with_python(Sandbox::new(), &plain).env("PYTHONPATH", &site);
        let found = checked(&sandbox);
        assert_eq!(
            found.status(CERTIFI),
            "passed",
            "{version}: {}",
            found.document
        );
        edit(site.join("certifi/cacert.pem"));
        let found = checked(&sandbox);
        assert_eq!(
            (found.status(CERTIFI), found.code),
            ("warning", 0),
            "{version}"
        );
        let text = found.text(CERTIFI);
        assert!(
            text.starts_with("certifi in the program's Python was edited"),
            "{text}"
        );
        assert!(
            text.contains("it differs from the digest in its RECORD"),
            "{text}"
        );
        let sandbox = sandbox.profile("defaults", "ca: {certifi: true}\n");
        assert_eq!(checked(&sandbox).status(CERTIFI), "passed", "{version}");
    }
}

/// A studio's sitecustomize that undoes PYTHONPATH keeps the hook out.
#[test]
#[cfg_attr(windows, ignore = "it is about the Pythons of Unix")]
fn a_hook_that_does_not_run_is_a_warning() {
    let Some(python) = environment("a_hook_that_does_not_run_is_a_warning", "3.11") else {
        return;
    };
    let script = format!("#!/bin/sh\nexec '{}' -E \"$@\"\n", python.display());
    let sandbox = (Sandbox::new().script("bin/python3", &script).on_path("bin"))
        .profile("defaults", "ca: {certifi: true}\n");
    let found = doctor(&sandbox, &["defaults", CERTIFI]);
    assert_eq!(
        (found.status(CERTIFI), found.code),
        ("warning", 0),
        "{}",
        found.document
    );
    let text = found.text(CERTIFI);
    assert!(text.contains("does not return the bundle"), "{text}");
    assert!(text.contains("sglaunch-certifi-"), "{text}");
}
