//! CA files that the clients' own settings name: git's `http.sslCAInfo`, pip's `cert`, AWS'
//! `ca_bundle`.
//!
//! The variables that sglaunch sets hide these settings, so that a bundle without their files would
//! break connections that worked before. The files of settings are read, no client is started.

mod aws;
mod git;
mod git_syntax;
mod ini;
mod pip;
mod search;
mod variables;

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::{Loaded, files, inherited, native};
use crate::certs::{ProblemKind, Source};
use search::{Found, Search};

pub use variables::{Hidden, Variables};

/// Lists of certificates that come with a client. They are its maker's choice, not the user's.
const OF_CLIENTS: [&str; 7] = [
    "mingw64/etc/ssl/certs/ca-bundle.crt", // Git for Windows
    "mingw64/ssl/certs/ca-bundle.crt",
    "mingw32/ssl/certs/ca-bundle.crt",
    "clangarm64/etc/ssl/certs/ca-bundle.crt",
    "usr/ssl/certs/ca-bundle.crt",
    "pip/_vendor/certifi/cacert.pem",
    "botocore/cacert.pem",
];

/// Reads the CA files that the settings of clients name, except for those among `inherited`.
pub fn load(variables: &Variables, inherited: &[PathBuf]) -> Loaded {
    let (mut loaded, found) = search(variables);
    let mut seen: HashSet<PathBuf> = inherited.iter().cloned().collect();
    for found in found {
        if seen.insert(found.setting.path.clone()) {
            loaded.append(load_file(&variables.root, found));
        }
    }
    loaded
}

/// Returns the CA files that the settings name, without the system's store, lists that come with a
/// client, and bundles of sglaunch.
fn search(variables: &Variables) -> (Loaded, Vec<Found>) {
    let mut search = Search::new(variables);
    let Hidden { git, pip, aws } = variables.hidden;
    if git {
        git::search(&mut search);
    }
    if pip {
        pip::search(&mut search);
    }
    if aws {
        aws::search(&mut search);
    }
    let (loaded, mut found) = search.finish();
    found.retain(|Found { path, .. }| {
        !(OF_CLIENTS.iter().any(|list| path.ends_with(list))
            || native::is_system_store(path, &variables.root)
            || inherited::is_bundle(path))
    });
    (loaded, found)
}

fn load_file(root: &Path, found: Found) -> Loaded {
    let Found {
        setting,
        path,
        is_optional,
    } = found;
    let named = setting.path.clone();
    let source = Source::Setting(setting);
    let mut loaded = files::load(root, &path, &|_| source.clone());
    if is_optional && loaded.is_missing(&source) {
        loaded.problems.clear();
    }
    for problem in &mut loaded.problems {
        let kind = std::mem::replace(&mut problem.kind, ProblemKind::NotFound);
        problem.kind = ProblemKind::InFile(named.clone(), Box::new(kind));
    }
    loaded
}
