//! Which certificates a bundle contains, and how its file is written.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use super::{base_count, with_studio};
use crate::sandbox::{Sandbox, count};
use crate::system;
use crate::tls_server::{Authority, Identity};

#[test]
fn a_bundle_contains_the_system_mozilla_and_studio_cas() {
    let sandbox = with_studio(Sandbox::new(), &Authority::new("Studio"));
    let path = sandbox.run(["bundle", "path"]).success().text();
    let path = Path::new(path.trim_end());
    assert_eq!(count(path), base_count() + 1);
    let text = fs::read_to_string(path).expect("a bundle");
    assert!(
        text.is_ascii() && text.ends_with("-----END CERTIFICATE-----\n") && !text.contains('\r')
    );
    assert!(text.lines().all(|line| line.len() <= 64));
    assert_eq!(
        path.parent(),
        Some(sandbox.cache().join("bundles").as_path())
    );
    assert!(system::has_mode(path, 0o644));
}

#[test]
fn the_same_certificates_give_the_same_file() {
    let (a, b) = (Authority::new("A"), Authority::new("B"));
    let bundle = |first: &Authority, second: &Authority, twice: bool| {
        let sandbox = Sandbox::new()
            .pem("1.pem", first)
            .pem("2.pem", second)
            .pem("3.pem", first);
        let files = if twice {
            "[~/1.pem, ~/2.pem, ~/3.pem]"
        } else {
            "[~/1.pem, ~/2.pem]"
        };
        let sandbox = sandbox.profile("defaults", &format!("ca: {{files: {files}}}\n"));
        sandbox.run(["bundle", "path"]).success();
        let path = sandbox.bundles().remove(0);
        (
            path.file_name().expect("a name").to_owned(),
            fs::read(path).expect("a bundle"),
        )
    };
    assert_eq!(bundle(&a, &b, false), bundle(&b, &a, true));
}

#[test]
fn the_policy_excludes_certificates_with_a_reason() {
    let (expired, denied) = (
        Authority::builder("Expired").expired().build(),
        Authority::new("Denied"),
    );
    let (leaf, own) = (Authority::new("Other").issue(), Identity::self_signed());
    let sandbox = Sandbox::new()
        .pem("expired.pem", &expired)
        .pem("denied.pem", &denied);
    sandbox.write("home/leaf.pem", leaf.pem());
    sandbox.write("home/own.pem", own.pem());
    let fingerprint = crate::tls_clients::sha1(&denied.der()).to_uppercase();
    let sandbox = sandbox.profile(
        "defaults",
        &format!("ca:\n  files: [~/expired.pem, ~/denied.pem, ~/leaf.pem, ~/own.pem]\n  deny: ['{fingerprint}']\n"),
    );
    let list = sandbox.run(["bundle", "list", "--json"]).code(0).json();
    let reason = |file: &str| -> Value {
        let source = format!("file:{}", sandbox.home().join(file).display());
        let certificates = list["certificates"].as_array().expect("a list");
        let row = certificates
            .iter()
            .find(|row| row["sources"] == json!([source]))
            .expect("it is listed");
        assert_eq!(row["included"], row["reason"].is_null());
        row["reason"].clone()
    };
    assert_eq!(reason("expired.pem"), "expired");
    assert_eq!(reason("denied.pem"), "denied");
    assert_eq!(reason("leaf.pem"), "not-a-ca");
    assert_eq!(reason("own.pem"), json!(null));
    assert_eq!(count(&sandbox.bundles()[0]), base_count() + 1);

    let kept = sandbox.profile(
        "defaults",
        "ca: {files: [~/expired.pem], keep_expired: true}\n",
    );
    assert_eq!(
        count(kept.run(["bundle", "path"]).success().text().trim_end()),
        base_count() + 1
    );
}

#[test]
fn an_empty_bundle_is_an_error() {
    let sandbox = Sandbox::new().profile("defaults", "ca: {native: false, mozilla: false}\n");
    assert!(
        sandbox
            .run(["bundle", "path"])
            .code(125)
            .stderr
            .contains("the bundle would be empty")
    );
}

#[test]
fn a_bad_block_is_skipped_and_the_rest_is_read() {
    let good = Authority::new("Good");
    let sandbox = Sandbox::new().profile("defaults", "ca: {files: [~/mixed.pem]}\n");
    let bad = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    sandbox.write("home/mixed.pem", format!("{bad}{}", good.pem()));
    let outcome = sandbox.run(["bundle", "path"]).code(0);
    assert_eq!(count(outcome.text().trim_end()), base_count() + 1);
    assert!(
        outcome
            .stderr
            .contains("mixed.pem: block 1 (CERTIFICATE) skipped"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn a_private_key_is_never_copied() {
    let sandbox = Sandbox::new().profile("defaults", "ca: {files: [~/both.pem]}\n");
    let key = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n";
    sandbox.write(
        "home/both.pem",
        format!("{key}{}", Authority::new("Studio").pem()),
    );
    let outcome = sandbox.run(["bundle", "path"]).code(0);
    assert!(outcome.stderr.contains("private key"), "{}", outcome.stderr);
    let text = fs::read_to_string(outcome.text().trim_end()).expect("a bundle");
    assert!(!text.contains("PRIVATE") && !text.contains("c2VjcmV0"));
}
