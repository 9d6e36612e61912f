//! The seeds of the fuzz targets: the properties hold for them without a fuzzer.

mod certificates;
mod clients;
mod memory;
mod profiles;
mod quoting;
mod readers;
mod records;
mod templates;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::clients::{cannot_run, environment, not_run, repository};

#[test]
fn certificate_seeds_have_the_properties() {
    hold_for_seeds("certificates", certificates::hold);
}

#[test]
#[cfg_attr(windows, ignore = "no Windows clients but Python here yet")]
fn client_seeds_have_the_properties() {
    let test = "fuzz::client_seeds_have_the_properties";
    let Some(python) = environment(test, "3.11") else {
        return;
    };
    let readers = clients::Readers::start(&python, &repository("tests/clients"));
    for (name, why) in &readers.missing {
        cannot_run(&format!("{test}, {name}"), why);
    }
    hold_for_seeds("clients", |seed| clients::hold(seed, &readers));
}

#[test]
fn profile_seeds_have_the_properties() {
    hold_for_seeds("profiles", profiles::hold);
}

#[test]
fn quoting_seeds_have_the_properties() {
    hold_for_seeds("quoting", quoting::hold);
}

#[test]
fn record_seeds_have_the_properties() {
    hold_for_seeds("records", records::hold);
    // A seed in an old format would test nothing.
    for (path, seed) in seeds("records") {
        if path.ends_with("whole.json") {
            assert!(
                records::is_record(&seed),
                "not a record any more: {}",
                path.display()
            );
        }
    }
}

#[test]
fn template_seeds_have_the_properties() {
    hold_for_seeds("templates", templates::hold);
}

#[test]
fn the_fuzzed_versions_are_the_shipped_ones() {
    let Some(dir) = fuzz_dir("versions") else {
        return;
    };
    let shipped = packages(&dir.join("../Cargo.lock"));
    let names: BTreeSet<&String> = shipped.iter().map(|(name, _)| name).collect();
    let mut fuzzed = packages(&dir.join("Cargo.lock"));
    fuzzed.retain(|package| names.contains(&package.0) && !shipped.contains(package));
    assert!(
        fuzzed.is_empty(),
        "{fuzzed:?}: cp Cargo.lock fuzz/ && cargo metadata --manifest-path fuzz/Cargo.toml >/dev/null"
    );
}

fn hold_for_seeds(target: &str, hold: impl Fn(&[u8])) {
    for (seed, bytes) in seeds(target) {
        // Shown only if the next call panics.
        println!("{}", seed.display());
        hold(&bytes);
    }
}

/// Returns the committed inputs of a target.
fn seeds(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let Some(dir) = fuzz_dir(target) else {
        return Vec::new();
    };
    let entries = fs::read_dir(dir.join("corpus").join(target)).expect("a corpus");
    let seeds: Vec<_> = entries
        .map(|entry| entry.expect("an entry").path())
        .map(|path| (path.clone(), fs::read(path).expect("a seed")))
        .collect();
    assert!(!seeds.is_empty(), "{target} has no seeds");
    seeds
}

/// The directory of the fuzz targets, which a published package does not contain.
fn fuzz_dir(test: &str) -> Option<PathBuf> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    if !dir.exists() {
        not_run(&format!("fuzz::{test}"), "no fuzz targets in a package");
        return None;
    }
    Some(dir)
}

/// Returns names and versions in a lock file.
fn packages(path: &Path) -> BTreeSet<(String, String)> {
    let text = fs::read_to_string(path).expect("a lock file");
    let lines: Vec<&str> = text.lines().collect();
    let package = |pair: &[&str]| {
        let value = |line: &str, key: &str| line.strip_prefix(key).map(str::to_owned);
        Some((value(pair[0], "name = ")?, value(pair[1], "version = ")?))
    };
    lines.windows(2).filter_map(package).collect()
}
