//! The crate has all files that a build reads, and no tests.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::process::Command;

use crate::clients::not_run;

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns the paths in the crate, or `None` without cargo.
fn crate_files(test: &str) -> Option<BTreeSet<PathBuf>> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .args([
            "package",
            "--list",
            "--allow-dirty",
            "--offline",
            "--locked",
        ])
        .current_dir(repository());
    let Ok(output) = command.output() else {
        not_run(test, "there is no cargo");
        return None;
    };
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
    let list = String::from_utf8(output.stdout).expect("UTF-8");
    Some(list.lines().map(PathBuf::from).collect())
}

/// Returns all files below a directory, relative to the repository.
fn files_below(dir: &str) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut dirs = vec![repository().join(dir)];
    while let Some(dir) = dirs.pop() {
        for entry in fs::read_dir(dir).expect("a directory") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                dirs.push(path);
            } else {
                let path = path.strip_prefix(repository()).expect("a file in it");
                files.push(path.to_owned());
            }
        }
    }
    files
}

/// Returns whether a source has only tests.
fn is_test(path: &Path) -> bool {
    let mut parts = path.components();
    parts.any(|part| part.as_os_str() == "tests" || part.as_os_str() == "tests.rs")
}

/// Returns a path without `..`.
fn normal(path: &Path) -> PathBuf {
    let mut parts = Vec::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.into_iter().collect()
}

/// Returns the files that the macros of a source include.
fn included(source: &Path) -> Vec<PathBuf> {
    let text = fs::read_to_string(repository().join(source)).expect("a source");
    let dir = source.parent().expect("a directory");
    let macros = regex_lite::Regex::new(r#"include(?:_str|_bytes)?!\(\s*"([^"]+)""#);
    (macros.expect("an expression").captures_iter(&text))
        .map(|found| normal(&dir.join(&found[1])))
        .collect()
}

#[test]
fn the_crate_has_what_a_build_reads_and_no_tests() {
    let test = "crate_files::the_crate_has_what_a_build_reads_and_no_tests";
    let Some(files) = crate_files(test) else {
        return;
    };
    let tests: Vec<_> = files.iter().filter(|path| is_test(path)).collect();
    assert!(tests.is_empty(), "{tests:?}");
    let known = [
        "assets",
        "build",
        "docs",
        "man",
        "profiles",
        "src",
        "templates",
    ];
    for file in &files {
        let dir = file.parent().and_then(|dir| dir.components().next());
        let is_known = |dir: Component| known.iter().any(|known| dir.as_os_str() == *known);
        assert!(dir.is_none_or(is_known), "{}", file.display());
    }

    let sources = ["src", "build"].map(files_below).concat();
    let sources: Vec<_> = sources.into_iter().filter(|path| !is_test(path)).collect();
    let read = sources
        .iter()
        .filter(|path| path.extension() == Some("rs".as_ref()));
    // Tests within a source include files of `tests`.
    let read: Vec<_> = read.flat_map(|source| included(source)).collect();
    assert!(
        read.contains(&"docs/doctor.md".into()) && read.len() > 15,
        "{read:?}"
    );
    let needed = (sources.into_iter())
        .chain(read.into_iter().filter(|path| !is_test(path)))
        .chain(["profiles", "templates"].map(files_below).concat())
        .chain(["build.rs", "assets/sglaunch.ico", "README.md", "Cargo.lock"].map(PathBuf::from))
        .chain(["LICENSE-MIT", "LICENSE-APACHE", "CHANGELOG.md"].map(PathBuf::from));
    for file in needed {
        assert!(
            files.contains(&file),
            "not in the crate: {}",
            file.display()
        );
    }
}
