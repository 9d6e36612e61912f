//! Files of a bundle for clients that cannot read all of its certificates.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use super::{base_count, wait_for_stamps};
use crate::sandbox::{Sandbox, count};

const MAIN: &str = "SSL_CERT_FILE";
const GNUTLS: &str = "GIT_SSL_CAINFO";
const BORINGSSL: &str = "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH";

/// Returns a sandbox whose profiles trust a certificate with an extension twice.
fn with_duplicate_extension() -> Sandbox {
    let sandbox = Sandbox::new().profile("defaults", "ca:\n  files: [~/studio.pem]\n");
    sandbox.write(
        "home/studio.pem",
        include_str!("../../fixtures/extension-twice.pem"),
    );
    sandbox
}

/// Adds the library through which Debian's git uses GnuTLS.
fn install_gnutls(sandbox: &Sandbox) -> PathBuf {
    let dir = format!("root/usr/lib/{}-linux-gnu", std::env::consts::ARCH);
    sandbox.write(format!("{dir}/libcurl-gnutls.so.4"), "")
}

/// Returns the file that a variable of the program names.
fn file_of(sandbox: &Sandbox, variable: &str) -> PathBuf {
    let env = sandbox.run(["-q", "env", "defaults", "--format", "json"]);
    let env: Value = serde_json::from_str(&env.code(0).text()).expect("JSON");
    env[variable].as_str().expect("a path").into()
}

#[test]
fn gnutls_has_a_file_of_its_own_only_if_git_uses_it() {
    let sandbox = with_duplicate_extension();
    let main = file_of(&sandbox, MAIN);
    assert_eq!(count(&main), base_count() + 1);
    for variable in [GNUTLS, BORINGSSL] {
        assert_eq!(file_of(&sandbox, variable), main, "{variable}");
    }
    wait_for_stamps();
    // A launch sees that git was installed, or removed again.
    let library = install_gnutls(&sandbox);
    let own = file_of(&sandbox, GNUTLS);
    assert_eq!(count(&own), base_count());
    assert_eq!(file_of(&sandbox, MAIN), main);
    assert_eq!(file_of(&sandbox, BORINGSSL), main);
    fs::remove_file(library).expect("the library is ours");
    assert_eq!(file_of(&sandbox, GNUTLS), main);
}

#[test]
fn a_damaged_or_removed_file_of_a_client_is_written_again() {
    let sandbox = with_duplicate_extension();
    install_gnutls(&sandbox);
    let own = file_of(&sandbox, GNUTLS);
    fs::remove_file(&own).expect("the cache is ours");
    assert_eq!(file_of(&sandbox, GNUTLS), own);
    assert_eq!(count(&own), base_count());
    fs::write(&own, "").expect("the cache is ours");
    assert_eq!(file_of(&sandbox, GNUTLS), own);
    assert_eq!(count(&own), base_count());
}

#[test]
fn a_nested_launch_does_not_inherit_the_files_of_clients() {
    let sandbox = with_duplicate_extension();
    install_gnutls(&sandbox);
    let (main, own) = (file_of(&sandbox, MAIN), file_of(&sandbox, GNUTLS));
    let nested = Sandbox::new()
        .env(MAIN, &main)
        .env(GNUTLS, &own)
        .env(BORINGSSL, &own);
    let path = nested.run(["bundle", "path"]).success().text();
    assert_eq!(count(path.trim_end()), base_count());
}
