//! The file of certificates: what is in it, when it is built again, and what happens where it cannot be.

mod cache_dir;
mod commands;
mod contents;
mod fallback;
mod fresh;
mod openssl_dir;
mod prune;
mod sources;

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use serde_json::Value;

use crate::sandbox::Sandbox;
use crate::system;
use crate::tls_server::Authority;

/// How many roots Mozilla has, as compiled in.
fn mozilla() -> usize {
    webpki_root_certs::TLS_SERVER_ROOT_CERTS.len()
}

/// How many certificates the bundle has of a machine where nothing else is trusted.
fn basis() -> usize {
    mozilla() + system::ROOTS
}

fn with_studio(sandbox: Sandbox, authority: &Authority) -> Sandbox {
    sandbox
        .pem("studio.pem", authority)
        .profile("defaults", "ca:\n  files: [~/studio.pem]\n")
}

/// Lets what is there become old enough to be believed: a change of the inode cannot be dated back.
fn age() {
    std::thread::sleep(Duration::from_millis(2_100));
}

fn said(sandbox: &Sandbox) -> String {
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
