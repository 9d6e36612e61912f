//! Files of a bundle for clients that cannot read all of its certificates.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;

use super::prune::{age, age_all, prune};
use super::{base_count, wait_for_stamps};
use crate::sandbox::{HINT_OF_WARNINGS, Sandbox, count};

const MAIN: &str = "SSL_CERT_FILE";
const GNUTLS: &str = "GIT_SSL_CAINFO";
/// Variables of other programs that use the same library.
const ALSO_GNUTLS: [&str; 2] = ["NIX_SSL_CERT_FILE", "CARGO_HTTP_CAINFO"];
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
    for variable in ALSO_GNUTLS {
        assert_eq!(file_of(&sandbox, variable), own, "{variable}");
    }
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

#[test]
fn the_list_and_a_warning_name_the_clients_that_cannot_read_a_certificate() {
    let sandbox = with_duplicate_extension();
    let outcome = sandbox.run(["bundle", "list", "--json"]).code(0);
    let expected = format!(
        "warning: file:{}: `Studio Root, basicConstraints twice` is not in the bundle for GnuTLS (git and wget of Debian) and Java: \
         it has an extension twice\n{HINT_OF_WARNINGS}",
        sandbox.home().join("studio.pem").display()
    );
    assert_eq!(outcome.stderr, expected);
    let list: Value = serde_json::from_str(&outcome.text()).expect("JSON");
    let rows = list["certificates"].as_array().expect("a list");
    let not_for: Vec<&Value> = (rows.iter())
        .filter(|row| row["not_for"] != Value::Array(Vec::new()))
        .collect();
    assert_eq!(not_for.len(), 1);
    assert_eq!(not_for[0]["not_for"], serde_json::json!(["gnutls", "java"]));
    assert_eq!(not_for[0]["included"], true);
    let table = sandbox.run(["bundle", "list"]).code(0).text();
    assert!(
        table.contains("\tincluded, not for gnutls, java\t"),
        "{table}"
    );
}

#[test]
fn prune_removes_a_bundle_with_all_its_files() {
    let sandbox = with_duplicate_extension();
    install_gnutls(&sandbox);
    let own = file_of(&sandbox, GNUTLS);
    assert_eq!(sandbox.bundles().len(), 2);
    // A launch updates the mtime of each file.
    wait_for_stamps();
    file_of(&sandbox, GNUTLS);
    age_all(&sandbox, 31);
    file_of(&sandbox, GNUTLS);
    assert!(prune(&sandbox).starts_with("0 bundles"));
    // A recent record keeps each file.
    age(&own, 31);
    assert!(prune(&sandbox).starts_with("0 bundles"));
    age_all(&sandbox, 31);
    assert!(prune(&sandbox).starts_with("2 bundles removed"));
    assert_eq!((sandbox.bundles().len(), sandbox.records().len()), (0, 0));
}

#[test]
fn an_exported_copy_for_a_client_is_the_file_that_a_launch_gives_it() {
    let java = "ca:\n  files: [~/studio.pem]\n  java: true\n";
    let sandbox = with_duplicate_extension().profile("defaults", java);
    install_gnutls(&sandbox);
    let own = file_of(&sandbox, GNUTLS);
    let export = |args: &[&str]| {
        let words = ["-q", "bundle", "export", "-"].iter().chain(args);
        sandbox.run(words).code(0).stdout
    };
    let read = |path: &PathBuf| fs::read(path).expect("a bundle");
    assert_eq!(export(&["--client", "gnutls"]), read(&own));
    let main = read(&file_of(&sandbox, MAIN));
    assert_eq!(export(&["--client", "openssl"]), main);
    // BoringSSL can read all of them.
    assert_eq!(export(&["--client", "boringssl"]), main);
    let mut bundles = sandbox.bundles().into_iter();
    let store = bundles.find(|path| path.extension().is_some_and(|found| found == "p12"));
    let exported = export(&["--client", "java"]);
    assert_eq!(exported, read(&store.expect("a key store")));
    // Mozilla's list as a key store has as many entries as the list.
    let list = export(&["--mozilla", "--client", "java"]);
    assert!(list.len() > 50_000 && list.len() < exported.len());
    sandbox
        .run(["bundle", "export", "-", "--client", "java", "--comments"])
        .code(125)
        .stderr_contains("a key store has no comments");
    let error = sandbox.run(["bundle", "export", "-", "--client", "schannel"]);
    error.code(125).stderr_contains("possible values");
}
