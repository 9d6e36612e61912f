//! Files of a bundle that are missing, unreadable or not certificates.

use super::{base_count, mozilla_count};
use crate::sandbox::{HINT_OF_WARNINGS, Sandbox, count};
use crate::system;
use crate::tls_server::Authority;

#[test]
fn inherited_files_are_merged_and_missing_ones_are_warnings() {
    let sandbox = Sandbox::new()
        .pem("a.pem", &Authority::new("A"))
        .pem("b/b.pem", &Authority::new("B"));
    let (a, b) = (sandbox.home().join("a.pem"), sandbox.home().join("b"));
    let system = sandbox.path("root/etc/ssl/certs/ca-certificates.crt");
    sandbox.write("home/empty.pem", "");
    let missing_file = system::absolute_path("/not/there.pem");
    let sandbox = sandbox
        .env("REQUESTS_CA_BUNDLE", a)
        .env("SSL_CERT_DIR", b)
        .env("SSL_CERT_FILE", system)
        .env("CURL_CA_BUNDLE", &missing_file)
        .env("AWS_CA_BUNDLE", "")
        .env("PIP_CERT", "empty.pem");
    let outcome = sandbox.run(["bundle", "path"]).code(0);
    assert_eq!(count(outcome.text().trim_end()), mozilla_count() + 3);
    let empty = sandbox.home().join("empty.pem");
    assert_eq!(
        outcome.stderr,
        format!(
            "warning: inherited:{}: no such file\n\
             warning: inherited:{}: contains no certificate\n{HINT_OF_WARNINGS}",
            missing_file.display(),
            empty.display()
        )
    );
    let none = sandbox.profile("defaults", "ca: {inherited: false}\n");
    assert_eq!(
        count(none.run(["bundle", "path"]).success().text().trim_end()),
        base_count()
    );
}

#[test]
#[cfg_attr(windows, ignore = "Windows' store is not a file")]
fn the_systems_store_is_not_inherited() {
    let mut sandbox = Sandbox::new();
    let store = sandbox.path("root/etc/ssl/certs");
    let (file, link) = (
        store.join("ca-certificates.crt"),
        sandbox.home().join("link.pem"),
    );
    system::symlink(&file, &link).expect("a link");
    for (name, path) in [
        ("SSL_CERT_FILE", file),
        ("CURL_CA_BUNDLE", link),
        ("SSL_CERT_DIR", store),
    ] {
        sandbox = sandbox.env(name, path);
    }
    let list = sandbox.run(["bundle", "list", "--json"]).success().json();
    let certificates = list["certificates"].as_array().expect("a list");
    let mut sources = certificates.iter().map(|one| one["sources"].to_string());
    assert!(!certificates.is_empty() && sources.all(|sources| !sources.contains("inherited")));
}

#[test]
fn a_missing_required_file_is_an_error() {
    let missing = Sandbox::new().profile("defaults", "ca:\n  files:\n    - ~/gone.pem\n");
    let error = missing.run(["-p", "defaults", "true"]).code(125).stderr;
    let gone = missing.home().join("gone.pem");
    assert_eq!(
        error,
        format!(
            "error: cannot build the bundle: {}: no such file
  --> ~/.config/sglaunch/profiles/defaults.yaml:3:7
   |
 3 |     - ~/gone.pem
   |       ^^^^^^^^^^
hint: correct the path, or make the file optional: {{path: …, optional: true}}
",
            gone.display()
        )
    );
    assert!(missing.bundles().is_empty());

    let optional = missing.profile(
        "defaults",
        "ca: {files: [{path: ~/gone.pem, optional: true}]}\n",
    );
    optional.run(["-p", "defaults", "true"]).success();

    let empty = Sandbox::new().profile("defaults", "ca: {files: [~/text.pem]}\n");
    empty.write("home/text.pem", "no certificate\n");
    assert!(
        empty
            .run(["-p", "defaults", "true"])
            .code(125)
            .stderr
            .contains("contains no certificate")
    );
}

#[test]
#[cfg_attr(windows, ignore = "pipes of Windows are not in a directory")]
fn a_pipe_is_refused_without_waiting() {
    let sandbox = Sandbox::new().profile("defaults", "ca: {files: [~/pipe]}\n");
    sandbox.pipe("home/pipe");
    assert!(
        sandbox
            .run(["bundle", "path"])
            .code(125)
            .stderr
            .contains("not a file or a directory")
    );
}

#[test]
fn an_empty_path_does_not_mean_the_profiles_directory() {
    let sandbox = Sandbox::new().profile("defaults", "ca:\n  files:\n    - ${STUDIO_CA:-}\n");
    sandbox.write(
        "home/.config/sglaunch/profiles/disabled.pem",
        Authority::new("Disabled").pem(),
    );
    let error = sandbox.run(["bundle", "path"]).code(125).stderr;
    assert!(
        error.contains("is empty") && error.contains("defaults.yaml:3:7"),
        "{error}"
    );
}

#[test]
fn an_error_shows_the_line_that_names_the_file() {
    let sandbox = Sandbox::new().pem("ca", &Authority::new("One"));
    let sandbox = sandbox.profile(
        "defaults",
        "ca:\n  files:\n    - ~/ca\n    - ~/ca.missing\n",
    );
    assert!(
        sandbox
            .run(["bundle", "path"])
            .code(125)
            .stderr
            .contains("defaults.yaml:4:7")
    );
}

#[test]
#[cfg_attr(windows, ignore = "pipes of Windows are not in a directory")]
fn a_variable_that_names_a_pipe_is_a_warning() {
    let sandbox = Sandbox::new();
    let pipe = sandbox.pipe("home/0123456789abcdef.pem");
    let outcome = sandbox
        .env("SSL_CERT_FILE", pipe)
        .run(["bundle", "path"])
        .code(0);
    assert!(
        outcome.stderr.contains("not a file or a directory"),
        "{}",
        outcome.stderr
    );
}

#[test]
fn keys_and_pfx_files_are_reported_by_format() {
    let sandbox = Sandbox::new().profile("defaults", "ca: {files: [~/given]}\n");
    let key = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n";
    // The start of every PFX file: a sequence that begins with the version, 3.
    let pfx = b"\x30\x82\x0a\x00\x02\x01\x03\x30\x82\x09\xc0".as_slice();
    let leaf = Authority::new("Proxy").issue().pem();
    for (content, sentence) in [
        (key.as_bytes(), "contains a private key, but no certificate"),
        (pfx, "a PKCS#12 file"),
        (b"text", "contains no certificate"),
    ] {
        sandbox.write("home/given", content);
        for words in [&["bundle", "path"][..], &["check"]] {
            let error = sandbox.run(words).stderr;
            assert!(
                error.contains(sentence)
                    && error.contains("hint: name a file that contains the CA certificate"),
                "{error}"
            );
        }
    }
    sandbox.write("home/given", leaf);
    for words in [&["bundle", "path"][..], &["check"]] {
        let warning = sandbox.run(words).code(0).stderr;
        assert!(
            warning.contains("is excluded: a server certificate"),
            "{warning}"
        );
    }
}

#[test]
#[cfg_attr(windows, ignore = "files of Windows have no modes")]
fn an_unreadable_file_is_treated_like_a_missing_one() {
    let sandbox = Sandbox::new().pem("secret.pem", &Authority::new("Secret"));
    system::set_mode(sandbox.home().join("secret.pem"), 0o000);
    let needed = sandbox
        .profile("defaults", "ca: {files: [~/secret.pem]}\n")
        .unprivileged();
    assert!(
        needed
            .run(["bundle", "path"])
            .code(125)
            .stderr
            .contains("cannot be read: permission denied")
    );
    let optional = needed.profile(
        "defaults",
        "ca: {files: [{path: ~/secret.pem, optional: true}]}\n",
    );
    let outcome = optional.run(["bundle", "path"]).code(0);
    assert!(
        outcome.stderr.starts_with("warning: file:"),
        "{}",
        outcome.stderr
    );
}
