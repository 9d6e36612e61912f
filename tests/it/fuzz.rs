//! The seeds of the fuzz targets: what must hold for every input holds for them, with a fuzzer at hand or without.

mod certificates;
mod profiles;

use std::fs;
use std::path::{Path, PathBuf};

use crate::clients::not_run;

#[test]
fn every_file_of_certificates_is_read_as_it_must_be() {
    for (seed, bytes) in seeds("certificates") {
        // Shown only if what follows panics.
        println!("{}", seed.display());
        certificates::hold(&bytes);
    }
}

#[test]
fn every_profile_is_loaded_as_it_must_be() {
    for (seed, bytes) in seeds("profiles") {
        println!("{}", seed.display());
        profiles::hold(&bytes);
    }
}

/// The committed inputs of a target.
fn seeds(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let Some(folder) = folder(target) else {
        return Vec::new();
    };
    let entries = fs::read_dir(folder.join("corpus").join(target)).expect("a corpus");
    let seeds: Vec<_> = entries
        .map(|entry| entry.expect("an entry").path())
        .map(|path| (path.clone(), fs::read(path).expect("a seed")))
        .collect();
    assert!(!seeds.is_empty(), "{target} has no seeds");
    seeds
}

/// The folder of the fuzz targets, which a published package does not have.
fn folder(test: &str) -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    if !folder.exists() {
        not_run(&format!("fuzz::{test}"), "no fuzz targets in a package");
        return None;
    }
    Some(folder)
}
