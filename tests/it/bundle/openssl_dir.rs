//! `SSL_CERT_DIR`: when OpenSSL's own directory is replaced by an empty one.

use std::fs;
use std::path::Path;

use crate::sandbox::{Sandbox, system_root};
use crate::tls_server::Authority;

/// Returns a sandbox with a DCC whose profile has these `ca` settings.
fn maya(ca: &str) -> Sandbox {
    let yaml = format!("program: {{linux: [maya]}}\nca: {{{ca}}}\n");
    let sandbox = Sandbox::new().dcc("bin/maya").profile("maya", &yaml);
    sandbox.on_path("bin")
}

#[test]
fn openssls_directory_is_hidden_if_certificates_are_excluded() {
    let run = |ca: &str| -> Option<usize> {
        let sandbox = maya(ca);
        let outcome = sandbox.run(["maya"]).success();
        outcome
            .dcc_env("SSL_CERT_DIR")
            .map(|dir| fs::read_dir(dir).expect("a directory").count())
    };
    let denied = format!(
        "deny: ['{}']",
        crate::tls_clients::sha1(&system_root().der())
    );
    // The default directory of a program's own OpenSSL may differ from the system's.
    let elsewhere = format!("deny: ['{}']", "0".repeat(64));
    for ca in [denied.as_str(), elsewhere.as_str(), "native: false"] {
        assert_eq!(run(ca), Some(0), "{ca}");
    }
    assert_eq!(run("native: true"), None);
}

#[test]
fn the_directory_that_hides_openssls_must_be_empty() {
    let sandbox = maya("native: false");
    let dir =
        |outcome: crate::sandbox::Outcome| outcome.dcc_env("SSL_CERT_DIR").expect("it is set");
    let empty = dir(sandbox.run(["maya"]).success());
    assert!(Path::new(&empty).starts_with(sandbox.cache()));
    fs::write(
        Path::new(&empty).join("0a1b2c3d.0"),
        Authority::new("Planted").pem(),
    )
    .expect("the directory is writable");
    let outcome = sandbox.run(["maya"]).code(0);
    assert!(
        outcome
            .stderr
            .contains("is not a safe, empty directory: remove it"),
        "{}",
        outcome.stderr
    );
    assert_eq!(fs::read_dir(dir(outcome)).expect("a directory").count(), 0);
}

#[test]
fn a_directory_that_is_not_inherited_is_hidden() {
    let sandbox = maya("inherited: false");
    assert_eq!(
        sandbox.run(["maya"]).success().dcc_env("SSL_CERT_DIR"),
        None
    );
    let sandbox = sandbox.env("SSL_CERT_DIR", "/somewhere");
    let empty = sandbox
        .run(["maya"])
        .success()
        .dcc_env("SSL_CERT_DIR")
        .expect("it is set");
    assert!(Path::new(&empty).starts_with(sandbox.cache()), "{empty}");
}
