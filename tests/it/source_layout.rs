//! The layout of the sources: the order of imports, the length of files, the width of comments.

use std::fs;
use std::path::{Path, PathBuf};

/// The modules of the library. A module imports only from those before it, so there are no import
/// circles. ARCHITECTURE.md describes each.
const MODULES: [&str; 21] = [
    "order", "memory", "error", "os", "env", "certs", "shell", "profile", "program", "dirs", "cli",
    "stores", "bundle", "launch", "doctor", "desktop", "ui", "cmd", "process", "lib", "main",
];

/// Longest file of `src/`, in lines without its tests.
const MAX_LINES: usize = 300;

/// Widest comment, in characters. rustfmt wraps code only.
const MAX_COMMENT: usize = 100;

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Reads every Rust file below `dir`, with its path relative to `src/`.
fn rust_files(dir: &Path) -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).expect("a directory of the sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).expect("a source file");
            let relative = path.strip_prefix(src()).unwrap_or(&path);
            files.push((relative.to_owned(), text));
        }
    }
    files
}

/// Returns the module that a file belongs to: its first directory, or its own name.
fn module_of(file: &Path) -> String {
    let first = file.iter().next().expect("a file name");
    Path::new(first)
        .file_stem()
        .expect("a file name")
        .to_string_lossy()
        .into_owned()
}

/// Returns the modules that `text` names behind `crate::`, comments aside.
fn imports(text: &str) -> impl Iterator<Item = &str> {
    let code = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(|line| line.split("crate::").skip(1))
        .map(|rest| {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
            &rest[..end.unwrap_or(rest.len())]
        })
}

#[test]
fn a_module_imports_only_from_those_before_it() {
    let rank = |module: &str| MODULES.iter().position(|known| *known == module);
    let mut upwards = Vec::new();
    for (file, text) in rust_files(&src()) {
        let own = module_of(&file);
        // The second binary and the modules of the first belong to the top floor.
        let own = match &*own {
            "sglaunchw" | "allocator" | "c_memory" => "main",
            own => own,
        };
        let rank_of_file = rank(own).unwrap_or_else(|| panic!("{own} is not in MODULES"));
        for import in imports(&text) {
            if rank(import).is_none_or(|imported| imported > rank_of_file) {
                upwards.push(format!("{}: crate::{import}", file.display()));
            }
        }
    }
    assert!(
        upwards.is_empty(),
        "imports upwards:\n{}",
        upwards.join("\n")
    );
}

/// A read elsewhere would leave no stamp, and could have no end.
#[test]
fn stores_read_files_in_one_place() {
    const READS: [&str; 8] = [
        "fs::read(",
        "fs::read_to_string(",
        "fs::read_dir(",
        "File::open",
        "OpenOptions",
        "read_regular(",
        ".is_file()",
        ".exists()",
    ];
    let stores = src().join("stores");
    let mut elsewhere = Vec::new();
    for (file, text) in rust_files(&stores) {
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let reads = READS.iter().filter(|read| {
            // `Metadata` and `Stamped` have been looked up already.
            let code = code.replace("meta.is_file()", "");
            code.contains(**read)
        });
        if !file.ends_with("reading.rs") && !file.ends_with("tests.rs") {
            elsewhere.extend(reads.map(|read| format!("{}: {read}", file.display())));
        }
    }
    assert!(elsewhere.is_empty(), "{elsewhere:?}");
}

#[test]
fn no_file_is_longer_than_a_reader_can_hold() {
    let is_tests = |file: &Path| file.file_name().is_some_and(|name| name == "tests.rs");
    let mut lengths: Vec<(usize, PathBuf)> = (rust_files(&src()).into_iter())
        .filter(|(file, _)| !is_tests(file))
        .map(|(file, text)| {
            let code = text.split("\n#[cfg(test)]\nmod tests {").next();
            (code.unwrap_or_default().lines().count(), file)
        })
        .collect();
    lengths.sort();
    let too_long = lengths.iter().filter(|(lines, _)| *lines > MAX_LINES);
    let too_long: Vec<_> = too_long.collect();
    assert!(too_long.is_empty(), "over {MAX_LINES} lines: {too_long:?}");
    let (median, _) = &lengths[lengths.len() / 2];
    assert!(*median < 100, "half of the files have over {median} lines");
}

#[test]
fn comments_have_at_most_100_columns() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut wide = Vec::new();
    for (file, text) in rust_files(&src()).into_iter().chain(rust_files(&tests)) {
        let comments = (text.lines().enumerate())
            .filter(|(_, line)| line.trim_start().starts_with("//"))
            .filter(|(_, line)| line.chars().count() > MAX_COMMENT);
        wide.extend(comments.map(|(index, _)| format!("{}:{}", file.display(), index + 1)));
    }
    assert!(wide.is_empty(), "{wide:?}");
}

/// Values are quoted for shells in `shell` alone, where each kind of quotes has its tests.
#[test]
fn only_the_module_shell_quotes_for_shells() {
    const QUOTING: [&str; 5] = [
        r#""'\''""#,
        "\"export {name}=",
        "\"set -gx ",
        "\"setenv ",
        "$Env:",
    ];
    let mut found = Vec::new();
    for (file, text) in rust_files(&src()) {
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        let in_shell = file.starts_with("shell");
        let quoting = QUOTING.iter().find(|quoting| code.contains(*quoting));
        found.extend(quoting.filter(|_| !in_shell).map(|quoting| (file, quoting)));
    }
    assert!(found.is_empty(), "{found:?}");
}
