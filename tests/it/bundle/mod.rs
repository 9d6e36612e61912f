//! The file of certificates: what is in it, when it is built again, and what happens where it cannot be.

mod cache_dir;
mod commands;
mod contents;
mod fallback;
mod fresh;
mod openssl_dir;
mod prune;
mod sources;

use std::time::Duration;

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
