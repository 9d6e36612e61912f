//! Bundles: their contents, when they are rebuilt, and what happens if that is not possible.

mod cache_dir;
#[cfg(unix)]
mod cache_safety;
#[cfg(target_os = "linux")]
mod client_files;
mod commands;
mod contents;
mod export;
#[cfg(unix)]
mod export_rights;
mod fallback;
mod fresh;
#[cfg(unix)]
mod mozilla_list;
#[cfg(target_os = "linux")]
mod opened_once;
mod openssl_dir;
pub mod prune;
#[cfg(target_os = "linux")]
mod prune_in_use;
#[cfg(unix)]
mod prune_unsafe;
mod sources;
#[cfg(unix)]
mod two_caches;
mod verify;

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use serde_json::Value;

use crate::sandbox::Sandbox;
use crate::system;
use crate::tls_server::Authority;

/// Returns the number of compiled-in roots.
fn mozilla_count() -> usize {
    webpki_root_certs::TLS_SERVER_ROOT_CERTS.len()
}

/// Returns the number of certificates in a bundle without files of the studio.
pub fn base_count() -> usize {
    mozilla_count() + system::ROOTS
}

/// Adds a profile `defaults` that names a file with this CA.
fn with_studio(sandbox: Sandbox, authority: &Authority) -> Sandbox {
    sandbox
        .pem("studio.pem", authority)
        .profile("defaults", "ca:\n  files: [~/studio.pem]\n")
}

/// Waits until files are old enough for a stamp: the time of an inode change cannot be set back.
fn wait_for_stamps() {
    std::thread::sleep(Duration::from_millis(2_100));
}

/// Returns what `-v bundle path` prints on stderr.
fn verbose_path(sandbox: &Sandbox) -> String {
    sandbox.run(["-v", "bundle", "path"]).code(0).stderr
}

/// Makes the only record in the cache one of another version of sglaunch, and returns its path.
fn as_of_another_version(sandbox: &Sandbox) -> PathBuf {
    let path = sandbox.records().remove(0);
    let bytes = fs::read(&path).expect("a record");
    let mut record: Value = serde_json::from_slice(&bytes).expect("JSON");
    record["program"] = "0.0.1 of-other-roots".into();
    let other = path.with_file_name("0123456789abcdef.json");
    fs::write(&other, record.to_string()).expect("the cache is writable");
    fs::remove_file(path).expect("the cache is writable");
    other
}
